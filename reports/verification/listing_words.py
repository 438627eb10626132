"""Reads back what pages list. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re

from reports.claims.claim import Claim, ClaimValue
from reports.verification.counted_words import numbers_of_claim, reads_as_counts, whole_number
from reports.verification.edition_facts import EditionWarehouse
from reports.verification.late_words import check_late
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import (
    MONTH,
    NUMBER,
    SHORT_MONTH,
    read_month,
    read_value,
    value_pattern,
    write_month,
)

HALF_A_PERSON = 0.5 + 1e-9


def check_whole(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A text that begins with a count."""
    count = re.match(rf"({NUMBER})(?: [a-z]|$)", element.text)
    is_right = count and str(whole_number(count[1])) == str(claim.values[-1])
    return "" if is_right else f"the count is {claim.values[-1]}"


def check_services(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A count of services, with the name of the measure that is divided."""
    title = re.escape(warehouse.series.measures[claim.measure].title)
    return reads_as_counts(rf"({NUMBER}) [a-z ]+: {title}", element.text, *numbers_of_claim(claim))


def check_rows(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    count = re.search(rf": ({NUMBER}) organisations? in ", element.text)
    return "" if count and str(whole_number(count[1])) == str(claim.values[0]) else f"the count is {claim.values[0]}"


def check_adopted(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    adopted, options = numbers_of_claim(claim)
    ending = rf", ({NUMBER}) that could be" if options else ""
    return reads_as_counts(
        rf"Practices: ({NUMBER}) adopted{ending}", element.text, adopted, *([options] if options else [])
    )


def _shows(text: str, true: ClaimValue, unit: str) -> bool:
    return true is not None and read_value(text, unit).shows(float(str(true)))


def check_in_100(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A share as people say it, rounded to a whole number."""
    parts = re.match(rf"(Fewer than 1|More than 99|{NUMBER}) in every 100\b.*?(?:, ({MONTH})\.?)?$", element.text)
    share = 100 * float(str(claim.values[0]))
    if parts is None or (parts[2] and read_month(parts[2]) != claim.month):
        return f"the month is {claim.month}"
    bounds = {"Fewer than 1": (0.0, 1.0), "More than 99": (99.0, 100.0)}
    if parts[1] in bounds:
        low, high = bounds[parts[1]]
        return "" if low < share < high else f"it is {share!r}"
    return "" if abs(whole_number(parts[1]) - share) <= HALF_A_PERSON else f"it is {share!r}"


def check_gaps_closed(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    direction = warehouse.series.measures[claim.measure].direction
    better = "Lower" if direction == "decrease" else "Higher"
    pattern = rf"({NUMBER}) adopters? with a gain, from the lowest start to the highest\. {better} is better\."
    return reads_as_counts(pattern, element.text, *numbers_of_claim(claim))


def check_area_now(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, then, moved, first = claim.values
    measure = warehouse.series.measures[claim.measure]
    value = value_pattern(measure.unit)
    parts = re.search(rf"from ({MONTH}) ({MONTH}) (No figure|{value}) {value} (None|{NUMBER}) ?", element.text)
    if parts is None or [read_month(parts[1]), read_month(parts[2])] != [first, claim.month]:
        return f"the months are {first} and {claim.month}"
    was_shown = then is None if parts[4] is None else _shows(parts[4], then, measure.unit)
    has_moved = (0 if parts[6] == "None" else whole_number(parts[6])) == int(str(moved))
    is_right = was_shown and has_moved and _shows(parts[5], now, measure.unit)
    return "" if is_right else f"it is {now}, was {then}; {moved} came from elsewhere"


def check_definition(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """Every month is one of the measure, of a standard or of an exclusion; the direction is that of the measure."""
    months, texts = warehouse.listings.definitions[claim.measure]
    direction = warehouse.series.measures[claim.measure].direction
    words = {
        "increase": "Higher is better.",
        "decrease": "Lower is better.",
        "neutral": "Neither higher nor lower is better in itself.",
    }[direction]
    text = element.text
    for known in sorted(texts, key=len, reverse=True):
        text = text.replace(" ".join(known.split()), " ")
    wrong = [month for month in re.findall(rf"{MONTH}|{SHORT_MONTH}", text) if read_month(month) not in months]
    if wrong:
        return f"{wrong[0]} is no month of its definition"
    return "" if words in element.text else f"the direction is {direction}"


def check_quarantined(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    month = re.search(MONTH, element.text)
    shown = read_month(month[0]) if month else ""
    return "" if shown == claim.month else f"the month is {claim.month or 'not known'}"


def check_edition(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """The name of the edition, what it was made of, or what has not arrived for it."""
    if element.attributes.get("class") == "note":
        return check_late(warehouse, element.text)
    if element.tag == "span":
        words = f"{write_month(str(claim.values[0]))} edition"
        return "" if element.text.startswith(words) else f"the edition is {claim.values[0]}"
    parts = re.search(rf"from ({NUMBER}) files?; figures to ({MONTH})\.", element.text)
    is_right = parts and whole_number(parts[1]) == int(str(claim.values[1])) and read_month(parts[2]) == claim.month
    return "" if is_right else f"{claim.values[1]} files, figures to {claim.month}"
