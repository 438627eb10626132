"""Formatting of numbers, months and words."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cache

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WITH_A_DECIMAL = {"weeks": "weeks", "days": "days", "rate": "per 1,000"}
"""Units written with one decimal place, and the words that follow the number."""


@cache
def month_name(month: date) -> str:
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def months_from(first: date, last: date) -> int:
    """Months from the first to the last: 0 in the same month, negative when the last is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month


@cache
def iso_month(month: date) -> str:
    return f"{month:%Y-%m}"


@cache
def short_month(month: date) -> str:
    return f"{MONTH_NAMES[month.month - 1][:3]} {month.year}"


MOST_DECIMALS = 6
"""Beyond these, digits are noise of the computation."""


def usual_decimals(value: float, unit: str) -> int:
    """Decimals of a value: none for a count, otherwise one, or two significant digits where one would show nothing."""
    if unit == "count":
        return 0
    size = abs(value) * (100 if unit == "share" else 1)
    return 1 if size == 0 or size >= 0.1 else min(1 - math.floor(math.log10(size)), MOST_DECIMALS)


def format_number(value: float | None, unit: str, decimals: int | None = None) -> str:
    """A value in the measure's unit: 75.6%, 2,351,581, 13.6 weeks; 'not computable' when there is none."""
    if value is None:
        return "not computable"
    digits = usual_decimals(value, unit) if decimals is None else decimals
    if unit == "share":
        return f"{value * 100:.{digits}f}%"
    return f"{value:,.{digits}f} {WITH_A_DECIMAL[unit]}" if unit in WITH_A_DECIMAL else f"{value:,.{digits}f}"


def format_standard(value: float, unit: str) -> str:
    """A standard's value, a round number: 78%, 18 weeks."""
    return re.sub(r"\.0+(?!\d)", "", format_number(value, unit))


def step_decimals(step: float) -> int:
    """The decimals that tell one multiple of a step from the next: 1 for 2.5, none for 5."""
    exact = (count for count in range(MOST_DECIMALS + 1) if abs(step - round(step, count)) < step * 1e-6)
    return next(exact, MOST_DECIMALS)


def short_number(value: float, unit: str, step: float = 1) -> str:
    """A value for an axis or column, with the digits of the step between ticks."""
    if unit == "share":
        return f"{value * 100:.{step_decimals(step * 100)}f}%"
    if unit in WITH_A_DECIMAL:
        return f"{value:.{step_decimals(step)}f}"
    for size, letter in ((1e6, "m"), (1e3, "k")):
        if abs(value) >= size and step >= size / 100:
            return f"{value / size:.{step_decimals(step / size)}f}{letter}"
    return f"{value:,.{step_decimals(step)}f}"


def format_change(delta: float, unit: str, decimals: int | None = None) -> str:
    """A difference with its sign: '+1.2 points', '-0.4 weeks', '+1,204'."""
    digits = (0 if unit == "count" else 1) if decimals is None else decimals
    text = f"{abs(delta) * (100 if unit == 'share' else 1):,.{digits}f}"
    sign = "" if is_nothing(text) else "+" if delta > 0 else "−"
    words = "points" if unit == "share" else WITH_A_DECIMAL.get(unit, "")
    return f"{sign}{text} {words}".rstrip()


def is_nothing(text: str) -> bool:
    """Whether the number at the beginning of a text is written with zeros only."""
    return not any(letter in "123456789" for letter in text.split(" ")[0])


def format_gap(delta: float, unit: str) -> str:
    """The size of a difference that decides something, with as many decimals as it takes to see it."""
    least = 0 if unit == "count" else 1
    texts = (format_change(abs(delta), unit, decimals) for decimals in range(least, MOST_DECIMALS + 1))
    text = next((text for text in texts if not is_nothing(text)), format_change(0.0, unit))
    return text.lstrip("+")


def format_move(delta: float, unit: str, decimals: int | None = None) -> str:
    """A difference in words: 'up 1.6 percentage points', 'down 1,204', 'unchanged'."""
    text = format_change(abs(delta), unit, decimals).lstrip("+").replace("points", "percentage points")
    if is_nothing(text):
        return "unchanged"
    return f"{'up' if delta > 0 else 'down'} {text}"


def ordinal_number(place: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def unit_name(unit: str, noun: str) -> str:
    """The name of a measure's unit: 'Share of attendances', 'Weeks', 'Number of patients'."""
    if unit in ("share", "count"):
        return f"{'Share' if unit == 'share' else 'Number'} of {noun}"
    return {"rate": f"{noun.capitalize()} for each 1,000"}.get(unit, unit.capitalize())


def day_name(day: date) -> str:
    return f"{day.day} {month_name(day)}"


def short_day(day: date) -> str:
    return f"{day.day} {short_month(day)}"


def edition_name(name: str) -> str:
    """The name of an edition, YYYY-MM, in words: February 2026."""
    return month_name(date.fromisoformat(f"{name}-01"))


def plural(count: int, singular: str, many: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else many or singular + 's'}"


def join_words(items: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
