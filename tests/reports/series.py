"""Series made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.data.records import MeasureRecord, SeriesPoint, SeriesRecord, StandardRecord

LIMITS = {"mean": 0.7, "lower": 0.6, "upper": 0.8}


def measure(unit: str = "share", direction: str = "increase", kind: str = "ae") -> MeasureRecord:
    return MeasureRecord(
        "a_measure", "A measure", unit, direction, "", kind, "A&E", "attendances", "A source", "https://x"
    )


def month(number: int) -> date:
    """The month so many after January 2020."""
    return date(2020 + number // 12, number % 12 + 1, 1)


def point(number: int, value: float, limits: dict[str, float] | None = None, variation: str = "") -> SeriesPoint:
    actual = limits or {}
    return SeriesPoint(
        month(number), value, None, None, 1, actual.get("mean"), actual.get("lower"), actual.get("upper"), "", variation
    )


def standard(value: float = 0.78, first: int = 0, last: int | None = None) -> StandardRecord:
    return StandardRecord(
        "a_measure", month(first), None if last is None else month(last), value, "78%", "NHS England", ""
    )


def series(
    values: Sequence[float | None],
    of: MeasureRecord | None = None,
    standards: Sequence[StandardRecord] = (),
    limits: dict[str, float] | None = None,
    **reported: Any,
) -> SeriesRecord:
    """One point a month from January 2020 on; None leaves the month out."""
    points = [point(number, value, limits) for number, value in enumerate(values) if value is not None]
    return SeriesRecord(of or measure(), "ZZA", tuple(points), tuple(standards), **reported)
