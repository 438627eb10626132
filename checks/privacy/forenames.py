"""Common forenames and surnames, which distinguish people from places and from words about the work."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def read_forenames() -> frozenset[str]:
    """Read about 400 forenames that are common among patients in England, in capitals."""
    return _read_capitals("forename")


@cache
def read_surnames() -> frozenset[str]:
    """Read about 300 surnames that are common in England, in capitals and without apostrophes."""
    return _read_capitals("surname")


@cache
def read_clear_forenames() -> frozenset[str]:
    """Read the forenames that are not also words, methods or products, unlike 'frank', 'grace' (a score) or 'jan'."""
    return _read_capitals("forename", are_words=False)


@cache
def read_clear_surnames() -> frozenset[str]:
    """Read the surnames that are not also words: not 'ward', 'price' or 'young'."""
    return _read_capitals("surname", are_words=False)


def _read_capitals(column: str, *, are_words: bool = True) -> frozenset[str]:
    with (HERE / f"{column}s.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return frozenset(row[column].upper() for row in rows if are_words or not row["is_word"])
