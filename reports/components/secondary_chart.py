"""The second chart of a series: the same months with limits that follow each month's number of cases."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.charts.control import control_chart
from reports.claims.claim import Claim, ClaimedText
from reports.components import series_claims
from reports.data.records import SeriesRecord


@dataclass(frozen=True)
class SecondaryPanel:
    """The second chart as a page shows it, below the first."""

    sentence: ClaimedText
    chart: Markup
    dots: Claim


def render_panel(series: SeriesRecord) -> SecondaryPanel | None:
    """Draw the panel; None where there is nothing to draw."""
    if series.beside is None or len(series.points) < 2:
        return None
    drawn = replace(series, points=series.beside.points)
    dots = series_claims.claim_second_dots(drawn)
    sentence = ClaimedText(series.beside.sentence, dots._replace(kind="second chart", values=()))
    return SecondaryPanel(sentence, Markup(control_chart(drawn)), dots)  # noqa: S704 - numbers and escaped text
