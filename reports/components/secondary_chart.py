"""The second chart of a series: the same months with limits that follow each month's number of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from markupsafe import Markup

from reports.charts.control import control_chart
from reports.data.records import SecondaryChart, SeriesPoint, SeriesRecord


@dataclass(frozen=True)
class SecondaryPanel:
    """The second chart as a page shows it, below the first."""

    sentence: str
    chart: Markup


def read_sentences(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """Read the finding of each second chart, by measure and organisation, without those that have no limits."""
    rows = con.execute("select measure, organisation, sentence from mart.chart_beside where chart is not null")
    return {(measure, organisation): sentence for measure, organisation, sentence in rows.fetchall()}


def make_secondary_chart(
    points: Sequence[SeriesPoint], point_rows: Sequence[tuple[Any, ...]], sentence: str | None, direction: str
) -> SecondaryChart | None:
    """Make the chart from the points and the limits, which are the last columns of each row of the points query."""
    if sentence is None:
        return None
    limits = {row[2]: row[-4:] for row in point_rows}
    return SecondaryChart(
        tuple(_point_with_limits(point, limits[point.month], direction) for point in points), sentence
    )


def _point_with_limits(point: SeriesPoint, limits: tuple[Any, ...], direction: str) -> SeriesPoint:
    """The point with a centre line, a lower and an upper limit; the last of `limits` says whether it is outside."""
    centre, lower, upper, is_outside = limits
    label, variation = "", "common_cause"
    if is_outside and centre is not None:
        is_high = point.value > centre
        label = "Above the upper limit" if is_high else "Below the lower limit"
        word = "improvement" if is_high == (direction == "increase") else "concern"
        variation = f"special_cause_{word}"
        if direction == "neutral":
            variation = f"special_cause_neutral_{'high' if is_high else 'low'}"
    return replace(point, mean=centre, lower=lower, upper=upper, label=label, variation=variation)


def render_panel(series: SeriesRecord) -> SecondaryPanel | None:
    """Draw the panel; None where there is nothing to draw."""
    if series.beside is None or len(series.points) < 2:
        return None
    drawn = replace(series, points=series.beside.points)
    return SecondaryPanel(series.beside.sentence, Markup(control_chart(drawn)))  # noqa: S704 - numbers and escaped text
