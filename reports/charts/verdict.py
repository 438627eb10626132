"""The picture of a verdict: levels before and now, the level expected, and the gap between them.

Months are places on a line: those of the calendar for one adopter, blocks of months for all of a practice together.
Labels cannot overlap, at whatever width: those on the right are moved apart, those above and below have a row each, and
inside the plot a narrow screen shows only the level before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.frame import WIDTH, Place, dot_path, svg_grid, svg_path, svg_picture, svg_text
from reports.charts.labels import spread_places
from reports.charts.scale import AxisScale, scale_around
from reports.charts.verdict_picture import AxisPart, ComparedSpan, Mark, MonthValue, RightLabel, VerdictPicture

LEAST_APART = 7.5
"""Per cent of the height between two labels on the right: 14 px of text on a plot of 280 px, and some air."""
REACH = 1.0
"""A limit may stretch the axis by the span of everything else; beyond, the band is cut off at the edge."""


def verdict_scale(picture: VerdictPicture) -> AxisScale:
    """A scale that covers the figures and levels, and of the limits as much as does not flatten them."""
    levels = [point.value for point in (*picture.values, *picture.expected)]
    levels += [span.actual for span in picture.spans]
    levels += [level for span in picture.spans for level in (span.expected, *span.readings) if level is not None]
    low, high = min(levels), max(levels)
    reach = (high - low) * REACH
    ends = [end for span in picture.spans for end in span.ends or ()]
    ends = [min(max(end, low - reach), high + reach) for end in ends]
    return scale_around([*levels, *ends], floor=0.0, ceiling=picture.ceiling)


def picture_edges(picture: VerdictPicture) -> tuple[float, float]:
    """The left edge of the first month and the right edge of the last."""
    places = [point.at for point in (*picture.values, *picture.expected)]
    places += [end for span in picture.spans for end in (span.first, span.last)]
    return min(places) - 0.5, max(places) + 0.5


def verdict_chart(picture: VerdictPicture, ticks: Sequence[str], scale: AxisScale) -> str:
    """Draw the picture; `ticks` are the labels of the scale's ticks."""
    left, right = picture_edges(picture)
    frame = _Frame(left, right - left, scale)
    lines, labels = svg_grid(scale, ticks)
    marks = "".join(frame.band(span) for span in picture.spans) + lines
    marks += "".join(frame.axis_tick(part) for part in picture.axis)
    marks += "".join(frame.mark_line(mark) for mark in picture.marks)
    marks += svg_path("line", frame.line(picture.values))
    marks += svg_path("cc", dot_path(frame.place(point) for point in picture.values))
    marks += svg_path("xline", frame.line(picture.expected))
    marks += "".join(frame.levels(span) for span in picture.spans)
    labels += "".join(frame.axis_label(part) for part in picture.axis)
    labels += "".join(frame.mark_label(mark) for mark in picture.marks)
    labels += "".join(frame.span_label(span) for span in picture.spans if span.words)
    labels += _right_labels(picture.right, scale)
    if picture.foot:
        labels += svg_text("ph end", 100.0, "100%", picture.foot)
    return svg_picture(marks, labels)


def _right_labels(right: Sequence[RightLabel], scale: AxisScale) -> str:
    """The figures beside the last month, highest first, moved apart where they would overlap."""
    ordered = sorted(right, key=lambda label: -label.value)
    places = spread_places([_within(scale, label.value) / 10 for label in ordered], LEAST_APART)
    return "".join(
        svg_text(f"rl {label.css}".rstrip(), "100%", place, label.words, label.wide, label.narrow)
        for label, place in zip(ordered, places, strict=True)
    )


def _within(scale: AxisScale, value: float) -> float:
    return scale.place(min(max(value, scale.low), scale.high))


@dataclass(frozen=True)
class _Frame:
    """Places in the picture: the first month's left edge, the number of months, the scale."""

    first: float
    months: float
    scale: AxisScale

    def across(self, at: float) -> float:
        return round((at - self.first) / self.months * WIDTH, 1)

    def place(self, point: MonthValue) -> Place:
        return self.across(point.at), _within(self.scale, point.value)

    def line(self, points: Sequence[MonthValue]) -> str:
        """A line through the months, with a gap where one is missing."""
        parts, before = [], None
        for point in points:
            x, y = self.place(point)
            parts.append(f"{'L' if before is not None and point.at - before <= 1 else 'M'}{x} {y}")
            before = point.at
        return "".join(parts)

    def _edges(self, span: ComparedSpan) -> tuple[float, float]:
        return self.across(span.first - 0.5), self.across(span.last + 0.5)

    def band(self, span: ComparedSpan) -> str:
        if span.ends is None:
            return ""
        (left, right), (low, high) = self._edges(span), (_within(self.scale, end) for end in span.ends)
        return svg_path("xband", f"M{left} {high}H{right}V{low}H{left}z")

    def levels(self, span: ComparedSpan) -> str:
        """The expected level, the level, and between them the gap."""
        left, right = self._edges(span)
        actual = _within(self.scale, span.actual)
        marks = svg_path(f"seg {span.css}", f"M{left} {actual}H{right}")
        if span.expected is None:
            return marks
        expected, middle = _within(self.scale, span.expected), round((left + right) / 2, 1)
        readings = "".join(f"M{left} {_within(self.scale, level)}H{right}" for level in span.readings)
        marks = svg_path("xread", readings) + svg_path("xlev", f"M{left} {expected}H{right}") + marks
        return marks + svg_path(f"gap {span.css}", f"M{middle} {expected}V{actual}")

    def span_label(self, span: ComparedSpan) -> str:
        """Above or below its level, away from what was expected; a window's is left out on narrow screens."""
        is_above = span.expected is None or span.actual >= span.expected
        place = _within(self.scale, span.actual) / 10
        # at the edge of the plot there is room on one side only
        is_above = place > 8 if is_above else place > 92
        css = f"lv {'up' if is_above else 'down'}{'' if span.css == 'before' else ' alt'}"
        return svg_text(css, sum(self._edges(span)) / 20, place, span.words)

    def mark_line(self, mark: Mark) -> str:
        x = self.across(mark.at)
        return svg_path(mark.css, f"M{x} 0V1000") if 0 <= x <= WIDTH else ""

    def mark_label(self, mark: Mark) -> str:
        place = min(max(self.across(mark.at) / 10, 0.0), 100.0)
        side = " fe" if place > 60 else " fs" if place < 40 else ""
        return svg_text(f"fl{side}{' second' if mark.row else ''}", place, "0", mark.words, mark.wide)

    def axis_tick(self, part: AxisPart) -> str:
        x = self.across(part.first - 0.5)
        return svg_path("year", f"M{x} 1000v12") if 0 <= x <= WIDTH else ""

    def axis_label(self, part: AxisPart) -> str:
        ends = (self.across(part.first - 0.5), self.across(part.last + 0.5))
        left, right = (min(max(end / 10, 0.0), 100.0) for end in ends)
        css = "xl alt" if part.is_alternate else "xl"
        return svg_text(css, (left + right) / 2, "100%", part.words, narrow=part.narrow)
