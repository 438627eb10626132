"""One row per practice and year after its washout: the adopters' pooled effect, and what share of the first year's."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import after, read
from transforms.gain.tables import table

READS = read.READS
FIELDS = """
    practice:text year:int adopters:int effect effect_lower effect_upper share_retained share_lower share_upper
"""


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return table(con, FIELDS, lambda practice, parameters: after.retention(practice.panel, parameters))
