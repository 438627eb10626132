"""Check a typed table against its contract with Great Expectations: every rule, and the file's own totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import duckdb

from checks.contracts.contract import Extract, Rule
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import NO_ROWS, Reason, Refused
from checks.contracts.rules import is_blank
from checks.contracts.whole_files import has_floor
from checks.privacy import register_screening
from checks.reading.months_in_file import MonthReader, list_whole_months
from checks.reading.typed_sql import write_derived_rows_sql
from checks.storage.sql_text import quote_sql_text
from checks.validation import reconciliation
from checks.validation.rule_result import RuleResult
from checks.validation.rule_tests import RuleTest, run_tests

WHOLE_NUMBERS = is_blank(
    "not_a_number",
    "every count is a whole number",
    "write the whole number in digits, without spaces, points or units: a rounded figure would be a wrong figure",
    names_column=True,
)
MOST_MONTHS_NAMED = 24
"""Months that a reason lists, so that it stays readable: two years."""
FILE_FOR_EACH_MONTH = "the published file of each month, or a file with the header and the rows of that month alone"
LATER_COLUMN = re.compile(r"(?<=; )\w+(?=: )")
ONE_MONTH = is_blank(
    "another_month",
    "every row is of the file's month",
    f"send {FILE_FOR_EACH_MONTH}",
)
WHOLE_OR_HALF_NUMBERS = is_blank(
    "not_a_number",
    "every count is a whole number, or ends in .5 where a patient is shared by two organisations",
    "write the number in digits, with .5 for a half where the publisher has one",
    names_column=True,
)


def suites_of(extract: Extract) -> dict[str, tuple[Rule, ...]]:
    """Return the rules by suite: for the rows, for the file's own totals, and for whether the file is whole."""
    totals = {_totals_suite(extract): reconciliation.rules_of_totals(extract)} if extract.counts else {}
    whole = {_whole_suite(extract): (reconciliation.PART_OF_PUBLICATION,)} if has_floor(extract) else {}
    return {extract.kind: rules_of(extract), **totals, **whole}


def _totals_suite(extract: Extract) -> str:
    return f"{extract.kind}_totals"


def _whole_suite(extract: Extract) -> str:
    return f"{extract.kind}_whole"


def rules_of(extract: Extract) -> tuple[Rule, ...]:
    """Return the contract's rules together with those that apply to every kind."""
    # a month that is given once, above the table, cannot differ from row to row
    is_given_once = all(
        {*extract.month_columns} <= {*published_layout.labels_above} for published_layout in extract.layouts
    )
    every = () if extract.is_register or is_given_once else (ONE_MONTH,)
    has_halves = any(column.type == "half_count" for column in extract.columns)
    numbers = WHOLE_OR_HALF_NUMBERS if has_halves else WHOLE_NUMBERS
    return (*every, numbers, *register_screening.screening_rules(extract), *extract.rules)


def validate_typed_table(con: duckdb.DuckDBPyConnection, layout: DetectedLayout) -> list[RuleResult]:
    """Validate the table `typed`. Raises Refused if it has no rows of data or not exactly one required total row."""
    extract = layout.extract
    counted = dict(con.execute("select row_kind, count(*) from typed group by all").fetchall())
    if not counted.get("data"):
        raise Refused(NO_ROWS)
    if not extract.is_register:
        _refuse_several_months(con, extract)
    reconciliation.refuse_without_total(con, layout, counted)
    # a narrow table, because the columns that rules read are dear to derive and are looked at more than once
    con.execute(f"create temp table tested as {_tested_sql(con, extract, layout.month)}")
    # report row faults first: they are usually why the totals differ
    tests = [RuleTest(extract.kind, "tested", rules_of(extract))]
    if reconciliation.compare_totals(con, layout, counted):
        tests.append(RuleTest(_totals_suite(extract), "differences", reconciliation.rules_of_totals(extract)))
    if reconciliation.describe_part(con, extract, layout.published):
        tests.append(RuleTest(_whole_suite(extract), "part", (reconciliation.PART_OF_PUBLICATION,)))
    return [replace(result, reasons=_as_published(result, layout)) for result in run_tests(con, tests)]


