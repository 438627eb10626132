"""The order in which the SQL models are built, derived from the tables that each one reads."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import sqlglot
from sqlglot import exp

HERE = Path(__file__).parent
SCHEMAS = ("staging", "core", "mart")


@dataclass(frozen=True)
class Model:
    """One model: its table is named by its path, `core/observation.sql` makes `core.observation`."""

    table: str
    sql: str
    reads: frozenset[str]


def tables_read(sql: str) -> frozenset[str]:
    """The schema-qualified tables of a statement; a bare name is one of its own CTEs."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    return frozenset(f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db in SCHEMAS)


def models(folder: Path = HERE) -> list[Model]:
    """Every model below the folder, each after those that it reads. Raises ValueError on a circle or a missing one."""
    found = {}
    for schema in SCHEMAS:
        for path in sorted((folder / schema).glob("*.sql")):
            sql = path.read_text(encoding="utf-8")
            found[f"{schema}.{path.stem}"] = Model(f"{schema}.{path.stem}", sql, tables_read(sql))
    try:
        order = list(TopologicalSorter({name: model.reads for name, model in found.items()}).static_order())
    except CycleError as error:
        raise ValueError(f"the models read each other in a circle: {' -> '.join(error.args[1])}") from error
    unknown = [name for name in order if name not in found and not name.startswith("staging.")]
    if unknown:
        raise ValueError(f"no model makes {', '.join(unknown)}")
    return [found[name] for name in order if name in found]
