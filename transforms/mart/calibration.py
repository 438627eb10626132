"""One row per measure of a practice and kind of peers: the verdict's error rates on non-adopters."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader
from transforms.gain.arrow_tables import make_schema
from transforms.gain.error_rates import measure_error_rates
from transforms.gain.parameters import read_parameters

READS = panel_loader.TABLES_READ
FIELDS = """
    measure:text peer_kind:text first_month:date last_month:date organisations:int adopters:int draws:int injected_gain
    pooled_claims single_claims worst_first_claims just_fallen_claims already_rising_claims
    whole_regions_claims coverage_held coverage_half coverage_lost
    held_found half_called_sustained half_called_held lost_found
"""


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    rows_by_key: dict[tuple[str, str], dict[str, Any]] = {}
    for practice in panel_loader.load_practice_panels(con):
        panel = practice.panel
        key = practice.measure, practice.peer_kind
        if key in rows_by_key:
            continue
        rates = measure_error_rates(panel, practice.measure, practice.worthwhile(read_parameters()), read_parameters())
        if rates is not None:
            months = {name: panel.date(rates[name]) for name in ("first_month", "last_month")}
            rows_by_key[key] = {"measure": practice.measure, "peer_kind": practice.peer_kind, **rates, **months}
    return pa.Table.from_pylist(list(rows_by_key.values()), schema=make_schema(FIELDS))
