"""The second chart of a series: the same months with limits that follow each month's number of cases."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.charts.control import control_chart
from reports.data.records import SeriesRecord


@dataclass(frozen=True)
class SecondaryPanel:
    """The second chart as a page shows it, below the first."""

    sentence: str
    chart: Markup


def render_panel(series: SeriesRecord) -> SecondaryPanel | None:
    """Draw the panel; None where there is nothing to draw."""
    if series.beside is None or len(series.points) < 2:
        return None
    drawn = replace(series, points=series.beside.points)
    return SecondaryPanel(series.beside.sentence, Markup(control_chart(drawn)))  # noqa: S704 - numbers and escaped text
