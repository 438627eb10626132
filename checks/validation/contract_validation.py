"""Check a typed table against its contract with Great Expectations: every rule, then the file's own totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from checks.contracts.contract import Extract, Rule, Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.contracts.rules import is_blank
from checks.privacy import register_screening
from checks.validation.rule_result import RuleResult

if TYPE_CHECKING:
    import pandas as pd

WHOLE_NUMBERS = is_blank(
    "not_a_number",
    "every count is a whole number",
    "write counts as digits only, or leave the cell blank: a rounded figure would be a wrong figure",
    names_column=True,
)
ONE_MONTH = is_blank("another_month", "every row is of the file's month", "send one file for each month")
RECONCILIATION_RULE = is_blank(
    "not_reconciled",
    "the rows add up to the file's own total rows, in every column",
    "rows are missing, repeated or changed: send the file again as published",
    names_column=True,
)
LATER_COLUMN = re.compile(r"(?<=; )\w+(?=: )")
NEARLY_RECONCILED = is_blank(
    "nearly_reconciled",
    "the rows add up to the file's own total rows to the unit",
    "the publisher's own totals differ by a few; the rows are taken",
    Severity.WARNING,
    names_column=True,
)


def suites_of(extract: Extract) -> dict[str, tuple[Rule, ...]]:
    """Return the rules by suite: one for the rows and, where counts have totals, one for the file's own totals."""
    totals = {_totals_suite(extract): (RECONCILIATION_RULE, NEARLY_RECONCILED)} if extract.counts else {}
    return {extract.kind: rules_of(extract), **totals}


def _totals_suite(extract: Extract) -> str:
    return f"{extract.kind}_totals"


def rules_of(extract: Extract) -> tuple[Rule, ...]:
    """Return the contract's rules together with those that apply to every kind."""
    every = () if extract.is_register else (ONE_MONTH,)
    return (*every, WHOLE_NUMBERS, *register_screening.screening_rules(extract), *extract.rules)


def validate_typed_table(con: duckdb.DuckDBPyConnection, layout: DetectedLayout) -> list[RuleResult]:
    """Validate the table `typed`. Raises Refused if it has no rows of data or not exactly one required total row."""
    extract = layout.extract
    counted = dict(con.execute("select row_kind, count(*) from typed group by all").fetchall())
    if not counted.get("data"):
        raise Refused(Reason("has_rows", "there are no rows of data", "send the file again as published"))
    frame = con.execute(_frame_sql(con, extract, layout.month)).df()
    # report row faults first: they are usually why the totals differ
    answers = _validate(extract.kind, frame, rules_of(extract)) + _reconcile_totals(con, layout, counted)
    return [replace(answer, reasons=_as_published(answer, layout)) for answer in answers]


def _validate(suite: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[RuleResult]:
    # importing Great Expectations takes seconds, so it is left until something is validated
    from checks.validation.expectation_suite import validate_frame

    return validate_frame(suite, frame, rules)


def _as_published(answer: RuleResult, layout: DetectedLayout) -> tuple[Reason, ...]:
    """Return the reasons with column names replaced by the file's own headers, which the sender knows."""
    headers = dict(zip(layout.era.columns, layout.era.headers, strict=True))
    if answer.rule == ONE_MONTH.name:
        column = ", ".join(headers.get(name, name) for name in layout.extract.month_columns)
        return tuple(replace(reason, column=column) for reason in answer.reasons)
    return tuple(
        replace(
            reason,
            column=", ".join(_published_header(name, layout.extract, headers) for name in reason.column.split(", ")),
            value=_with_published_headers(reason.value, headers),
        )
        if reason.column
        else reason
        for reason in answer.reasons
    )


def _with_published_headers(value: str | None, headers: Mapping[str, str]) -> str | None:
    """Rename the columns in a complaint about several cells of a row: '01-09-22; support_ends_text: 31-03-26'."""
    return value and LATER_COLUMN.sub(lambda match: headers.get(match[0], match[0]), value)


def _published_header(name: str, extract: Extract, headers: dict[str, str]) -> str:
    name = extract.derived_from.get(name, name)
    return headers.get(name, name)


def _frame_sql(con: duckdb.DuckDBPyConnection, extract: Extract, month: str | None) -> str:
    rules = (*register_screening.screening_rules(extract), *extract.rules)
    wanted = dict.fromkeys(name for rule in rules for name in rule.columns)
    columns = ", ".join(wanted)
    another = "" if extract.is_register else f", {_another_month(con, extract, month)} as another_month"
    return f"select row, not_a_number{another}, {columns} from data order by row"


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
    return "null" if cell is None else "'" + cell.replace("'", "''") + "'"


def _reconcile_totals(
    con: duckdb.DuckDBPyConnection, layout: DetectedLayout, counted: dict[str, int]
) -> list[RuleResult]:
    extract = layout.extract
    has_subtotals = layout.era.name in extract.subtotal_eras
    total_rows = counted.get("total", 0)
    if extract.must_have_total and total_rows != 1:
        message = (
            "there is no total row: the file is not whole" if not total_rows else f"there are {total_rows} total rows"
        )
        raise Refused(Reason("total_row", message, "send the file again as published"))
    if not total_rows and not counted.get("subtotal"):
        return []
    frame = con.execute(_reconciliation_sql(extract, has_subtotals=has_subtotals)).df()
    return _validate(_totals_suite(extract), frame, (RECONCILIATION_RULE, NEARLY_RECONCILED))


def _reconciliation_sql(extract: Extract, *, has_subtotals: bool) -> str:
    """Return SQL that gives, for each total or subtotal row, the columns whose rows do not add up to it."""
    sums = ", ".join(f"sum({name}) as {name}" for name in extract.counts)
    limit = extract.total_tolerance
    return f"""
        with printed as (
            select *, case when row_kind = 'subtotal' then {extract.subtotal_group} end as group_code
            from typed where row_kind in ('total', 'subtotal')
        ),
        grouped as (select *, {extract.row_group} as group_code from typed where row_kind = 'data'),
        summed as (
            select group_code, {sums} from grouped where group_code is not null group by all
            union all by name
            select null as group_code, {sums} from grouped
        ),
        missing as (
            select null::bigint as row, 'subtotal: there is no row for ' || group_code as not_reconciled
            from summed anti join printed on printed.group_code = summed.group_code
            where group_code is not null and {"true" if has_subtotals else "false"}
        )
        select
            printed.row,
            {_differing_columns_sql(extract, f"> {limit}")} as not_reconciled,
            {_differing_columns_sql(extract, f"between 1 and {limit}")} as nearly_reconciled
        from printed left join summed on printed.group_code is not distinct from summed.group_code
        union all by name
        select * from missing
        order by row
    """


def _differing_columns_sql(extract: Extract, test: str) -> str:
    """Return SQL listing the columns whose difference from the printed total meets `test`; null if there are none."""
    parts = ", ".join(
        f"case when abs(coalesce(summed.{name}, 0) - coalesce(printed.{name}, 0)) {test} then "
        f"format('{name}: the rows add up to {{}}, the total row says {{}}', coalesce(summed.{name}, 0), "
        f"coalesce(printed.{name}, 0)) end"
        for name in extract.counts
    )
    return f"nullif(concat_ws('; ', printed.not_a_number, {parts}), '')"
