"""Reads back badges, tiles and coverage of practices. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.claims.claim import Claim
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import Row, doubt_of, estimate_of, printed_gain, shows_people
from reports.verification.shown_numbers import MONTH, NUMBER, SHORT_MONTH, read_month, read_number
from reports.verification.status_words import STATUS_WORDS, label_of


def check_badge(row: Row, element: ClaimedElement) -> str:
    """The words, the colour, the sign, and whether it is open."""
    label, css, shape = label_of(row), *STATUS_WORDS[row["status"]][1:]
    if row.get("merged_into"):
        label, css, shape = "Merged", "plain", STATUS_WORDS["not_assessable"][2]
    is_provisional = bool(row["is_provisional"]) and not row.get("merged_into")
    is_open = is_provisional or bool(doubt_of(row))
    more = "provisional" if is_provisional else doubt_of(row) if label != "Merged" else ""
    is_open = is_open and label != "Merged"
    classes = element.attributes.get("class", "").split()
    is_right = element.text == f"{label} {more}".strip() and f'href="#{shape}"' in element.inner
    is_right = is_right and css in classes and ("open" in classes) == is_open
    return "" if is_right else f"the badge is {label} {more} ({css}, {shape})"


def _check_gain_tile(kind: str) -> Callable[[Row, ClaimedElement], str]:
    def check(row: Row, element: ClaimedElement) -> str:
        estimate = estimate_of(row, kind)
        if estimate is None:
            return "" if not re.search(r"\d", element.text) else "no estimate is known"
        size, low, high = (printed_gain(row, value) or 0.0 for value in estimate)
        before, _, after = element.text.partition("90% limits")
        shown = re.search(rf"([+−]?)({NUMBER})(?:%| points)?(?: (lower|higher))?", before)
        if shown is None or not read_number(shown[2]).shows(abs(size)) or not _is_signed(shown, size):
            return f"the {kind} is {size!r}"
        ends = [read_number(number.lstrip("+−")) for number in re.findall(rf"[+−]?{NUMBER}", after)]
        wanted = sorted((abs(low), abs(high)))
        if after and not all(
            end.shows(true) for end, true in zip(sorted(ends, key=lambda end: end.value), wanted, strict=True)
        ):
            return f"the limits are {low!r} to {high!r}"
        return _check_tile_colour(estimate, element)

    return check


def _is_signed(shown: re.Match[str], size: float) -> bool:
    """Whether the sign, or the word in its place, is that of the figure."""
    if shown[3]:
        return (shown[3] == "higher") == (size > 0)
    return not shown[1] or (shown[1] == "+") == (size > 0)


def _check_tile_colour(estimate: tuple[float, float, float], element: ClaimedElement) -> str:
    classes = element.attributes.get("class", "").split()
    if "tile" not in classes:
        return ""
    css = "good" if estimate[1] > 0 else "poor" if estimate[2] < 0 else ""
    return "" if classes[1:] == css.split() else f"its colour is {css or 'plain'}"


def _check_share_tile(row: Row, element: ClaimedElement) -> str:
    """A share of a gain: none of it below 0, all of it from 105%."""
    estimate = estimate_of(row, "share")
    if estimate is None:
        return "" if not re.search(r"\d", element.text) else "no share is known"
    share = estimate[0]
    brief = "Nothing" if share < 0 else "All" if share > 1.05 else rf"{NUMBER}%"
    if not re.match(rf"Gain kept {brief}", element.text):
        return f"the share is {share!r}"
    own, _, limits = element.text.partition("90% limits")
    shown = [read_number(number) for number in re.findall(rf"({NUMBER})%", own)]
    ends = [read_number(number) for number in re.findall(rf"({NUMBER})%", limits)]
    is_right = all(number.shows(share * 100) for number in shown)
    is_right = is_right and (
        not limits or (len(ends) == 2 and ends[0].shows(estimate[1] * 100) and ends[1].shows(estimate[2] * 100))
    )
    return "" if is_right else f"the share is {estimate!r}"


def _check_patients_tile(row: Row, element: ClaimedElement) -> str:
    estimate = estimate_of(row, "patients")
    if estimate is None:
        return "no number of patients is known"
    # the words before may have a digit: "Type 1 attendances affected, latest year 8,120"
    figures = re.split(r"\byear\b", element.text, maxsplit=1)[-1].replace("90% limits", "")
    numbers = [read_number(number).value for number in re.findall(NUMBER, figures)]
    is_right = len(numbers) in (1, 3) and all(map(shows_people, numbers, estimate))
    return "" if is_right else f"the patients are {estimate!r}"


TILES: dict[str, Callable[[Row, ClaimedElement], str]] = {
    "gain": _check_gain_tile("gain"),
    "current": _check_gain_tile("current"),
    "share": _check_share_tile,
    "patients": _check_patients_tile,
}


def check_months_held(row: Row, text: str) -> str:
    parts = re.fullmatch(rf"Months held (–|{NUMBER})(?: Adopted ({MONTH}))?", text)
    if parts is None:
        return "it does not read as months held"
    months_held, adopted = row["months_held"], row["adopted_month"]
    is_right = parts[1] == "–" if months_held is None else parts[1] != "–" and read_number(parts[1]).shows(months_held)
    is_right = is_right and (parts[2] is None or read_month(parts[2]) == f"{adopted:%Y-%m}")
    return "" if is_right else f"{months_held} months are held since {adopted}"


def check_coverage(claim: Claim, element: ClaimedElement) -> str:
    """`Coverage 45% 9 of 20 in Sep 2026; confirmed at adopters seeing 6% of patients`, whole or in parts."""
    adopted, eligible, coverage, held_coverage = (
        None if value is None else float(str(value)) for value in claim.values
    )
    text = element.text
    if element.attributes.get("data-l") == "Held":
        coverage, held_coverage = held_coverage, None
    if text == "Nobody uses it yet":
        return "" if not adopted else f"{adopted} use it"
    alone = re.fullmatch(rf"({NUMBER}) use it", text)
    if alone:
        return "" if read_number(alone[1]).value == adopted and not eligible else f"{adopted} of {eligible} use it"
    if text == "–":
        return "" if coverage is None else f"the share is {coverage!r}"
    count = re.search(rf"({NUMBER}) of ({NUMBER})", text)
    if count and (read_number(count[1]).value, read_number(count[2]).value) != (adopted, eligible):
        return f"{adopted} of {eligible} use it"
    month = re.search(rf"in ({SHORT_MONTH})", text)
    if month and read_month(month[1]) != claim.month:
        return f"the month is {claim.month}"
    shares = [read_number(number) for number in re.findall(rf"({NUMBER})%", text)]
    wanted = [None if share is None else share * 100 for share in (coverage, held_coverage)]
    is_right = all(number.shows(true) for number, true in zip(shares, wanted, strict=False))
    is_right = is_right and ("not yet confirmed" not in text or held_coverage == 0)
    return "" if is_right and (shares or count) else f"the coverage is {coverage!r}, held {held_coverage!r}"
