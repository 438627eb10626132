"""One row per series and phase of the reading aid: the mean and limits that its points are compared with."""

from __future__ import annotations

import duckdb

from transforms.spc.limit_rows import write_limits
from transforms.spc.models import RULE_SETS
from transforms.spc.phase_points import READING_SPC_TABLES

READS = frozenset({READING_SPC_TABLES.option, READING_SPC_TABLES.step, RULE_SETS})


def write(con: duckdb.DuckDBPyConnection, target: str, *, is_new: bool) -> None:
    write_limits(con, READING_SPC_TABLES, target, is_new=is_new)
