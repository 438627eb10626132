"""One row per practice and other practice for its measure that organisations took up together: the verdict on both."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader
from transforms.gain.arrow_tables import tabulate_panels
from transforms.gain.parameters import read_parameters
from transforms.gain.practice_pairs import iterate_pair_rows
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text other_practice:text month:date measure:text scale:text adopted_month:date settled_months:int
    adopters_of_both:int baseline
    gain gain_lower gain_upper current current_lower current_upper share_retained share_lower share_upper
    share_since share_since_lower share_since_upper
    gain_with_quarter gain_without_quarter gain_without_nine_months minimum_detectable_gain worthwhile_gain
    adopters:int adopters_first_year:int adopters_second_year:int comparators:int comparators_alike:int
    needed_to_see:int status:text reason:text status_since:date is_provisional:bool confirmed_status:text
    confirmed_month:date months_held:int evidence_grade:text grade_causes:text
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    pairs = panel_loader.load_pair_panels(con, read_parameters(), cache)
    return tabulate_panels(pairs, cache, "mart.joint_gain", FIELDS, iterate_pair_rows)
