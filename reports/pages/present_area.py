"""An area as it is now: its current organisations' figures in months when some belonged to another area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from reports.charts.sparkline import sparkline_chart
from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.csv_text import table_csv
from reports.data.organisation_record import OrganisationRecord
from reports.data.present_area_reader import PresentAreaFigure
from reports.data.records import SeriesPoint, SeriesRecord
from reports.formatting import format_number, month_name
from reports.pages.page_site import PageSite
from reports.slugs import slug

SUM_TOLERANCE = 1e-9
"""Tolerance for sums in another order, which differ only in their last bits."""
CSV_FIELDS = ("measure", "area", "month", "numerator", "denominator", "value", "organisations", "came_from_elsewhere")


@dataclass(frozen=True)
class PresentAreaRow:
    """One measure of the area as it is now, beside the area's figure in the last month with different members."""

    title: str
    month: date
    now: str
    then: str
    moved: int
    first: date
    picture: Markup
    file: str
    claim: Claim


def present_area_rows(
    site: PageSite, area: OrganisationRecord, figures: list[PresentAreaFigure]
) -> list[PresentAreaRow]:
    """List the measures whose history differs for the current members; none if membership never changed."""
    grouped = {name: list(rows) for name, rows in groupby(figures, key=lambda figure: figure.measure)}
    return [
        _make_row(site, area, name, rows)
        for name, rows in sorted(grouped.items(), key=lambda item: list(site.shared.measures).index(item[0]))
        if any(map(_has_moved, rows))
    ]


def _has_moved(figure: PresentAreaFigure) -> bool:
    """Whether the area's own figure differs from that of its current members."""
    return figure.area_value is None or abs(figure.area_value - figure.value) > SUM_TOLERANCE


def _make_row(site: PageSite, area: OrganisationRecord, name: str, rows: list[PresentAreaFigure]) -> PresentAreaRow:
    measure = site.shared.measures[name]
    last = [row for row in rows if _has_moved(row)][-1]
    points = tuple(
        SeriesPoint(row.month, row.value, row.numerator, row.denominator, 1, None, None, None, "", "") for row in rows
    )
    file = f"data/area-now-{slug(area.code)}-{slug(name)}.csv"
    site.keep(file, table_csv(CSV_FIELDS, rows))
    label = f"{measure.title}, {area.name} as it is now, to {month_name(points[-1].month)}"
    moved, first = last.came_from_elsewhere, f"{points[0].month:%Y-%m}"
    return PresentAreaRow(
        measure.title,
        last.month,
        format_number(last.value, measure.unit),
        "" if last.area_value is None else format_number(last.area_value, measure.unit),
        last.came_from_elsewhere,
        points[0].month,
        Markup(sparkline_chart(SeriesRecord(measure, area.code, points, ()), str(escape(label)))),  # noqa: S704 - the label is escaped
        file,
        edition_claims.claim_area_now(name, area.code, last.month, (last.value, last.area_value, moved, first)),
    )
