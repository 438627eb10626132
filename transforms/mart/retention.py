"""One row per practice and year after its washout: the adopters' pooled effect, and its share of the first year's."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import event_study, panel_loader
from transforms.gain.arrow_tables import make_table
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = """
    practice:text year:int adopters:int effect effect_lower effect_upper share_retained share_lower share_upper
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    return make_table(
        con,
        cache,
        "mart.retention",
        FIELDS,
        lambda practice, parameters: event_study.retention_rows(practice.panel, parameters),
    )
