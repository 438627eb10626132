"""Reads numbers and months back from words; a number may lie half of its last digit from the true figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH = rf"(?:{'|'.join(MONTHS)}) \d{{4}}"
SHORT_MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)}) \d{{4}}"
NUMBER = r"[−-]?\d[\d,]*(?:\.\d+)?"
UNIT_WORDS = {"share": "%", "weeks": " weeks", "days": " days", "rate": " per 1,000"}
SLACK = 1e-9
"""Relative: a figure that lies just between two roundings may have been rounded either way."""


class ShownNumber(NamedTuple):
    """A number as it is written, and half of the step of its last digit."""

    value: float
    reach: float

    def times(self, factor: float) -> ShownNumber:
        return ShownNumber(self.value * factor, self.reach * abs(factor))

    def shows(self, true: float | None) -> bool:
        """Whether it is a rounding of the true figure."""
        return true is not None and abs(self.value - true) <= self.reach * (1 + 1e-6) + SLACK * abs(true)


def read_number(text: str) -> ShownNumber:
    digits = text.replace(",", "").replace("−", "-").strip()
    decimals = len(digits.partition(".")[2])
    return ShownNumber(float(digits), 0.5 * 10.0**-decimals)


def value_pattern(unit: str) -> str:
    """A figure in the measure's unit; the number itself is the group."""
    return rf"({NUMBER}){re.escape(UNIT_WORDS.get(unit, ''))}"


def read_value(text: str, unit: str) -> ShownNumber:
    """A figure of a unit: a share is written in per cent."""
    return read_number(text).times(0.01 if unit == "share" else 1)


def read_month(text: str) -> str:
    """`March 2025` or `Mar 2025` as 2025-03."""
    name, _, year = text.partition(" ")
    number = next(at for at, month in enumerate(MONTHS, start=1) if month.startswith(name))
    return f"{year}-{number:02d}"


def write_month(month: str | date) -> str:
    """2025-03 as `March 2025`, to look for."""
    year, number = str(month).split("-")[:2]
    return f"{MONTHS[int(number) - 1]} {year}"


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def list_numbers(text: str) -> list[ShownNumber]:
    """Every number of a text."""
    return [read_number(number) for number in re.findall(NUMBER, text)]


def unknown_numbers(text: str, known: Iterable[float | None]) -> list[str]:
    """The numbers of a text that are a rounding of none of the known figures, whatever their sign."""
    figures = [abs(figure) for figure in known if figure is not None]
    return [
        number
        for number in re.findall(NUMBER, text)
        if not any(read_number(number.lstrip("−-")).shows(figure) for figure in figures)
    ]
