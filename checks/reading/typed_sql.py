"""The SQL that makes the typed table of rows of text, and the views on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from checks.contracts.contract import Column, Extract
from checks.contracts.detected_layout import DetectedLayout
from checks.privacy import register_screening
from checks.storage.sql_text import quote_sql_text

BLANKS = " \t\u00a0"  # they have no meaning around a value
PLAIN_COUNTS = r"([0-9]{0,15}(\||$))*"
COUNT_PATTERNS = {
    # programs that keep numbers as floats write whole numbers as 14911.0; in 12.000 the point may separate thousands
    "count": r"-?[0-9]{1,15}(\.0{1,2})?",
    "half_count": r"-?[0-9]{1,14}(\.[05]0?)?",
    "number": r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
}
"""What a number may look like, by the type of its column; spreadsheets keep 15 digits."""


def write_typed_sql(layout: DetectedLayout, source: str) -> str:
    """Return SQL that makes `typed` of rows of text in whatever form the publisher or a spreadsheet wrote them."""
    counts = _present_counts(layout)
    # The text of a count and its digits are columns of their own, so that each expression is planned once: of a small
    # file, planning this takes 14 ms, and 22 to 27 ms with the expressions in place of the names.
    texts = "".join(f", {_text_column_sql(name)} as {_text_name(name)}" for name in counts)
    digits = "".join(
        f", {_count_text_sql(_text_name(name), dash_is_zero=_dash_is_zero(layout))} as {_digits_name(name)}"
        for name in counts
    )
    is_plain = f"regexp_full_match({join_counts_sql(counts)}, '{PLAIN_COUNTS}') as is_plain"
    rows = f"select *, {is_plain}{digits} from (select *{texts} from {source})"
    complaint = _not_a_number_sql(layout, counts)
    return f"create table typed as {_write_typed(layout, rows, _any_count_sql, complaint)} where row_kind <> 'note'"


def write_plain_typed_sql(layout: DetectedLayout, source: str) -> str:
    """Return SQL that makes `typed` of rows whose counts are digits alone; `is_plain` says of which rows that is true.

    Rows without text and notes stay, so that the rows can be counted.
    """
    extra = "".join(f" and coalesce(trim(extra_{number}), '') = ''" for number in range(len(layout.extra)))
    is_plain = f"regexp_full_match({join_counts_sql(_present_counts(layout))}, '{PLAIN_COUNTS}'){extra}"
    texts = ", ".join(name for name in layout.published.columns if name not in layout.extract.counts)
    rows = f"select *, {is_plain} as is_plain, coalesce({texts}) is null as is_blank from {source}"
    # numbered after the casts: DuckDB copies all that a row holds for a window, and text takes six times as long
    number = f"row_number() over () + {layout.header_row + 1} as row"
    typed = _write_typed(layout, rows, _plain_count_sql, "null::varchar", number=number)
    return f"create table typed as {typed}"


def _write_typed(
    layout: DetectedLayout, rows: str, count_sql: Callable[[Column], str], complaint: str, *, number: str = ""
) -> str:
    """Write the query of all rows. `number` is SQL for their line, where `rows` have none and say which are plain."""
    extract = layout.extract
    present = _present_columns(layout)
    typed = ", ".join(
        f"{_typed_value_sql(layout, column, present, count_sql)} as {column.name}" for column in extract.columns
    )
    computed = ", ".join(f"{sql} as {name}" for name, sql in layout.published.computed.items())
    replaced = f" replace ({computed})" if computed else ""
    carried = "is_plain, is_blank" if number else "row"
    return f"""
        with judged as ({rows}),
        cast_rows as (
            select {carried}, '{layout.published.name}' as era, {typed}, {complaint} as not_a_number from judged
        ),
        numbered as (select {f"{number}, *" if number else "*"} from cast_rows),
        classified as (
            select *{replaced}, case when {extract.is_note} then 'note' when {extract.is_total} then 'total'
                when {extract.is_subtotal} then 'subtotal' else 'data' end as row_kind,
                ({extract.is_national}) as is_national
            from numbered
        )
        select * from classified"""


def _present_columns(layout: DetectedLayout) -> set[str]:
    return {*layout.published.columns, *(set(layout.unnamed) & set(layout.published.unnamed_columns))}


def _present_counts(layout: DetectedLayout) -> list[str]:
    present = _present_columns(layout)
    return [name for name in layout.extract.counts if name in present]


def write_views_sql(extract: Extract) -> str:
    """Return SQL for the views, with those derived columns alone that the lake keeps.

    A derived column that only a rule reads may look at all rows of its group: in a large file, seconds for each query.
    """
    wanted = _list_with_dependencies(extract.derived, extract.keep_derived)
    derived = _write_derived({name: sql for name, sql in extract.derived.items() if name in wanted})
    return "; ".join(
        f"create view {name} as select * exclude (is_national){derived} from (select * from typed where {condition})"
        for name, condition in (("data", "row_kind = 'data'"), ("stored", "row_kind = 'data' or is_national"))
    )


def write_derived_rows_sql(extract: Extract) -> str:
    """Return SQL for the data rows with every derived column, and the columns that screen registers.

    A column that reads another is derived in a query around it: in one query, DuckDB would put the other one's SQL in
    its place, and carry all the columns that this reads through a window.
    """
    columns = {**extract.derived, **register_screening.screening_columns(extract)}
    rows = "select * exclude (is_national) from typed where row_kind = 'data'"
    while columns:
        ready = {name: sql for name, sql in columns.items() if not _list_with_dependencies(columns, [name]) - {name}}
        rows = f"select *{_write_derived(ready)} from ({rows})"
        columns = {name: sql for name, sql in columns.items() if name not in ready}
    return f"({rows})"


def _write_derived(columns: Mapping[str, str]) -> str:
    return "".join(f", {sql} as {name}" for name, sql in columns.items())


def _list_with_dependencies(columns: Mapping[str, str], names: Iterable[str]) -> set[str]:
    """Return the names, and those of the columns that their SQL reads."""
    wanted, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in columns and name not in wanted:
            wanted.add(name)
            waiting.extend(re.findall(r"\w+", columns[name]))
    return wanted


def join_counts_sql(counts: list[str]) -> str:
    return f"concat_ws('|', {', '.join(counts) or 'null'})"


def _typed_value_sql(
    layout: DetectedLayout, column: Column, present: set[str], count_sql: Callable[[Column], str]
) -> str:
    """Return SQL for the typed value of one column."""
    name = column.name
    if name in layout.values_above:
        return quote_sql_text(layout.values_above[name])
    if name not in present:
        return f"null::{column.sql_type}"
    if column.type in ("code", "text"):
        return f"upper({_text_column_sql(name)})" if column.type == "code" else _text_column_sql(name)
    return count_sql(column)


def _plain_count_sql(column: Column) -> str:
    return f"try_cast({column.name} as {column.sql_type})"


def _any_count_sql(column: Column) -> str:
    # a cast alone would round 3.7 and accept 1e3, so the form comes first
    digits = _digits_name(column.name)
    return (
        f"case when is_plain then {_plain_count_sql(column)} "
        f"when regexp_full_match({digits}, '{COUNT_PATTERNS[column.type]}') "
        f"then try_cast({digits} as {column.sql_type}) end"
    )


def _text_name(column: str) -> str:
    return f"text_of_{column}"


def _digits_name(column: str) -> str:
    return f"digits_of_{column}"


def _not_a_number_sql(layout: DetectedLayout, counts: list[str]) -> str:
    """Return SQL that lists the counts of a row that are not of their column's form, or gives null."""
    parts = []
    for name in counts:
        pattern = COUNT_PATTERNS[layout.extract.column(name).type]
        parts.append(
            f"case when not regexp_full_match({_digits_name(name)}, '{pattern}') then '{name}: ' || {name} end"
        )
    return f"case when is_plain then null else nullif(concat_ws('; ', {', '.join(parts) or 'null'}), '') end"


def _text_column_sql(column: str) -> str:
    return f"nullif(trim({column}, '{BLANKS}'), '')"


def _count_text_sql(text: str, *, dash_is_zero: bool) -> str:
    """Return SQL for the text of a count without thousands separators; a dash is 0 if `dash_is_zero`."""
    grouped = f"regexp_full_match({text}, '-?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?')"
    digits = f"case when {grouped} then replace({text}, ',', '') else {text} end"
    if not dash_is_zero:
        return digits
    return f"case when {text} in ('-', '- 0', '-0') then '0' else {digits} end"


def _dash_is_zero(layout: DetectedLayout) -> bool:
    return layout.extract.dash_is_zero or layout.published.dash_is_zero
