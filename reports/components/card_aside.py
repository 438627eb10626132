"""Beside the chart of a series: the place among peers, their histogram, and how far each target is."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports.charts.spread import SpreadMark, spread_chart
from reports.claims.claim import Claim, ClaimedText
from reports.components import series_claims
from reports.data.edition_record import EditionRecord
from reports.data.records import SeriesRecord
from reports.formatting import format_gap, format_number, format_standard, short_month
from reports.text import narrative


@dataclass(frozen=True)
class TargetGap:
    """A target, what is left to it, and whether it is reached."""

    words: str
    gap: str
    css: str
    claim: Claim


@dataclass(frozen=True)
class CardAside:
    """The organisation's position: its rank, the peers' histogram, and the remaining gaps."""

    place: str
    histogram: Markup
    gaps: tuple[TargetGap, ...]


def make_aside(series: SeriesRecord, shared: EditionRecord) -> CardAside | None:
    standing = series.standing
    if standing is None:
        return None
    measure, own = series.measure, series.last.value
    gaps = []
    if series.standard:
        words = f"Standard, {format_standard(series.standard.value, measure.unit)}"
        gaps.append(make_gap(series, "standard", words, series.standard.value))
    if standing.best_quartile is not None and standing.peers >= 8:
        words = f"Best quarter, {format_number(standing.best_quartile, measure.unit)}"
        gaps.append(make_gap(series, "best quarter", words, standing.best_quartile))
    if standing.own_year is not None and standing.own_best is not None and standing.own_best_month:
        words = (
            f"Own best year, {format_number(standing.own_best, measure.unit)} to {short_month(standing.own_best_month)}"
        )
        gaps.append(make_gap(series, "own best", words, standing.own_best, standing.own_year))
    peers = shared.spreads.get((measure.name, standing.peer_kind), ())
    marks = _spread_marks(series, shared)
    label = f"Histogram of {len(peers)} {narrative.peer_words(measure, standing.peer_kind)}: {measure.title}. "
    label += f"This organisation {format_number(own, measure.unit)}"
    label += "".join(f", {mark.words}" for mark in marks)
    return CardAside(
        ClaimedText(narrative.rank_sentence(series), series_claims.claim_rank(series, standing)),
        Markup(spread_chart(peers, own, marks, escape(label), _claim_spread(series, len(peers)))),  # noqa: S704
        tuple(gaps),
    )


def _spread_marks(series: SeriesRecord, shared: EditionRecord) -> list[SpreadMark]:
    measure = series.measure
    england = shared.england.get(measure.name)
    marks = [] if england is None else [SpreadMark(england, "eng", f"England {format_number(england, measure.unit)}")]
    if series.standard:
        words = f"standard {format_standard(series.standard.value, measure.unit)}"
        marks.append(SpreadMark(series.standard.value, "std", words))
    return marks


def _claim_spread(series: SeriesRecord, peers: int) -> Claim:
    """The claim of the histogram: how many peers it has, and what it marks."""
    return series_claims.make_claim(series, "histogram", peers, series.last.value)


def make_gap(series: SeriesRecord, target: str, words: str, wanted: float, now: float | None = None) -> TargetGap:
    """The target, the distance of the last month (or of `now`) from it, and whether it is reached."""
    delta = (series.last.value if now is None else now) - wanted
    claim = series_claims.claim_gap(series, target, wanted, delta)
    if delta == 0:
        return TargetGap(words, "reached", "ok", claim)
    size = format_gap(delta, series.measure.unit)
    is_reached = (delta > 0) == (series.measure.direction == "increase")
    return TargetGap(words, f"{size} {'better' if is_reached else 'to go'}", "ok" if is_reached else "no", claim)
