"""The chart of one adopter's verdict: its figures, the levels before and now, and what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from reports.charts.months import month_ordinal
from reports.charts.verdict import verdict_chart, verdict_scale
from reports.charts.verdict_picture import AxisPart, ComparedSpan, Mark, MonthValue, VerdictPicture
from reports.components import verdict_parts
from reports.components.figures import ChartFigure, FigureTable, mark_safe
from reports.data.comparison import ComparedWindow, Comparison
from reports.data.practice_records import GainVerdict
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import short_month, short_number
from reports.text.headline import expected_sentence, held_words

YEARS_BEFORE = 2
"""The baseline and its months lie within two years before adoption; the provider's page has all months."""
MOST_YEARS_NAMED = 8
"""So many financial years have room for their names on a page; of more, every second one is named."""
FEWEST_MONTHS_NAMED = 5
"""A year of which fewer months are shown has no room for its name."""


@dataclass(frozen=True)
class VerdictFacts:
    """What the chart of an adopter shows."""

    verdict: GainVerdict
    comparison: Comparison | None
    series: SeriesRecord
    support_ends: date | None
    peers: str
    title: str
    data_file: str

    @property
    def measure(self) -> MeasureRecord:
        return self.series.measure


def verdict_figure(facts: VerdictFacts) -> ChartFigure | None:
    """Draw the verdict; None where there is no adoption or fewer than two months of figures."""
    adopted, unit = facts.verdict.adopted_month, facts.measure.unit
    picture = None if adopted is None else _make_picture(facts, adopted)
    if picture is None:
        return None
    scale = verdict_scale(picture)
    labels = tuple(verdict_parts.right_labels(facts.verdict, facts.comparison, unit, scale.step))
    picture = replace(picture, right=labels)
    ticks = [short_number(tick, unit, scale.step) for tick in scale.ticks]
    sentence = expected_sentence(facts.verdict, facts.peers) if facts.comparison else ""
    return ChartFigure(
        "comparison",
        facts.title,
        "Monthly figures, their means before adoption and after it, and what was expected without the practice",
        (sentence,) if sentence else (),
        verdict_parts.chart_key(picture),
        mark_safe(verdict_chart(picture, ticks, scale)),
        verdict_parts.describe_comparison(facts.title, facts.comparison, unit, adopted),
        "",
        _make_table(facts, picture),
        facts.data_file,
        verdict_parts.claim_chart(facts.verdict, len(picture.values), facts.comparison),
        "compared",
    )


def _make_picture(facts: VerdictFacts, adopted: date) -> VerdictPicture | None:
    comparison = facts.comparison
    start = date(adopted.year - YEARS_BEFORE, adopted.month, 1)
    points = [point for point in facts.series.points if point.month >= start]
    if len(points) < 2:
        return None
    first, last = month_ordinal(points[0].month), month_ordinal(points[-1].month)
    months = comparison.months if comparison else ()
    return VerdictPicture(
        values=tuple(MonthValue(month_ordinal(point.month), point.value) for point in points),
        expected=tuple(MonthValue(month_ordinal(month.month), month.expected) for month in months if month.month),
        spans=tuple(_list_spans(facts)),
        marks=tuple(_list_marks(facts, adopted, first, last)),
        axis=tuple(financial_years(first, last)),
        right=(),
        foot=held_words(facts.verdict),
        ceiling=1.0 if facts.measure.unit == "share" else None,
    )


def _list_spans(facts: VerdictFacts) -> Iterator[ComparedSpan]:
    for css, window in verdict_parts.list_windows(facts.comparison):
        if window.span and facts.comparison:
            ends = (month_ordinal(window.span[0]), month_ordinal(window.span[1]))
            yield verdict_parts.compared_span(facts.verdict, facts.comparison, css, window, ends, facts.measure.unit)


def _list_marks(facts: VerdictFacts, adopted: date, first: float, last: float) -> Iterator[Mark]:
    """Adoption, and the end of support where these months include it."""
    earlier = ", before these months" if month_ordinal(adopted) < first else ""
    yield Mark(month_ordinal(adopted) - 0.5, "adopt", f"{short_month(adopted)}{earlier}", "Adopted ")
    ends = facts.support_ends
    if ends and first <= month_ordinal(ends) < last:
        yield Mark(month_ordinal(ends) + 0.5, "support", f"Support to {short_month(ends)}", row=1)


def financial_years(first: int, last: int) -> Iterator[AxisPart]:
    """The financial years from the first month to the last (ordinals), named where there is room."""
    starts = [year * 12 + 3 for year in range((first - 3) // 12, (last - 3) // 12 + 1)]
    every = -(-len(starts) // MOST_YEARS_NAMED)
    for at, start in enumerate(starts):
        year = start // 12
        shown = min(start + 11, last) - max(start, first) + 1
        is_named = at % every == 0 and shown >= FEWEST_MONTHS_NAMED
        full, short = f"{year}/{(year + 1) % 100:02d}", f"{year % 100:02d}/{(year + 1) % 100:02d}"
        yield AxisPart(start, start + 11, full if is_named else "", short if is_named else "", at // every % 2 == 1)


def _make_table(facts: VerdictFacts, picture: VerdictPicture) -> FigureTable:
    """The windows, then the months, newest first."""
    unit, first = facts.measure.unit, int(picture.values[0].at)
    figures = {point.month: point.value for point in facts.series.points if month_ordinal(point.month) >= first}
    expected = {month.month: month for month in (facts.comparison.months if facts.comparison else ()) if month.month}
    rows = [
        (_middle(window, first), verdict_parts.window_row(css, window, unit))
        for css, window in verdict_parts.list_windows(facts.comparison)
    ]
    for month in sorted({*figures, *expected}, reverse=True):
        known = expected.get(month)
        raw = (known.period if known else "", month, month)
        expected_level = known.expected if known else None
        row = verdict_parts.month_row(short_month(month), raw, figures.get(month), expected_level, unit)
        rows.append((month_ordinal(month), row))
    return verdict_parts.comparison_table(rows, picture)


def _middle(window: ComparedWindow, first: int) -> float:
    """The place of a window's row: where the chart has its gap."""
    ends = [month_ordinal(month) for month in window.span] if window.span else [first]
    return sum(ends) / len(ends)
