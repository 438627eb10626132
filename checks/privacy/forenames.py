"""Common forenames, which distinguish people from places when both are two words in capitals."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def read_forenames() -> frozenset[str]:
    """Read about 400 forenames that are common among patients in England, in capitals."""
    with (HERE / "forenames.csv").open(encoding="utf-8", newline="") as handle:
        return frozenset(row["forename"].upper() for row in csv.DictReader(handle))
