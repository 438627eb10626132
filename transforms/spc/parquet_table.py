"""The table of a series file in Parquet: its columns become the same texts in `raw` as those of a CSV.

So dates, values and ghosts are read, refused and reported by the same rules in both.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from checks.storage.sql_text import quote_sql_text
from transforms.spc.series_table import Header, complete_header, list_used_places, normalise_name, write_cell_sql
from transforms.spc.spc_error import SpcError

PARQUET = ".parquet"
TEXT, WHOLE = r"VARCHAR|ENUM\(.*\)", r"U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER"
NUMBER = rf"{WHOLE}|FLOAT|DOUBLE|DECIMAL\(.*\)"
GOOD_TYPES = {
    "series_id": (rf"{TEXT}|{WHOLE}|UUID", "text or a whole number"),
    "date": (rf"{TEXT}|DATE|TIMESTAMP(?:_S|_MS|_NS)?", "a date, a time without a time zone, or text"),
    "value": (rf"{TEXT}|{NUMBER}", "a number or text"),
    "target": (rf"{TEXT}|{NUMBER}", "a number or text"),
    "ghost": (rf"{TEXT}|{NUMBER}|BOOLEAN", "true or false, 1 or 0, or text"),
    "reason": (TEXT, "text"),
}
"""DuckDB's names of the types that a column may have. A time with a zone is refused, because its date depends on where
it is read; a column of nulls alone has the type INTEGER."""


def is_parquet(path: Path) -> bool:
    """Whether a file is read or written as Parquet, by the end of its name."""
    return path.suffix.lower() == PARQUET


def load_parquet_rows(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> tuple[Header, list[str]]:
    """Create `raw` as `load_raw_rows` does; a line is a row, counted from 1. Raises SpcError, which names the file."""
    # the user's path may hold characters that DuckDB reads as a pattern
    link = folder / f"series{PARQUET}"
    link.symlink_to(path.resolve())
    source = f"read_parquet({quote_sql_text(str(link))}, hive_partitioning = false)"
    try:
        columns = connection.execute(f"describe select * from {source}").fetchall()
        names = _list_top_names(connection, link)
        header = complete_header(Header(0, ",", tuple(normalise_name(name) for name in names)), path)
        cells = ", ".join(_read_columns(header, [(str(name), str(kind)) for name, kind, *_ in columns], path))
        connection.execute(f"create temp table raw as select row_number() over () as line, {cells} from {source}")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(link), str(path))
        raise SpcError(f"cannot read {path}: it is not Parquet, or it is damaged ({reason})") from error
    return header, []


def _list_top_names(connection: duckdb.DuckDBPyConnection, link: Path) -> list[str]:
    """The names of the columns as they are written; where two differ in case alone, DuckDB renames the second."""
    _, *fields = connection.execute(
        f"select name, coalesce(num_children, 0) from parquet_schema({quote_sql_text(str(link))})"
    ).fetchall()
    names, nested = [], 0
    for name, children in fields:
        if nested:
            nested += children - 1
        else:
            names.append(str(name))
            nested = children
    return names


def _read_columns(header: Header, columns: list[tuple[str, str]], path: Path) -> list[str]:
    """SQL of the columns of `raw`. Raises SpcError for a type that a column cannot have."""
    added = 1 if header.only_series else 0
    cells = []
    for name, place in list_used_places(header).items():
        if place is None:
            cells.append(write_cell_sql(name, None))
        elif place < added:
            cells.append(f"{quote_sql_text(header.only_series)} as {name}")
        else:
            cells.append(_read_column(name, *columns[place - added], path))
    return cells


def _read_column(name: str, column: str, kind: str, path: Path) -> str:
    pattern, meaning = GOOD_TYPES[name]
    if not re.fullmatch(pattern, kind) and kind != "INTEGER":
        raise SpcError(f"{path}: column {column} has the type {kind}; write {meaning}")
    quoted = '"' + column.replace('"', '""') + '"'
    if name == "ghost" and re.fullmatch(NUMBER, kind):
        # a column of flags with gaps comes from pandas as 1.0 and 0.0
        return f"if({quoted} in (0, 1), {quoted}::integer::varchar, {quoted}::varchar) as {name}"
    return write_cell_sql(name, f"{quoted}::varchar")
