"""Reads back what a page says of the last figure of a series and of its changes.

Each function returns what is wrong, or nothing.
"""

from __future__ import annotations

import re

from reports.claims.claim import Claim
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.shown_numbers import (
    MONTH,
    NUMBER,
    SHORT_MONTH,
    read_month,
    read_number,
    read_value,
    value_pattern,
)

WITHOUT_COMPARISON = ("one month so far", "no figure for the month or the year before")


def _has_comparison(facts: SeriesFacts) -> bool:
    return any(facts.value_at(months) is not None for months in (1, 12))


def check_latest(_: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """The last figure with its changes: a sentence, a headline, a cell of a table, or the figure alone."""
    text, unit, last = element.text, facts.measure.unit, f"{facts.months[-1]:%Y-%m}"
    title = re.escape(facts.measure.title)
    value = value_pattern(unit)
    text = text.removeprefix("England ") if element.tag == "small" else text
    if re.fullmatch(rf"(?:England, )?{MONTH}", text):
        return "" if read_month(text.removeprefix("England, ")) == last else f"the last month is {last}"
    if text.endswith(("on the month", "on the year", "(better)", "(worse)")):
        return _check_tile_move(facts, element)
    if text in WITHOUT_COMPARISON:
        is_right = not _has_comparison(facts) and (text != WITHOUT_COMPARISON[0] or len(facts.months) == 1)
        return "" if is_right else "there is a month to compare with, or none at all"
    if element.attributes.get("data-l") == "On the year":
        return _check_signed(text, facts)
    sentence = re.fullmatch(rf"(?:{title}: )?{value},?(?: in)? ({MONTH}|{SHORT_MONTH})(?:[:,] (.+?))?\.?", text)
    if sentence is None:
        alone = re.fullmatch(value, text)
        return check_value(alone[1], facts) if alone else "it does not read as a figure"
    number, month, moves = sentence.groups()
    if read_month(month) != last:
        return f"the last month is {last}"
    wanted = [at for at in (1, 12) if facts.value_at(at) is not None] if text.endswith(".") else []
    return check_value(number, facts) or _check_moves(moves or "", wanted, facts)


def _check_tile_move(facts: SeriesFacts, element: ClaimedElement) -> str:
    """A change in a tile, with its colour and the word for it."""
    parts = re.fullmatch(r"(.+) on the (month|year)(?: \((better|worse)\))?", element.text)
    if parts is None:
        return "it does not read as a change"
    months = 1 if parts[2] == "month" else 12
    before, direction = facts.value_at(months), facts.measure.direction
    css = ""
    if months == 12 and before is not None and parts[1] != "unchanged" and direction != "neutral":
        css = "better" if (facts.values[-1] > before) == (direction == "increase") else "worse"
    if (parts[3] or "") != css or element.attributes.get("class", "") != css:
        return f"the change is {css or 'neither better nor worse'}"
    return check_move(parts[1], facts, months)


def check_value(number: str, facts: SeriesFacts) -> str:
    shown = read_value(number, facts.measure.unit)
    return "" if shown.shows(facts.values[-1]) else f"the figure is {facts.values[-1]!r}"


def _check_moves(words: str, wanted: list[int], facts: SeriesFacts) -> str:
    moves = [move for move in re.split(r" and (?=up|down|unchanged|the same)", words) if move]
    if len(moves) != len(wanted):
        return f"{len(wanted)} changes are known"
    for move, months in zip(moves, wanted, strict=True):
        ending = {1: ("on the month", "the month before"), 12: ("on the year", "a year before")}[months]
        if not move.endswith(ending):
            return f"“{move}” is not a change over {months} months"
        if fault := check_move(move, facts, months):
            return fault
    return ""


def check_move(move: str, facts: SeriesFacts, months: int) -> str:
    """A change in words: its way and its size."""
    before = facts.value_at(months)
    if before is None:
        return f"there is no figure {months} months before"
    delta, scale = facts.values[-1] - before, 0.01 if facts.measure.unit == "share" else 1
    moved = re.match(rf"(up|down) ({NUMBER})", move)
    if moved is None:
        # what no printed digit shows: half of the last digit of the figure itself
        least = 0.5 if facts.measure.unit == "count" else 0.05
        return "" if abs(delta) <= least * scale * (1 + 1e-6) else f"the change over {months} months is {delta!r}"
    shown = read_number(moved[2]).times(scale)
    is_right = (delta > 0) == (moved[1] == "up") and shown.shows(abs(delta))
    return "" if is_right else f"the change over {months} months is {delta!r}"


def _check_signed(text: str, facts: SeriesFacts) -> str:
    before = facts.value_at(12)
    number = re.match(rf"([+−]?)({NUMBER})", text.replace("+", "+"))
    if before is None or number is None:
        return "there is no figure a year before"
    delta = facts.values[-1] - before
    digits = read_number(text.lstrip("+−").split(" ")[0]).times(0.01 if facts.measure.unit == "share" else 1)
    sign = -1 if text.startswith("−") else 1 if text.startswith("+") else 0
    if not digits.shows(abs(delta)) or (sign and (delta > 0) != (sign > 0)) or (not sign and digits.value):
        return f"the change on the year is {delta!r}"
    return ""
