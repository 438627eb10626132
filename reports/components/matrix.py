"""Making Data Count's matrix: variation in rows, assurance in columns, every series in one cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import series_claims
from reports.data.records import SeriesRecord
from reports.slugs import slug

VARIATIONS = (
    ("special_cause_improvement", "Special cause: improvement", ("i-im-h", "i-im-l")),
    ("common_cause", "Common cause", ("i-cc",)),
    ("special_cause_concern", "Special cause: concern", ("i-co-h", "i-co-l")),
    ("special_cause_neutral", "Special cause: neither better nor worse", ("i-ne-h", "i-ne-l")),
    (None, "No finding on variation", ("i-none",)),
)
NOT_JUDGED = "not_judged"
"""The column of what has a standard, and no limits that say what to expect."""
ASSURANCES = (
    ("consistent_pass", "Pass", "every month", "i-pass"),
    ("inconsistent", "Hit and miss", "some months", "i-hm"),
    ("consistent_fail", "Fail", "no month", "i-fail"),
    (NOT_JUDGED, "Not judged", "we cannot say", "i-none"),
    (None, "No standard", "", "i-none"),
)
ALWAYS_SHOWN = 3
"""The first rows and columns, which show at a glance that a cell is empty; the others are there if they are needed."""


@dataclass(frozen=True)
class MatrixItem:
    """An entry in a cell: its words and link, and the keys of its row and column."""

    words: str
    href: str
    variation: str | None
    column: str | None
    claim: Claim


@dataclass(frozen=True)
class MatrixLine:
    words: str
    icons: tuple[str, ...]
    cells: tuple[tuple[str, tuple[MatrixItem, ...]], ...]


@dataclass(frozen=True)
class Matrix:
    columns: tuple[tuple[str, str, str], ...]
    lines: tuple[MatrixLine, ...]
    count: int
    has_standard: bool


def assurance_column(series: SeriesRecord) -> str | None:
    """The column of a series: a standard that nothing is expected of is not the same as none."""
    is_judged = series.standard is not None and series.measure.direction != "neutral"
    return series.assurance or (NOT_JUDGED if is_judged else None)


def of_measures(series_list: list[SeriesRecord]) -> Matrix:
    return make_matrix(
        MatrixItem(
            series.measure.title,
            f"#{slug(series.measure.name)}",
            series.variation,
            assurance_column(series),
            series_claims.make_claim(series, "cell", series.variation or "", assurance_column(series) or ""),
        )
        for series in series_list
    )


def make_matrix(items: Iterable[MatrixItem]) -> Matrix:
    """Make the matrix: three rows and columns, and of the others those that have an item."""
    placed = list(items)
    columns = [
        at for at, (key, *_) in enumerate(ASSURANCES) if at < ALWAYS_SHOWN or any(item.column == key for item in placed)
    ]
    rows = [
        at
        for at, (key, *_) in enumerate(VARIATIONS)
        if at < ALWAYS_SHOWN or any(_is_of_variation(item, key) for item in placed)
    ]
    lines = tuple(
        MatrixLine(
            VARIATIONS[row][1],
            VARIATIONS[row][2],
            tuple(
                (
                    f"z{row}{column}",
                    tuple(item for item in placed if _is_in(item, VARIATIONS[row][0], ASSURANCES[column][0])),
                )
                for column in columns
            ),
        )
        for row in rows
    )
    has_standard = any(item.column is not None for item in placed)
    return Matrix(tuple(ASSURANCES[at][1:] for at in columns), lines, len(placed), has_standard)


def _is_of_variation(item: MatrixItem, variation: str | None) -> bool:
    return not item.variation if variation is None else bool(item.variation and item.variation.startswith(variation))


def _is_in(item: MatrixItem, variation: str | None, column: str | None) -> bool:
    return _is_of_variation(item, variation) and item.column == column
