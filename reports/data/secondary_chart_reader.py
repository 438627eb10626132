"""The second chart of a series, as the warehouse gives it: its sentence, and the points with its own limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from reports.data.records import SecondaryChart, SeriesPoint


def read_sentences(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """What each second chart says, by measure and organisation; those without limits are left out."""
    rows = con.execute("select measure, organisation, sentence from mart.secondary_chart where chart is not null")
    return {(measure, organisation): sentence for measure, organisation, sentence in rows.fetchall()}


def make_secondary_chart(
    points: Sequence[SeriesPoint], point_rows: Sequence[tuple[Any, ...]], sentence: str | None, direction: str
) -> SecondaryChart | None:
    """The points that are shown, with the limits that end each row of the query of points."""
    if sentence is None:
        return None
    limits = {row[2]: row[-4:] for row in point_rows}
    return SecondaryChart(
        tuple(_point_with_limits(point, limits[point.month], direction) for point in points), sentence
    )


def _point_with_limits(point: SeriesPoint, limits: tuple[Any, ...], direction: str) -> SeriesPoint:
    """The point against a centre line, a lower and an upper limit; the last says whether it lies outside."""
    centre, lower, upper, is_outside = limits
    label, variation = "", "common_cause"
    if is_outside and centre is not None:
        is_high = point.value > centre
        label = "Above the upper limit" if is_high else "Below the lower limit"
        word = "improvement" if is_high == (direction == "increase") else "concern"
        variation = f"special_cause_{word}"
        if direction == "neutral":
            variation = f"special_cause_neutral_{'high' if is_high else 'low'}"
    month, value, numerator, denominator, phase, *_ = point
    return SeriesPoint(month, value, numerator, denominator, phase, centre, lower, upper, label, variation)
