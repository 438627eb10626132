"""The claims of an edition: each gets a number the first time that a page makes it, and all are written as one file."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reports.claims.claim import CLOSING, FIELD, ITEM, OPENING

CLAIMS = "claims.parquet"
COLUMNS = ("kind", "measure", "organisation", "practice", "month")
MARK = re.compile(f"{OPENING}([^{CLOSING}]*){CLOSING}")


class ClaimBook:
    """Numbers claims: the same claim on several pages is one claim."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number_claims(self, page: str) -> str:
        """The page with the number of each claim in place of the claim."""
        return MARK.sub(self._number_of, page)

    def _number_of(self, mark: re.Match[str]) -> str:
        return str(self._numbers.setdefault(mark[1], len(self._numbers)))

    def write(self, folder: Path) -> None:
        """Write one row a claim, in the order of the numbers; Parquet keeps each text that is repeated only once."""
        fields = [key.split(FIELD) for key in self._numbers]
        columns = {name: pa.array([row[at] for row in fields], pa.string()) for at, name in enumerate(COLUMNS)}
        values = [row[-1].split(ITEM) if row[-1] else [] for row in fields]
        table = pa.table({**columns, "values": pa.array(values, pa.list_(pa.string()))})
        pq.write_table(table, folder / CLAIMS, compression="zstd")


def read_claims(folder: Path) -> list[dict[str, str | list[str]]]:
    """The rows of an edition's claims, the number of a claim being its place."""
    rows: list[dict[str, str | list[str]]] = pq.read_table(folder / CLAIMS).to_pylist()
    return rows
