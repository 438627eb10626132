"""Reference tables that ship with the product: standards, exclusions and shocks with their months; names of boards."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Standard:
    """The standard for a measure and the months (YYYY-MM) it applies to; `to_month` is None while it still applies."""

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
    """An organisation left out of a measure between two months (inclusive), and why."""

    measure: str
    organisation: str
    from_month: str
    to_month: str
    why: str
    source: str


@dataclass(frozen=True)
class Shock:
    """Months (YYYY-MM, inclusive) in which figures moved everywhere, whatever anybody had adopted."""

    from_month: str
    to_month: str
    title: str
    why: str
    source: str


@dataclass(frozen=True)
class AreaName:
    """A name that a publisher has written for an area, and the area's code."""

    area_kind: str
    code: str
    name: str
    source: str


def read_fact_rows(name: str, folder: Path = HERE) -> list[dict[str, str]]:
    """Read the rows of a CSV file of facts, by default one beside this module."""
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


@cache
def read_area_names() -> tuple[AreaName, ...]:
    return tuple(AreaName(**row) for row in read_fact_rows("boards.csv"))


def excluded_codes(measure: str, month: str) -> tuple[str, ...]:
    """Return the codes of organisations excluded from a measure in a month (YYYY-MM)."""
    return tuple(
        sorted(
            exclusion.organisation
            for exclusion in read_exclusions()
            if exclusion.measure == measure and exclusion.from_month <= month <= exclusion.to_month
        )
    )
