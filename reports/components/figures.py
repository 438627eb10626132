"""A chart with its surroundings: finding, statistic, key, description, data table, CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from reports.claims.claim import Claim
from reports.csv_text import csv_text


@dataclass(frozen=True)
class FigureTable:
    """Rows of text with the header in the first cell; `raw` has the same figures at full precision, for the CSV."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    raw_heads: tuple[str, ...]
    raw: tuple[tuple[Any, ...], ...]
    places: tuple[float, ...] = ()
    """Where in the chart each row is, in per cent of its width, so that the pointer finds the row; empty: nowhere."""

    def csv(self) -> str:
        return csv_text(self.raw_heads, ([_plain_cell(cell) for cell in row] for row in self.raw))


def _plain_cell(cell: Any) -> Any:
    return f"{cell:%Y-%m}" if isinstance(cell, date) else "" if cell is None else cell


@dataclass(frozen=True)
class ChartFigure:
    """The template's data for one chart."""

    anchor: str
    title: str
    """As plain text: it is also the name of the picture and of its table."""
    subtitle: str
    says: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    chart: Markup
    description: str
    axis: str
    table: FigureTable
    data_file: str
    claim: Claim
    """What the title, the words, the picture and the table show."""
    css: str = ""


def mark_safe(chart: str) -> Markup:
    """Mark a chart as safe: it is made of numbers and of text that was escaped on insertion."""
    return Markup(chart)  # noqa: S704


def make_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    names: Sequence[str],
    raw: Sequence[Sequence[Any]],
    places: Iterable[float] = (),
) -> FigureTable:
    printed, exact = tuple(tuple(row) for row in rows), tuple(tuple(row) for row in raw)
    return FigureTable(tuple(heads), printed, tuple(names), exact, tuple(places))


def places_between(positions: Iterable[float], low: float, high: float) -> list[float]:
    """The places of rows on an axis that runs from `low` to `high`."""
    return [round((position - low) / ((high - low) or 1) * 100, 1) for position in positions]
