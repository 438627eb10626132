"""From a plain text file and its layout to a typed table, `typed`, in a private DuckDB database.

Every row that is not blank comes over, with `row` (its line in the file), `era`, the contract's columns, its derived
columns, `not_a_number` (which count is not one, or nothing), and `row_kind`: data, total, subtotal or note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from checks.contract import Extract
from checks.reader import Plain, numbered_rows
from checks.reasons import Reason, Refused
from checks.recognise import Layout, normal

SMALL = 16 << 20
"""Below this size the rows are read one by one, which allows ragged rows and tells their exact line."""
BATCH = 20_000
PLAIN_COUNTS = "([0-9]{0,15}(,|$))*"


def load(con: duckdb.DuckDBPyConnection, plain: Plain, layout: Layout) -> list[Reason]:
    """Make the table `typed` in `con`; give the warnings. Raises Refused when the rows do not fit the layout."""
    warnings = _notes(plain, layout)
    if plain.size < SMALL:
        _read_rows(con, plain.path, layout)
    else:
        _read_bulk(con, plain.path, layout)
    _check_extra(con, layout)
    con.execute(_typed_sql(layout))
    con.execute("drop table raw")
    return warnings


def _notes(plain: Plain, layout: Layout) -> list[Reason]:
    notes = []
    if plain.encoding == "Windows-1252":
        notes.append(Reason("encoding", "the file is in Windows-1252, not UTF-8; it was read as such", "export it as UTF-8", "info"))
    if layout.extra:
        notes.append(
            Reason("empty_columns", f"{len(layout.extra)} empty columns at the end were left out", "nothing", "info")
        )
    return notes


def _raw_columns(layout: Layout) -> list[str]:
    return [*layout.era.columns, *(f"extra_{number}" for number in range(len(layout.extra)))]


def _read_rows(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> None:
    names = _raw_columns(layout)
    con.execute(f"create table raw (row bigint, {', '.join(f'{name} varchar' for name in names)})")
    for batch in _batches(_fitting_rows(path, layout, len(names))):
        columns = [pa.array(values, pa.int64() if not at else pa.string()) for at, values in enumerate(zip(*batch, strict=True))]
        con.register("batch", pa.table(dict(zip(["row", *names], columns, strict=True))))
        con.execute("insert into raw select * from batch")
        con.unregister("batch")


def _batches(rows: Iterator[list[object]]) -> Iterator[list[list[object]]]:
    batch: list[list[object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fitting_rows(path: Path, layout: Layout, width: int) -> Iterator[list[object]]:
    """The rows below the header, cut to the layout's width; a row that is too short or too long is refused."""
    for index, (line, row) in enumerate(numbered_rows(path)):
        if index <= layout.header_row or not any(cell.strip() for cell in row):
            continue
        cells = row[layout.offset :]
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) < width and len([cell for cell in cells if cell.strip()]) <= 2 and layout.offset:
            continue  # a line of notes below the table
        if len(cells) < len(layout.era.columns) or len(cells) > width:
            message = f"the row has {len(cells)} cells, not {width}"
            raise Refused(Reason("row_width", message, "the file may be cut short or re-saved: send it again", row=line))
        yield [line, *cells, *[""] * (width - len(cells))]


