"""One row per practice and month since adoption: the adopters' pooled effect against those that have not adopted."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import after, read
from transforms.gain.tables import table

READS = read.READS
FIELDS = "practice:text months_since_adoption:int effect lower upper adopters:int"


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return table(con, FIELDS, lambda practice, parameters: after.event_study(practice.panel, parameters))
