"""Writes gains, limits and shares again as pages print them, so that charts' words and tables can be compared."""

from __future__ import annotations

from datetime import date

from reports.verification.practice_facts import Row, is_falling, printed_gain
from reports.verification.shown_numbers import write_month

MORE_THAN_ALL = 1.05
"""A share of a gain from which pages write "all" (docs/gain.md)."""


def write_signed(number: float, digits: int = 1) -> str:
    """A number with its sign, or without one where it rounds to zero."""
    text = f"{abs(number):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return f"{'+' if number > 0 else '−'}{text}"


def unit_of(row: Row) -> str:
    """The unit of a chart of gains, in words."""
    if row["scale"] != "log":
        return "percentage points"
    return f"per cent of the level{', below none is better' if is_falling(row) else ''}"


def write_gain(row: Row, value: float, *, short: bool = True) -> str:
    """`+7.6 points`, `+5.3%`; where less is better, `50.0% lower`."""
    number = printed_gain(row, value) or 0.0
    if is_falling(row):
        return _write_change(number)
    unit = "%" if row["scale"] == "log" else " points" if short else " percentage points"
    return f"{write_signed(number)}{unit}"


def _write_change(number: float) -> str:
    text = write_signed(number)
    if text[0] not in "+−":
        return f"{text}%"
    return f"{text[1:]}% {'higher' if text[0] == '+' else 'lower'}"


def write_limits(row: Row, lower: float, upper: float) -> str:
    """`+4.8 to +9.1 points`, `40.0% to 60.0% lower`."""
    low, high = sorted((printed_gain(row, lower) or 0.0, printed_gain(row, upper) or 0.0))
    if not is_falling(row):
        return f"{write_signed(low)} to {write_signed(high)}{'%' if row['scale'] == 'log' else ' points'}"
    first, last = map(_write_change, (high, low) if high <= 0 else (low, high))
    ways = [text.partition("%")[2] for text in (first, last)]
    return f"{first.partition('%')[0]}% to {last}" if ways[0] == ways[1] else f"{first} to {last}"


def write_percent(share: float) -> str:
    """A share of a gain, which may be below 0%."""
    return f"{write_signed(share * 100, 0).lstrip('+')}%"


def write_share(share: float | None) -> str:
    """A share of those eligible, or a dash."""
    return "–" if share is None else f"{share * 100:.0f}%"


def share_in_brief(share: float) -> str:
    return "nothing" if share < 0 else "all" if share > MORE_THAN_ALL else write_percent(share)


def write_short_month(month: date) -> str:
    name, year = write_month(month).split()
    return f"{name[:3]} {year}"


def count_words(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
