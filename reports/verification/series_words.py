"""Reads back what a page says of a series, and compares it with the figures: one function for each kind of claim.

Each returns what is wrong, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.claims.claim import Claim
from reports.verification.latest_words import check_value
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import chart_of
from reports.verification.shown_numbers import MONTH, NUMBER, SHORT_MONTH, read_month, read_value, value_pattern


def check_span(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """The subtitle: which months, how many are missing, how many hidden."""
    first, _count, missing, hidden = claim.values
    months = [read_month(month) for month in re.findall(MONTH, element.text)]
    if months != sorted({str(first), claim.month}):
        return f"the months are {first} to {claim.month}"
    for number, words in ((missing, "missing"), (hidden, "hidden: small numbers")):
        shown = re.search(rf"({NUMBER}) months? {words}", element.text)
        if (int(shown[1]) if shown else 0) != int(str(number)):
            return f"{number} months are {words}"
    return ""


def check_range(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    value = value_pattern(facts.measure.unit)
    parts = re.fullmatch(rf"Line chart of ({NUMBER}) months?\. Lowest {value}, highest {value}\.", element.text)
    if parts is None:
        return "it does not read as a range"
    count, low, high = claim.values[1:]
    shown = [read_value(number, facts.measure.unit) for number in parts.groups()[1:]]
    is_right = int(parts[1]) == int(str(count)) and shown[0].shows(_number(low)) and shown[1].shows(_number(high))
    return "" if is_right else f"{count} months, {low} to {high}"


def _number(value: object) -> float:
    return float(str(value))


def check_limits(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    value = value_pattern(facts.measure.unit)
    centre, lower, upper = facts.limits[-1]
    if chart_of(facts) == "run":
        parts = re.fullmatch(rf"Median {value}\.", element.text)
        wanted = [centre]
    else:
        parts = re.fullmatch(rf"Mean {value}, expected range {value} to {value}\.", element.text)
        wanted = [centre, lower, upper]
    if parts is None:
        return "it does not read as limits"
    shown = (read_value(number, facts.measure.unit) for number in parts.groups())
    is_right = all(number.shows(true) for number, true in zip(shown, wanted, strict=True))
    return "" if is_right else f"the limits are {wanted}"


CELLS = ("special_cause_improvement", "common_cause", "special_cause_concern", "special_cause_neutral", "")
COLUMNS = ("consistent_pass", "inconsistent", "consistent_fail", "not_judged", "")


def check_cell(_: SeriesWarehouse, __: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """An entry of the matrix lies in the cell of its variation and assurance."""
    variation, column = (str(value or "") for value in claim.values)
    row = next(at for at, name in enumerate(CELLS) if variation.startswith(name) and (name or not variation))
    wanted = f'class="z{row}{COLUMNS.index(column)}"'
    return "" if wanted in element.outer else f"its place is {variation or 'no variation'}, {column or 'no standard'}"


def check_rank(_: SeriesWarehouse, __: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    place, peers, tied, likely_from, likely_to = (
        int(str(value)) if value is not None else None for value in claim.values
    )
    text = element.text
    if tied == peers:
        return "" if re.fullmatch(rf"All {peers:,} \D.* have the same figure", text) else f"all {peers} are alike"
    likely = rf"likely between {_place(likely_from)} and {_place(likely_to)}"
    if likely_from == likely_to:
        likely = "no other place is likely"
    alike = rf"; {tied:,} have the same figure" if (tied or 0) > 1 else ""
    wanted = rf"{'Joint ' if alike else ''}{_place(place)} of {peers:,} \D.*, best first{alike}"
    wanted += "" if likely_from is None else f"; {likely}"
    return "" if re.fullmatch(wanted, text) else f"place {place} of {peers}, {tied} alike, {likely_from} to {likely_to}"


def _place(place: int | None) -> str:
    return rf"{place:,}(?:st|nd|rd|th)" if place is not None else ""


def check_gap(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """A target, what is left to it, and the colour."""
    target, wanted, delta = claim.values[0], _number(claim.values[1]), _number(claim.values[2])
    unit = facts.measure.unit
    name = {"standard": "Standard", "best quarter": "Best quarter", "own best": "Own best year"}[str(target)]
    ending = rf"(?:reached|({NUMBER})[a-z0-9, ]*? (better|to go))"
    parts = re.fullmatch(rf"{name}, {value_pattern(unit)}(?: to {SHORT_MONTH})? {ending}", element.text)
    if parts is None:
        return f"it does not read as what is left to {target}"
    is_reached = delta == 0 or (delta > 0) == (facts.measure.direction == "increase")
    if not read_value(parts[1], unit).shows(wanted):
        return f"the target is {wanted!r}"
    if delta and (not parts[2] or not read_value(parts[2], unit).shows(abs(delta))):
        return f"{delta!r} is left"
    is_right = element.attributes.get("class") == ("ok" if is_reached else "no")
    is_right = is_right and (not parts[3] or (parts[3] == "better") == is_reached)
    return "" if is_right else f"the target is {'reached' if is_reached else 'not reached'}"


def check_histogram(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    words = element.attributes["aria-label"]
    count = re.match(r"Histogram of (\d+) ", words)
    own = re.search(rf"This organisation {value_pattern(facts.measure.unit)}", words)
    is_right = count and own and count[1] == str(claim.values[0])
    return check_value(own[1], facts) if is_right and own else f"{claim.values[0]} peers, {claim.values[1]}"


def check_second_chart(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    sentence = facts.finding.get("second_sentence")
    return "" if element.text == sentence else f"the warehouse says “{sentence}”"


WordsCheck = Callable[[SeriesWarehouse, SeriesFacts, Claim, ClaimedElement], str]
