"""Reads signs, calendars and lists of data quality back. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from reports.claims.claim import Claim, write_value
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import NUMBER, write_month

CLASSES = {"accepted": "a", "provisional": "p", "revised": "r", "quarantined": "q", "missing": "m", "": ""}
WORDS = {"a": "Held", "p": "Held, provisional", "r": "Held, revised", "q": "Quarantined", "m": "Missing", "": ""}
YEAR = re.compile(r'<tr><th scope="row">(\d{4})(?: to (\d{4}))?</th>(.*?)</tr>', re.DOTALL)
MONTH_CELL = re.compile(r'<td class="(\w*)">(.*?)</td>', re.DOTALL)
HIDDEN_WORDS = re.compile(r'<span class="vh">(.*?)</span>')


def read_letters(claim: Claim) -> dict[str, str]:
    return {word[:-1]: word[-1] for word in str(claim.values[0] or "").split()}


def check_calendar(claim: Claim, element: ClaimedElement) -> str:
    """Each month has the colour and the words of its state, and no other month has any."""
    known = read_letters(claim)
    shown: dict[str, str] = {}
    for first, last, cells in YEAR.findall(element.inner):
        for year in range(int(first), int(last or first) + 1):
            for number, (css, content) in enumerate(MONTH_CELL.findall(cells), start=1):
                letter, words = CLASSES.get(css, "?"), HIDDEN_WORDS.search(content)
                if (words[1] if words else "") != WORDS.get(letter):
                    return f"{year}-{number:02d} has the colour of “{css}” and other words"
                if letter:
                    shown[f"{year}-{number:02d}"] = letter
    return "" if shown == known else f"the months are {claim.values[0]}"


def check_count(claim: Claim, element: ClaimedElement) -> str:
    """The first number of a text is the number of rows; a text that there are none has no number."""
    shown = re.search(NUMBER, element.text)
    if str(claim.values[0]) == "0" and shown is None:
        return ""
    is_right = shown and shown[0].replace(",", "") == str(claim.values[0])
    return "" if is_right else f"there are {claim.values[0]}"


SIGN_WORDS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "lead": lambda values: (
        rf"{values[0]} files? w(?:as|ere) quarantined and (?:is|are) not in these figures\."
        if values[0] != "0"
        else r"Every file received was accepted\."
    ),
    "S": lambda values: rf".*\. {values[0]} earlier versions? replaced and kept\." if values[0] != "0" else r"[^\d]*",
    "A": lambda values: (
        rf".*{int(values[0]):,} row checks under {values[1]} rules?; "
        + (rf"{values[2]} files? refused\." if values[2] != "0" else r"every file passed what it had to pass\.")
    ),
    "absent": lambda values: rf".* A total whose absent organisations together had {re.escape(values[0])} of it .*",
    "R": lambda values: rf".*; {values[0]} warnings? open\." if values[0] != "0" else r"[^\d]*",
}
"""How each sign reads with its numbers."""


def check_sign(claim: Claim, element: ClaimedElement) -> str:
    values = tuple(map(write_value, claim.values))
    if claim.practice == "T":
        return _check_missing(values, element)
    is_well = claim.practice != "A" or values[2] == "0"
    css = element.attributes.get("class", "")
    is_right = re.fullmatch(SIGN_WORDS[claim.practice](values), element.text) is not None
    is_right = is_right and (claim.practice in ("lead", "absent") or css == ("well" if is_well else "warned"))
    return "" if is_right else f"the sign {claim.practice} is {', '.join(values)}"


def _check_missing(values: tuple[str, ...], element: ClaimedElement) -> str:
    counts = [int(value.split("=")[1]) for value in values]
    shown = re.search(r"(\d+) publications? ha(?:s|ve) months that are late or missing", element.text)
    is_right = (int(shown[1]) if shown else 0) == len(counts) and element.attributes.get("class") == (
        "warned" if counts else "well"
    )
    return "" if is_right else f"the months missing are {', '.join(values) or 'none'}"


def check_row(claim: Claim, element: ClaimedElement) -> str:
    """Each value of a row is somewhere in its words, as it is written there."""
    text = html.unescape(element.text)
    wrong = [value for value in claim.values if value is not None and not _is_written(str(value), claim.measure, text)]
    return f"the row has {wrong[0]}" if wrong else ""


def _is_written(value: str, name: str, text: str) -> bool:
    if re.fullmatch(r"\d+", value):
        return f"{int(value):,}" in re.findall(NUMBER, text)
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return write_month(value) in text or f"{write_month(value)[:3]} {value[:4]}" in text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"{int(value[8:])} {write_month(value)}" in text
    # the kind of a rule is the heading above its table; of other lists a title may stand for it
    return " ".join(value.split()) in text or (name in ("rules",) and value.islower())
