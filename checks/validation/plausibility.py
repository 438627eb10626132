"""Check whether a month is plausible beside the one before: could these figures have happened?

A month is compared with the nearest earlier accepted month within a year, using the load that counts at the time. Later
arrivals do not change an outcome. Files that wait together are checked in order of month, so a batch gives the same
outcomes in whatever order it arrives. The cost is that of reading one month.

The evidence comes from the 74 months of published A&E figures from January 2020 to February 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from checks.contracts.contract import Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.storage.home import Home
from checks.storage.lake import lake_path
from checks.storage.ledger import Load
from checks.validation import month_versions, register_order
from checks.validation.figure_changes import ASK, check_figures, count_months

MONTHS_BACK = 12
"""A year: services and organisations change too much to compare with anything older (our choice)."""
CHANGED_ROWS_SHARE = 0.2
"""The number of rows (providers) never changed by more than 3.1% from one month to the next."""
FAILURES = frozenset({"rows_halved", "column_as_before"}) | month_versions.ORDER_FAILURES
WARNINGS = (
    month_versions.WARNINGS
    | register_order.WARNINGS
    | {
        "rows_changed",
        "column_nearly_as_before",
        "column_of_zeros",
        "organisation_leaps",
        "organisation_absent",
    }
)


@dataclass(frozen=True)
class Comparison:
    """The findings, and the load of the earlier month that the file was compared with (None if there is none)."""

    reasons: tuple[Reason, ...] = ()
    earlier: Load | None = None

    @property
    def is_refused(self) -> bool:
        return any(reason.severity == Severity.CRITICAL.value for reason in self.reasons)


def compare_with_earlier_month(
    con: duckdb.DuckDBPyConnection, home: Home, layout: DetectedLayout, load: Load
) -> Comparison:
    """Compare the view `data` with the loads accepted before. A register has no months, but may show its age."""
    extract = layout.extract
    if extract.is_register or load.month is None:
        return Comparison(tuple(register_order.check_register_age(con, home, extract, load)))
    [(rows,)] = con.execute("select count(*) from data").fetchall()
    reasons = list(month_versions.compare_with_versions(home, load, layout, rows))
    earlier = find_earlier_load(home, load.kind, load.month)
    path = lake_path(home, earlier.kind, earlier.month, earlier.load_id) if earlier else None
    if earlier and path and path.exists():
        if earlier.era == layout.published.name:
            reasons += _check_row_count(rows, earlier)
        reasons += check_figures(con, extract, layout, path, earlier)
    return Comparison(tuple(reasons), earlier)


def is_releasable(load: Load) -> bool:
    """Whether a load was quarantined for implausible figures alone, so that it may be released."""
    rules = {reason["rule"] for reason in load.reasons if reason["severity"] == Severity.CRITICAL.value}
    return bool(rules) and rules <= FAILURES


def find_earlier_load(home: Home, kind: str, month: str) -> Load | None:
    """Find the load that counts for the nearest earlier month within a year; None if there is none."""
    folder = home.archive / kind
    months = (
        sorted((path.name for path in folder.iterdir() if path.name < month), reverse=True) if folder.is_dir() else ()
    )
    for name in months:
        if count_months(month) - count_months(name) > MONTHS_BACK:
            return None
        if load := month_versions.current_load(home, kind, name):
            return load
    return None


def _check_row_count(rows: int, earlier: Load) -> Iterator[Reason]:
    if earlier.rows < month_versions.ENOUGH_ROWS:
        return
    message = f"the file has {rows:,} rows, that of {earlier.month} had {earlier.rows:,}"
    if rows * 2 < earlier.rows:
        yield Reason("rows_halved", f"{message}: fewer than half", month_versions.WHOLE)
    elif abs(rows - earlier.rows) > CHANGED_ROWS_SHARE * earlier.rows:
        yield Reason("rows_changed", message, ASK, Severity.WARNING.value)
