"""A published layout of an extract: its headers as published, and the typed column that each becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Column:
    """One column of the typed table; its headers are given in the published layouts.

    A `half_count` is a count in which a patient may be shared by two organisations, so that 26.5 is right and 26.4 is
    not. Halves are exact in binary, so sums of them are too.
    """

    name: str
    type: Literal["text", "code", "count", "half_count", "number", "date"]
    description: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"column name {self.name!r} is not snake case")
        if not self.description:
            raise ValueError(f"column {self.name} needs a description")

    @property
    def sql_type(self) -> str:
        types = {"count": "BIGINT", "half_count": "DOUBLE", "number": "DOUBLE", "date": "DATE"}
        return types.get(self.type, "VARCHAR")


@dataclass(frozen=True)
class PublishedLayout:
    """One published layout: its headers as published, and the column each one becomes, in order.

    A layout without a header row (`has_header` false) is recognised by the `shape` of its first row: one regular
    expression per field. Repeated headers are written 'group: header', using the row of groups above them. The
    `labels_above` name values given once above the table, such as 'Period: June 2025'. `computed` maps a column to SQL
    over the typed row where this layout publishes it differently. In a workbook, only sheets named in `sheets` have
    this layout; where another sheet has the same columns, `mark_above` is a regular expression of a line above the
    table that only these have, since the month `mark_above_since`: a sheet saved as CSV has lost its name.
    `unnamed_columns` follow the last header without headers of their own; a file may lack them. A layout
    without a total row (`has_total` false) is not asked for one by `must_have_total`, and needs a floor. A file of
    an `is_annual` layout has the months of a year, however few rows one of them has.
    `least_organisations` and `least_rows` are those of a whole file where it has no total row to be compared with; with
    fewer, England and areas are not added up (`whole_files.py`). A layout that `merges_counts` publishes sums of counts
    that the other layouts have apart, under the same columns: with those it has measures in common, and not counts, and
    of a publication that comes in both the other counts (`storage/month_vintages.py`). A file
    without a header has at least `least_cells` in each row (all of them if 0): spreadsheets drop blanks at the end.

    Raises ValueError if there are not as many headers as columns.
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    has_header: bool = True
    shape: tuple[str, ...] = ()
    labels_above: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    mark_above: str = ""
    mark_above_since: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)
    dash_is_zero: bool = False
    unnamed_columns: tuple[str, ...] = ()
    merges_counts: bool = False
    least_organisations: int = 0
    least_rows: int = 0
    has_total: bool = True
    is_annual: bool = False
    least_cells: int = 0

    def __post_init__(self) -> None:
        if len(self.headers) != len(self.columns):
            raise ValueError(f"layout {self.name}: {len(self.headers)} headers, {len(self.columns)} columns")
