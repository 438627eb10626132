"""Kinds whose newest month came as a part of the publication, so that England has no figures in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_records


@dataclass(frozen=True)
class PartialMonth:
    """The newest month of a kind, in which organisations have figures and England has none."""

    kind: str
    title: str
    month: date


def read_partial_months(con: duckdb.DuckDBPyConnection) -> list[PartialMonth]:
    """Read the kinds whose newest month has figures of organisations alone."""
    return fetch_records(
        con,
        PartialMonth,
        "select newest.kind, extract.title, newest.month "
        "from (select kind, max(month) as month from core.load where status = 'accepted' group by kind) as newest "
        "join core.extract as extract using (kind) join core.measure as measure using (kind) "
        # also where a figure is hidden as a small number
        "join core.reported as reported on reported.measure = measure.measure and reported.month = newest.month "
        "group by all having not bool_or(reported.organisation = 'ENGLAND') order by extract.title",
    )
