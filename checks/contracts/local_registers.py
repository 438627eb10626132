"""Shared by the registers that local teams maintain: formats of names and numbers."""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Rule
from checks.contracts.rules import is_blank, matches_pattern

LOCAL_SOURCE = "Kept by the improvement teams"
SOURCE_URL = ""
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$"
MEASURE_PATTERN = r"^[a-z][a-z0-9_]{1,39}$"
LARGEST_NUMBER = 60_000_000
"""No organisation can have counted more people in a month than live in England: 58.6 million (ONS, mid-2024)."""


def short_name_rule(column: str) -> Rule:
    """Build the rule for the short name of a cohort, a practice or a programme, by which registers refer to it."""
    return matches_pattern(column, NAME_PATTERN, f"{column} is a short name of letters, digits, _ . and -")


def organisation_code_rule() -> Rule:
    """Build the rule for the column `organisation`."""
    return matches_pattern("organisation", CODE_PATTERN, "the organisation's code is an ODS code")


def number_sql(column: str) -> str:
    """Return SQL for a plain decimal number. A cast alone would also accept 1e3, infinity and NaN."""
    return f"case when regexp_full_match({column}, '-?[0-9]{{1,15}}([.][0-9]{{1,12}})?') then {column}::double end"


def too_large_sql(*columns: str) -> str:
    """Return SQL that lists the numbers of a row above LARGEST_NUMBER and their columns, or gives null."""
    tests = {name: f"({number_sql(name)}) > {LARGEST_NUMBER} and not {_is_nhs_number_sql(name)}" for name in columns}
    parts = (f"case when {test} then '{name}: ' || {name} end" for name, test in tests.items())
    return f"nullif(concat_ws('; ', {', '.join(parts)}), '')"


def too_large_rule() -> Rule:
    """Build the rule for the derived column `too_large`."""
    advice = "correct it at its source; send sums of money in thousands or millions, and say so in the measure's title"
    return is_blank(
        "too_large",
        f"no number is above {LARGEST_NUMBER:,}, as many people as live in England",
        advice,
        names_column=True,
    )


def possible_nhs_number_sql(*columns: str) -> str:
    """Return SQL that lists the columns of a row with a number that could be an NHS number, or gives null."""
    parts = (f"case when {_is_nhs_number_sql(name)} then '{name}' end" for name in columns)
    return f"nullif(concat_ws(', ', {', '.join(parts)}), '') || ': not repeated here'"


def possible_nhs_number_rule() -> Rule:
    """Build the rule for the derived column `possible_nhs_number`."""
    advice = "send numbers of events or of people, never a person's own number"
    return is_blank(
        "possible_nhs_number",
        "no figure is a number of ten digits with an NHS number's check digit",
        advice,
        names_column=True,
    )


def _is_nhs_number_sql(column: str) -> str:
    # a spreadsheet may have added a sign, zeros or decimals; the function is registered with every register's table
    return f"is_nhs_number(regexp_extract({column}, '^-?0*([0-9]{{10}})([.]0*)?$', 1))"


def malformed_value_sql(column: str, read: str) -> str:
    """Return SQL that gives a column's value where it is filled in but `read` gives null."""
    return f"case when {column} is not null and ({read}) is null then {column} end"
