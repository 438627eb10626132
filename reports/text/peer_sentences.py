"""What a chart shows behind its series, in words: the levels of a trust's peers, and England's."""

from __future__ import annotations

from reports.data.peer_levels import PeerLevels
from reports.data.records import SeriesRecord
from reports.formatting import format_number, month_name
from reports.text.narrative import peer_words


def levels_sentence(series: SeriesRecord, peers: PeerLevels) -> str:
    """The newest month of the layer: England, the median, and between what the middle 80% lie."""
    newest, unit = peers.newest, series.measure.unit
    low, median, high, england = (
        "" if value is None else format_number(value, unit)
        for value in (newest.low, newest.median, newest.high, newest.england)
    )
    text = f"In {month_name(newest.month)} {f'England was at {england}; ' if england else ''}"
    return f"{text}the median of {_name_peers(series, peers)} was {median}, and the middle 80% were at {low} to {high}."


def levels_key(series: SeriesRecord, peers: PeerLevels) -> str:
    """The line of the chart's key."""
    return f"Shaded: the middle 80% of {_name_peers(series, peers)}, with their median"


def _name_peers(series: SeriesRecord, peers: PeerLevels) -> str:
    kind = series.standing.peer_kind if series.standing else "trust"
    return f"{peers.peers:,} {peer_words(series.measure, kind)}"
