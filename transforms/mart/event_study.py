"""One row per practice and month since adoption: the adopters' pooled effect against those that have not adopted."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import event_study, panel_loader
from transforms.gain.arrow_tables import make_table

READS = panel_loader.TABLES_READ
FIELDS = "practice:text months_since_adoption:int effect lower upper adopters:int"


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return make_table(con, FIELDS, lambda practice, parameters: event_study.event_study(practice.panel, parameters))
