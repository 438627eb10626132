"""What the registers that people keep themselves have in common: how they write names, months, days and numbers."""

from __future__ import annotations

from checks.contracts.contract import Rule
from checks.contracts.rules import is_blank

LOCAL_SOURCE = "Kept by the improvement teams"
SOURCE_URL = ""
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"
MEASURE_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
_MONTH = "[0-9]{4}-(0[1-9]|1[0-2])"


def month_sql(column: str) -> str:
    """SQL for the first day of a month written YYYY-MM, or nothing where it is not."""
    return f"case when regexp_full_match({column}, '{_MONTH}') then strptime({column} || '-01', '%Y-%m-%d')::date end"


def day_sql(column: str, *, is_last: bool = False) -> str:
    """SQL for a day written YYYY-MM-DD; of a month written YYYY-MM it is the first day, or the last."""
    of_month = f"last_day({month_sql(column)})" if is_last else month_sql(column)
    return f"coalesce(try_strptime({column}, '%Y-%m-%d')::date, {of_month})"


def number_sql(column: str) -> str:
    """SQL for a plain decimal number. A cast alone would take 1e3, infinity and a name for not a number."""
    return f"case when regexp_full_match({column}, '-?[0-9]{{1,15}}([.][0-9]{{1,12}})?') then {column}::double end"


def malformed_value_sql(column: str, read: str) -> str:
    """SQL that gives what stands in a column where it is filled in and could not be read."""
    return f"case when {column} is not null and ({read}) is null then {column} end"


def unreadable_value_sql(column: str, read: str) -> str:
    """As `malformed`, for a column that must be filled in."""
    return f"case when ({read}) is null then coalesce({column}, 'blank') end"


def month_rule(name: str, column: str) -> Rule:
    advice = "write the month as 2025-04: a spreadsheet may have turned it into a date, so format the column as text"
    return is_blank(name, f"{column} is written YYYY-MM", advice)
