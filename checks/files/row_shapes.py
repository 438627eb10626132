"""Recognise a file without a header by the form of its first rows, such as a code, a name and a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.contracts.contract import PublishedLayout
from checks.contracts.detected_layout import DetectedLayout
from checks.extracts import EXTRACTS

SHAPE_WITHIN = 20
"""Rows that are looked at; at least half must have the form of the layout (our choice)."""


def find_layout_by_shape(rows: Sequence[Sequence[str]]) -> DetectedLayout | None:
    """Find the layout without a header that the first rows have; None if they have none."""
    filled = [(number, row) for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    # one odd row at the beginning, such as a code of another sort, does not make a file unknown
    beginning = filled[:SHAPE_WITHIN]
    for extract in EXTRACTS.values():
        for published_layout in extract.layouts:
            if published_layout.has_header:
                continue
            fitting = [row for _, row in beginning if _row_fits_shape(row, published_layout)]
            if fitting and 2 * len(fitting) >= len(beginning):
                return DetectedLayout(extract, published_layout, filled[0][0] - 1, 0, None, (), ())
    return None


def _row_fits_shape(row: Sequence[str], published_layout: PublishedLayout) -> bool:
    """Whether the cells have the forms of the layout; blank ones at the end may be missing, and further ones there."""
    longest = len(published_layout.shape)
    # of a hostile row with a million cells, only those of the layout are looked at
    if any(_strip_cell(cell) for cell in row[longest:]):
        return False
    cells = [_strip_cell(cell) for cell in row[:longest]]
    if len(cells) < (published_layout.least_cells or longest):
        return False
    cells += [""] * (longest - len(cells))
    return all(re.fullmatch(pattern, cell) for pattern, cell in zip(published_layout.shape, cells, strict=True))


def _strip_cell(cell: str) -> str:
    return cell.replace("\ufeff", "").strip()
