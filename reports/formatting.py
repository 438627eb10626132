"""Formatting of numbers, months and names."""

from __future__ import annotations

import re
from datetime import date

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
SMALL_WORDS = {"and", "of", "the", "for", "in", "on", "at", "to", "with", "upon", "under", "by"}
KEPT_UPPER = {
    "NHS",
    "ICB",
    "PCT",
    "GP",
    "UK",
    "LLP",
    "CIC",
    "UTC",
    "MIU",
    "WIC",
    "HQ",
    "II",
    "III",
    "USP",
    "UCC",
    "OOH",
    "LLR",
    "EA",
    "NEMS",
    "CBS",
    "HHCIC",
    "QMS",
    "DHU",
    "SHA",
}


def month_name(month: date) -> str:
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def months_from(first: date, last: date) -> int:
    """Months from the first to the last: 0 in the same month, negative when the last is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month


def short_month(month: date) -> str:
    return f"{MONTH_NAMES[month.month - 1][:3]} {month.year}"


def format_number(value: float | None, unit: str) -> str:
    """A value in the measure's unit: 75.6%, 2,351,581, 13.6 weeks; 'not computable' when there is none."""
    if value is None:
        return "not computable"
    if unit == "share":
        return f"{value * 100:.1f}%"
    if unit in WITH_A_DECIMAL:
        return f"{value:.1f} {WITH_A_DECIMAL[unit]}"
    return f"{value:,.0f}"


def format_standard(value: float, unit: str) -> str:
    """A standard's value, a round number: 78%, 18 weeks."""
    return format_number(value, unit).replace(".0", "")


def short_number(value: float, unit: str, step: float = 1) -> str:
    """A value for an axis or column, with only the digits needed for the step between ticks."""
    if unit == "share":
        return f"{value * 100:.{1 if step < 0.0099 else 0}f}%"
    if unit in WITH_A_DECIMAL:
        return f"{value:.{1 if step < 1 else 0}f}"
    for size, letter in ((1e6, "m"), (1e3, "k")):
        if abs(value) >= size and step >= size / 100:
            digits = next((count for count in (0, 1) if (step / size * 10**count) % 1 < 1e-9), 2)
            return f"{value / size:.{digits}f}{letter}"
    return f"{value:,.0f}"


def format_change(delta: float, unit: str) -> str:
    """A difference with its sign: '+1.2 points', '-0.4 weeks', '+1,204'."""
    sign = "+" if delta > 0 else "−" if delta < 0 else ""
    size = abs(delta)
    if unit == "share":
        text = f"{size * 100:.1f}"
        return f"{sign if text != '0.0' else ''}{text} points"
    if unit in WITH_A_DECIMAL:
        text = f"{size:.1f}"
        return f"{sign if text != '0.0' else ''}{text} {WITH_A_DECIMAL[unit]}"
    return f"{sign}{size:,.0f}"


def format_move(delta: float, unit: str) -> str:
    """A difference in words: 'up 1.6 percentage points', 'down 1,204', 'unchanged'."""
    text = format_change(abs(delta), unit).lstrip("+").replace("points", "percentage points")
    if text.split(" ")[0] in ("0", "0.0"):
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


def edition_name(name: str) -> str:
    """The name of an edition, YYYY-MM, in words: February 2026."""
    return month_name(date.fromisoformat(f"{name}-01"))


def plural(count: int, singular: str, many: str | None = None) -> str:
    return f"{count:,} {singular if count == 1 else many or singular + 's'}"


def join_words(items: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def proper_name(name: str | None, code: str) -> str:
    """A published name, which may be all in capitals, with normal capitalisation."""
    if not name:
        return code
    if name != name.upper():
        return name
    words = [_proper_word(word, at) for at, word in enumerate(name.strip().split())]
    return " ".join(words)


def _proper_word(word: str, at: int) -> str:
    bare = re.sub(r"[^A-Z]", "", word)
    if bare in KEPT_UPPER or any(letter.isdigit() for letter in word):
        return word
    if at and word.lower() in SMALL_WORDS:
        return word.lower()
    text = re.sub(r"[A-Za-z]+('[A-Za-z]+)?", lambda match: match[0][0].upper() + match[0][1:].lower(), word)
    return re.sub(r"-(On|Of|The|In|And)-", lambda match: match[0].lower(), text)
