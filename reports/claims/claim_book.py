"""The claims of an edition: each page numbers its own, and all are written as one file.

A number counts within its page, so that a page stays as it is whatever the others claim.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reports.claims.claim import CLOSING, FIELD, ITEM, OPENING, Claim

CLAIMS = "claims.parquet"
FIELDS = ("kind", "measure", "organisation", "practice", "month")
COLUMNS = pa.schema(
    [("page", pa.string()), ("number", pa.int32())]
    + [(name, pa.string()) for name in FIELDS]
    + [("values", pa.list_(pa.string()))]
)
MARK = re.compile(f"{OPENING}([^{CLOSING}]*){CLOSING}")


class ClaimBook:
    """Numbers the claims of each page in the order in which they appear; one that is repeated has one number."""

    def __init__(self) -> None:
        self._pages: dict[str, list[str]] = {}
        self._taken_over: list[pa.Table] = []

    def number_claims(self, page: str, text: str, first: Claim | None = None) -> str:
        """The text of a page with the number of each claim in place of the claim; `first` has the number 0."""
        numbers: dict[str, int] = {first.mark()[1:-1]: 0} if first else {}
        numbered = MARK.sub(lambda mark: str(numbers.setdefault(mark[1], len(numbers))), text)
        self._pages[page] = list(numbers)
        return numbered

    def take_over(self, claims: pa.Table, pages: Collection[str], first: Claim) -> None:
        """Add the claims of pages that are taken over, with the present first one in place of theirs."""
        if not pages:
            return
        is_ours = pc.is_in(claims["page"], pa.array(pages, pa.string()))
        is_later = pc.greater(claims["number"], 0)
        self._taken_over.append(claims.filter(pc.and_(is_ours, is_later)))
        self._pages |= {page: [first.mark()[1:-1]] for page in pages}

    def write(self, folder: Path) -> None:
        """Write one row for each claim of a page, by page and number; Parquet keeps repeated texts only once."""
        rows = [(page, number, key) for page, keys in self._pages.items() for number, key in enumerate(keys)]
        fields = [key.split(FIELD) for _, _, key in rows]
        arrays = [pa.array([page for page, _, _ in rows], pa.string())]
        arrays += [pa.array([number for _, number, _ in rows], pa.int32())]
        arrays += [pa.array([row[at] for row in fields], pa.string()) for at in range(len(FIELDS))]
        values = [row[-1].split(ITEM) if row[-1] else [] for row in fields]
        table = pa.table([*arrays, pa.array(values, pa.list_(pa.string()))], schema=COLUMNS)
        table = pa.concat_tables([table, *self._taken_over]).sort_by([("page", "ascending"), ("number", "ascending")])
        pq.write_table(table.combine_chunks(), folder / CLAIMS, compression="zstd")


def read_claims(folder: Path) -> list[dict[str, str | int | list[str]]]:
    """The rows of an edition's claims, by page and number."""
    rows: list[dict[str, str | int | list[str]]] = pq.ParquetFile(folder / CLAIMS).read().to_pylist()
    return rows
