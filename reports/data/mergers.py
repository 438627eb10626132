"""Mergers: the marks and notes on a successor's charts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_rows
from reports.formatting import join_words, month_name
from reports.proper_names import proper_name


@dataclass(frozen=True)
class Merger:
    """A predecessor of an organisation: the month of the merger, and whether the histories are joined."""

    predecessor: str
    name: str
    month: date
    kind: str
    is_joined: bool


def read_mergers(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Merger, ...]]:
    """Read the mergers by successor code, without future ones."""
    mergers_by_successor: dict[str, list[Merger]] = defaultdict(list)
    for row in fetch_rows(
        con,
        "select merger.*, coalesce(organisation.name, merger.predecessor) as name from core.merger as merger "
        "left join core.organisation as organisation on organisation.organisation = merger.predecessor "
        "where merger.kind in ('whole', 'part', 'split') order by merger.month, merger.predecessor",
    ):
        name = proper_name(row["name"], row["predecessor"])
        mergers_by_successor[row["successor"]].append(
            Merger(row["predecessor"], name, row["month"], row["kind"], row["is_joined"])
        )
    return {code: tuple(some) for code, some in mergers_by_successor.items()}


def merger_marks(mergers: tuple[Merger, ...], first: date, last: date) -> list[tuple[date, str]]:
    """The months of mergers on a chart after its first month, each with its label."""
    months = sorted({merger.month for merger in mergers if first < merger.month <= last})
    return [(month, _merger_words([merger for merger in mergers if merger.month == month])) for month in months]


def _merger_words(mergers: list[Merger]) -> str:
    whole = [merger.name for merger in mergers if merger.kind == "whole"]
    parts = [merger.name for merger in mergers if merger.kind != "whole"]
    phrases = [f"merged with {join_words(whole)}"] if whole else []
    phrases += [f"took over a part of {join_words(parts)}"] if parts else []
    return f"{' and '.join(phrases)} in {month_name(mergers[0].month)}"


def merger_notes(mergers: tuple[Merger, ...], first: date, last: date) -> list[str]:
    """Notes that a chart cannot show: which figures are on either side of a merger."""
    sentences = []
    for month, words in merger_marks(mergers, first, last):
        joined = all(merger.is_joined for merger in mergers if merger.month == month)
        history = (
            "The figures before are its own alone; verdicts on gains read them joined with its predecessors'."
            if joined
            else "The figures before are its own alone, and cannot be joined."
        )
        sentences.append(f"The dotted line: {words}. {history}")
    return sentences
