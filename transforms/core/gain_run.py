"""One row per practice, adopter (`*` for all of them together) and monthly run: evidence and verdict at that run."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader
from transforms.gain.arrow_tables import make_schema
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.past_runs import tabulate_runs
from transforms.gain.run_rows import iterate_unassessed_rows
from transforms.result_cache import NO_CACHE, ResultCache

TABLE = "core.gain_run"
READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text organisation:text month:date measure:text scale:text adopted_month:date baseline
    baseline_from:date baseline_to:date gain_from:date gain_to:date current_from:date current_to:date
    gain gain_lower gain_upper current current_lower current_upper share_retained share_lower share_upper
    share_since share_since_lower share_since_upper
    gain_with_quarter gain_without_quarter gain_without_nine_months other_practice:text other_practice_month:date
    p_value minimum_detectable_gain worthwhile_gain
    adopters:int adopters_first_year:int adopters_second_year:int
    comparators:int comparators_alike:int baseline_months:int holding_months:int needed_to_see:int
    status:text reason:text status_since:date is_provisional:bool confirmed_status:text confirmed_month:date
    months_held:int evidence_grade:text grade_causes:text status_with_shocks:text
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    schema, parameters = make_schema(FIELDS), read_parameters()
    known, results, tables = cache.load(TABLE, schema), {}, [schema.empty_table()]
    for key, practice, only in _list_panels(con, cache):
        results[key] = tabulate_runs(practice, known.get(key), schema, parameters, only)
        others = [row for row in iterate_unassessed_rows(practice) if only is None or row["organisation"] in only]
        tables += [results[key].rows, pa.Table.from_pylist(others, schema=schema)]
    cache.replace_results(TABLE, schema, known, results)
    return pa.concat_tables([table.replace_schema_metadata(None) for table in tables])


def _list_panels(
    con: duckdb.DuckDBPyConnection, cache: ResultCache
) -> Iterator[tuple[str, PracticePanel, set[str] | None]]:
    """Each panel with its key, and the organisations whose rows are taken from it (None: all)."""
    for practice in panel_loader.load_practice_panels(con, cache):
        yield practice.practice, practice, None
    # for adopters that merged into another organisation, the verdicts up to the merger
    for practice, gone in panel_loader.load_ended_panels(con, cache):
        yield "\t".join((practice.practice, *sorted(gone))), practice, gone
