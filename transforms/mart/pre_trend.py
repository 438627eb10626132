"""One row per practice: whether its adopters were already diverging from the others before they adopted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import event_study, panel_loader
from transforms.gain.arrow_tables import make_table
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = "practice:text adopters:int slope_per_year lower upper p_value"


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    return make_table(con, cache, "mart.pre_trend", FIELDS, _of_practice)


def _of_practice(practice: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    trend = event_study.pre_trend(practice.panel, parameters)
    if trend is not None:
        yield trend
