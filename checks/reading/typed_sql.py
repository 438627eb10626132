"""The SQL that makes the typed table of rows of text, and the views on it."""

from __future__ import annotations

from checks.contracts.contract import Extract
from checks.contracts.detected_layout import DetectedLayout
from checks.privacy import register_screening

PLAIN_COUNTS = r"([0-9]{0,15}(\||$))*"
COUNT_PATTERNS = {
    # programs that keep numbers as floats write whole numbers as 14911.0; in 12.000 the point may separate thousands
    "count": r"-?[0-9]{1,15}(\.0{1,2})?",
    "half_count": r"-?[0-9]{1,14}(\.[05]0?)?",
    "number": r"-?[0-9]{1,15}(\.[0-9]{1,15})?",
}
"""What a number may look like, by the type of its column; spreadsheets keep 15 digits."""


def write_typed_sql(layout: DetectedLayout, source: str, *, is_typed: bool) -> str:
    extract = layout.extract
    present = {*layout.published.columns, *(set(layout.unnamed) & set(layout.published.unnamed_columns))}
    counts = [name for name in extract.counts if name in present]
    is_plain = "true" if is_typed else f"regexp_full_match({join_counts_sql(counts)}, '{PLAIN_COUNTS}')"
    names = [column.name for column in extract.columns]
    typed = ", ".join(f"{_typed_value_sql(layout, name, present, is_typed=is_typed)} as {name}" for name in names)
    complaint = "null::varchar" if is_typed else _not_a_number_sql(layout, counts)
    computed = ", ".join(f"{sql} as {name}" for name, sql in layout.published.computed.items())
    replaced = f" replace ({computed})" if computed else ""
    return f"""
        create table typed as
        with judged as (
            select *, {is_plain} as is_plain from {source}
        ),
        cast_rows as (
            select row, '{layout.published.name}' as era, {typed}, {complaint} as not_a_number from judged
        ),
        classified as (
            select *{replaced}, case when {extract.is_note} then 'note' when {extract.is_total} then 'total'
                when {extract.is_subtotal} then 'subtotal' else 'data' end as row_kind,
                ({extract.is_national}) as is_national
            from cast_rows
        )
        select * from classified where row_kind <> 'note'
    """


def write_views_sql(extract: Extract) -> str:
    """Return SQL for the views. As views, they compute derived columns only from the columns they need."""
    derived = "".join(
        f", {sql} as {name}"
        for name, sql in {**extract.derived, **register_screening.screening_columns(extract)}.items()
    )
    return "; ".join(
        f"create view {name} as select * exclude (is_national){derived} from (select * from typed where {condition})"
        for name, condition in (("data", "row_kind = 'data'"), ("stored", "row_kind = 'data' or is_national"))
    )


def join_counts_sql(counts: list[str]) -> str:
    return f"concat_ws('|', {', '.join(counts) or 'null'})"


def _typed_value_sql(layout: DetectedLayout, name: str, present: set[str], *, is_typed: bool) -> str:
    """Return SQL for the typed value of one column."""
    column = layout.extract.column(name)
    if name in layout.values_above:
        return "'" + layout.values_above[name].replace("'", "''") + "'"
    if name not in present:
        return f"null::{column.sql_type}"
    if column.type in ("code", "text"):
        return f"upper({_text_column_sql(name)})" if column.type == "code" else _text_column_sql(name)
    if is_typed:
        return name
    # a cast alone would round 3.7 and accept 1e3, so the form comes first
    cleaned = _count_text_sql(name, dash_is_zero=_dash_is_zero(layout))
    return (
        f"case when is_plain then try_cast({name} as {column.sql_type}) "
        f"when regexp_full_match({cleaned}, '{COUNT_PATTERNS[column.type]}') "
        f"then try_cast({cleaned} as {column.sql_type}) end"
    )


def _not_a_number_sql(layout: DetectedLayout, counts: list[str]) -> str:
    """Return SQL that lists the counts of a row that are not of their column's form, or gives null."""
    parts = []
    for name in counts:
        cleaned = _count_text_sql(name, dash_is_zero=_dash_is_zero(layout))
        pattern = COUNT_PATTERNS[layout.extract.column(name).type]
        parts.append(f"case when not regexp_full_match({cleaned}, '{pattern}') then '{name}: ' || {name} end")
    return f"case when is_plain then null else nullif(concat_ws('; ', {', '.join(parts) or 'null'}), '') end"


def _text_column_sql(column: str) -> str:
    # spaces, tabs and no-break spaces around a value have no meaning
    return f"nullif(trim({column}, ' ' || chr(9) || chr(160)), '')"


def _count_text_sql(column: str, *, dash_is_zero: bool) -> str:
    """Return SQL for a count without thousands separators; a dash is 0 if `dash_is_zero`."""
    text = _text_column_sql(column)
    grouped = f"regexp_full_match({text}, '-?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?')"
    digits = f"case when {grouped} then replace({text}, ',', '') else {text} end"
    if not dash_is_zero:
        return digits
    return f"case when {text} in ('-', '- 0', '-0') then '0' else {digits} end"


def _dash_is_zero(layout: DetectedLayout) -> bool:
    return layout.extract.dash_is_zero or layout.published.dash_is_zero
