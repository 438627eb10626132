"""Tables that somebody has appended to another in one file: the same header again, or the header of another layout."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.files.detect_layout import find_layout
from checks.files.header_text import normalise_header

MOST_HEADERS = 1_000
"""Rows that are compared with headers; a file can have 240 months (`months_in_file.py`)."""


def is_header_again(cells: Sequence[str | None], layout: DetectedLayout) -> bool:
    """Whether the cells of a row, from the table's first column on, are the headers of the layout."""
    wanted = layout.published.headers
    return len(cells) >= len(wanted) and all(
        normalise_header(cell or "") == normalise_header(header)
        for cell, header in zip(cells[: len(wanted)], wanted, strict=True)
    )


def drop_repeated_headers(con: duckdb.DuckDBPyConnection, layout: DetectedLayout) -> None:
    """Remove rows that repeat the header from the table `raw`: whoever appends months may copy it along.

    Raises Refused for the header of another table.
    """
    counts = [name for name in layout.extract.counts if name in layout.published.columns]
    if not counts:
        return
    # only a header has words where numbers belong; every row that is compared costs a look at all layouts
    candidates = con.execute(
        f"select row, {', '.join(layout.published.columns)} from raw "
        f"where regexp_matches(concat_ws('|', {', '.join(counts)}), '[A-Za-z]{{3}}') order by row limit {MOST_HEADERS}"
    ).fetchall()
    for line, *cells in candidates:
        if is_header_again(cells, layout):
            con.execute("delete from raw where row = ?", [line])
        else:
            refuse_second_table(line, [cell or "" for cell in cells])


def refuse_second_table(line: int, row: Sequence[str]) -> None:
    """Raise Refused if a row that does not fit the table is the header of another."""
    another = find_layout([row])
    if another is None or not another.published.has_header or another.drift:
        return
    message = f"a second table begins here, with the columns of: {another.extract.title}, {another.published.name}"
    advice = "send each table as a file of its own: all months of one file must have the same columns"
    raise Refused(Reason("second_table", message, advice, row=line))
