"""Reads the figures of an area's current organisations beside the area's own figures, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from checks.storage.sql_text import quote_sql_text
from reports.data.query import fetch_records


@dataclass(frozen=True)
class PresentAreaFigure:
    """One month of the current organisations together, with the area's own figure of that month."""

    measure: str
    area: str
    month: date
    numerator: float | None
    denominator: float | None
    value: float
    organisations: int
    came_from_elsewhere: int
    area_value: float | None


def read_present_area(con: duckdb.DuckDBPyConnection, area: str) -> list[PresentAreaFigure]:
    """Read the figures of one area, by measure and month."""
    return fetch_records(
        con,
        PresentAreaFigure,
        "select present.measure, present.area, present.month, present.numerator, present.denominator, present.value, "
        "present.organisations, present.came_from_elsewhere, observation.value as area_value "
        "from core.area_now as present "
        "left join core.observation as observation on observation.measure = present.measure "
        "and observation.organisation = present.area and observation.month = present.month "
        f"where present.area = {quote_sql_text(area)} and present.value is not null "
        "order by present.measure, present.month",
    )
