"""Reads what revisions changed, for the page of revisions and its CSV files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from reports.data.query import fetch_records, list_columns


@dataclass(frozen=True)
class RevisedItem:
    """A cell or a measure of one organisation whose value changed between vintages of a month."""

    kind: str
    month: date
    organisation: str
    item: str
    title: str
    is_measure: bool
    change: str
    first_value: float | None
    previous_value: float | None
    revised_value: float | None
    difference: float | None
    is_last_change: bool
    first_received_at: datetime
    previous_received_at: datetime
    revised_received_at: datetime


@dataclass(frozen=True)
class RevisedMonthTotals:
    """A month of a kind that was published more than once: how much changed, who joined and who left."""

    kind: str
    month: date
    vintages: int
    first_received_at: datetime
    previous_received_at: datetime
    revised_received_at: datetime
    cells_changed: int
    organisations_changed: int
    organisations_changed_last: int
    organisations_joined: list[str]
    organisations_left: list[str]
    england: list[dict[str, Any]]
    state: str | None
    is_provisional: bool


@dataclass(frozen=True)
class RevisedRow:
    """A changed cell of a published row, in extracts with several rows for each organisation."""

    kind: str
    month: date
    organisation: str
    published_row: str
    item: str
    title: str
    change: str
    first_value: float | None
    revised_value: float | None
    difference: float | None


@dataclass(frozen=True)
class LocalRevision:
    """A local figure that was sent again with a different value."""

    measure: str
    title: str
    unit: str
    organisation: str
    month: date
    first_value: float | None
    revised_value: float | None
    is_first_hidden: bool
    is_revised_hidden: bool
    fault: str | None


def read_revised_items(con: duckdb.DuckDBPyConnection) -> list[RevisedItem]:
    return fetch_records(
        con,
        RevisedItem,
        f"select {list_columns(RevisedItem)} from mart.revision order by kind, month, organisation, is_measure, item",
    )


def read_revised_months(con: duckdb.DuckDBPyConnection) -> list[RevisedMonthTotals]:
    """Read the revised months of each kind, newest first."""
    return fetch_records(
        con,
        RevisedMonthTotals,
        f"select {list_columns(RevisedMonthTotals)} from mart.revision_month order by kind, month desc",
    )


def read_revised_rows(con: duckdb.DuckDBPyConnection) -> list[RevisedRow]:
    return fetch_records(
        con,
        RevisedRow,
        f"select {list_columns(RevisedRow)} from core.revision_cell "
        "order by kind, month, organisation, published_row, item",
    )


def read_local_revisions(con: duckdb.DuckDBPyConnection) -> list[LocalRevision]:
    """Read local figures that were sent again; where one is small, it is null and marked as hidden."""
    return fetch_records(
        con,
        LocalRevision,
        "select revision.measure, coalesce(measure.title, revision.measure) as title, "
        "coalesce(measure.unit, 'count') as unit, revision.organisation, revision.month, revision.first_value, "
        "revision.revised_value, revision.is_first_hidden, revision.is_revised_hidden, revision.fault "
        "from core.local_revision as revision left join core.measure as measure using (measure) "
        "order by revision.measure, revision.organisation, revision.month",
    )