def _as_published(answer: RuleResult, layout: DetectedLayout) -> tuple[Reason, ...]:
    """Return the reasons with column names replaced by the file's own headers, which the sender knows."""
    headers = dict(zip(layout.published.columns, layout.published.headers, strict=True))
    if answer.rule == ONE_MONTH.name:
        names = layout.extract.month_columns
        # another layout may write the month in more columns
        column = ", ".join(headers[name] for name in names if name in headers) or ", ".join(names)
        return tuple(replace(reason, column=column) for reason in answer.reasons)
    return tuple(_with_published_columns(reason, layout.extract.derived_from, headers) for reason in answer.reasons)


def _with_published_columns(reason: Reason, derived_from: Mapping[str, str], headers: dict[str, str]) -> Reason:
    # a rule about a whole row has the name of the column that describes the fault
    names = reason.column or (derived_from.get(reason.rule) if reason.row else None)
    if not names:
        return reason
    column = ", ".join(_published_header(name, derived_from, headers) for name in names.split(", "))
    return replace(reason, column=column, value=_with_published_headers(reason.value, headers))


def _with_published_headers(value: str | None, headers: Mapping[str, str]) -> str | None:
    """Rename the columns in a complaint about several cells of a row: '01-09-22; support_ends_text: 31-03-26'."""
    return value and LATER_COLUMN.sub(lambda match: headers.get(match[0], match[0]), value)


def _published_header(name: str, derived_from: Mapping[str, str], headers: dict[str, str]) -> str:
    name = derived_from.get(name, name)
    return headers.get(name, name)


def _tested_sql(con: duckdb.DuckDBPyConnection, extract: Extract, month: str | None) -> str:
    rules = (*register_screening.screening_rules(extract), *extract.rules)
    wanted = dict.fromkeys(name for rule in rules for name in rule.columns)
    columns = ", ".join(wanted)
    another = "" if extract.is_register else f", {_another_month(con, extract, month)} as another_month"
    return f"select row, not_a_number{another}, {columns} from {write_derived_rows_sql(extract)}"


def _refuse_several_months(con: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Raise Refused if more than one month looks whole. Stray rows of another month are reported one by one."""
    reader = MonthReader(extract)
    names = ", ".join(extract.month_columns)
    rows_by_month: Counter[str] = Counter()
    for *cells, rows in con.execute(
        f"select {names}, count(*) from typed where row_kind = 'data' group by all"
    ).fetchall():
        if month := reader.read(tuple(cells)):
            rows_by_month[month] += rows
    if len(list_whole_months(rows_by_month)) < 2:
        return
    months = sorted(rows_by_month)
    listed = ", ".join(months[:MOST_MONTHS_NAMED]) + (", ..." if len(months) > MOST_MONTHS_NAMED else "")
    message = f"the file has rows of {len(months)} months: {listed}"
    advice = f"send {FILE_FOR_EACH_MONTH}"
    if extract.can_hold_several_months:
        advice = f"put the total row of each month below its rows, or send {FILE_FOR_EACH_MONTH}"
    raise Refused(Reason("several_months", message, advice))


def _another_month(con: duckdb.DuckDBPyConnection, extract: Extract, month: str | None) -> str:
    """Return SQL for the period of a row from another month than the file's, and null otherwise."""
    names = extract.month_columns
    months = con.execute(f"select distinct {', '.join(names)} from typed where row_kind = 'data'").fetchall()
    strays = [
        row
        for row in months
        if extract.read_month(dict(zip(names, (cell or "" for cell in row), strict=True))) != month
    ]
    if not strays:
        return "null::varchar"
    month_sql = f"concat_ws(' ', {', '.join(names)})"
    tests = " or ".join(
        "("
        + " and ".join(
            f"{name} is not distinct from {_sql_literal(cell)}" for name, cell in zip(names, row, strict=True)
        )
        + ")"
        for row in strays
    )
    return f"case when {tests} then coalesce(nullif({month_sql}, ''), 'blank') end"


def _sql_literal(cell: str | None) -> str:
    return "null" if cell is None else quote_sql_text(cell)
