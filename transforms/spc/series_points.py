"""The points of a series file: `raw` with its dates, values, targets and ghosts read becomes `point`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from checks.storage.sql_text import quote_sql_text
from transforms.spc.date_column import read_date_column
from transforms.spc.models import read_model
from transforms.spc.series_arrays import SeriesArrays, load_series_arrays
from transforms.spc.series_table import OPTIONAL, Header
from transforms.spc.spc_error import SpcError, shorten_value
from transforms.spc.value_column import ReadValue, read_value

ODD_NUMBER = "{0} is not null and (not coalesce(isfinite(try_cast({0} as double)), false) or contains({0}, '_'))"
"""Text that DuckDB does not cast to a number, or casts although nobody writes numbers so (inf, 1_000)."""
VALUE_WANTED = "write a number, as 12.5 or 12.5%, or leave the cell empty"
BLANK = "coalesce(trim({0}), '') = ''"
NAMED_SERIES = """
    select row_number() over (order by min(line))::integer as series, series_id from raw group by series_id
"""
GHOST_WORDS = "'', '1', 'true', 't', 'yes', 'y', 'x', '0', 'false', 'f', 'no', 'n'"


def load_points(
    connection: duckdb.DuckDBPyConnection, header: Header, folder: Path, date_order: str | None
) -> tuple[SeriesArrays, list[str]]:
    """Create `point` and `series_name` from `raw`; return the points and notes for the user.

    Raises SpcError, which names the line.
    """
    lines, notes = _read_date_texts(connection)
    _refuse_first(
        connection, "coalesce(series_id, '') = ''", "has no series_id; write the name of its series in every row"
    )
    notes += _load_dates(connection, lines, folder, date_order)
    _load_odd_values(connection, header, folder)
    if header.find_place(*OPTIONAL["ghost"]) is not None:
        is_unknown = f"lower(trim(ghost)) not in ({GHOST_WORDS})"
        _refuse_first(connection, is_unknown, "marks a ghost as {}; write 1 or 0", cell="ghost")
    connection.execute(f"create temp table series_name as {NAMED_SERIES}")
    connection.execute(f"create temp table point as {read_model('spc.point')}")
    # its texts are the largest part of the memory of a run
    connection.execute("drop table raw")
    arrays = load_series_arrays(connection)
    _refuse_faulty_points(connection, arrays)
    return arrays, notes


def _fetch_first(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    return row


def _refuse_first(
    connection: duckdb.DuckDBPyConnection, condition: str, meaning: str, *, table: str = "raw", cell: str = "null"
) -> None:
    """Raise SpcError for the first line that meets the condition; `meaning` may show its cell."""
    row = _fetch_first(connection, f"select line, {cell} from {table} where {condition} order by line limit 1")
    if row:
        raise SpcError(f"line {row[0]} {meaning.format(shorten_value(row[1]))}")


def _read_date_texts(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], list[str]]:
    """The texts of dates with the first line of each, and notes on the rows without a date that were left out."""
    query = "select coalesce(date, ''), min(line) from raw group by all"
    lines = dict(connection.execute(query).fetchall())
    notes = []
    if any(not text.strip() for text in lines):
        notes = _drop_sentences(connection)
        lines = dict(connection.execute(query).fetchall())
    if not lines:
        raise SpcError("there are no rows; write one row for each point below the header")
    return lines, notes


def _drop_sentences(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Remove blank rows, and sentences below the table such as a source, which are reported."""
    is_empty = f"{BLANK.format('date')} and {BLANK.format('value')}"
    connection.execute(f"delete from raw where {is_empty} and coalesce(series_id, '') = ''")
    is_sentence = f"{is_empty} and contains(series_id, ' ')"
    rows = connection.execute(f"select line, series_id from raw where {is_sentence} order by line").fetchall()
    connection.execute(f"delete from raw where {is_sentence}")
    return [f"line {line} is not a point and is left out: {shorten_value(text)}" for line, text in rows]


