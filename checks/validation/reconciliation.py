"""Compare the rows of a file with the total rows printed in it, or with how many rows a whole file has."""

from __future__ import annotations

import duckdb

from checks.contracts.contract import Extract, PublishedLayout, Rule, Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.contracts.rules import is_blank
from checks.contracts.whole_files import has_floor, write_share_of_national, write_whole_condition

RECONCILIATION_RULE = is_blank(
    "not_reconciled",
    "the rows add up to the file's own total rows, in every column",
    "rows are missing, repeated or changed: send the file again as published",
    names_column=True,
)
NEARLY_RECONCILED = is_blank(
    "nearly_reconciled",
    "the rows add up to the file's own total rows to the unit",
    "the publisher's own totals differ by a few; the rows are taken",
    Severity.WARNING,
    names_column=True,
)
ROWS_BELOW_NATIONAL = is_blank(
    "rows_below_national",
    "the rows add up to the publisher's own figures for England",
    "England's figures are those that are printed; those of areas lack the organisations that are left out",
    Severity.WARNING,
    names_column=True,
)
ROWS_FAR_BELOW_NATIONAL = is_blank(
    "rows_far_below_national",
    "enough organisations are there for areas to be added up",
    "organisations have their figures, and England those that are printed, but areas have none: send the whole file",
    Severity.WARNING,
)

PART_OF_PUBLICATION = is_blank(
    "part_of_publication",
    "there are as many organisations and rows as in a whole file, so that they can be added up",
    "organisations have their figures, but England and areas have none: send the whole file as published",
    Severity.WARNING,
)


def rules_of_totals(extract: Extract) -> tuple[Rule, ...]:
    """Return the rules of a kind's totals."""
    national = (ROWS_BELOW_NATIONAL, ROWS_FAR_BELOW_NATIONAL)
    return (RECONCILIATION_RULE, *(national if extract.has_national_rows else (NEARLY_RECONCILED,)))


def refuse_without_total(con: duckdb.DuckDBPyConnection, layout: DetectedLayout, counted: dict[str, int]) -> None:
    """Raise Refused if `typed` has not exactly one total row where the contract requires it, or no national rows."""
    extract, total_rows = layout.extract, counted.get("total", 0)
    must_have_one = extract.must_have_total and layout.published.has_total
    is_lacking = (
        extract.has_national_rows and not con.execute("select bool_or(is_national) from typed").fetchall()[0][0]
    )
    if not is_lacking and not (must_have_one and total_rows != 1):
        return
    message = f"there are {total_rows} total rows" if total_rows else "there is no total row: the file is not whole"
    raise Refused(Reason("total_row", message, "send the file again as published"))


def compare_totals(con: duckdb.DuckDBPyConnection, layout: DetectedLayout, counted: dict[str, int]) -> bool:
    """Make `differences`: what differs from each total row, in a column for each rule. False without total rows."""
    if not counted.get("total") and not counted.get("subtotal"):
        return False
    has_subtotals = layout.published.name in layout.extract.subtotal_layouts
    con.execute(f"create temp table differences as {_reconciliation_sql(layout.extract, has_subtotals=has_subtotals)}")
    return True


def describe_part(con: duckdb.DuckDBPyConnection, extract: Extract, published_layout: PublishedLayout) -> bool:
    """Make `part`: how much of its publication the file is, if it is not whole. False without such a number."""
    if not has_floor(extract):
        return False
    floor = f"{published_layout.least_organisations:,} and {published_layout.least_rows:,}"
    con.execute(
        f"create temp table part as select null::bigint as row, case when not {write_whole_condition(extract)} then "
        f"format('{{}} organisations and {{}} rows, of at least {floor}', count(distinct {extract.organisation}), "
        f"count(*)) end as {PART_OF_PUBLICATION.name} from data"
    )
    return True


def _reconciliation_sql(extract: Extract, *, has_subtotals: bool) -> str:
    """Return SQL that gives, for each total or subtotal row, the columns whose rows do not add up to it."""
    sums = ", ".join(f"sum({name}) as {name}" for name in extract.counts)
    limit = extract.total_tolerance
    has_national = extract.has_national_rows
    wrong = f"{{rows}} - {{total}} > {limit}" if has_national else f"abs({{rows}} - {{total}}) > {limit}"
    near = f"abs({{rows}} - {{total}}) > 0 and abs({{rows}} - {{total}}) <= {limit}"
    below = "{total} > {rows}" if has_national else "false"
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
            {_differing_columns_sql(extract, wrong)} as not_reconciled,
            {_differing_columns_sql(extract, near)} as nearly_reconciled,
            {_differing_columns_sql(extract, below)} as rows_below_national,
            {_far_below_sql(extract) if has_national else "null"} as rows_far_below_national
        from printed left join summed on printed.group_code is not distinct from summed.group_code
        union all by name
        select * from missing
    """


def _differing_columns_sql(extract: Extract, test: str) -> str:
    """Return SQL listing the columns that meet `test`, in which {rows} is the sum; null if there are none."""
    parts = []
    for name in extract.counts:
        summed, printed = f"coalesce(summed.{name}, 0)", f"coalesce(printed.{name}, 0)"
        condition = test.format(rows=summed, total=printed)
        text = f"format('{name}: the rows add up to {{}}, the total row says {{}}', {summed}, {printed})"
        parts.append(f"case when {condition} then {text} end")
    return f"nullif(concat_ws('; ', printed.not_a_number, {', '.join(parts)}), '')"


def _far_below_sql(extract: Extract) -> str:
    """Return SQL that says on the first total row how little the rows add up to; null where it is enough."""
    share = f"(select {write_share_of_national(extract)} from typed)"
    text = f"format('{{:.0f}}% of the total rows', 100 * {share})"
    is_first = "printed.row = (select min(row) from printed)"
    return f"case when {is_first} and {share} < {extract.least_share_of_national} then {text} end"
