"""One row per practice and month since adoption: the adopters' pooled effect against those that have not adopted."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import event_study, panel_loader
from transforms.gain.arrow_tables import make_table
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = "practice:text months_since_adoption:int effect lower upper adopters:int"


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    return make_table(
        con,
        cache,
        "mart.event_study",
        FIELDS,
        lambda practice, parameters: event_study.event_study(practice.panel, parameters),
    )
