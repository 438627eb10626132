"""The place of each organisation among its peers in the newest month, counted from the figures."""

from __future__ import annotations

from typing import NamedTuple

import duckdb

PLACES = """
    with newest as (
        select observation.measure, observation.organisation, observation.month, observation.value, peer.peer_kind
        from core.observation as observation
        join core.measure as measure using (measure)
        join core.peer as peer
            on peer.organisation = observation.organisation and peer.kind = measure.kind
            and peer.month = observation.month
        where (observation.measure, observation.month) in (select measure, max(month) from core.reported group by all)
    ), counted as (
        select own.measure, own.organisation, own.month,
            1 + count_if(
                if(measure.direction = 'decrease', other.value < own.value, other.value > own.value)
            ) as place,
            count(*) as peers,
            count_if(other.value = own.value) as tied,
            if(
                any_value(measure.direction) = 'decrease',
                quantile_cont(other.value, 0.25), quantile_cont(other.value, 0.75)
            ) as best_quarter
        from newest as own
        join newest as other using (measure, month, peer_kind)
        join core.measure as measure using (measure)
        group by own.measure, own.organisation, own.month
    )
    select counted.*, benchmark.rank_lower, benchmark.rank_upper, benchmark.peer_kind
    from counted join mart.benchmark as benchmark using (measure, organisation, month)
"""


class Place(NamedTuple):
    """An organisation's place among its peers in the newest month, and the places that are likely."""

    place: int
    peers: int
    tied: int
    best_quarter: float
    likely_from: int | None
    likely_to: int | None
    peer_kind: str


def read_places(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Place]:
    return {(row[0], row[1]): Place(*row[3:]) for row in con.execute(PLACES).fetchall()}
