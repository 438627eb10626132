"""Families of published statistics that are known by their look and not taken: each is refused by its own name.

They are rows of `checks/reference/families_not_taken.csv`: headers that all are in one row, words that begin a cell
above the table, or both. A file that no contract takes is compared with them before it is called unknown, so that the
advice fits the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from checks.contracts.problems import Reason, Refused
from checks.files.header_text import normalise_header
from checks.reference.tables import read_fact_rows

RULE = "family_not_taken"


@dataclass(frozen=True)
class FamilyNotTaken:
    """One look of a family: its title in a sentence, how it is recognised, and what to do instead."""

    title: str
    headers: frozenset[str]
    words: str
    advice: str

    def fits(self, rows: Sequence[frozenset[str]]) -> bool:
        """Whether rows of normalised cells have this look."""
        has_headers = not self.headers or any(self.headers <= cells for cells in rows)
        return has_headers and (
            not self.words or any(re.fullmatch(self.words, cell) for cells in rows for cell in cells)
        )


@cache
def read_families() -> tuple[FamilyNotTaken, ...]:
    """Read the table of families. Raises ValueError for a row by which nothing can be recognised."""
    rows = read_fact_rows("families_not_taken.csv")
    families = []
    for row in rows:
        headers = frozenset(header for header in row["headers"].split("|") if header)
        if not headers and not row["words"]:
            raise ValueError(f"families_not_taken.csv: {row['family']} has neither headers nor words")
        families.append(FamilyNotTaken(row["title"], headers, row["words"], row["advice"]))
    return tuple(families)


def refuse_family_not_taken(rows: Sequence[Sequence[str]]) -> Refused | None:
    """Build the refusal of first rows that look like a known family; None if they look like none."""
    cells = normalise_rows(rows)
    for family in read_families():
        if family.fits(cells):
            return Refused(Reason(RULE, f"this is {family.title}, which Holdgain does not read", family.advice))
    return None


def normalise_rows(rows: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Return the different cells of each row, normalised as headers are."""
    return [frozenset(normalise_header(cell) for cell in row) for row in rows]
