"""One row per measure of a practice and kind of peers: the verdict's error rates on non-adopters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader
from transforms.gain.arrow_tables import tabulate_panels
from transforms.gain.error_rates import measure_error_rates
from transforms.gain.panel_loader import load_practice_panels
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = """
    measure:text peer_kind:text first_month:date last_month:date organisations:int adopters:int draws:int injected_gain
    pooled_claims single_claims worst_first_claims just_fallen_claims already_rising_claims
    whole_regions_claims coverage_held coverage_half coverage_lost
    held_found half_called_sustained half_called_held lost_found
    months_read:int any_month_confirmed any_month_claims
    later_months:int later_coverage_held later_coverage_half later_coverage_lost
"""


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    return tabulate_panels(_first_panels(con, cache), cache, "mart.calibration", FIELDS, _of_measure)


def _first_panels(con: duckdb.DuckDBPyConnection, cache: ResultCache) -> Iterator[PracticePanel]:
    """One panel for each measure and kind of peers."""
    known: set[tuple[str, str]] = set()
    for practice in load_practice_panels(con, cache):
        if (practice.measure, practice.peer_kind) not in known:
            known.add((practice.measure, practice.peer_kind))
            yield practice


def _of_measure(practice: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    panel = practice.panel
    rates = measure_error_rates(panel, practice.measure, practice.worthwhile(parameters), parameters)
    if rates is not None:
        months = {name: panel.date(rates[name]) for name in ("first_month", "last_month")}
        yield {"measure": practice.measure, "peer_kind": practice.peer_kind, **rates, **months}
