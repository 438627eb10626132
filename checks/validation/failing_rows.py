"""Count in DuckDB how many rows of a table break each rule, in one query.

Great Expectations takes a pandas frame of the whole file and about 15 ms for each rule, however short the file. Nearly
all files break no rule, so it is given these counts first, and rows only where a count is not zero. A condition here
may be stricter than the expectation, never laxer: a digit of a pattern is one of 0 to 9 here, and of any script there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb

from checks.contracts.contract import COMPLAINT_ABOUT_CELLS, COMPLAINT_ABOUT_ROW, Rule
from checks.storage.sql_text import quote_sql_text

Arguments = Mapping[str, Any]


def count_failing_rows(con: duckdb.DuckDBPyConnection, table: str, rules: Sequence[Rule]) -> tuple[int, list[int]]:
    """Return the number of rows of a table, and for each rule of how many rows it is broken.

    Of rows that repeat one another, the first is not counted. Raises duckdb.BinderException if a column is missing.
    """
    counts = ", ".join(write_count(rule) for rule in rules)
    [(rows, *failing)] = con.execute(f"select count(*), {counts} from {table}").fetchall()
    return rows, failing


def write_count(rule: Rule) -> str:
    """Write SQL that counts the rows that break a rule. Raises KeyError if its expectation is not known here."""
    return _COUNTS[rule.expectation](rule.arguments)


def _count_where(condition: Callable[[Arguments], str]) -> Callable[[Arguments], str]:
    return lambda arguments: f"count(*) filter ({condition(arguments)})"


def _is_blank(arguments: Arguments) -> str:
    # pandas does not tell what is not a number from what is missing
    return f"{arguments['column']} is null or {arguments['column']}::varchar = 'nan'"


def _is_filled(arguments: Arguments) -> str:
    return f"{arguments['column']} is not null"


def _differs_from_pattern(arguments: Arguments) -> str:
    return f"not regexp_matches({arguments['column']}::varchar, {quote_sql_text(arguments['regex'])})"


def _is_outside_set(arguments: Arguments) -> str:
    values = ", ".join(quote_sql_text(value) for value in arguments["value_set"])
    return f"{arguments['column']} not in ({values})"


def _is_outside_range(arguments: Arguments) -> str:
    return f"{arguments['column']} < {arguments['min_value']}"


def _is_above(arguments: Arguments) -> str:
    return f"{arguments['column_A']} < {arguments['column_B']}"


def _count_repeated_values(arguments: Arguments) -> str:
    return f"count({arguments['column']}) - count(distinct {arguments['column']})"


def _count_repeated_rows(arguments: Arguments) -> str:
    return f"count(*) - count(distinct ({', '.join(arguments['column_list'])}))"


_COUNTS: Mapping[str, Callable[[Arguments], str]] = {
    COMPLAINT_ABOUT_ROW: _count_where(_is_filled),
    COMPLAINT_ABOUT_CELLS: _count_where(_is_filled),
    "ExpectColumnValuesToNotBeNull": _count_where(_is_blank),
    "ExpectColumnValuesToMatchRegex": _count_where(_differs_from_pattern),
    "ExpectColumnValuesToBeInSet": _count_where(_is_outside_set),
    "ExpectColumnValuesToBeBetween": _count_where(_is_outside_range),
    "ExpectColumnPairValuesAToBeGreaterThanB": _count_where(_is_above),
    "ExpectColumnValuesToBeUnique": _count_repeated_values,
    "ExpectCompoundColumnsToBeUnique": _count_repeated_rows,
}
"""How the rows that break each expectation of `contracts/rules.py` are counted."""
