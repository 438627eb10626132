"""What a verdict compares: the levels of its windows, and the level expected of each, by window and by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.data.practice_records import EstimateLimits, Span

ALL_ADOPTERS = "*"
"""The code of all adopters of a practice together."""


@dataclass(frozen=True)
class ComparedWindow:
    """The level of a window in the measure's unit, and what was expected; `expected` is None before adoption.

    `expected_ends` are its limits. `by_reading` has what was expected with the months just before adoption taken into
    account and, where they could be left out, without them. `patients` are the cases with a better result.
    """

    span: Span | None
    actual: float
    expected: float | None
    expected_ends: tuple[float, float] | None
    by_reading: tuple[float, ...]
    patients: EstimateLimits | None
    adopters: int


@dataclass(frozen=True)
class ExpectedMonth:
    """The level expected in a month; `number` counts from adoption, `actual` is there for all adopters together."""

    period: str
    number: int
    month: date | None
    actual: float | None
    expected: float


@dataclass(frozen=True)
class Comparison:
    """The windows of one verdict, with the months of the expected line."""

    before: ComparedWindow
    first: ComparedWindow | None
    latest: ComparedWindow | None
    months: tuple[ExpectedMonth, ...] = ()

    @property
    def now(self) -> ComparedWindow | None:
        """The window that the headline is about: the latest year, or the first while there is no other."""
        return self.latest or self.first


def make_window(row: dict[str, Any]) -> tuple[str, ComparedWindow]:
    """The name of a window and its record, from a row of `mart.gain_window`."""
    span = (row["from_month"], row["to_month"])
    ends = (row["expected_lower"], row["expected_upper"])
    patients = (row["patients_affected"], row["patients_lower"], row["patients_upper"])
    readings = (row["expected_with_quarter"], row["expected_without_quarter"], row["expected_without_nine_months"])
    window = ComparedWindow(
        None if None in span else span,
        row["actual"],
        row["expected"],
        None if None in ends else ends,
        tuple(level for level in readings if level is not None),
        None if None in patients else EstimateLimits(*patients),
        row["adopters"],
    )
    return row["period"], window


def make_expected_month(row: dict[str, Any]) -> ExpectedMonth:
    return ExpectedMonth(row["period"], row["month_number"], row["month"], row["actual"], row["expected"])


def make_comparison(
    windows: Iterable[tuple[str, ComparedWindow]], months: tuple[ExpectedMonth, ...]
) -> Comparison | None:
    """One comparison of these windows; None without a level before, from which everything else is read."""
    by_name = dict(windows)
    before = by_name.get("before")
    return None if before is None else Comparison(before, by_name.get("gain"), by_name.get("current"), months)
