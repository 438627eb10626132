"""What notes are about, read from the published warehouse for the check: who is left out, missing or merged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.verification.listing_rules import Listings
from reports.verification.series_facts import Key, SeriesWarehouse
from reports.verification.shown_numbers import join_words, write_month

EXCLUSIONS = """
    select measure, organisation, from_month, to_month, why, source from core.exclusion
    order by from_month, organisation
"""
ABSENCES = """
    select absence.measure, absence.total, absence.month, absence.organisation,
        coalesce(organisation.name, absence.organisation), absence.last_month, absence.share, absence.state
    from core.absence as absence
    join mart.incomplete_total as incomplete
        on incomplete.measure = absence.measure and incomplete.total = absence.total
        and incomplete.month = absence.month
    left join core.organisation as organisation on organisation.organisation = absence.organisation
    where incomplete.is_flagged
    order by absence.month, absence.share desc, absence.organisation
"""
MERGERS = """
    select merger.successor, coalesce(organisation.name, merger.predecessor), merger.month, merger.kind = 'whole',
        merger.is_joined
    from core.merger as merger
    left join core.organisation as organisation on organisation.organisation = merger.predecessor
    where merger.kind in ('whole', 'part', 'split')
    order by merger.month, merger.predecessor
"""
CAUSES = """
    select measure, organisation, first_month, cause, coalesce(detail, '') from mart.reading_phase
    where cause is not null and cause <> 'approved'
    order by measure, organisation, phase
"""
SECTIONS = "select measure, section from core.measure order by position"
PARTIAL = """
    select distinct extract.title, newest.month
    from (select kind, max(month) as month from core.load where status = 'accepted' group by kind) as newest
    join core.extract as extract using (kind)
    join core.measure as measure using (kind)
    join core.reported as reported on reported.measure = measure.measure and reported.month = newest.month
    where not exists (
        from core.reported as whole join core.measure as theirs using (measure)
        where theirs.kind = newest.kind and whole.month = newest.month and whole.organisation = 'ENGLAND'
    )
"""
DAMAGED = "select record, sum(records)::bigint from core.damaged_record group by record"
DAMAGED_KINDS = """
    select distinct coalesce(extract.title, 'not recognised'), damaged.month
    from core.damaged_record as damaged left join core.extract as extract using (kind)
    where damaged.kind is not null order by all
"""


@dataclass(frozen=True)
class Exclusion:
    """An organisation whose rows of a measure are left out between two months."""

    measure: str
    organisation: str
    first: date
    last: date
    why: str
    source: str


@dataclass(frozen=True)
class Absent:
    """An organisation that a total lacks, and its share of the total when it last had figures."""

    code: str
    name: str
    last_month: date
    share: float
    state: str


@dataclass(frozen=True)
class Merged:
    """An organisation of which another took over all or a part."""

    name: str
    month: date
    is_whole: bool
    is_joined: bool


@dataclass
class NoteWarehouse:
    """Everything that notes are written from."""

    series: SeriesWarehouse
    areas: dict[str, list[str]]
    """The areas of each organisation with a figure."""
    exclusions: list[Exclusion]
    absences: dict[Key, dict[date, list[Absent]]]
    mergers: dict[str, list[Merged]]
    causes: dict[Key, list[tuple[date, str, str]]]
    """Why phases of the reading aid begin: first month, cause and detail."""
    sections: dict[str, str]
    """The section of each measure, in the order of the measures."""
    measures_of: dict[str, list[str]]
    """The measures of each organisation that have a figure."""
    partial: list[tuple[str, date]]
    damaged: dict[str, int]
    """How many records of loads and of decisions are damaged."""
    closed: dict[str, tuple[date | None, str | None]]
    """When each organisation closed, and its successor."""
    names: dict[str, str]
    damaged_kinds: str
    """Which kinds and months those of loads are of, as far as the archive says."""


def read_notes(con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, listings: Listings) -> NoteWarehouse:
    absences: dict[Key, dict[date, list[Absent]]] = defaultdict(lambda: defaultdict(list))
    for measure, total, month, *absent in con.execute(ABSENCES).fetchall():
        absences[measure, total][month].append(Absent(*absent))
    mergers: dict[str, list[Merged]] = defaultdict(list)
    for successor, *merged in con.execute(MERGERS).fetchall():
        mergers[successor].append(Merged(*merged))
    causes: dict[Key, list[tuple[date, str, str]]] = defaultdict(list)
    for measure, organisation, *cause in con.execute(CAUSES).fetchall():
        causes[measure, organisation].append((cause[0], cause[1], cause[2]))
    sections = dict(con.execute(SECTIONS).fetchall())
    measures_of: dict[str, list[str]] = defaultdict(list)
    for measure, organisation in series.series:
        measures_of[organisation].append(measure)
    places = {measure: place for place, measure in enumerate(sections)}
    for measures in measures_of.values():
        measures.sort(key=lambda measure: places[measure])
    exclusions = [Exclusion(*row) for row in con.execute(EXCLUSIONS).fetchall()]
    organisations = con.execute("select organisation, name, closed, successor from core.organisation").fetchall()
    return NoteWarehouse(
        series,
        listings.areas,
        exclusions,
        absences,
        mergers,
        causes,
        sections,
        measures_of,
        con.execute(PARTIAL).fetchall(),
        dict(con.execute(DAMAGED).fetchall()),
        {row[0]: (row[2], row[3]) for row in organisations},
        {row[0]: row[1] for row in organisations},
        _describe_damaged(con),
    )


def _describe_damaged(con: duckdb.DuckDBPyConnection) -> str:
    parts = [
        f"{title}, {write_month(month)}" if month else title for title, month in con.execute(DAMAGED_KINDS).fetchall()
    ]
    return f"By the archive: {join_words(parts)}." if parts else ""
