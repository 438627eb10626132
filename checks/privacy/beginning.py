"""The beginning of a text: its first rows, and whether they have exactly a known layout."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from checks.contracts.detected_layout import DetectedLayout
from checks.files.detect_layout import find_layout

ROWS_TESTED = 2_000
"""Rows at the start of a file that get every test (docs/intake.md); `whole_file_scan` searches the rest."""
ROWS_LOOKED_AT = 60
"""Rows from which the layout is detected."""
BEGINNING_BYTES = 1 << 17
"""Bytes, more than those rows take in the widest extract."""


@dataclass(frozen=True)
class Beginning:
    """The first rows of a text, the layout detected in them, and the number of rows above a table of exactly it."""

    rows: Sequence[Sequence[str]]
    layout: DetectedLayout | None
    rows_above: int | None

    @property
    def is_known(self) -> bool:
        """Whether the text has exactly a known layout."""
        return self.rows_above is not None


class RecognisedParts:
    """Whether the parts of a file have exactly a known layout, by the names of the parts."""

    def __init__(self) -> None:
        self._is_known: dict[str, bool] = {}

    def add(self, name: str, *, is_known: bool) -> None:
        """Note what the beginning of a part has shown. Parts of the same name are known only if all of them are."""
        self._is_known[name] = self._is_known.get(name, True) and is_known

    def get(self, name: str) -> bool | None:
        """Return whether the part is known; None if its beginning has not been read yet."""
        return self._is_known.get(name)


def parse_beginning(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(itertools.islice(csv.reader(io.StringIO(text, newline="")), ROWS_TESTED))
    return rows


def recognise_beginning(rows: Sequence[Sequence[str]]) -> Beginning:
    first_rows = rows[:ROWS_LOOKED_AT]
    layout = find_layout(first_rows)
    if layout is None:
        return Beginning(first_rows, None, None)
    above, width = max(layout.header_row, 0), layout.offset + len(layout.published.columns)
    is_wider = any(cell.strip() for row in rows[above:] for cell in row[width:])
    return Beginning(first_rows, layout, None if layout.drift or layout.extra or is_wider else above)


def read_beginning(text: bytes) -> list[list[str]]:
    """Return the rows at the beginning of a text."""
    return parse_beginning(text[:BEGINNING_BYTES].decode("utf-8", "replace"))


def is_known_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows have exactly a known layout."""
    return recognise_beginning(rows).is_known
