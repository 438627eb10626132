"""Reads the numbers and the years beside a control chart back."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date

from reports.verification.chart_frame import ROUNDING, ChartFrame
from reports.verification.series_facts import Limits, SeriesWarehouse
from reports.verification.shown_numbers import NUMBER, UNIT_WORDS, ShownNumber, read_number, read_value

BESIDE = re.compile(r'<text class="rl([a-z ]*)" x="100%" y="([\d.-]+)%"><tspan class="w">([^<]*) </tspan>([^<]*)<')
EARLIER = re.compile(r'<text class="tl" x="[\d.-]+%" y="([\d.-]+)%">([^<]*)<')
YEARS = re.compile(r'<text class="xl(?: alt)?" x="([\d.-]+)%" y="100%">(?:<tspan class="w">Jan </tspan>)?([^<]*)<')
SCALE = {"k": 1e3, "m": 1e6}


def check_beside(warehouse: SeriesWarehouse, key: tuple[str, str], last: date, limits: Limits, chart: str) -> str:
    """The numbers beside the last month: its mean or median, its limits, and the standard in force."""
    facts = warehouse.series[key]
    centre, lower, upper = limits
    standard = warehouse.standard_of(key[0], last)
    word = "Median" if facts.finding and facts.finding["chart"] == "run" else "Mean"
    possible = {word: centre, "Lower": lower, "Upper": upper, "Standard": standard[0] if standard else None}
    known = {name: value for name, value in possible.items() if value is not None}
    shown = [(float(place), name, words) for _, place, name, words in BESIDE.findall(chart)]
    if {name for _, name, _ in shown} != known.keys():
        return f"beside the chart are {sorted(name for _, name, _ in shown)}, and known are {sorted(known)}"
    values = []
    for _, name, words in sorted(shown):
        values.append(known[name])
        if not read_label(html.unescape(words), facts.measure.unit).shows(known[name]):
            return f"the {name.lower()} is {known[name]!r}, and the chart has {words}"
    if values != sorted(values, reverse=True):
        return "the numbers beside the chart are not in the order of their size"
    earlier = [standard[2] for standard in warehouse.standards.get(key[0], [])]
    for _, words in EARLIER.findall(chart):
        if not any(read_label(html.unescape(words), facts.measure.unit).shows(value) for value in earlier):
            return f"no standard is {words}"
    return ""


def check_years(months: Sequence[date], frame: ChartFrame, chart: str) -> str:
    """Each year is below its January; in a short chart the first and the last month are named."""
    for place, words in YEARS.findall(chart):
        if words.isdigit():
            is_right = abs(float(place) * 10 - frame.across(int(words) * 12)) <= ROUNDING
        else:
            is_right = words == f"{months[0] if float(place) == 0 else months[-1]:%b %Y}"
        if not is_right:
            return f"{words} stands below another month"
    return ""


def read_label(words: str, unit: str) -> ShownNumber:
    """The number of a label; thousands and millions are abbreviated."""
    words = words.removesuffix(UNIT_WORDS.get(unit, ""))
    number = re.match(NUMBER, words)
    if number is None:
        return ShownNumber(float("nan"), 0.0)
    if words[number.end() :][:1] in SCALE:
        return read_number(number[0]).times(SCALE[words[number.end()]])
    return read_value(number[0], unit)
