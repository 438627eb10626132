"""What stands on the page of an adopter: the title of its chart, the windows that are compared, the four numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reports.charts.months import month_ordinal
from reports.charts.windows import ChartWindow
from reports.components.badge import NumberTile
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name
from reports.text import share_retained
from reports.text.gain_words import format_gain, format_limits

TITLES = {
    "sustained": "the gain after adoption is holding",
    "re_gained": "the gain has come back",
    "gain": "better after adoption",
    "gain_emerging": "a gain is emerging",
    "lost": "the gain after adoption is gone",
    "eroding": "part of the gain is gone",
    "inconclusive": "better after adoption, then unclear",
    "no_detectable_gain": "no gain that stands out from chance",
    "too_early": "too early to tell",
    "not_assessable": "not assessable",
}


def chart_title(found: GainVerdict) -> str:
    return "until it merged" if found.merged_into else TITLES.get(found.status, "after adoption")


PARTIAL = frozenset({"too_early", "gain_emerging"})
"""Statuses of those whose first year is not whole yet."""


def chart_windows(found: GainVerdict, last: date) -> list[ChartWindow]:
    """The months that are compared, up to the last one: before, the washout, the first year, the latest year."""
    kept = []
    if found.baseline_span:
        kept.append(ChartWindow("before", "Before", *found.baseline_span))
    if found.gain_span and found.adopted_month and found.adopted_month < found.gain_span[0]:
        ends = month_ordinal(found.gain_span[0]) - 1
        kept.append(ChartWindow("wash", "", found.adopted_month, date(ends // 12, ends % 12 + 1, 1)))
    if found.gain_span:
        kept.append(ChartWindow("first", "First year", *found.gain_span))
    if found.current_span:
        kept.append(ChartWindow("now", "Latest year", *found.current_span))
    return [replace(window, last=min(window.last, last)) for window in kept if window.first <= last]


def adopter_tiles(found: GainVerdict) -> list[NumberTile]:
    """The four numbers: gain, what is there now, share retained, months held."""
    return [
        _limits_tile("Gain so far" if found.status in PARTIAL else "Gain, first year", found, "gain"),
        _limits_tile("Latest year", found, "current"),
        _kept_tile(found),
        NumberTile(
            "Months held",
            f"{found.months_held:,}" if found.months_held is not None else "–",
            f"Adopted {month_name(found.adopted_month)}" if found.adopted_month else "",
            "",
        ),
    ]


def _limits_tile(words: str, found: GainVerdict, name: str) -> NumberTile:
    limits = found.gain if name == "gain" else found.current
    if limits is None:
        return NumberTile(words, "–", _absent_value(found), "")
    css = "good" if limits.lower > 0 else "poor" if limits.upper < 0 else ""
    return NumberTile(
        words,
        format_gain(limits.value, found.scale, short=True),
        f"90% limits {format_limits(limits, found.scale)}",
        css,
    )


def _kept_tile(found: GainVerdict) -> NumberTile:
    if found.share:
        return share_retained.share_tile(found.share)
    return NumberTile(
        "Gain kept", "–", "No ratio is given of a gain near none" if found.current else _absent_value(found), ""
    )


def _absent_value(found: GainVerdict) -> str:
    if found.is_withheld and found.status not in ("too_early", "not_assessable"):
        return "Hidden: small numbers"
    return "Not assessable" if found.status == "not_assessable" else "Not known yet"
