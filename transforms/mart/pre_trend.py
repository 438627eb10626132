"""One row per practice: whether its adopters were already moving apart from the others before they adopted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import after, read
from transforms.gain.parameters import Parameters
from transforms.gain.read import Practice
from transforms.gain.tables import table

READS = read.READS
FIELDS = "practice:text adopters:int slope_per_year lower upper p_value"


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return table(con, FIELDS, _of_practice)


def _of_practice(practice: Practice, parameters: Parameters) -> Iterator[dict[str, Any]]:
    found = after.pre_trend(practice.panel, parameters)
    if found is not None:
        yield found
