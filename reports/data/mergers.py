"""Who merged into whom: the marks on a successor's charts, and what is said of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_rows
from reports.formatting import join_words, month_name, proper_name


@dataclass(frozen=True)
class Merger:
    """A predecessor of an organisation: from when on it is part of it, and whether histories are joined."""

    predecessor: str
    name: str
    month: date
    kind: str
    is_joined: bool


def read_mergers(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Merger, ...]]:
    """By the code of the successor; what is to come is not told yet."""
    found: dict[str, list[Merger]] = defaultdict(list)
    for row in fetch_rows(
        con,
        "select merger.*, coalesce(organisation.name, merger.predecessor) as name from core.merger as merger "
        "left join core.organisation as organisation on organisation.organisation = merger.predecessor "
        "where merger.kind in ('whole', 'part', 'split') order by merger.month, merger.predecessor",
    ):
        name = proper_name(row["name"], row["predecessor"])
        found[row["successor"]].append(Merger(row["predecessor"], name, row["month"], row["kind"], row["is_joined"]))
    return {code: tuple(some) for code, some in found.items()}


def merger_marks(found: tuple[Merger, ...], first: date, last: date) -> list[tuple[date, str]]:
    """The months between which a chart is not of the same organisation, each with its words."""
    months = sorted({one.month for one in found if first < one.month <= last})
    return [(month, _merger_words([one for one in found if one.month == month])) for month in months]


def _merger_words(found: list[Merger]) -> str:
    whole = [one.name for one in found if one.kind == "whole"]
    parts = [one.name for one in found if one.kind != "whole"]
    told = [f"merged with {join_words(whole)}"] if whole else []
    told += [f"took over a part of {join_words(parts)}"] if parts else []
    return f"{' and '.join(told)} in {month_name(found[0].month)}"


def merger_notes(found: tuple[Merger, ...], first: date, last: date) -> list[str]:
    """What a chart across a merger does not show by itself: its limits go on, they are not begun anew."""
    told = []
    for month, words in merger_marks(found, first, last):
        joined = all(one.is_joined for one in found if one.month == month)
        history = (
            "The figures before are its own alone; verdicts on gains read them joined with its predecessors'."
            if joined
            else "The figures before are its own alone, and cannot be joined."
        )
        told.append(f"The dotted line: {words}. {history} The limits are not recalculated for it.")
    return told