def _load_dates(
    connection: duckdb.DuckDBPyConnection, lines: dict[str, int], folder: Path, order: str | None
) -> list[str]:
    """Create `date_reading`: a date where no point has a time of day, otherwise a timestamp."""
    column = read_date_column(lines, order)
    has_times = any(moment.time().isoformat() != "00:00:00" for moment in column.moments.values())
    rows = (
        (number, text, moment.isoformat(" ") if has_times else moment.date().isoformat())
        for number, (text, moment) in enumerate(column.moments.items())
    )
    types = {"number": "INTEGER", "text": "VARCHAR", "moment": "TIMESTAMP" if has_times else "DATE"}
    _load_rows(connection, "date_reading", types, rows, folder)
    return [sentence] if (sentence := column.describe()) else []


def _load_odd_values(connection: duckdb.DuckDBPyConnection, header: Header, folder: Path) -> None:
    """Create `value_reading` for the values and targets that are not plain numbers."""
    readings: dict[str, ReadValue] = {}
    for name in ("value", "target"):
        if header.find_place(name) is None:
            continue
        query = f"select {name}, min(line) from raw where {ODD_NUMBER.format(name)} group by all order by 2"
        for text, line in connection.execute(query).fetchall():
            reading = read_value(text, separator=header.separator)
            if reading is None:
                raise SpcError(f"line {line} has no {name} that can be read, but {shorten_value(text)}; {VALUE_WANTED}")
            readings[text] = reading
    rows = (
        (text, "" if reading.number is None else repr(reading.number), reading.is_percentage)
        for text, reading in readings.items()
    )
    types = {"text": "VARCHAR", "number": "DOUBLE", "is_percentage": "BOOLEAN"}
    _load_rows(connection, "value_reading", types, rows, folder)


def _load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    types: dict[str, str],
    rows: Iterable[Sequence[object]],
    folder: Path,
) -> None:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    columns = ", ".join(f"'{column}': '{type_name}'" for column, type_name in types.items())
    connection.execute(
        f"create temp table {name} as from read_csv({quote_sql_text(str(path))}, columns = {{{columns}}}, "
        "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"')"
    )


def _refuse_faulty_points(connection: duckdb.DuckDBPyConnection, arrays: SeriesArrays) -> None:
    if arrays.has_ghosts:
        _refuse_first(
            connection,
            "is_ghost and ghost_reason is null",
            "leaves its point out of the limits without a reason; write why in a column reason",
            table="point",
        )
    if arrays.has_repeats:
        raise _describe_repeat(connection)
    if arrays.has_unusual_values:
        _refuse_mixed_percentages(connection)


def _describe_repeat(connection: duckdb.DuckDBPyConnection) -> SpcError:
    """Build the refusal of two points of a series on one date, for the caller to raise."""
    [(line, text, name)] = connection.execute(
        """
        with repeated as (
            select series, max(line) as line, arg_max(date_number, line) as date_number from point
            group by series, month having count(*) > 1
            order by line
            limit 1
        )
        select repeated.line, trim(date_reading.text), series_name.series_id
        from repeated
        inner join date_reading on date_reading.number = repeated.date_number
        inner join series_name on series_name.series = repeated.series
        """
    ).fetchall()
    return SpcError(f"line {line} repeats {text} of {name}; one value a date is needed")


def _refuse_mixed_percentages(connection: duckdb.DuckDBPyConnection) -> None:
    row = _fetch_first(
        connection,
        """
        select
            min(line) filter (not is_percentage) as line,
            arg_min(text, line) filter (not is_percentage) as text,
            min(line) filter (is_percentage) as percentage_line,
            arg_min(text, line) filter (is_percentage) as percentage,
        from point
        where value is not null and series in (select series from point where is_percentage)
        group by series
        having count(*) filter (not is_percentage) > 0
        order by line
        """,
    )
    if row:
        raise SpcError(
            f"line {row[0]} writes {row[1]!r}, and line {row[2]} a percentage, {row[3]!r}; "
            "write all values of a series in one way"
        )
