"""Frozen records for the pages: measures, standards, exclusions, points, series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from reports.data.absences import IncompleteTotal
from reports.data.chart_limits import RebaseRecord
from reports.data.mergers import Merger
from reports.data.reading import ReadingPhase
from reports.formatting import months_from

ALL_SERVICES = "ALL"
"""The service of a measure of all services together."""


@dataclass(frozen=True)
class MeasureRecord:
    """A measure; `direction` is increase or decrease where one is better, otherwise neutral."""

    name: str
    title: str
    unit: str
    direction: str
    description: str
    kind: str
    section: str
    noun: str
    source: str
    source_url: str
    is_published_statistics: bool = False
    is_at_month_end: bool = False
    """Whether it describes those waiting at the end of the month, not events during the month."""
    axis_title: str = ""
    for_patients: str = ""
    """What follows "83 in every 100" on the page for patients."""
    peer_label: str | None = None
    peer_noun: str | None = None
    service: str = ALL_SERVICES
    service_title: str | None = None
    whole_measure: str = ""
    """The measure of all services together."""
    service_noun: str | None = None
    service_plural: str | None = None

    @property
    def is_of_service(self) -> bool:
        """Whether it is of one service, such as a specialty."""
        return self.service != ALL_SERVICES

    @property
    def is_comparable(self) -> bool:
        """Whether organisations of different sizes can be compared on it: a count mainly reflects size."""
        return self.unit != "count" and self.direction != "neutral"


@dataclass(frozen=True)
class StandardRecord:
    """A standard and the months between which it applied."""

    measure: str
    from_month: date
    to_month: date | None
    value: float
    title: str
    set_by: str
    source: str

    def holds_in(self, month: date) -> bool:
        return self.from_month <= month and (self.to_month is None or month <= self.to_month)


@dataclass(frozen=True)
class ExclusionRecord:
    """An organisation excluded from a measure between two months, and why."""

    measure: str
    organisation: str
    from_month: date
    to_month: date
    why: str
    source: str


class SeriesPoint(NamedTuple):
    """One month of a series, with its limits (None where none are drawn).

    A tuple, because an edition has some hundred thousand: it takes a fifth of the time of a dataclass to make.
    """

    month: date
    value: float
    numerator: float | None
    denominator: float | None
    phase: int
    mean: float | None
    lower: float | None
    upper: float | None
    label: str
    variation: str


@dataclass(frozen=True)
class PeerStanding:
    """An organisation's position among its peers in one month; rank 1 is the best."""

    month: date
    rank: int
    peers: int
    peer_kind: str
    best_quartile: float | None
    position: str | None
    rank_lower: int | None = None
    rank_upper: int | None = None
    own_year: float | None = None
    own_best: float | None = None
    own_best_month: date | None = None
    tied: int = 1
    """How many peers have the same figure, the organisation itself included."""


@dataclass(frozen=True)
class SecondaryChart:
    """The same months on a second chart, and its finding."""

    points: tuple[SeriesPoint, ...]
    sentence: str


@dataclass(frozen=True)
class SeriesRecord:
    """A measure at an organisation: its points in order of month, and the control chart's finding."""

    measure: MeasureRecord
    organisation: str
    points: tuple[SeriesPoint, ...]
    standards: tuple[StandardRecord, ...]
    variation: str | None = None
    variation_icon: str | None = None
    assurance: str | None = None
    sentence: str | None = None
    refusal: str | None = None
    standing: PeerStanding | None = None
    hidden: tuple[date, ...] = ()
    """Months with a hidden figure, because it or another figure that it would disclose is small."""
    chart: str | None = "xmr"
    rebases: tuple[RebaseRecord, ...] = ()
    beside: SecondaryChart | None = None
    mergers: tuple[Merger, ...] = ()
    gaps: tuple[IncompleteTotal, ...] = ()
    is_shifted: bool = False
    """Whether the chart's finding is a shift of the level that no limit shows."""
    assurance_refusal: str | None = None
    recent_points: int | None = None
    """Months of the last twelve that have a figure; None without a standard, or where figures are hidden."""
    phases: tuple[ReadingPhase, ...] = ()
    """The phases of the reading aid; none where all months are one coloured phase."""
    recent_reached: int | None = None
    """How many of these months reach the standard of the last month."""

    @property
    def centre_word(self) -> str:
        """What the centre line of the chart is: `mean` of a point is the median of a run chart."""
        return "Median" if self.chart == "run" else "Mean"

    @property
    def last(self) -> SeriesPoint:
        return self.points[-1]

    @property
    def last_reported(self) -> date:
        """The newest month that has a figure, shown or hidden."""
        return max(self.last.month, *self.hidden, self.last.month)

    def at(self, months_before: int) -> SeriesPoint | None:
        """The point `months_before` the last month; None if missing."""
        ordinal = self.last.month.year * 12 + self.last.month.month - 1 - months_before
        wanted = date(ordinal // 12, ordinal % 12 + 1, 1)
        return next((point for point in reversed(self.points) if point.month == wanted), None)

    @property
    def last_gap(self) -> IncompleteTotal | None:
        """What the last month's total lacks, if anything."""
        return next((gap for gap in self.gaps if gap.month == self.last.month), None)

    @property
    def standard(self) -> StandardRecord | None:
        """The standard in force in the last month."""
        return next((standard for standard in reversed(self.standards) if standard.holds_in(self.last.month)), None)

    @property
    def missing_months(self) -> int:
        first = min(self.points[0].month, *self.hidden, self.points[0].month)
        return months_from(first, self.last_reported) + 1 - len(self.points) - len(self.hidden)
