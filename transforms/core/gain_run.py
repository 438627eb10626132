"""One row per practice, adopter (`*` for all of them together) and monthly run: evidence and verdict at that run."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader, run_rows
from transforms.gain.arrow_tables import make_schema
from transforms.gain.parameters import read_parameters

READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text organisation:text month:date measure:text scale:text adopted_month:date baseline
    baseline_from:date baseline_to:date gain_from:date gain_to:date current_from:date current_to:date
    gain gain_lower gain_upper current current_lower current_upper share_retained share_lower share_upper
    gain_with_quarter gain_without_quarter other_practice:text other_practice_month:date
    p_value minimum_detectable_gain worthwhile_gain
    adopters:int adopters_first_year:int adopters_second_year:int
    comparators:int comparators_alike:int baseline_months:int holding_months:int needed_to_see:int
    status:text reason:text status_since:date is_provisional:bool confirmed_status:text confirmed_month:date
    months_held:int evidence_grade:text grade_causes:text status_with_shocks:text
"""


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    ordered_rows = [
        row
        for practice in panel_loader.load_practice_panels(con)
        for row in run_rows.iterate_run_rows(practice, read_parameters())
    ]
    # for adopters that merged into another organisation, the verdicts up to the merger
    ordered_rows += [
        row
        for practice, gone in panel_loader.load_ended_panels(con)
        for row in run_rows.iterate_run_rows(practice, read_parameters())
        if row["organisation"] in gone
    ]
    return pa.Table.from_pylist(ordered_rows, schema=make_schema(FIELDS))
