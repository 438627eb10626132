"""Parts of the charts of verdicts: labels, key, description and data table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from reports.charts.labels import format_exact
from reports.charts.verdict import picture_edges
from reports.charts.verdict_picture import ComparedSpan, RightLabel, VerdictPicture
from reports.claims.claim import Claim, ClaimValue
from reports.components import practice_claims
from reports.components.figures import FigureTable, make_table, places_between
from reports.data.comparison import ComparedWindow, Comparison
from reports.data.practice_records import GainVerdict
from reports.formatting import format_number, short_month
from reports.text.gain_words import format_gain, format_signed, scaled_gain

WINDOW_NAMES = {"before": "Before adoption", "first": "First year", "now": "Latest year"}
HEADS = ("Months", "Figure", "Expected", "90% limits of what was expected")
RAW_HEADS = ("period", "from_month", "to_month", "figure", "expected", "expected_lower", "expected_upper")
TableRow = tuple[tuple[str, ...], tuple[Any, ...]]
"""A row as printed, and at full precision."""


def list_windows(comparison: Comparison | None) -> list[tuple[str, ComparedWindow]]:
    """The windows of a comparison, each with the class of its level."""
    if comparison is None:
        return []
    windows = (("before", comparison.before), ("first", comparison.first), ("now", comparison.latest))
    return [(css, window) for css, window in windows if window is not None]


def claim_chart(verdict: GainVerdict, months: int, comparison: Comparison | None) -> Claim:
    """How many months the chart shows, and of each window its level and what was expected, with its limits."""
    windows = dict(list_windows(comparison))
    values: list[ClaimValue] = [months]
    for css in WINDOW_NAMES:
        window = windows.get(css)
        ends = (window.expected_ends if window else None) or (None, None)
        values += [window.actual, window.expected, *ends] if window else [None] * 4
    return practice_claims.claim_verdict(verdict, "verdict chart", *values)


def are_readings_apart(verdict: GainVerdict) -> bool:
    """Whether the two readings of the months just before adoption lead to different answers."""
    return verdict.reason == "depends_on_months_before" or "readings_differ" in verdict.grade_causes


def compared_span(
    verdict: GainVerdict, comparison: Comparison, css: str, window: ComparedWindow, ends: tuple[float, float], unit: str
) -> ComparedSpan:
    """A window between two places, with its label where it has one inside the plot."""
    words = format_number(window.actual, unit) if css == "before" else ""
    if css == "first" and comparison.latest and verdict.gain:
        words = format_gain(verdict.gain.value, verdict.scale, short=True)
    readings = window.by_reading if are_readings_apart(verdict) else ()
    return ComparedSpan(css, *ends, window.actual, window.expected, window.expected_ends, readings, words)


def right_labels(verdict: GainVerdict, comparison: Comparison | None, unit: str, step: float) -> Iterator[RightLabel]:
    """The level now, what was expected, and between them the gap."""
    now, gain = comparison.now if comparison else None, verdict.current or verdict.gain
    if comparison is None or now is None or now.expected is None or gain is None:
        return
    name = "Now " if comparison.latest else "First year "
    yield RightLabel(now.actual, "mean", name, format_exact(now.actual, unit, step))
    yield RightLabel(now.expected, "xp", "Expected ", format_exact(now.expected, unit, step))
    css = "better" if gain.lower > 0 else "worse" if gain.upper < 0 else "even"
    narrow = format_signed(scaled_gain(gain.value, verdict.scale)) + ("" if unit == "share" else "%")
    words = format_gain(gain.value, verdict.scale, short=True)
    yield RightLabel((now.actual + now.expected) / 2, f"gp {css}", "", words, narrow)


def chart_key(picture: VerdictPicture) -> tuple[tuple[str, str], ...]:
    """The key of what is in the picture."""
    shown = {span.css for span in picture.spans}
    marks = {mark.css for mark in picture.marks}
    entries = (
        ("cc", "Figure of a month", bool(picture.values)),
        ("sg before", "Mean before adoption", "before" in shown),
        ("sg first", "Mean of the first year", "first" in shown),
        ("sg now", "Mean of the latest year", "now" in shown),
        ("xp", "Expected, month by month", bool(picture.expected)),
        ("xb", "Expected over the year, with 90% limits", any(span.expected is not None for span in picture.spans)),
        ("xr", "Expected in each reading of the months just before", any(span.readings for span in picture.spans)),
        ("ad", "Adoption", "adopt" in marks),
        ("su", "End of support", "support" in marks),
    )
    return tuple((css, words) for css, words, is_shown in entries if is_shown)


def describe_comparison(title: str, comparison: Comparison | None, unit: str, adopted: date | None) -> str:
    """The picture in words, for those who cannot see it."""
    parts = [f"{title}."] + ([f"Adopted in {short_month(adopted)}."] if adopted else [])
    if comparison is None:
        return " ".join(parts)
    parts.append(f"Mean before adoption {format_number(comparison.before.actual, unit)}.")
    for name, window in (("first year", comparison.first), ("latest year", comparison.latest)):
        if window and window.expected is not None:
            parts.append(f"Mean of the {name} {format_number(window.actual, unit)}, {_expected_words(window, unit)}.")
    return " ".join(parts)


def _expected_words(window: ComparedWindow, unit: str) -> str:
    text = f"expected {_format(window.expected or 0.0, unit)}"
    if window.expected_ends is None:
        return text
    low, high = (_format(end, unit) for end in window.expected_ends)
    return f"{text} (90% limits {low} to {high})"


def _possible(value: float, unit: str) -> float:
    """A level within what the measure can be: a regression may expect a share above 100%."""
    return min(max(value, 0.0), 1.0 if unit == "share" else float("inf"))


def window_row(css: str, window: ComparedWindow, unit: str) -> TableRow:
    """The row of a whole window."""
    first, last = window.span or (None, None)
    name = WINDOW_NAMES[css]
    when = f"{name}, {short_month(first)} to {short_month(last)}" if first and last else name
    low, high = window.expected_ends or (None, None)
    limits = "–" if low is None or high is None else f"{_format(low, unit)} to {_format(high, unit)}"
    expected = "–" if window.expected is None else _format(window.expected, unit)
    return (when, _format(window.actual, unit), expected, limits), (
        css,
        first,
        last,
        window.actual,
        window.expected,
        low,
        high,
    )


def month_row(when: str, raw: Sequence[Any], figure: float | None, expected: float | None, unit: str) -> TableRow:
    """The row of one month; `raw` are its period and dates."""
    cells = ("–" if value is None else _format(value, unit) for value in (figure, expected))
    return (when, *cells, ""), (*raw, figure, expected, None, None)


def comparison_table(rows: Iterable[tuple[float, TableRow]], picture: VerdictPicture) -> FigureTable:
    """The table of the rows, each with its place in the picture."""
    rows = list(rows)
    printed, raw = [row[0] for _, row in rows], [row[1] for _, row in rows]
    places = places_between([at for at, _ in rows], *picture_edges(picture))
    return make_table(HEADS, printed, RAW_HEADS, raw, places)


def _format(value: float, unit: str) -> str:
    return format_number(_possible(value, unit), unit)
