"""Local figures that were sent again and are not what was sent first, for the page of revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports import views
from reports.csv_text import csv_text
from reports.site import Site
from reports.words import number

FIELDS = ("measure", "organisation", "month", "first", "now")
FILE = "data/revisions-local.csv"
HIDDEN, NONE = "hidden", "no figure"


@dataclass(frozen=True)
class Resent:
    """A local figure before and after, as the page writes it."""

    title: str
    organisation: str
    name: str
    month: date
    first: str
    now: str
    fault: str


def resent(site: Site) -> list[Resent]:
    """Every such figure; what is too small to be shown is said to be hidden. Writes the CSV beside them."""
    found = views.rows(
        site.con,
        "select told.*, coalesce(measure.title, told.measure) as title, coalesce(measure.unit, 'count') as unit "
        "from core.local_revision as told left join core.measure as measure using (measure) "
        "order by told.measure, told.organisation, told.month",
    )
    made = [_resent(site, row) for row in found]
    if made:
        cells = ((one.title, one.organisation, f"{one.month:%Y-%m}", one.first, one.now) for one in made)
        site.keep(FILE, csv_text(FIELDS, cells))
    return made


def _resent(site: Site, row: dict[str, Any]) -> Resent:
    code, fault = row["organisation"], row["fault"] or ""
    one = site.shared.organisations.get(code)
    first, now = (_told(row, name) for name in ("first", "revised"))
    return Resent(row["title"], code, one.name if one else code, row["month"], first, now, fault.replace("_", " "))


def _told(row: dict[str, Any], name: str) -> str:
    if row[f"is_{name}_hidden"]:
        return HIDDEN
    value = row[f"{name}_value"]
    return NONE if value is None else number(value, row["unit"])
