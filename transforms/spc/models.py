"""The SPC models, in SQL and in Python, the exports of `holdgain spc`, and the order in which they are run."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import duckdb

SQL_FOLDER = Path(__file__).parents[1]
RULE_SETS = "core.spc_rule_set"
SPC_MODELS = (
    RULE_SETS,
    "core.spc_step",
    "core.spc_limit",
    "mart.spc",
    "core.spc_latest",
    "core.run_chart_limit",
    "core.spc_stability",
    "mart.spc_summary",
)


def read_model(name: str) -> str:
    """Read the SQL of a model, or of one of the exports in this folder."""
    return _path_of(name).read_text(encoding="utf-8")


def _path_of(name: str) -> Path:
    return SQL_FOLDER / f"{name.replace('.', '/')}.sql"


def start_statement(target: str, *, is_new: bool) -> str:
    """The beginning of the statement that writes rows to a table: it is created, or they are added."""
    return f"create or replace table {target} as" if is_new else f"insert into {target}"


def create_models(connection: duckdb.DuckDBPyConnection, models: Sequence[str] = SPC_MODELS) -> None:
    """Create the SPC models in order, starting from `core.spc_option` and `core.spc_series`."""
    for model in models:
        if _path_of(model).exists():
            connection.execute(f"create or replace table {model} as {read_model(model)}")
        else:
            import_module(f"transforms.{model}").write(connection, model, is_new=True)
