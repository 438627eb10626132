"""One row per practice, adopter and month of the last year: whether its latest months are low."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import early_warning, panel_loader
from transforms.gain.arrow_tables import make_table
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text organisation:text month:date level expected_low is_warning:bool warnings_in_a_row:int
    false_alarm_rate spc_false_alarm_rate
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    return make_table(con, cache, "mart.early_warning", FIELDS, _of_practice)


def _of_practice(practice: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    for warning_row in early_warning.early_warning_rows(practice.panel, parameters):
        yield {**warning_row, "month": practice.panel.date(warning_row["column"])}
