"""The conventions of the verdict, kept as data in `parameters.csv` and printed on pages beside verdicts."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

PARAMETERS_FILE = Path(__file__).with_name("parameters.csv")


@dataclass(frozen=True)
class Parameters:
    """One value for each row of `parameters.csv`, under its name."""

    share_that_holds: float
    share_that_is_lost: float
    window_months: int
    fewest_months_since: int
    provisional_months: int
    recent_months: int
    dip_months: int
    fewest_far_months: int
    washout_months: int
    most_missing: float
    level: float
    late_level: float
    weak_level: float
    least_alike_late: float
    fewest_with_both_years: int
    least_share_with_both_years: float
    fewest_comparators: int
    fewest_alike: int
    most_part_of_regions: float
    runs_to_confirm: int
    worthwhile_points: float
    worthwhile_ratio: float
    false_discoveries: float
    mergers_within_months: int


def read_parameter_rows() -> list[dict[str, str]]:
    """The rows of the file, for the table that pages read."""
    with PARAMETERS_FILE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def read_parameters() -> Parameters:
    """Read the parameters. Raises TypeError when one is missing or unknown."""
    values = {row["name"]: float(row["value"]) for row in read_parameter_rows()}
    whole = {field.name for field in fields(Parameters) if field.type == "int"}
    return Parameters(**{name: int(value) if name in whole else value for name, value in values.items()})  # type: ignore[arg-type]
