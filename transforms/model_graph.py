"""The order in which the models are built, derived from the tables that each one reads.

A model is one `select` (`mart/spread.sql`) or, where SQL cannot express it, a Python module
(`mart/spread_curve.py`) with `READS`, the tables it reads, and `rows(con, cache)`, which returns an Arrow table. A
module with `write(con, target, is_new=...)` (`mart/spc.py`) writes its table itself, in parts; one with `SQL`
(`core/reading_step.py`) derives its `select` from that of another model.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp

from transforms.result_cache import NO_CACHE, ResultCache

MODELS_FOLDER = Path(__file__).parent
MODEL_SCHEMAS = ("core", "mart")
SCHEMAS = ("staging", *MODEL_SCHEMAS)
Rows = Callable[[duckdb.DuckDBPyConnection, ResultCache], pa.Table]


class WriteTable(Protocol):
    """Creates the target, or adds the rows to it."""

    def __call__(self, con: duckdb.DuckDBPyConnection, target: str, *, is_new: bool) -> None: ...


@dataclass(frozen=True)
class PartWriter:
    """A model that writes its table itself, some rows at once, so that memory does not grow with them."""

    write: WriteTable


@dataclass(frozen=True)
class Model:
    """One model, whose path names its table: `core/observation.sql` makes `core.observation`."""

    table: str
    reads: frozenset[str]
    source: str | Rows | PartWriter

    def create(self, con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> None:
        """Create the table; the tables it reads must exist."""
        if isinstance(self.source, str):
            con.execute(f"create table {self.table} as {self.source}")
            return
        if isinstance(self.source, PartWriter):
            self.source.write(con, self.table, is_new=True)
            return
        con.register("rows_made", self.source(con, cache))
        con.execute(f"create table {self.table} as from rows_made")
        con.unregister("rows_made")

    def fill(self, con: duckdb.DuckDBPyConnection, target: str, cache: ResultCache = NO_CACHE) -> None:
        """Add the rows that the model has in the default catalogue of `con` to a table that exists."""
        if isinstance(self.source, str):
            con.execute(f"insert into {target} {self.source}")
            return
        if isinstance(self.source, PartWriter):
            self.source.write(con, target, is_new=False)
            return
        con.register("rows_made", self.source(con, cache))
        con.execute(f"insert into {target} from rows_made")
        con.unregister("rows_made")


# parsing all models takes 0.6 s, and a build asks three times
@cache
def list_tables_read(sql: str) -> frozenset[str]:
    """The schema-qualified tables of a statement; a bare name is one of its own CTEs."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    return frozenset(f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db in SCHEMAS)


def read_models(folder: Path = MODELS_FOLDER) -> list[Model]:
    """Read every model in the folder, in dependency order. Raises ValueError on a cycle or an unknown table."""
    models_by_table: dict[str, Model] = {}
    for path in list_model_files(folder):
        model = _read_model(path)
        if model.table in models_by_table:
            raise ValueError(f"{model.table} is made twice, in SQL and in Python")
        models_by_table[model.table] = model
    try:
        order = list(TopologicalSorter({name: model.reads for name, model in models_by_table.items()}).static_order())
    except CycleError as error:
        raise ValueError(f"the models read each other in a circle: {' -> '.join(error.args[1])}") from error
    unknown = [name for name in order if name not in models_by_table and not name.startswith("staging.")]
    if unknown:
        raise ValueError(f"no model makes {', '.join(unknown)}")
    return [models_by_table[name] for name in order if name in models_by_table]


def list_model_files(folder: Path = MODELS_FOLDER) -> list[Path]:
    """List the model files, each of which makes one table."""
    return [
        path
        for schema in MODEL_SCHEMAS
        for path in sorted((folder / schema).glob("*"))
        if path.suffix in (".sql", ".py") and path.stem != "__init__"
    ]


def _read_model(path: Path) -> Model:
    table = f"{path.parent.name}.{path.stem}"
    if path.suffix == ".sql":
        sql = path.read_text(encoding="utf-8")
        return Model(table, list_tables_read(sql), sql)
    spec = importlib.util.spec_from_file_location(f"transforms.{table}", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} cannot be read as a module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if derived_sql := getattr(module, "SQL", None):
        return Model(table, list_tables_read(derived_sql), derived_sql)
    if write := getattr(module, "write", None):
        return Model(table, module.READS, PartWriter(write))
    return Model(table, module.READS, module.rows)
