"""Lines, bands, marks and numbers of charts that lie elsewhere than the figures are caught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reports.charts import control, labels, months, verdict
from reports.charts.verdict_picture import VerdictPicture
from reports.components import verdict_parts
from reports.data.records import SeriesPoint
from reports.formatting import format_number, plural, short_month
from reports.text.gain_words import format_gain
from tests.reports.verification.rendered_pages import Pages

LIMIT_STEPS, PHASES, SPANS = control._limit_steps, control._iterate_phases, months.standard_spans
YEAR_LABELS, CHART, PICTURE = labels._month_labels, control.control_chart, verdict.verdict_chart
BESIDE, EXACT = labels._right_labels, labels.format_exact


def _narrower(points: list[SeriesPoint], *rest: Any) -> Iterator[Any]:
    for point, left, right in LIMIT_STEPS(points, *rest):
        yield point._replace(upper=None if point.upper is None else point.value), left, right


def _other_mean(series: Any) -> Iterator[Any]:
    for points, start, end in PHASES(series):
        mean = None if points[0].mean is None else points[0].mean * 1.01
        yield [point._replace(mean=mean) for point in points], start, end


def _with_points(change: Any) -> Any:
    return lambda series: CHART(
        replace(series, points=tuple(point._replace(**change(point)) for point in series.points))
    )


LINE_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "limits are drawn narrower": ("reports.charts.control._limit_steps", _narrower, "dots"),
    "the mean is drawn higher": ("reports.charts.control._iterate_phases", _other_mean, "dots"),
    "limits are drawn where there are none": (
        "reports.charts.control._limit_lines",
        lambda *_: '<path class="lims" d="M0.0 10H1000.0M0.0 990H1000.0"/>',
        "dots",
    ),
    "limits are left out": ("reports.charts.control._limit_lines", lambda *_: "", "dots"),
    "a limit has another number": (
        "reports.charts.labels.format_exact",
        lambda value, unit, step: EXACT(value * 1.02, unit, step),
        "dots",
    ),
    "the limits are called by each other's names": (
        "reports.charts.labels._right_labels",
        lambda *facts: BESIDE(*facts).replace("Upper", "\0").replace("Lower", "Upper").replace("\0", "Lower"),
        "dots",
    ),
    "a standard is drawn a year too long": (
        "reports.charts.control.standard_spans",
        lambda series: ((standard, start + 2, end) for standard, start, end in SPANS(series)),
        "dots",
    ),
    "a standard is drawn too high": (
        "reports.charts.control.standard_spans",
        lambda series: ((replace(standard, value=standard.value * 0.99), *ends) for standard, *ends in SPANS(series)),
        "dots",
    ),
    "a year stands below another January": (
        "reports.charts.labels._month_labels",
        lambda series, first, width: YEAR_LABELS(series, first - 1, width),
        "dots",
    ),
    "limits of the second chart are those of the first": (
        "reports.components.secondary_chart.control_chart",
        _with_points(lambda point: {"lower": point.mean}),
        "second dots",
    ),
}


@pytest.mark.parametrize("mutant", LINE_MUTANTS)
def test_a_line_that_lies_elsewhere_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = LINE_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def _drawn(change: Any) -> Any:
    """The chart of a picture that is changed before it is drawn; the axis stays."""
    return lambda picture, ticks, scale: PICTURE(change(picture), ticks, scale)


def _of_spans(**change: Any) -> Any:
    def change_spans(picture: VerdictPicture) -> VerdictPicture:
        spans = (replace(span, **{name: value(span) for name, value in change.items()}) for span in picture.spans)
        return replace(picture, spans=tuple(spans))

    return _drawn(change_spans)


def _of_right(words: Any) -> Any:
    return _drawn(
        lambda picture: replace(picture, right=tuple(replace(label, **words(label)) for label in picture.right))
    )


PICTURE_MUTANTS: dict[str, Any] = {
    "the level is drawn higher": _of_spans(actual=lambda span: span.actual * 1.01),
    "what was expected is drawn lower": _of_spans(
        expected=lambda span: None if span.expected is None else span.expected * 0.99
    ),
    "the band is half as wide": _of_spans(ends=lambda span: span.ends and (span.ends[0], span.expected)),
    "the band is left out": _of_spans(ends=lambda span: None),
    "a window is a month too long": _of_spans(last=lambda span: span.last + 1),
    "the gap has another sign": _of_spans(
        words=lambda span: span.words.replace("+", "−") if "+" in span.words else f"{span.words}0"
    ),
    "a month is drawn at another height": _drawn(
        lambda picture: replace(
            picture, values=(replace(picture.values[0], value=picture.values[1].value), *picture.values[1:])
        )
    ),
    "what was expected of a month is left out": _drawn(
        lambda picture: replace(picture, expected=picture.expected[:-1])
    ),
    "adoption is a year later": _drawn(
        lambda picture: replace(picture, marks=tuple(replace(mark, at=mark.at + 12) for mark in picture.marks))
    ),
    "it has held for longer": _drawn(lambda picture: replace(picture, foot="Held for 99 months")),
    "the gap has another colour": _of_right(
        lambda label: {"css": label.css.replace("better", "worse") if "better" in label.css else "gp better"}
    ),
    "the level now is what was expected": _of_right(lambda label: {"wide": label.wide.replace("Expected", "Now")}),
    "the number of the gap is another": _of_right(lambda label: {"words": label.words.replace("1", "2")}),
}


@pytest.mark.parametrize("mutant", PICTURE_MUTANTS)
def test_a_chart_of_a_verdict_that_lies_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("verdict_figure", "pooled_figure"):
        monkeypatch.setattr(f"reports.components.{module}.verdict_chart", PICTURE_MUTANTS[mutant])
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("verdict chart")]


FORMAT = verdict_parts._format
TABLE_MUTANTS: dict[str, tuple[str, Any]] = {
    "a figure of the table is another": (
        "reports.components.verdict_parts._format",
        lambda value, unit: FORMAT(value * 1.02, unit),
    ),
    "the months of a window are others": (
        "reports.components.verdict_parts.short_month",
        lambda month: short_month(month - timedelta(days=40)),
    ),
    "the level before is another in words": (
        "reports.components.verdict_parts.format_number",
        lambda value, unit: format_number(value * 1.05, unit),
    ),
    "a window is left out of the table": (
        "reports.components.verdict_parts.WINDOW_NAMES",
        {"before": "Before adoption", "first": "Latest year", "now": "First year"},
    ),
    "the gap is that of another year": (
        "reports.components.verdict_parts.format_gain",
        lambda value, scale, short=False: format_gain(value * 1.2 + 0.01, scale, short=short),
    ),
    "it has held for a month more": (
        "reports.text.headline.plural",
        lambda count, *words: plural(count + 1, *words),
    ),
}


@pytest.mark.parametrize("mutant", TABLE_MUTANTS)
def test_a_table_of_a_verdict_that_lies_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*TABLE_MUTANTS[mutant])
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("verdict chart")]
