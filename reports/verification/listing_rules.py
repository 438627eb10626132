"""Works out again what pages list: members of areas, organisations, measures, practices, files, definitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification.series_facts import Key, SeriesWarehouse

Values = tuple[ClaimValue, ...]
LAST_BITS = 1e-9
"""Sums in another order differ in their last bits."""
PLACES = """
    select organisation, [icb, region, sha] from core.organisation
    where organisation in (select organisation from core.reported)
        or kind in ('region', 'ICB', 'SHA') and organisation in (
            select unnest([region, icb, sha]) from core.organisation
            where organisation in (select organisation from core.reported)
        )
"""
COHORTS = """
    select distinct organisation, 'cohort-' || cohort from core.cohort
    where (select max(month) from core.reported)
        between coalesce(from_month, date '1900-01-01') and coalesce(to_month, date '9999-01-01')
    order by all
"""
AREAS_NOW = """
    select present.measure, present.area, present.month, present.value, own.value, present.came_from_elsewhere
    from core.area_now as present
    left join core.observation as own
        on own.measure = present.measure and own.organisation = present.area and own.month = present.month
    where present.value is not null
    order by present.month
"""
DEFINITIONS = """
    select measure, [strftime(from_month, '%Y-%m'), strftime(to_month, '%Y-%m')], [title, set_by, source]
    from core.standard
    union all
    select measure, [strftime(from_month, '%Y-%m'), strftime(to_month, '%Y-%m')], [why, source, organisation]
    from core.exclusion
    union all
    select measure, [], [description, source, source_url, measure.title, measure.section]
    from core.measure as measure join core.extract using (kind)
"""


@dataclass
class Listings:
    """What is listed: organisations by area, areas as they are now, definitions of measures."""

    areas: dict[str, list[str]]
    """The areas of each organisation with a figure, shown or hidden, the smallest first; not itself."""
    areas_now: dict[Key, list[tuple[Any, ...]]]
    """Month, value, the area's own value and how many came from elsewhere, by measure and area."""
    definitions: dict[str, tuple[set[str], list[str]]]
    """The months that a measure's definition may name, and the texts from contracts in it."""


def read_listings(con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> Listings:
    areas = {
        code: [area for area in places if area and area != code] for code, places in con.execute(PLACES).fetchall()
    }
    for organisation, cohort in con.execute(COHORTS).fetchall():
        if organisation in areas:
            areas[organisation].append(cohort)
    areas_now: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for measure, area, *row in con.execute(AREAS_NOW).fetchall():
        areas_now[measure, area].append(tuple(row))
    definitions: dict[str, tuple[set[str], list[str]]] = {
        measure: ({f"{facts.first_month:%Y-%m}", f"{facts.last_month:%Y-%m}"}, [])
        for measure, facts in series.measures.items()
    }
    for measure, months, texts in con.execute(DEFINITIONS).fetchall():
        if measure in definitions:
            definitions[measure][0].update(month for month in months if month)
            definitions[measure][1].extend(text for text in texts if text)
    return Listings(areas, areas_now, definitions)


def count_members(listings: Listings, claim: Claim) -> Values:
    """How many organisations lie in an area."""
    return (sum(claim.organisation in areas for areas in listings.areas.values()),)


def count_listed(listings: Listings, kinds: dict[str, tuple[str, str]], claim: Claim) -> Values:
    """The organisations of some kinds, everywhere or below the smallest area with figures of each."""
    wanted = str(claim.values[0])
    ours = [code for code in listings.areas if kinds[code][0] in wanted.split(",")]
    if claim.organisation:
        ours = [code for code in ours if _smallest_area(listings, code) == claim.organisation]
    return (wanted, len(ours))


def _smallest_area(listings: Listings, code: str) -> str | None:
    return next((area for area in listings.areas[code] if area in listings.areas), None)


def count_rows(listings: Listings, series: SeriesWarehouse, kinds: dict[str, tuple[str, str]], claim: Claim) -> Values:
    """How many organisations of an area have a figure for the newest month of their kind."""
    newest: dict[str, date] = {}
    for (measure, organisation), facts in series.series.items():
        if measure == claim.measure:
            kind = kinds[organisation][0]
            newest[kind] = max(newest.get(kind, facts.months[-1]), facts.months[-1], *facts.hidden[-1:])
    for (measure, organisation), months in series.hidden.items():
        kind = kinds[organisation][0]
        if measure == claim.measure and kind in newest:
            newest[kind] = max(newest[kind], *months)
    count = 0
    for organisation, areas in listings.areas.items():
        own = series.series.get((claim.measure, organisation)) if claim.organisation in areas else None
        count += own is not None and own.months[-1] == newest[kinds[organisation][0]]
    return (count,)


def read_area_now(listings: Listings, claim: Claim) -> Values | None:
    """The last month in which the area's own figure differs from that of its present organisations."""
    rows = listings.areas_now.get((claim.measure, claim.organisation), [])
    moved = [row for row in rows if row[2] is None or abs(row[2] - row[1]) > LAST_BITS]
    if not moved or f"{moved[-1][0]:%Y-%m}" != claim.month:
        return None
    return (*moved[-1][1:], f"{rows[0][0]:%Y-%m}")
