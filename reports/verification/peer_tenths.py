"""The level of the trusts of one kind in each month, counted again from their figures."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import duckdb

FIGURES = """
    select observation.measure, peer.peer_kind, observation.month, list(observation.value)
    from core.observation as observation
    join core.measure as measure using (measure)
    join core.peer as peer
        on peer.organisation = observation.organisation and peer.kind = measure.kind
        and peer.month = observation.month
    where measure.kind in (select kind from core.extract where is_published_statistics)
        and measure.unit in ('share', 'rate', 'weeks', 'days') and measure.direction in ('increase', 'decrease')
        and regexp_full_match(peer.peer_kind, 'trust( with(out)? .*)?')
    group by all
"""
ENOUGH = 20


class Tenths(NamedTuple):
    """How many peers have a figure in a month, and the 10th, 50th and 90th percentile of these."""

    peers: int
    low: float
    median: float
    high: float

    @property
    def are_enough(self) -> bool:
        return self.peers >= ENOUGH


def read_tenths(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[date, Tenths]]:
    """By measure and kind of peers."""
    tenths: dict[tuple[str, str], dict[date, Tenths]] = defaultdict(dict)
    for measure, kind, month, values in con.execute(FIGURES).fetchall():
        tenths[measure, kind][month] = _divide(values)
    return tenths


def _divide(values: Sequence[float]) -> Tenths:
    cuts = statistics.quantiles(values, n=10, method="inclusive") if len(values) > 1 else [*values] * 9
    return Tenths(len(values), cuts[0], cuts[4], cuts[8])
