"""What the first rows of a file show: its kind, its published layout, its month and where the table begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.contracts.contract import Extract, PublishedLayout
from checks.contracts.problems import Reason


@dataclass(frozen=True)
class DetectedLayout:
    """Where the table is: `header_row` counts from 0 (-1: none), `offset` is the number of columns before it."""

    extract: Extract
    published: PublishedLayout
    header_row: int
    offset: int
    month: str | None
    extra: tuple[str, ...]
    drift: tuple[Reason, ...]
    values_above: Mapping[str, str] = field(default_factory=dict)
    """Values given once above the table, by column: {'period': 'period: June 2025'}."""
    called: str = ""
    """The publisher's label above the table: provisional, revised, final or empty."""
    shows_sheet: bool = True
    """Whether the lines above the table show which sheet of a workbook it is, where others have the same columns."""
    period_written: tuple[int, str] = (0, "")
    """The row and the text of the first period that is filled in, where no month could be read."""
    has_rows: bool = True
    """Whether anything is below the header, in the first rows that were read."""
    unnamed: tuple[str, ...] = ()
    """The columns right of the last header that hold values and have no header: names in the contract, or made up."""
