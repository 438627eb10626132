"""Figures of a month that are implausible beside those of an earlier month: copies, zeros, leaps, absences.

The evidence comes from the 74 months of published A&E figures from January 2020 to February 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from checks.contracts.contract import Extract, Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason
from checks.storage.ledger import Load
from checks.validation import month_versions

MONTHS_BACK_FOR_LEAPS = 2
"""Leaps are looked for over one month that is missing, and no more. In the published months there are 3.2 of them from
one month to the next, 6.1 over two months, 9.5 over three and 32.0 over a year."""
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

CHANGES = f"""
    with compared as (
        select column_name,
            count(*) filter (new.number <> 0 and old.number <> 0) as filled,
            count(distinct new.number) as different,
            bool_and(coalesce(new.number, 0) = coalesce(old.number, 0)) as same,
            count(*) filter (least(new.number, old.number) >= {LARGE_COUNT}) as large,
            count(*) filter (new.number = old.number and new.number >= {LARGE_COUNT}) as large_and_same
        from figures as new join figures_before as old using (organisation, column_name)
        group by all
    ), total as (
        select column_name, coalesce(sum(number), 0) as total from figures group by all
    ), total_before as (
        select column_name, count(*) filter (number <> 0) as total_before from figures_before group by all
    )
    select column_name, coalesce(filled, 0), coalesce(different, 0), coalesce(same, false), coalesce(large, 0),
        coalesce(large_and_same, 0), total, coalesce(total_before, 0)
    from total left join compared using (column_name) left join total_before using (column_name)
"""
"""One row for each column; the numbers are those that `_check_column` judges."""

LEAPS = f"""
    select column_name, organisation, old.number, new.number
    from figures as new join figures_before as old using (organisation, column_name)
    where list_contains($watched, column_name)
        and greatest(new.number, old.number) >= {LEAP_FACTOR} * least(new.number, old.number)
        and greatest(new.number, old.number)
            >= if(least(new.number, old.number) = 0, {MIN_COUNT_FROM_ZERO}, {MIN_COUNT_FOR_LEAP})
    order by list_position($watched, column_name), greatest(new.number, old.number) desc, organisation
"""

ABSENT = """
    select organisation, any_value(organisation_name)
    from figures_before
    where list_contains($watched, column_name)
        and organisation not in (select organisation from figures where organisation is not null)
    group by organisation having sum(number) > 0
    order by sum(number) desc, organisation
"""


def check_figures(
    con: duckdb.DuckDBPyConnection, extract: Extract, layout: DetectedLayout, path: Path, earlier: Load
) -> Iterator[Reason]:
    """Compare the view `data` with the lake file at `path`, of an earlier load; yield what looks implausible."""
    lake_columns = set(extract.lake_columns)
    counts = [name for name in extract.counts if name in lake_columns and name in layout.published.columns]
    place = str(path).replace("'", "''")
    for table, source in (("figures", "data"), ("figures_before", f"read_parquet('{place}')")):
        con.execute(f"create or replace temp table {table} as {_figures_sql(extract, counts, source)}")
    headers = dict(zip(layout.published.columns, layout.published.headers, strict=True))
    month = str(earlier.month)
    changes = {name: change for name, *change in con.execute(CHANGES).fetchall()}
    for name in counts:
        yield from (
            reason
            for reason in _check_column(changes[name], headers[name], month)
            if reason.rule not in RULES_OF_REPEATED_COLUMNS or name not in extract.may_repeat
        )
    watched = [name for name in extract.watched or counts if name in counts]
    if count_months(str(layout.month)) - count_months(month) <= MONTHS_BACK_FOR_LEAPS:
        yield from _cap_reasons(_find_leaps(con, watched, headers, month), "organisation_leaps")
    yield from _cap_reasons(_find_absent_organisations(con, watched, month), "organisation_absent")


def _figures_sql(extract: Extract, counts: list[str], source: str) -> str:
    """Write SQL for the number of each organisation and column; the lake keeps the publisher's rows for England too."""
    sums = ", ".join(f"sum({name})::double as {name}" for name in counts)
    return (
        f"select * from (select {extract.organisation} as organisation, "
        f"any_value({extract.organisation_name}) as organisation_name, {sums} from {source} "
        f"where not ({extract.is_national}) group by 1) "
        f"unpivot include nulls (number for column_name in ({', '.join(counts)}))"
    )


def count_months(month: str) -> int:
    """Count the months up to a month, YYYY-MM, so that two of them can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:])


def _check_column(change: list[Any], header: str, month: str) -> Iterator[Reason]:
    filled, different, same, large, large_and_same, total, total_before = change
    if same and filled >= month_versions.ENOUGH_ROWS and different >= DIFFERENT_VALUES:
        message = f"the whole column is the same as in {month}, for each of {filled:,} organisations"
        yield Reason("column_as_before", message, AGAIN, column=header.strip())
    elif large >= month_versions.ENOUGH_ROWS and large_and_same >= COPIED_SHARE * large:
        message = (
            f"the column is the same as in {month} for {large_and_same:,} of {large:,} organisations with {LARGE_COUNT}"
        )
        yield Reason(
            "column_nearly_as_before", f"{message} or more", ASK, Severity.WARNING.value, column=header.strip()
        )
    elif not total and total_before >= month_versions.ENOUGH_ROWS // 2:
        message = f"the whole column is 0; in {month} it was not"
        yield Reason("column_of_zeros", message, ASK, Severity.WARNING.value, column=header.strip())


def _find_leaps(
    con: duckdb.DuckDBPyConnection, watched: list[str], headers: dict[str, str], month: str
) -> Iterator[Reason]:
    rows = con.execute(LEAPS, {"watched": watched}).fetchall()
    for name, organisation, before, now in rows:
        message = f"{organisation} went from {_format_count(before)} in {month} to {_format_count(now)}"
        yield Reason(
            "organisation_leaps", message, ASK, Severity.WARNING.value, None, headers[name].strip(), organisation
        )


def _format_count(count: float) -> str:
    """Write 1234.0 as 1,234, and the half of a patient shared by two organisations as .5."""
    return f"{count:,.0f}" if count.is_integer() else f"{count:,}"


def _find_absent_organisations(con: duckdb.DuckDBPyConnection, watched: list[str], month: str) -> Iterator[Reason]:
    rows = con.execute(ABSENT, {"watched": watched}).fetchall()
    for organisation, name in rows:
        message = f"{organisation} ({name or 'no name'}) is absent; in {month} it had figures"
        yield Reason("organisation_absent", message, ASK, Severity.WARNING.value, value=organisation)


def _cap_reasons(all_reasons: Iterator[Reason], rule: str) -> Iterator[Reason]:
    reasons = list(all_reasons)
    yield from reasons[:MAX_REASONS_NAMED]
    if len(reasons) > MAX_REASONS_NAMED:
        yield Reason(rule, f"and {len(reasons) - MAX_REASONS_NAMED:,} more like these", ASK, Severity.WARNING.value)
