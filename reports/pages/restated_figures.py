"""Local figures that were sent again with a different value, for the page of revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.csv_text import csv_text
from reports.data import series_reader
from reports.formatting import format_number
from reports.pages.site import EditionSite

CSV_FIELDS = ("measure", "organisation", "month", "first", "now")
CSV_FILE = "data/revisions-local.csv"
HIDDEN, NONE = "hidden", "no figure"


@dataclass(frozen=True)
class RestatedFigure:
    """A local figure before and after, as printed on the page."""

    title: str
    organisation: str
    name: str
    month: date
    first: str
    now: str
    fault: str


def list_restated_figures(site: EditionSite) -> list[RestatedFigure]:
    """List every restated figure, with small numbers marked as hidden, and write their CSV."""
    rows = series_reader.fetch_rows(
        site.con,
        "select told.*, coalesce(measure.title, told.measure) as title, coalesce(measure.unit, 'count') as unit "
        "from core.local_revision as told left join core.measure as measure using (measure) "
        "order by told.measure, told.organisation, told.month",
    )
    figures = [_make_restated_figure(site, row) for row in rows]
    if figures:
        cells = (
            (figure.title, figure.organisation, f"{figure.month:%Y-%m}", figure.first, figure.now) for figure in figures
        )
        site.keep(CSV_FILE, csv_text(CSV_FIELDS, cells))
    return figures


def _make_restated_figure(site: EditionSite, row: dict[str, Any]) -> RestatedFigure:
    code, fault = row["organisation"], row["fault"] or ""
    organisation = site.shared.organisations.get(code)
    first, now = (_format_figure(row, name) for name in ("first", "revised"))
    return RestatedFigure(
        row["title"],
        code,
        organisation.name if organisation else code,
        row["month"],
        first,
        now,
        fault.replace("_", " "),
    )


def _format_figure(row: dict[str, Any], name: str) -> str:
    if row[f"is_{name}_hidden"]:
        return HIDDEN
    value = row[f"{name}_value"]
    return NONE if value is None else format_number(value, row["unit"])
