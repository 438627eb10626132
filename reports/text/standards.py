"""A standard in words: whether it is met, how often in the last year, and what to expect of the coming months."""

from __future__ import annotations

from reports.data.records import SeriesRecord, StandardRecord
from reports.formatting import format_gap

ASSURANCE_WORDS = {
    "consistent_pass": "Expected to meet the standard every month",
    "consistent_fail": "Expected to miss the standard every month",
    "inconsistent": "Expected to meet the standard in some months and miss it in others",
}
EXPECTED_WORDS = {
    "consistent_pass": "If nothing changes, we expect it to be met every month",
    "consistent_fail": "If nothing changes, we expect it to be missed every month",
    "inconsistent": "If nothing changes, we expect it to be met in some months and missed in others",
}
UNSURE_WORDS = {
    "not_stable": "The limits span more than one level, so we cannot say what to expect",
    "contradicted": "The last 12 months do not match the limits, so we cannot say what to expect",
}
"""Reasons for which nothing is expected; the others are given with the chart's own finding."""
MIN_MONTHS_TO_COUNT = 2
"""One month is not a count: whether it met the standard has been said already."""


def meets_standard(series: SeriesRecord, standard: StandardRecord, value: float | None = None) -> bool | None:
    """Whether a value, the last if none is given, meets the standard; None where no direction is better."""
    judged = series.last.value if value is None else value
    if series.measure.direction == "neutral":
        return None
    return judged >= standard.value if series.measure.direction == "increase" else judged <= standard.value


def met_count(series: SeriesRecord) -> str:
    """'met in 9 of the last 12 months': by the standard of the last month; nothing where figures are hidden."""
    months, met = series.recent_points, series.recent_reached
    if months is None or met is None or months < MIN_MONTHS_TO_COUNT:
        return ""
    return f"met in {met} of the last {months} months{'' if months == 12 else ' with a figure'}"


def against_standard(series: SeriesRecord, *, is_past: bool = False) -> str:
    """Whether the month's standard is met, how often lately, and what to expect; of a past month, only the first."""
    standard = series.standard
    if standard is None:
        return ""
    is_met = meets_standard(series, standard)
    if is_met is None:
        return f"The target is {standard.title}. Neither higher nor lower is better, so we do not judge against it."
    gap = format_gap(series.last.value - standard.value, series.measure.unit)
    if is_past:
        return f"The standard of that month ({standard.title}) was {'met' if is_met else f'missed by {gap}'}."
    count = met_count(series)
    text = f"The standard ({standard.title}) is {'met' if is_met else f'missed by {gap}'}"
    sentences = [f"{text}; it was {count}" if count else text, _expectation(series)]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _expectation(series: SeriesRecord) -> str:
    if series.assurance:
        return EXPECTED_WORDS[series.assurance]
    # the limits that moved are those of the XmR chart; another chart has its own finding
    return UNSURE_WORDS.get(series.assurance_refusal or "", "") if series.chart == "xmr" else ""


def assurance_label(series: SeriesRecord) -> str:
    """The words of the assurance icon, with the count that it is to be read beside."""
    if not series.assurance:
        return ""
    count = met_count(series)
    return f"{ASSURANCE_WORDS[series.assurance]}{f'; {count}' if count else ''}"
