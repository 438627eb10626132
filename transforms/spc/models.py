"""The SQL of the SPC models and of the exports of `holdgain spc`, and the order in which it is run."""

from __future__ import annotations

from collections.abc import Sequence
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
    return (SQL_FOLDER / f"{name.replace('.', '/')}.sql").read_text(encoding="utf-8")


def create_models(connection: duckdb.DuckDBPyConnection, models: Sequence[str] = SPC_MODELS) -> None:
    """Create the SPC models in order, starting from `core.spc_option` and `core.spc_series`."""
    for model in models:
        connection.execute(f"create or replace table {model} as {read_model(model)}")
