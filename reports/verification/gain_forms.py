"""Reads gains, limits and shares of a gain back from words, with their sign or the word in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.verification.practice_facts import Row, is_falling, printed_gain
from reports.verification.shown_numbers import NUMBER, ShownNumber, read_number

UNIT = r"(?:%| points| percentage points)"
GAIN = rf"[+−]?{NUMBER}{UNIT}(?: lower| higher)?"
LIMITS = rf"[+−]?{NUMBER}{UNIT}?(?: lower| higher)? to {GAIN}"
SIZE = rf"{NUMBER}{UNIT}"
SHARE = rf"[−]?{NUMBER}%"
SHARES = rf"{SHARE} to {SHARE}"
MORE_THAN_ALL = 1.05
"""From this share on pages say that there is more than the first year's gain (docs/gain.md)."""


def reads_gains(words: str, row: Row, values: Sequence[float | None]) -> bool:
    """Whether the numbers of a text, in the order of their size, are these gains with their signs."""
    printed = [printed_gain(row, value) for value in values]
    wanted = sorted(size for size in printed if size is not None)
    if len(wanted) != len(printed):
        return False
    shown = _read_falling(words) if is_falling(row) else _read_signed(words)
    pairs = zip(sorted(shown, key=lambda number: number.value), wanted, strict=False)
    return len(shown) == len(wanted) and all(number.shows(true) for number, true in pairs)


def _read_signed(words: str) -> list[ShownNumber]:
    """Numbers with a plus or a minus; one without a sign has been rounded to none."""
    with_signs = re.findall(r"([+−]?)(\d[\d,]*(?:\.\d+)?)", words)
    return [
        read_number(number).times(-1 if sign == "−" else 1)
        for sign, number in with_signs
        if sign or not _is_some(number)
    ]


def _is_some(number: str) -> bool:
    return any(digit in "123456789" for digit in number)


def _read_falling(words: str) -> list[ShownNumber]:
    """Numbers with the word for their side; of two on one side the first has no word."""
    ends = re.findall(rf"({NUMBER})%?(?: (lower|higher))?", words)
    last = ends[-1][1] if ends else ""
    return [read_number(number).times(-1 if (way or last) == "lower" else 1) for number, way in ends]


def reads_size(words: str, row: Row, value: float | None) -> bool:
    """Whether a text is the size of a gain, without its sign."""
    size = None if value is None else printed_gain(row, abs(value))
    number = re.search(NUMBER, words)
    return size is not None and number is not None and read_number(number[0]).shows(abs(size))


def reads_shares(words: str, values: Sequence[float]) -> bool:
    """Whether the numbers of a text are these shares of a gain, in their order."""
    shown = [read_number(number) for number in re.findall(rf"([−]?{NUMBER})%", words)]
    return len(shown) == len(values) and all(
        number.shows(share * 100) for number, share in zip(shown, values, strict=True)
    )


def share_form(share: float) -> str:
    """The pattern of a share of a gain in words; its number is the group `share`, where the words name it."""
    if share < 0:
        return "No part of the gain is left"
    if share > MORE_THAN_ALL:
        return "All of the gain is left, and more"
    return rf"(?P<share>{SHARE}) of the gain is (?:kept|left)"


def share_limits_form(share: float) -> str:
    """The pattern of the limits beside it, with the number first where the words do not name it."""
    own = rf"{SHARE}; " if share < 0 or share > MORE_THAN_ALL else ""
    return rf"{own}(?i:(?:90% )?limits) (?P<ends>{SHARES})"
