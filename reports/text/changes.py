"""Changes: new signals and the largest moves, out of how many series, and how many trusts meet the standard."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reports.claims.claim import Claim
from reports.data.edition_record import MONTHS_UNTIL_OLD, EditionRecord
from reports.data.records import SeriesPoint, SeriesRecord
from reports.formatting import format_move, format_number, format_standard, months_from
from reports.text.narrative import is_better
from reports.text.precision import describe_move, format_value
from reports.text.standards import meets_standard

MONTHS_AWAITED = 12
"""After a year without figures, an organisation is taken to have stopped reporting a measure."""
MIN_CASES_FOR_CHANGE = 500
"""Attendances or pathways a month below which a change in a share is mostly noise and is not listed."""


@dataclass(frozen=True)
class NewSignal:
    """A series with a new signal in its last month."""

    series: SeriesRecord
    is_better: bool | None
    sentence: str


@dataclass(frozen=True)
class YearOnYearMove:
    """A share's change on the year."""

    organisation: str
    value: str
    moved: str
    gain: float


@dataclass(frozen=True)
class BehindSeries:
    """A series without the newest months that others have, of an organisation that is expected to have them."""

    organisation: str
    measure: str
    last: date


@dataclass
class StandardMetCount:
    """How many of those with a figure meet the standard, in the newest month and the one before."""

    now: int = 0
    of: int = 0
    before: int = 0
    of_before: int = 0


@dataclass
class ChangeTally:
    """The front page's counts, gathered while the organisations' pages are written."""

    looked_at: int = 0
    moves: list[NewSignal] = field(default_factory=list)
    years: dict[str, list[YearOnYearMove]] = field(default_factory=dict)
    met: dict[str, StandardMetCount] = field(default_factory=dict)
    behind: list[BehindSeries] = field(default_factory=list)

    def look_at(self, series: SeriesRecord, shared: EditionRecord) -> None:
        if shared.is_behind(series):
            if is_awaited(series, shared):
                self.behind.append(BehindSeries(series.organisation, series.measure.name, series.last_reported))
            return
        if is_looked_at(series, shared):
            self.looked_at += 1
            move = new_signal(series)
            self.moves += [move] if move else []
        if series.standing and series.standing.peer_kind.startswith("trust"):
            self._look_at_trust(series)

    def _look_at_trust(self, series: SeriesRecord) -> None:
        count = self.met.setdefault(series.measure.name, StandardMetCount())
        before = series.at(1)
        is_met, was_met = _is_met(series, series.last), _is_met(series, before) if before else None
        if is_met is not None:
            count.of += 1
            count.now += is_met
        if was_met is not None:
            count.of_before += 1
            count.before += was_met
        year = year_move(series)
        if year:
            self.years.setdefault(series.measure.name, []).append(year)


def is_awaited(series: SeriesRecord, shared: EditionRecord) -> bool:
    """Whether newer figures are expected: the measure is current, and the organisation reported it within a year."""
    organisation, newest = shared.organisations[series.organisation], shared.years[series.measure.name][1]
    is_current = months_from(newest, shared.month) <= MONTHS_UNTIL_OLD
    is_open = organisation.closed is None and organisation.successor is None
    return is_current and is_open and 0 < months_from(series.last_reported, newest) <= MONTHS_AWAITED


def _is_met(series: SeriesRecord, point: SeriesPoint) -> bool | None:
    """Whether a month met the standard of that month; None without one, or where no direction is better."""
    standard = next((standard for standard in reversed(series.standards) if standard.holds_in(point.month)), None)
    return None if standard is None else meets_standard(series, standard, point.value)


def year_move(series: SeriesRecord) -> YearOnYearMove | None:
    """The change on the year, positive for the better; None for a small denominator, or where neither is better."""
    before = series.at(12)
    if before is None or series.measure.direction == "neutral":
        return None
    if min(series.last.denominator or 0, before.denominator or 0) < MIN_CASES_FOR_CHANGE:
        return None
    delta = series.last.value - before.value
    unit = series.measure.unit
    gain = delta if series.measure.direction == "increase" else -delta
    return YearOnYearMove(series.organisation, format_number(series.last.value, unit), format_move(delta, unit), gain)


def is_looked_at(series: SeriesRecord, shared: EditionRecord) -> bool:
    """Whether a series has a point in the newest month that could be a signal."""
    last = series.last
    is_large = last.denominator is None or last.denominator >= MIN_CASES_FOR_CHANGE
    return not shared.is_behind(series) and len(series.points) > 1 and series.variation is not None and is_large


def new_signal(series: SeriesRecord) -> NewSignal | None:
    """The signal of a series whose last point is a special cause that the point before was not."""
    now, before = series.last.variation, series.points[-2].variation
    if not now.startswith("special") or now == before:
        return None
    better = {"special_cause_improvement": True, "special_cause_concern": False}.get(now)
    return NewSignal(series, better, series.sentence or "")


def largest_first(moves: list[NewSignal]) -> list[NewSignal]:
    return sorted(moves, key=_signal_size, reverse=True)


def _signal_size(move: NewSignal) -> float:
    """The distance of the last point from the mean, as a multiple of the distance to the upper limit."""
    last = move.series.last
    if last.mean is None or last.upper is None or last.upper <= last.mean:
        return 0.0
    return abs(last.value - last.mean) / (last.upper - last.mean)


ONE_MONTH, NO_COMPARISON = "one month so far", "no figure for the month or the year before"


@dataclass(frozen=True)
class FrontPageTile:
    """One of England's figures at the top of the front page."""

    title: str
    href: str
    value: str
    month: str
    on_month: str
    on_year: str
    css: str
    standard: str
    standard_css: str
    claims: tuple[Claim, Claim]
    """Of the figure with its changes, and of the standard."""


def _words_without_comparison(series: SeriesRecord) -> str:
    return ONE_MONTH if len(series.points) == 1 and not series.hidden else NO_COMPARISON


def make_tile(series: SeriesRecord, href: str, month: str, claims: tuple[Claim, Claim]) -> FrontPageTile:
    unit = series.measure.unit
    month_before, year_before = series.at(1), series.at(12)
    delta = series.last.value - year_before.value if year_before else 0.0
    moved = describe_move(series, delta)
    better = None if moved == "unchanged" else is_better(series, delta)
    standard = series.standard
    is_met = meets_standard(series, standard) if standard else None
    words = ""
    if standard and is_met is not None:
        words = f"{'Meets' if is_met else 'Misses'} the {format_standard(standard.value, unit)} standard"
    return FrontPageTile(
        series.measure.title,
        href,
        format_value(series, series.last.value),
        month,
        f"{describe_move(series, series.last.value - month_before.value)} on the month" if month_before else "",
        f"{moved} on the year" if year_before else "" if month_before else _words_without_comparison(series),
        {True: "better", False: "worse", None: ""}[better],
        words,
        {True: "met", False: "unmet", None: ""}[is_met],
        claims,
    )
