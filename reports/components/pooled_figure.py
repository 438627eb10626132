"""The chart of the verdict on all adopters of a practice: the mean of their levels, and of those expected of them.

Adopters started in different months. The months before adoption and of the first year are lined up by adoption; the
latest year is a calendar year, and is drawn apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reports.charts.verdict import verdict_chart, verdict_scale
from reports.charts.verdict_picture import AxisPart, ComparedSpan, Mark, MonthValue, VerdictPicture
from reports.components import verdict_parts
from reports.components.figures import ChartFigure, mark_safe
from reports.data.comparison import Comparison, ExpectedMonth
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.data.records import MeasureRecord
from reports.formatting import plural, short_month, short_number
from reports.text.headline import expected_sentence, held_words

YEAR, APART = 12, 3
"""Months of a window, and those left empty before the latest year, which does not follow the first."""
PERIODS = {"before": "before", "gain": "first", "current": "now"}
"""The class of the level of each period."""


def pooled_figure(
    verdict: GainVerdict | None,
    comparison: Comparison | None,
    practice: PracticeRecord,
    measure: MeasureRecord | None,
    peers: str,
) -> ChartFigure | None:
    """Draw the verdict on all adopters together; None where it compares nothing."""
    if verdict is None or measure is None or comparison is None or comparison.now is None:
        return None
    picture = _make_picture(verdict, comparison, measure)
    scale = verdict_scale(picture)
    labels = tuple(verdict_parts.right_labels(verdict, comparison, measure.unit, scale.step))
    picture = replace(picture, right=labels)
    title = f"{measure.title}: {plural(comparison.now.adopters, 'adopter')}, and what was expected"
    return ChartFigure(
        "comparison",
        title,
        "Mean of the adopters, before adoption and after it, and what was expected without the practice",
        (expected_sentence(verdict, peers),),
        verdict_parts.chart_key(picture),
        mark_safe(
            verdict_chart(picture, [short_number(tick, measure.unit, scale.step) for tick in scale.ticks], scale)
        ),
        verdict_parts.describe_comparison(title, comparison, measure.unit, None),
        "",
        verdict_parts.comparison_table(_list_rows(comparison, measure.unit), picture),
        f"data/practice/{practice.place}-verdict.csv",
        verdict_parts.claim_chart(verdict, len(picture.values), comparison),
        "compared",
    )


def _make_picture(verdict: GainVerdict, comparison: Comparison, measure: MeasureRecord) -> VerdictPicture:
    places = _window_places(comparison)
    months = [(_place_of(month, comparison, places), month) for month in comparison.months]
    return VerdictPicture(
        values=tuple(MonthValue(at, month.actual) for at, month in months if month.actual is not None),
        expected=tuple(MonthValue(at, month.expected) for at, month in months),
        spans=tuple(_list_spans(verdict, comparison, places, measure.unit)),
        marks=(Mark(-0.5, "adopt", "Adoption"),),
        axis=tuple(_list_parts(comparison, places)),
        right=(),
        foot=held_words(verdict),
        ceiling=1.0 if measure.unit == "share" else None,
    )


def _window_places(comparison: Comparison) -> dict[str, int]:
    """Where each window begins; the first year begins after the washout."""
    start = min((month.number for month in comparison.months if month.period == "gain"), default=0)
    return {"before": -YEAR, "first": start, "now": start + YEAR + APART}


def _place_of(month: ExpectedMonth, comparison: Comparison, places: dict[str, int]) -> int:
    if month.period != "current":
        return month.number
    first = min(other.number for other in comparison.months if other.period == "current")
    return places["now"] + month.number - first


def _list_spans(
    verdict: GainVerdict, comparison: Comparison, places: dict[str, int], unit: str
) -> Iterator[ComparedSpan]:
    for css, window in verdict_parts.list_windows(comparison):
        ends = (places[css], places[css] + YEAR - 1)
        yield verdict_parts.compared_span(verdict, comparison, css, window, ends, unit)


def _list_parts(comparison: Comparison, places: dict[str, int]) -> Iterator[AxisPart]:
    """Each window with its name below it; of the latest year also its months, where there is room."""
    yield AxisPart(places["before"], places["before"] + YEAR - 1, "12 months before", "Before")
    yield AxisPart(places["first"], places["first"] + YEAR - 1, "First year", "Year 1")
    latest = comparison.latest
    if latest:
        when = f"{short_month(latest.span[0])} to {short_month(latest.span[1])}" if latest.span else "Latest year"
        yield AxisPart(places["now"], places["now"] + YEAR - 1, when, "Latest")


def _list_rows(comparison: Comparison, unit: str) -> Iterator[tuple[float, verdict_parts.TableRow]]:
    places = _window_places(comparison)
    for css, window in verdict_parts.list_windows(comparison):
        yield places[css] + (YEAR - 1) / 2, verdict_parts.window_row(css, window, unit)
    for month in comparison.months:
        since = f"{month.number:+d} months since adoption".replace("-", "−")
        when = short_month(month.month) if month.month else since
        raw = (PERIODS[month.period], month.month or month.number, month.month or month.number)
        row = verdict_parts.month_row(when, raw, month.actual, month.expected, unit)
        yield _place_of(month, comparison, places), row
