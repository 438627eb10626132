"""One row per measure of a practice: how often the verdict is wrong, measured on those that have not adopted."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import read
from transforms.gain.parameters import parameters
from transforms.gain.rates import calibration
from transforms.gain.record import date
from transforms.gain.tables import schema

READS = read.READS
FIELDS = """
    measure:text first_month:date last_month:date organisations:int adopters:int draws:int injected_gain
    pooled_claims single_claims coverage_held coverage_half coverage_lost
    held_found half_called_sustained lost_found
"""


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    found: dict[str, dict[str, Any]] = {}
    for practice in read.practices(con):
        panel = practice.panel
        if practice.measure in found:
            continue
        told = calibration(panel, practice.measure, practice.worthwhile(parameters()), parameters())
        if told is not None:
            months = {name: date(panel, told[name]) for name in ("first_month", "last_month")}
            found[practice.measure] = {"measure": practice.measure, **told, **months}
    return pa.Table.from_pylist(list(found.values()), schema=schema(FIELDS))
