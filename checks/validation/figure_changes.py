"""Figures of a month that are implausible beside those of an earlier month: copies, zeros, leaps, absences.

The evidence comes from the 74 months of published A&E figures from January 2020 to February 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np

from checks.contracts.contract import Extract, Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.storage.ledger import Load
from checks.validation import month_versions
from checks.validation.monthly_figures import (
    ColumnChange,
    Figures,
    Flags,
    Numbers,
    compare_columns,
    list_changes,
    read_figures,
)

MONTHS_BACK_FOR_LEAPS = 2
"""Leaps are looked for across at most one missing month. The published months have 3.2 of them from one month to the
next, 6.1 over two months, 9.5 over three and 32.0 over a year."""
DIFFERENT_VALUES = 5
"""A column of a few small numbers, such as 0 to 3, may repeat by chance; this many different values mean a copy."""
LEAP_FACTOR, MIN_COUNT_FOR_LEAP, MIN_COUNT_FROM_ZERO = 10, 200, 1_000
"""These give 3.4 warnings a month. A factor of 5 gives 5.9; a factor of 10 without minimum counts gives 64."""
RULES_OF_REPEATED_COLUMNS = ("column_as_before", "column_nearly_as_before")
LARGE_COUNT, COPIED_SHARE = 100, 0.5
"""Of the counts of 100 or more in a column, at most 5.4% repeated the month before; half means they were copied."""
MAX_REASONS_NAMED = 20
"""Leaps or absences listed individually, so that reasons stay readable; the rest are counted."""
AGAIN = "if the figures are right, release it with `holdgain release`; otherwise send the month's own figures"
ASK = "ask the publisher or the provider; acknowledge it with `holdgain accept`"


def check_figures(
    con: duckdb.DuckDBPyConnection, extract: Extract, layout: DetectedLayout, path: Path, earlier: Load
) -> Iterator[Reason]:
    """Compare the view `data` with the lake file at `path`, of an earlier load; yield what looks implausible."""
    lake_columns = set(extract.lake_columns)
    counts = [name for name in extract.counts if name in lake_columns and name in layout.published.columns]
    place = str(path).replace("'", "''")
    now = read_figures(con, extract, counts, "data")
    before = read_figures(con, extract, counts, f"read_parquet('{place}')")
    headers = dict(zip(layout.published.columns, layout.published.headers, strict=True))
    month = str(earlier.month)
    changes = compare_columns(now, before, least_large_count=LARGE_COUNT)
    for name, change in zip(counts, changes, strict=True):
        yield from (
            reason
            for reason in _check_column(change, headers[name], month)
            if reason.rule not in RULES_OF_REPEATED_COLUMNS or name not in extract.may_repeat
        )
    watched = [name for name in extract.watched or counts if name in counts]
    if count_months(str(layout.month)) - count_months(month) <= MONTHS_BACK_FOR_LEAPS:
        leaps = _find_leaps(now.choose_columns(watched), before.choose_columns(watched), headers, month)
        yield from _cap_reasons(leaps, "organisation_leaps")
    absent = _find_absent_organisations(now, before.choose_columns(watched), month)
    yield from _cap_reasons(absent, "organisation_absent")


def count_months(month: str) -> int:
    """Count the months up to a month, YYYY-MM, so that two of them can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:])


def _check_column(change: ColumnChange, header: str, month: str) -> Iterator[Reason]:
    enough = month_versions.ENOUGH_ROWS
    if change.is_same and change.filled >= enough and change.different >= DIFFERENT_VALUES:
        message = f"the whole column is the same as in {month}, for each of {change.filled:,} organisations"
        yield Reason("column_as_before", message, AGAIN, column=header.strip())
    elif change.large >= enough and change.large_and_same >= COPIED_SHARE * change.large:
        message = (
            f"the column is the same as in {month} for {change.large_and_same:,} of {change.large:,} organisations "
            f"with {LARGE_COUNT} or more"
        )
        yield Reason("column_nearly_as_before", message, ASK, Severity.WARNING.value, column=header.strip())
    elif not change.total and change.filled_before >= enough // 2:
        message = f"the whole column is 0; in {month} it was not"
        yield Reason("column_of_zeros", message, ASK, Severity.WARNING.value, column=header.strip())


def _find_leaps(now: Figures, before: Figures, headers: dict[str, str], month: str) -> Iterator[Reason]:
    leaps = list_changes(now, before, is_leap)
    for leap in sorted(leaps, key=lambda leap: (leap.column, -max(leap.before, leap.now), leap.organisation)):
        message = f"{leap.organisation} went from {_format_count(leap.before)} in {month} to {_format_count(leap.now)}"
        header = headers[now.columns[leap.column]].strip()
        yield Reason("organisation_leaps", message, ASK, Severity.WARNING.value, None, header, leap.organisation)


def is_leap(now: Numbers, before: Numbers) -> Flags:
    """Whether the larger number of each pair is ten times the smaller, and is not itself small."""
    larger, smaller = np.maximum(now, before), np.minimum(now, before)
    least = np.where(smaller == 0, MIN_COUNT_FROM_ZERO, MIN_COUNT_FOR_LEAP)
    return (larger >= LEAP_FACTOR * smaller) & (larger >= least)


def _format_count(count: float) -> str:
    """Write 1234.0 as 1,234, and the half of a patient shared by two organisations as .5."""
    return f"{count:,.0f}" if count.is_integer() else f"{count:,}"


def _find_absent_organisations(now: Figures, before: Figures, month: str) -> Iterator[Reason]:
    present = set(now.organisations)
    sums = np.nansum(before.numbers, axis=1)
    absent = [
        (-total, organisation, name)
        for organisation, name, total in zip(before.organisations, before.names, sums, strict=True)
        if organisation is not None and organisation not in present and total > 0
    ]
    for _, organisation, name in sorted(absent, key=lambda item: item[:2]):
        message = f"{organisation} ({name or 'no name'}) is absent; in {month} it had figures"
        yield Reason("organisation_absent", message, ASK, Severity.WARNING.value, value=organisation)


def _cap_reasons(all_reasons: Iterator[Reason], rule: str) -> Iterator[Reason]:
    reasons = list(all_reasons)
    yield from reasons[:MAX_REASONS_NAMED]
    if len(reasons) > MAX_REASONS_NAMED:
        yield Reason(rule, f"and {len(reasons) - MAX_REASONS_NAMED:,} more like these", ASK, Severity.WARNING.value)
