"""The record of what all pages of an edition share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from reports.data.absences import IncompleteTotal
from reports.data.chart_limits import OtherChart, RebaseRecord
from reports.data.mergers import Merger
from reports.data.organisation_record import OrganisationRecord
from reports.data.peer_levels import PeerLevels
from reports.data.reading import ReadingPhase
from reports.data.records import ExclusionRecord, MeasureRecord, PeerStanding, SeriesRecord, StandardRecord
from reports.formatting import months_from

MONTHS_UNTIL_OLD = 3
"""Months after which a measure no longer counts as new; three, because the kinds are published a month or two apart."""


@dataclass(frozen=True)
class EditionRecord:
    """Everything that the pages of an edition share."""

    name: str
    month: date
    measures: dict[str, MeasureRecord]
    organisations: dict[str, OrganisationRecord]
    standards: dict[str, tuple[StandardRecord, ...]]
    loads: list[dict[str, Any]]
    is_sample: bool
    built_at: str
    provisional: tuple[tuple[str, date], ...] = ()
    exclusions: tuple[ExclusionRecord, ...] = ()
    years: dict[str, tuple[date, date]] = field(default_factory=dict)
    summaries: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    standings: dict[tuple[str, str], PeerStanding] = field(default_factory=dict)
    england: dict[str, float] = field(default_factory=dict)
    spreads: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    peer_levels: dict[tuple[str, str], PeerLevels] = field(default_factory=dict)
    """By measure and kind of peers."""
    drawn: dict[tuple[str, str], OtherChart] = field(default_factory=dict)
    rebases: dict[tuple[str, str], tuple[RebaseRecord, ...]] = field(default_factory=dict)
    phases: dict[tuple[str, str], tuple[ReadingPhase, ...]] = field(default_factory=dict)
    besides: dict[tuple[str, str], str] = field(default_factory=dict)
    mergers: dict[str, tuple[Merger, ...]] = field(default_factory=dict)
    gaps: dict[tuple[str, str], tuple[IncompleteTotal, ...]] = field(default_factory=dict)
    hidden: dict[tuple[str, str], tuple[date, ...]] = field(default_factory=dict)

    def is_behind(self, series: SeriesRecord) -> bool:
        """Whether others have a newer month of this measure, or the measure itself is out of date."""
        last = series.last_reported
        return last < self.years[series.measure.name][1] or months_from(last, self.month) > MONTHS_UNTIL_OLD

    def of_kind(self, *kinds: str) -> list[OrganisationRecord]:
        organisations = (organisation for organisation in self.organisations.values() if organisation.kind in kinds)
        return sorted(organisations, key=lambda organisation: (organisation.name.lower(), organisation.code))

    @cached_property
    def members(self) -> dict[str, list[OrganisationRecord]]:
        """The organisations of each area, by name."""
        members_by_area: dict[str, list[OrganisationRecord]] = defaultdict(list)
        for organisation in self.organisations.values():
            for area in (*organisation.areas, *organisation.cohorts):
                members_by_area[area].append(organisation)
        return {
            area: sorted(members, key=lambda organisation: organisation.name.lower())
            for area, members in members_by_area.items()
        }

    @cached_property
    def whole_measures(self) -> dict[str, MeasureRecord]:
        """The measures of all services together; lists of measures have these alone."""
        return {name: measure for name, measure in self.measures.items() if not measure.is_of_service}

    @cached_property
    def service_measures(self) -> dict[str, list[MeasureRecord]]:
        """The measures of single services, by the measure of all together."""
        measures_by_whole: dict[str, list[MeasureRecord]] = defaultdict(list)
        for measure in self.measures.values():
            if measure.is_of_service:
                measures_by_whole[measure.whole_measure].append(measure)
        return dict(measures_by_whole)

    @cached_property
    def first_months(self) -> dict[str, date]:
        """The first month of each measure, which stays when a new month arrives."""
        return {measure: first for measure, (first, _) in self.years.items()}

    @cached_property
    def headlines(self) -> list[MeasureRecord]:
        """The first measure of each section, which lists of organisations show."""
        first: dict[str, MeasureRecord] = {}
        for measure in self.whole_measures.values():
            first.setdefault(measure.section, measure)
        return list(first.values())
