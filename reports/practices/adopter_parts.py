"""What stands on the page of an adopter: the title of its chart, the windows that are compared, the four numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reports.charts.months import ordinal
from reports.charts.windows import Window
from reports.practices import shares
from reports.practices.badge import Tile
from reports.practices.records import Verdict
from reports.practices.words import between, gain
from reports.words import month_name

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


def title(found: Verdict) -> str:
    return "until it merged" if found.merged_into else TITLES.get(found.status, "after adoption")


PARTIAL = frozenset({"too_early", "gain_emerging"})
"""Statuses of those whose first year is not whole yet."""


def windows(found: Verdict, last: date) -> list[Window]:
    """The months that are compared, up to the last one: before, the washout, the first year, the latest year."""
    kept = []
    if found.baseline_span:
        kept.append(Window("before", "Before", *found.baseline_span))
    if found.gain_span and found.adopted_month and found.adopted_month < found.gain_span[0]:
        ends = ordinal(found.gain_span[0]) - 1
        kept.append(Window("wash", "", found.adopted_month, date(ends // 12, ends % 12 + 1, 1)))
    if found.gain_span:
        kept.append(Window("first", "First year", *found.gain_span))
    if found.current_span:
        kept.append(Window("now", "Latest year", *found.current_span))
    return [replace(window, last=min(window.last, last)) for window in kept if window.first <= last]


def tiles(found: Verdict) -> list[Tile]:
    """The four numbers: gain, what is there now, share retained, months held."""
    return [
        _limits_tile("Gain so far" if found.status in PARTIAL else "Gain, first year", found, "gain"),
        _limits_tile("Latest year", found, "current"),
        _kept_tile(found),
        Tile(
            "Months held",
            f"{found.months_held:,}" if found.months_held is not None else "–",
            f"Adopted {month_name(found.adopted_month)}" if found.adopted_month else "",
            "",
        ),
    ]


def _limits_tile(words: str, found: Verdict, name: str) -> Tile:
    limits = found.gain if name == "gain" else found.current
    if limits is None:
        return Tile(words, "–", _absent(found), "")
    css = "good" if limits.lower > 0 else "poor" if limits.upper < 0 else ""
    return Tile(words, gain(limits.value, found.scale, short=True), f"90% limits {between(limits, found.scale)}", css)


def _kept_tile(found: Verdict) -> Tile:
    if found.share:
        return shares.tile(found.share)
    return Tile("Gain kept", "–", "No ratio is given of a gain near none" if found.current else _absent(found), "")


def _absent(found: Verdict) -> str:
    if found.is_withheld and found.status not in ("too_early", "not_assessable"):
        return "Hidden: small numbers"
    return "Not assessable" if found.status == "not_assessable" else "Not known yet"
