"""One row per practice, adopter (`*` for all of them together), and window or month: the levels compared."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import comparison_rows, panel_loader
from transforms.gain.arrow_tables import make_schema, make_table
from transforms.gain.parameters import read_parameters
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text organisation:text resolution:text period:text number:int month:date from_month:date to_month:date
    actual expected expected_lower expected_upper
    expected_with_quarter expected_without_quarter expected_without_nine_months
    actual_score expected_score cases adopters:int
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    table = make_table(con, cache, "core.gain_comparison", FIELDS, comparison_rows.iterate_comparison_rows)
    # adopters that merged into another organisation: what was compared in the month before
    ended_rows = [
        row
        for practice, gone in panel_loader.load_ended_panels(con, cache)
        for row in comparison_rows.iterate_comparison_rows(practice, read_parameters())
        if row["organisation"] in gone
    ]
    return pa.concat_tables([table, pa.Table.from_pylist(ended_rows, schema=make_schema(FIELDS))])
