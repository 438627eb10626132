"""Detect the kind, layout and month of a file from its header or its first row, never from its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from checks.contracts.contract import Extract, PublishedLayout
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Refused, unknown_kind
from checks.extracts import EXTRACTS
from checks.files.families_not_taken import refuse_family_not_taken
from checks.files.header_drift import describe_header_drift
from checks.files.header_text import normalise_header
from checks.files.labels_above import is_label, read_values_above, read_version_above
from checks.files.row_shapes import find_layout_by_shape

HEADER_WITHIN = 40
"""Rows searched for the header, because some layouts begin with a block of notes; chosen with room to spare."""
MIN_HEADER_LIKENESS = 0.4
"""Shared headers over all headers from which a changed header still counts as a kind; two kinds share at most 0.27."""


def detect_layout(rows: Sequence[Sequence[str]]) -> DetectedLayout:
    """Detect the kind, published layout and month (YYYY-MM) from the first rows. Raises Refused if no kind matches."""
    return take_known_layout(rows, find_layout(rows))


def take_known_layout(rows: Sequence[Sequence[str]], layout: DetectedLayout | None) -> DetectedLayout:
    """Return the layout found in first rows. Raises Refused for rows of no known kind, or of a family not taken.

    A family may resemble a kind whose header has changed, so it comes before what is wrong with the header.
    """
    if layout is not None and not layout.drift:
        return layout
    if refusal := refuse_family_not_taken(rows[:HEADER_WITHIN]):
        raise refusal
    if layout is None:
        raise Refused(unknown_kind(rows[:HEADER_WITHIN], sorted(EXTRACTS)))
    return layout


def find_layout(rows: Sequence[Sequence[str]]) -> DetectedLayout | None:
    """Detect the kind, published layout and month (YYYY-MM) from the first rows; None if no kind matches."""
    layout = _by_header(rows) or find_layout_by_shape(rows)
    if layout is None:
        return None
    layout = replace(layout, values_above=read_values_above(layout, rows), called=read_version_above(layout, rows))
    has_rows = any(cell.strip() for row in rows[layout.header_row + 1 :] for cell in row)
    layout = replace(layout, month=_read_month(layout, rows), has_rows=has_rows)
    written = (0, "") if layout.month or layout.extract.is_register else _find_written_period(layout, rows)
    return replace(layout, shows_sheet=_shows_sheet(layout, rows), period_written=written)


def _by_header(rows: Sequence[Sequence[str]]) -> DetectedLayout | None:
    best: tuple[float, DetectedLayout] | None = None
    for number, plain in enumerate(rows[:HEADER_WITHIN]):
        row = _with_groups(plain, rows[number - 1]) if number else plain
        # a hostile row may have a million cells, few of them different
        filled = {normalise_header(cell) for cell in set(row)} - {""}
        if len(filled) < 2:
            continue
        for extract in EXTRACTS.values():
            for published_layout in extract.layouts:
                likeness = _header_likeness(filled, published_layout) if published_layout.has_header else 0.0
                if likeness >= MIN_HEADER_LIKENESS and (best is None or likeness > best[0]):
                    best = (likeness, _make_layout(extract, published_layout, number, row, rows[number + 1 :]))
    return best[1] if best else None


def _with_groups(row: Sequence[str], above: Sequence[str]) -> Sequence[str]:
    """Return the headers, prefixing repeated ones with their group: 'A&E attendances: Type 1 Departments'.

    A group is named above the first of its columns. Some files spell out the signs > and < in words.
    """
    headers = {cell: normalise_header(cell) for cell in set(row)}
    counted = Counter(headers[cell] for cell in row)
    if not any(normalise_header(cell) for cell in above) or max(counted.values(), default=0) < 2:
        return row
    group, named = "", []
    for at, cell in enumerate(row):
        group = _with_signs(above[at].strip()) if at < len(above) and above[at].strip() else group
        is_repeated = counted[headers[cell]] > 1 and headers[cell] and group
        named.append(f"{group}: {cell.strip()}" if is_repeated else cell)
    return named


def _with_signs(group: str) -> str:
    for words, sign in (("greater than", ">"), ("more than", ">"), ("less than", "<")):
        group = re.sub(words, sign, group, flags=re.IGNORECASE)
    return group


@cache
def _wanted_headers(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normalise_header(header) for header in headers)


def _header_likeness(filled: set[str], published_layout: PublishedLayout) -> float:
    """Return shared headers over all headers, from 0 to 1 (the same set)."""
    wanted = _wanted_headers(published_layout.headers)
    return len(wanted & filled) / len(wanted | filled)


def _make_layout(
    extract: Extract, published_layout: PublishedLayout, number: int, row: Sequence[str], below: Sequence[Sequence[str]]
) -> DetectedLayout:
    offset = next(index for index, cell in enumerate(row) if normalise_header(cell))
    cells = list(row[offset:])
    while cells and not normalise_header(cells[-1]) and len(cells) > len(published_layout.headers):
        cells.pop()
    headers = [normalise_header(cell) for cell in cells]
    wanted = [normalise_header(header) for header in published_layout.headers]
    extra = tuple(cells[len(wanted) :]) if headers[: len(wanted)] == wanted else ()
    is_as_published = extra or headers == wanted
    drift = () if is_as_published else tuple(describe_header_drift(published_layout, cells, number + 1, offset))
    unnamed = _name_unnamed_columns(published_layout, len(row) - offset, [cells[offset:] for cells in below])
    unnamed = () if extra or drift else unnamed
    return DetectedLayout(extract, published_layout, number, offset, None, extra, drift, unnamed=unnamed)


def _name_unnamed_columns(
    published_layout: PublishedLayout, width: int, below: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """Name the columns under the blank cells that end the header row, up to the last that holds values.

    Published workbooks have such columns, often hidden. A column with values in fewer than half of the rows is left to
    the reader, which refuses it: a cell that was cut in two by a stray comma looks like this.
    """
    first = len(published_layout.headers)
    table = [cells for cells in below if sum(1 for cell in cells if cell.strip()) > 1]
    filled = [sum(1 for cells in table if len(cells) > at and cells[at].strip()) for at in range(first, width)]
    count = max((at for at, rows in enumerate(filled, start=1) if 2 * rows >= len(table) > 0), default=0)
    return (*published_layout.unnamed_columns, *(f"unnamed_{number + 1}" for number in range(count)))[:count]


def _read_month(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> str | None:
    if layout.extract.is_register:
        return None
    for row in rows[layout.header_row + 1 :]:
        cells = list(row[layout.offset :])
        cells += [""] * (len(layout.published.columns) - len(cells))
        values = {**dict(zip(layout.published.columns, cells, strict=False)), **layout.values_above}
        if month := layout.extract.read_month(values):
            return month
    return None


def _shows_sheet(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the lines above the table show its sheet, or need not: no other sheet of that month has its columns."""
    mark, since = layout.published.mark_above, layout.published.mark_above_since
    if not mark or (layout.month or "") < since:
        return True
    above = (" ".join(normalise_header(cell) for cell in row if cell.strip()) for row in rows[: layout.header_row])
    return any(re.search(mark, line) for line in above)


def _find_written_period(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> tuple[int, str]:
    """Find the row and the text of the first period; the row is 0 where no period is filled in."""
    if labels := [name for name in layout.extract.month_columns if name in layout.values_above]:
        rows_above = enumerate(rows[: layout.header_row], start=1)
        labelled = (number for number, row in rows_above if any(is_label(cell, labels[0]) for cell in row))
        return next(labelled, 0), layout.values_above[labels[0]].removeprefix(f"{labels[0]}: ")
    columns = layout.published.columns
    places = [columns.index(name) for name in layout.extract.month_columns if name in columns]
    for number, row in enumerate(rows[layout.header_row + 1 :], start=layout.header_row + 2):
        cells = row[layout.offset :]
        if written := " ".join(cells[at].strip() for at in places if at < len(cells) and cells[at].strip()):
            return number, written
    return 0, ""
