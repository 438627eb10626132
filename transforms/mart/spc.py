"""One row per measure, organisation and month: its limits, the result of every rule, its meaning."""

from __future__ import annotations

import duckdb

from transforms.spc.models import RULE_SETS
from transforms.spc.phase_points import OFFICIAL_SPC_TABLES
from transforms.spc.point_rows import write_points

READS = frozenset({OFFICIAL_SPC_TABLES.option, OFFICIAL_SPC_TABLES.step, OFFICIAL_SPC_TABLES.limit, RULE_SETS})


def write(con: duckdb.DuckDBPyConnection, target: str, *, is_new: bool) -> None:
    write_points(con, OFFICIAL_SPC_TABLES, target, is_new=is_new)
