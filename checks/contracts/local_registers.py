"""Shared by the registers that local teams maintain: formats of names, months, days and numbers."""

from __future__ import annotations

from checks.contracts.contract import Rule
from checks.contracts.rules import is_blank

LOCAL_SOURCE = "Kept by the improvement teams"
SOURCE_URL = ""
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"
MEASURE_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
_MONTH = "[0-9]{4}-(0[1-9]|1[0-2])"


def month_sql(column: str) -> str:
    """Return SQL for the first day of a month written YYYY-MM; null for any other text."""
    return f"case when regexp_full_match({column}, '{_MONTH}') then strptime({column} || '-01', '%Y-%m-%d')::date end"


def day_sql(column: str, *, is_last: bool = False) -> str:
    """Return SQL for a day written YYYY-MM-DD; for YYYY-MM, the month's first day, or last if `is_last`."""
    of_month = f"last_day({month_sql(column)})" if is_last else month_sql(column)
    return f"coalesce(try_strptime({column}, '%Y-%m-%d')::date, {of_month})"


def number_sql(column: str) -> str:
    """Return SQL for a plain decimal number. A cast alone would also accept 1e3, infinity and NaN."""
    return f"case when regexp_full_match({column}, '-?[0-9]{{1,15}}([.][0-9]{{1,12}})?') then {column}::double end"


def malformed_value_sql(column: str, read: str) -> str:
    """Return SQL that gives a column's value where it is filled in but `read` gives null."""
    return f"case when {column} is not null and ({read}) is null then {column} end"


def unreadable_value_sql(column: str, read: str) -> str:
    """As `malformed_value_sql`, for a required column: a missing value gives 'blank'."""
    return f"case when ({read}) is null then coalesce({column}, 'blank') end"


def month_rule(name: str, column: str) -> Rule:
    """Build a rule that a month column is written YYYY-MM; `name` is the derived column with the malformed value."""
    advice = "write the month as 2025-04: a spreadsheet may have turned it into a date, so format the column as text"
    return is_blank(name, f"{column} is written YYYY-MM", advice)
