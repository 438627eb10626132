"""Making Data Count's matrix: variation in rows, assurance in columns, charted series in the cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.data.records import SeriesRecord
from reports.slugs import slug

VARIATIONS = (
    ("special_cause_improvement", "Special cause: improvement", ("i-im-h", "i-im-l")),
    ("common_cause", "Common cause", ("i-cc",)),
    ("special_cause_concern", "Special cause: concern", ("i-co-h", "i-co-l")),
    ("special_cause_neutral", "Special cause: neither better nor worse", ("i-ne-h", "i-ne-l")),
)
ASSURANCES = (
    ("consistent_pass", "Pass", "will meet the standard", "i-pass"),
    ("inconsistent", "Hit and miss", "standard in range", "i-hm"),
    ("consistent_fail", "Fail", "will miss the standard", "i-fail"),
    (None, "No standard", "", "i-none"),
)


@dataclass(frozen=True)
class MatrixItem:
    """An entry in a cell: its words and link."""

    words: str
    href: str
    variation: str | None
    assurance: str | None


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
    has_assurance: bool


def of_measures(series_list: list[SeriesRecord]) -> Matrix:
    return make_matrix(
        MatrixItem(series.measure.title, f"#{slug(series.measure.name)}", series.variation, series.assurance)
        for series in series_list
    )


def make_matrix(items: Iterable[MatrixItem]) -> Matrix:
    """Make the matrix without rows and columns that cannot apply: no neutral measure, nothing without a standard."""
    charted = [item for item in items if item.variation]
    has_neutral = any(item.variation.startswith(VARIATIONS[3][0]) for item in charted if item.variation)
    has_aimless = any(item.assurance is None for item in charted)
    columns = [column for column in ASSURANCES if column[0] or has_aimless]
    rows = VARIATIONS if has_neutral else VARIATIONS[:3]
    lines = tuple(
        MatrixLine(
            words,
            icons,
            tuple(
                (
                    f"z{VARIATIONS.index((variation, words, icons))}{ASSURANCES.index(column)}",
                    tuple(item for item in charted if _is_in(item, variation, column[0])),
                )
                for column in columns
            ),
        )
        for variation, words, icons in rows
    )
    return Matrix(tuple(column[1:] for column in columns), lines, len(charted), any(item.assurance for item in charted))


def _is_in(item: MatrixItem, variation: str, assurance: str | None) -> bool:
    return bool(item.variation and item.variation.startswith(variation)) and item.assurance == assurance
