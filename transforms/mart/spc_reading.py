"""One row per measure, organisation and month: the limits and rules of the reading aid."""

from __future__ import annotations

import duckdb

from transforms.spc.models import RULE_SETS
from transforms.spc.phase_points import READING_SPC_TABLES
from transforms.spc.point_rows import write_points

READS = frozenset({READING_SPC_TABLES.option, READING_SPC_TABLES.step, READING_SPC_TABLES.limit, RULE_SETS})


def write(con: duckdb.DuckDBPyConnection, target: str, *, is_new: bool) -> None:
    write_points(con, READING_SPC_TABLES, target, is_new=is_new)
