"""The levels of all trusts of one kind, month by month, and England's: what a trust's chart shows behind its series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

FEWEST_PEERS = 20
"""Of fewer, a tenth is a single trust: the band would follow one of them."""
DRAWN_DECIMALS = 4
"""A hundredth of a percentage point, less than a pixel of any chart: a corrected figure that moves a decile by less
leaves the pages of all other trusts as they are, so that an edition takes them over."""

LEVELS = """
    select benchmark.measure, benchmark.peer_kind, benchmark.month, count(*) as peers,
        quantile_cont(benchmark.value, [0.1, 0.5, 0.9]) as levels, any_value(england.value) as england,
        any_value(newest.month) as newest
    from mart.benchmark as benchmark
    join core.measure as measure on measure.measure = benchmark.measure
    join core.extract as extract on extract.kind = measure.kind
    join (select measure, max(month) as month from core.reported group by all) as newest
        on newest.measure = benchmark.measure
    left join core.observation as england
        on england.measure = benchmark.measure and england.month = benchmark.month
        and england.organisation = 'ENGLAND'
    where extract.is_published_statistics and measure.unit <> 'count' and measure.direction <> 'neutral'
        and (benchmark.peer_kind = 'trust' or starts_with(benchmark.peer_kind, 'trust with'))
    group by all
    order by benchmark.measure, benchmark.peer_kind, benchmark.month
"""
"""Only of published statistics: figures of local extracts may be hidden, and a decile of few others gives one away."""


class PeerLevel(NamedTuple):
    """One month: the 10th, 50th and 90th percentile of the peers, and England's figure; rounded to be drawn."""

    month: date
    low: float | None
    median: float | None
    high: float | None
    england: float | None


@dataclass(frozen=True)
class PeerLevels:
    """All months of one measure among peers of one kind, and the exact levels of the newest month."""

    levels: tuple[PeerLevel, ...]
    newest: PeerLevel
    peers: int
    """How many there are in the newest month."""


def read_peer_levels(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], PeerLevels]:
    """The levels by measure and kind of peers; none where the newest month has too few peers."""
    rows = con.execute(LEVELS).fetchall()
    by_kind = {key: _make_levels(list(some)) for key, some in groupby(rows, key=lambda row: (row[0], row[1]))}
    return {key: levels for key, levels in by_kind.items() if levels is not None}


def _make_levels(rows: Sequence[tuple[Any, ...]]) -> PeerLevels | None:
    *_, month, peers, levels, england, newest = rows[-1]
    if month != newest or peers < FEWEST_PEERS:
        return None
    drawn = (_round_level(*row[2:6]) for row in rows)
    return PeerLevels(tuple(drawn), PeerLevel(month, levels[0], levels[1], levels[2], england), peers)


def _round_level(month: date, peers: int, levels: Sequence[float], england: float | None) -> PeerLevel:
    """Without deciles where the month has too few peers."""
    low, median, high = (
        (round(level, DRAWN_DECIMALS) for level in levels) if peers >= FEWEST_PEERS else (None, None, None)
    )
    return PeerLevel(month, low, median, high, None if england is None else round(england, DRAWN_DECIMALS))
