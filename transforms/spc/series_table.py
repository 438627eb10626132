"""The table of a series file: its header is searched for, and its rows become `raw` in DuckDB, all as text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb

from checks.reading.any_text import SEPARATORS, AnyText, iterate_any_rows, open_any_text
from checks.storage.sql_text import quote_sql_text
from transforms.spc.line_ends import write_with_lf
from transforms.spc.spc_error import SpcError

NEEDED = ("series_id", "date", "value")
OPTIONAL = {"target": ("target",), "ghost": ("ghost", "exclude"), "reason": ("reason",)}
"""Columns that may be there, and their names in the file."""
BUFFER_BYTES = 1 << 22
"""Twice the longest line that DuckDB reads. Its own buffers of 32 MB would be a tenth of the memory of a run."""
HEADER_WITHIN = 40
"""Lines searched for the header, below a title or notes, as `admit` does."""


@dataclass(frozen=True)
class Header:
    """The header's line (from 1), what separates its cells, and their normalised names.

    A file of one series may lack the column `series_id`: its rows are then read as if they began with `only_series`.
    """

    line: int
    separator: str
    names: tuple[str, ...]
    only_series: str = ""

    def find_place(self, *names: str) -> int | None:
        """The place of the only column with one of these names; None if there is none."""
        return next((at for at, name in enumerate(self.names) if name in names), None)


def load_raw_rows(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> tuple[Header, list[str]]:
    """Create `raw` (line, then the columns of NEEDED and OPTIONAL as text); return the header and notes for the user.

    Raises SpcError if the file is not a table with the columns that are needed.
    """
    try:
        text = open_any_text(path, folder)
        alike = folder / "alike.csv"
        write_with_lf(text.path, alike)
        text = replace(text, path=alike)
        header = _find_header(text.path, path)
        if header.only_series or not _load_regular_rows(connection, text, header):
            _load_ragged_rows(connection, text, header, path, folder / "rows.csv")
    except SpcError:
        raise
    except (OSError, ValueError) as error:
        raise SpcError(str(error)) from error
    is_usual = text.encoding.startswith("UTF-8")
    return header, [] if is_usual else [f"{path}: the file is in {text.encoding}, not UTF-8; it was read as such"]


def _find_header(text: Path, path: Path) -> Header:
    with text.open(encoding="utf-8-sig", newline="") as handle:
        headers = [
            Header(number, separator, _normalise_names(line, separator))
            for number, line in enumerate(islice(handle, HEADER_WITHIN), start=1)
            for separator in SEPARATORS
        ]
    # the first line that has the most of the columns needed
    header = max(headers, key=lambda header: (len(set(NEEDED) & set(header.names)), -header.line))
    return complete_header(header, path)


def complete_header(header: Header, path: Path) -> Header:
    """Name the only series of a file without names. Raises SpcError if a column is missing, or is there twice."""
    header = _name_only_series(header, path)
    if missing := [name for name in NEEDED if name not in header.names]:
        raise SpcError(
            f"{path}: no column {', '.join(missing)}; the columns needed are {', '.join(NEEDED)}, named in a header"
        )
    counts = Counter(header.names)
    place = f"line {header.line}" if header.line else "the table"
    for names in (*((name,) for name in NEEDED), *OPTIONAL.values()):
        if sum(counts[name] for name in names) > 1:
            raise SpcError(f"{path}: {place} names two columns {' or '.join(names)}; keep one of them")
    return header


def _name_only_series(header: Header, path: Path) -> Header:
    """Name the series after its file where no column does. Any other column might tell several series apart."""
    known_names = {"", "date", "value", *(name for names in OPTIONAL.values() for name in names)}
    if not {"date", "value"} <= {*header.names} <= known_names:
        return header
    return replace(header, names=("series_id", *header.names), only_series=path.stem.strip() or "series")


def _normalise_names(line: str, separator: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.rstrip("\n")], delimiter=separator), [])
    except csv.Error:  # an open quote that continues on the next line
        return ()
    return tuple(normalise_name(cell) for cell in cells)


def normalise_name(cell: str) -> str:
    """The name of a column in one spelling."""
    return "_".join(cell.replace("\ufeff", "").split()).casefold()


def list_used_places(header: Header) -> dict[str, int | None]:
    """The columns of `raw`, each with the place of its column in the file; None if there is none."""
    return {
        **{name: header.find_place(name) for name in NEEDED},
        **{name: header.find_place(*aliases) for name, aliases in OPTIONAL.items()},
    }


def _load_regular_rows(connection: duckdb.DuckDBPyConnection, text: AnyText, header: Header) -> bool:
    """Load rows that are a line each, which DuckDB numbers rightly; False, with nothing loaded, for any others."""
    columns = [f"c{at}" for at in range(len(header.names))]
    cells = ", ".join(
        write_cell_sql(name, None if at is None else f"c{at}") for name, at in list_used_places(header).items()
    )
    source = _csv_reader_sql(text.path, columns, header.separator, skip=header.line)
    try:
        connection.execute(
            f"create temp table raw as select row_number() over () + {header.line} as line, {cells} from {source}"
        )
    except duckdb.Error:
        return False
    row = connection.execute("select count(*) from raw").fetchone()
    if row == (text.lines - header.line,):
        return True
    connection.execute("drop table raw")
    return False


def _load_ragged_rows(
    connection: duckdb.DuckDBPyConnection, text: AnyText, header: Header, path: Path, target: Path
) -> None:
    """Load rows one by one: blank lines, cells of several lines, sentences below the table."""
    places = list_used_places(header)
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, row in _iterate_fitting_rows(text, header, path):
            writer.writerow([line, *("" if at is None else row[at] for at in places.values())])
    cells = ", ".join(write_cell_sql(name, name) for name in places)
    source = _csv_reader_sql(target, ["line", *places], ",", skip=0)
    connection.execute(f"create temp table raw as select line::bigint as line, {cells} from {source}")


def _iterate_fitting_rows(text: AnyText, header: Header, path: Path) -> Iterator[tuple[int, list[str]]]:
    added = 1 if header.only_series else 0
    width = len(header.names) - added
    # Excel drops the empty cells at the end of a row, so columns that are not needed may be absent
    needed_width = 1 + max(at for name in NEEDED if (at := header.find_place(name)) is not None) - added
    for line, row in iterate_any_rows(text, path, header.separator):
        filled = [cell for cell in row if cell.strip()]
        if line <= header.line or not filled:
            continue
        is_sentence = len(filled) == 1 and " " in filled[0].strip()
        if (len(row) < needed_width and not is_sentence) or any(cell.strip() for cell in row[width:]):
            raise SpcError(
                f"{path}: line {line} has {len(row)} cells and the header has {width}; "
                "give every row a cell for every column, empty where there is nothing"
            )
        named = [header.only_series, *row] if added and not is_sentence else row
        yield line, [*named, *[""] * (len(header.names) - len(named))]


def write_cell_sql(name: str, column: str | None) -> str:
    """SQL of a column of `raw`. Only the names of series are trimmed here, since that is a tenth of the reading."""
    if column is None:
        return f"null::varchar as {name}"
    # spaces, tabs and no-break spaces around a name have no meaning
    return f"trim({column}, ' ' || chr(9) || chr(160)) as {name}" if name == "series_id" else f"{column} as {name}"


def _csv_reader_sql(path: Path, columns: Sequence[str], separator: str, *, skip: int) -> str:
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
    return (
        f"read_csv({quote_sql_text(str(path))}, columns = {{{types}}}, skip = {skip}, header = false, "
        f"auto_detect = false, delim = {quote_sql_text(separator)}, "
        f"quote = '\"', escape = '\"', strict_mode = true, null_padding = false, "
        f"buffer_size = {BUFFER_BYTES})"
    )
