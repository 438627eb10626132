"""One row per practice, adopter (`*` for all of them together) and monthly run: evidence and verdict as they stood."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from transforms.gain import read, record
from transforms.gain.parameters import parameters

READS = read.READS


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    found = [row for practice in read.practices(con) for row in record.rows(practice, parameters())]
    # of those that merged away, what was said until then
    found += [
        row
        for practice, gone in read.ended(con)
        for row in record.rows(practice, parameters())
        if row["organisation"] in gone
    ]
    return pa.Table.from_pylist(found, schema=record.SCHEMA)
