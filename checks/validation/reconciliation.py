"""Compare the rows of a file with the total rows printed in it, or with how many rows a whole file has."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from checks.contracts.contract import Extract, PublishedLayout, Rule, Severity
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.contracts.rules import is_blank
from checks.contracts.whole_files import has_floor, write_share_of_national, write_whole_condition
from checks.validation.printed_totals import Counts, PrintedTotal, read_printed_totals, read_sums

RECONCILIATION_RULE = is_blank(
    "not_reconciled",
    "the rows add up to the file's own total rows, in every column",
    "rows are missing, repeated or changed: send the file again as published",
    names_column=True,
)
NEARLY_RECONCILED = is_blank(
    "nearly_reconciled",
    "the rows add up to the file's own total rows to the unit",
    "the publisher's own totals differ by a few; the rows are used",
    Severity.WARNING,
    names_column=True,
)
ROWS_BELOW_NATIONAL = is_blank(
    "rows_below_national",
    "the rows add up to the publisher's own figures for England",
    "England's figures are those that are printed; those of areas lack the organisations that are missing",
    Severity.WARNING,
    names_column=True,
)
ROWS_FAR_BELOW_NATIONAL = is_blank(
    "rows_far_below_national",
    "there are enough organisations to add up areas",
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
    extract = layout.extract
    printed = read_printed_totals(con, extract)
    sums = read_sums(con, extract)
    rows = [{"row": total.row, **_complain_of_total(extract, total, sums.get(total.group, {}))} for total in printed]
    if layout.published.name in extract.subtotal_layouts:
        missing = sorted(group for group in {*sums} - {total.group for total in printed} if group is not None)
        rows += [{RECONCILIATION_RULE.name: f"subtotal: there is no row for {group}"} for group in missing]
    if extract.has_national_rows:
        rows[0][ROWS_FAR_BELOW_NATIONAL.name] = _complain_of_share(con, extract)
    names = [
        rule.name for rule in (RECONCILIATION_RULE, NEARLY_RECONCILED, ROWS_BELOW_NATIONAL, ROWS_FAR_BELOW_NATIONAL)
    ]
    fields = [("row", pa.int64()), *((name, pa.string()) for name in names)]
    con.register("differences", pa.Table.from_pylist(rows, schema=pa.schema(fields)))
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


def _complain_of_total(extract: Extract, total: PrintedTotal, sums: Counts) -> dict[str, str | None]:
    """Return what a printed row says otherwise than the rows that it is the total of, by rule."""
    limit, has_national = extract.total_tolerance, extract.has_national_rows
    differences = {name: (sums.get(name) or 0) - (total.counts[name] or 0) for name in extract.counts}
    tests: dict[str, Callable[[float], bool]] = {
        RECONCILIATION_RULE.name: (lambda more: more > limit) if has_national else (lambda more: abs(more) > limit),
        NEARLY_RECONCILED.name: lambda more: 0 < abs(more) <= limit,
        ROWS_BELOW_NATIONAL.name: lambda more: has_national and more < 0,
    }
    return {
        rule: "; ".join(
            [
                *([total.not_a_number] if total.not_a_number else []),
                *(
                    f"{name}: the rows add up to {sums.get(name) or 0}, the total row says {total.counts[name] or 0}"
                    for name, more in differences.items()
                    if is_broken(more)
                ),
            ]
        )
        or None
        for rule, is_broken in tests.items()
    }


def _complain_of_share(con: duckdb.DuckDBPyConnection, extract: Extract) -> str | None:
    """Say on the first total row how little the rows add up to; None where it is enough."""
    [(share,)] = con.execute(f"select {write_share_of_national(extract)} from typed").fetchall()
    return f"{100 * share:.0f}% of the total rows" if share < extract.least_share_of_national else None
