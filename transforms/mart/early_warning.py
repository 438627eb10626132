"""One row per practice, adopter and month of the last year: whether its latest months lie low."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import read, warning
from transforms.gain.parameters import Parameters
from transforms.gain.read import Practice
from transforms.gain.tables import table

READS = read.READS
FIELDS = """
    practice:text organisation:text month:date level expected_low is_warning:bool warnings_in_a_row:int
    false_alarm_rate spc_false_alarm_rate
"""


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return table(con, FIELDS, _of_practice)


def _of_practice(practice: Practice, parameters: Parameters) -> Iterator[dict[str, Any]]:
    for found in warning.warnings(practice.panel, parameters):
        yield {**found, "month": practice.panel.date(found["column"])}
