"""The text of a chart: ticks, months, earlier standards, and on the right the limits and standard of the last month."""

from __future__ import annotations

import math
from datetime import date
from html import escape

from reports.charts.months import month_ordinal, standard_spans
from reports.charts.scale import AxisScale
from reports.data.mergers import merger_marks
from reports.data.records import SeriesRecord
from reports.formatting import WITH_A_DECIMAL, format_standard, short_number


def chart_labels(series: SeriesRecord, scale: AxisScale, first: int, width: float) -> str:
    unit = series.measure.unit
    parts = [
        f'<text class="yl" x="-8" y="{scale.place(tick) / 10:.2f}%">{short_number(tick, unit, scale.step)}</text>'
        for tick in scale.ticks
    ]
    for standard, start, end in standard_spans(series):
        if standard != series.standard and end - start > 5:
            place = (start - first) * width / 10
            value = format_standard(standard.value, unit)
            parts.append(
                f'<text class="tl" x="{place:.2f}%" y="{scale.place(standard.value) / 10:.2f}%">{value}</text>'
            )
    for month, words in merger_marks(series.mergers, series.points[0].month, series.last.month):
        place = (month_ordinal(month) - first - 0.5) * width / 10
        side = "end" if place > 50 else "start"
        parts.append(
            f'<text class="jl" text-anchor="{side}" x="{place:.2f}%" dx="{-6 if side == "end" else 6}" y="0" dy="10">'
            f"{escape(_shorten_text(words))}</text>"
        )
    parts += _phase_labels(series, first, width)
    return "".join(parts) + _month_labels(series, first, width) + _right_labels(series, scale)


def phase_marks(series: SeriesRecord) -> list[tuple[date, str]]:
    """The months in which a phase of the reading aid begins on the chart, each with its label."""
    return [
        (phase.first_month, phase.label)
        for phase in series.phases
        if phase.cause and series.points[0].month < phase.first_month <= series.last.month
    ]


def _phase_labels(series: SeriesRecord, first: int, width: float) -> list[str]:
    """At the foot, where a merger's label is not; each fits between its mark and the next."""
    return [
        f'<text class="jl rd" x="{(month_ordinal(month) - first - 0.5) * width / 10:.2f}%" dx="4" y="100%" dy="-5">'
        f"{escape(_shorten_text(words, 18))}</text>"
        for month, words in phase_marks(series)
    ]


def _shorten_text(words: str, most: int = 46) -> str:
    """The text cut to fit a chart; the note below the chart has it in full."""
    text = words[:1].upper() + words[1:]
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _month_labels(series: SeriesRecord, first: int, width: float) -> str:
    """Each January, every second one on narrow screens; for a short series, the first and last month."""
    last = month_ordinal(series.last.month)
    years = [year for year in range(first // 12, last // 12 + 2) if first <= year * 12 <= last]
    if len(years) < 2:
        ends = ((0, series.points[0].month), (100, series.last.month))
        return "".join(f'<text class="xl" x="{place}%" y="100%">{month:%b %Y}</text>' for place, month in ends)
    every = max(1, -(-len(years) // 8))
    parts = []
    for at, year in enumerate(years[::every]):
        place = (year * 12 - first) * width / 10
        # on narrow screens every second label is left out, and so is the word before the year
        css = "xl alt" if at % 2 else "xl"
        parts.append(
            f'<line class="ft" x1="{place:.2f}%" x2="{place:.2f}%" y1="100%" y2="100%"/>'
            f'<text class="{css}" x="{place:.2f}%" y="100%"><tspan class="w">Jan </tspan>{year}</text>'
        )
    return "".join(parts)


def _right_labels(series: SeriesRecord, scale: AxisScale) -> str:
    """Mean, limits and standard beside the last month, moved apart where they would overlap."""
    last, unit, standard = series.last, series.measure.unit, series.standard
    wanted: list[tuple[float, str, str, str]] = []
    for value, css, word in (
        (last.upper, "", "Upper"),
        (last.mean, " mean", series.centre_word),
        (last.lower, "", "Lower"),
    ):
        if value is not None:
            wanted.append((min(max(value, scale.low), scale.high), css, word, format_exact(value, unit, scale.step)))
    if standard:
        wanted.append((standard.value, " tgt", "Standard", format_exact(standard.value, unit, scale.step)))
    wanted.sort(key=lambda item: -item[0])
    places = spread_places([scale.place(value) / 10 for value, *_ in wanted])
    return "".join(
        f'<text class="rl{css}" x="100%" y="{place:.2f}%"><tspan class="w">{word} </tspan>{escape(text)}</text>'
        for (_, css, word, text), place in zip(wanted, places, strict=True)
    )


def spread_places(places: list[float], least: float = 6.5) -> list[float]:
    """The places from top to bottom, moved to be at least `least` apart and within 0 to 100."""
    down: list[float] = []
    for place in places:
        down.append(max(place, down[-1] + least if down else 0.0))
    up: list[float] = []
    for place in reversed(down):
        up.append(min(place, up[-1] - least if up else 100.0))
    return up[::-1]


def format_exact(value: float, unit: str, step: float) -> str:
    """A value beside the axis, with one digit more than its ticks."""
    finer = 10.0 ** (math.floor(math.log10(step)) - 1)
    if unit == "share" or unit in WITH_A_DECIMAL:
        return short_number(value, unit, min(finer, 0.001 if unit == "share" else 0.1))
    return short_number(value, unit, min(finer, 10.0 ** math.floor(math.log10(max(abs(value), 1) / 100))))
