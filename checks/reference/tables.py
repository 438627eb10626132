"""The facts that come with the product as data: standards in their months, who is left out of which measure, shocks."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Standard:
    """A standard of a measure and the months (YYYY-MM) between which it held; `to_month` is None while it holds."""

    measure: str
    standard: str
    from_month: str
    to_month: str | None
    value: float
    title: str
    set_by: str
    source: str


@dataclass(frozen=True)
class Exclusion:
    """An organisation whose rows are left out of a measure between two months, both included, and why."""

    measure: str
    organisation: str
    from_month: str
    to_month: str
    why: str
    source: str


@dataclass(frozen=True)
class Shock:
    """Months (YYYY-MM, both included) in which everything moved, whatever anybody had adopted."""

    from_month: str
    to_month: str
    title: str
    why: str
    source: str


def read_fact_rows(name: str, folder: Path = HERE) -> list[dict[str, str]]:
    """Read the rows of a CSV file, by default one beside this module."""
    with (folder / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def read_standards() -> tuple[Standard, ...]:
    return tuple(
        Standard(**{**row, "to_month": row["to_month"] or None, "value": float(row["value"])})  # type: ignore[arg-type]
        for row in read_fact_rows("standards.csv")
    )


@cache
def read_exclusions() -> tuple[Exclusion, ...]:
    return tuple(Exclusion(**row) for row in read_fact_rows("exclusions.csv"))


@cache
def read_shocks() -> tuple[Shock, ...]:
    return tuple(Shock(**row) for row in read_fact_rows("shocks.csv"))


def excluded_codes(measure: str, month: str) -> tuple[str, ...]:
    """The codes of the organisations that do not count in this measure in this month."""
    return tuple(
        sorted(
            exclusion.organisation
            for exclusion in read_exclusions()
            if exclusion.measure == measure and exclusion.from_month <= month <= exclusion.to_month
        )
    )