def _read_bulk(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> None:
    """The fast reader for large files. The header has been checked before: this reader goes by position."""
    names = [*(f"left_{number}" for number in range(layout.offset)), *_raw_columns(layout)]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    try:
        con.execute(
            "create table raw as select row_number() over () + ? as row, * from read_csv(?, "
            f"columns = {{{columns}}}, skip = ?, header = false, auto_detect = false, delim = ',', quote = '\"', "
            "escape = '\"', strict_mode = true, null_padding = false, max_line_size = 1048576)",
            [layout.header_row + 1, str(path), layout.header_row + 1],
        )
    except duckdb.Error as error:
        raise Refused(_bulk_reason(str(error), layout)) from error


def _bulk_reason(text: str, layout: Layout) -> Reason:
    line = re.search(r"Line: (\d+)", text)
    said = re.search(r"(Expected Number of Columns: \d+ Found: \d+|unterminated quote[^\n]*)", text)
    message = (said[1] if said else text.split("\n")[0]).lower()
    advice = "the file may be cut short or re-saved: send it again"
    return Reason("row_width", message, advice, row=int(line[1]) if line else layout.header_row + 2)


def _check_extra(con: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    for number, header in enumerate(layout.extra):
        found = con.execute(
            f"select min_by(row, row), min_by(extra_{number}, row) from raw where trim(extra_{number}) <> ''"
        ).fetchone()
        if found and found[0] is not None:
            name = header.strip() or f"column {len(layout.era.columns) + layout.offset + number + 1}, without a name"
            message = "this column is not in the layout, and holds values"
            advice = "remove it, or add a new era to the contract if the publisher has added it"
            raise Refused(Reason("unknown_column", message, advice, row=found[0], column=name, value=found[1]))


def _text(column: str) -> str:
    return f"nullif(trim(replace(replace({column}, chr(160), ' '), chr(9), ' ')), '')"


def _count_text(column: str, *, dash_is_zero: bool) -> str:
    """SQL for the count as digits: thousands separators removed, and a dash read as nothing where it means nothing."""
    digits = f"case when regexp_full_match({_text(column)}, '-?[0-9]{{1,3}}(,[0-9]{{3}})+') then replace({_text(column)}, ',', '') else {_text(column)} end"
    if not dash_is_zero:
        return digits
    return f"case when {_text(column)} in ('-', '- 0', '-0') then '0' else {digits} end"


def _typed_sql(layout: Layout) -> str:
    extract = layout.extract
    present = set(layout.era.columns)
    counts = [name for name in extract.counts if name in present]
    joined = ", ".join(f"coalesce({name}, '')" for name in counts) or "''"
    typed = ", ".join(_typed(extract, name, present) for name in (column.name for column in extract.columns))
    derived = "".join(f", {sql} as {name}" for name, sql in extract.derived.items())
    return f"""
        create table typed as
        with judged as (
            select *, regexp_full_match(concat_ws(',', {joined}), '{PLAIN_COUNTS}') as is_plain from raw
        ),
        cast_rows as (
            select row, '{layout.era.name}' as era, {typed}, {_complaint(layout, counts)} as not_a_number from judged
        ),
        told as (
            select *, case when {extract.is_note} then 'note' when {extract.is_total} then 'total'
                when {extract.is_subtotal} then 'subtotal' else 'data' end as row_kind
            from cast_rows
        ),
        data as (select *{derived} from told where row_kind = 'data')
        select * from data
        union all by name
        select * from told where row_kind in ('total', 'subtotal')
    """


def _typed(extract: Extract, name: str, present: set[str]) -> str:
    column = extract.column(name)
    if name not in present:
        return f"null::{column.sql_type} as {name}"
    if column.type == "code":
        return f"upper({_text(name)}) as {name}"
    if column.type == "text":
        return f"{_text(name)} as {name}"
    # a cast alone would round 3.7 and take 1e3, so only digits reach it
    cleaned = _count_text(name, dash_is_zero=extract.dash_is_zero)
    return (
        f"case when is_plain then try_cast({name} as bigint) when regexp_full_match({cleaned}, '-?[0-9]{{1,15}}') "
        f"then try_cast({cleaned} as bigint) end as {name}"
    )


def _complaint(layout: Layout, counts: list[str]) -> str:
    """SQL that names the counts of a row that are not whole numbers, by header, or gives nothing."""
    headers = dict(zip(layout.era.columns, layout.era.headers, strict=True))
    parts = []
    for name in counts:
        cleaned = _count_text(name, dash_is_zero=layout.extract.dash_is_zero)
        header = normal(headers[name]).replace("'", "''")
        parts.append(f"case when not regexp_full_match({cleaned}, '-?[0-9]{{1,15}}') then '{header}: ' || {name} end")
    return f"case when is_plain then null else nullif(concat_ws('; ', {', '.join(parts) or 'null'}), '') end"
