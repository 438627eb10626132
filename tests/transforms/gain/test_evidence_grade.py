"""The grade of the evidence: every cause lowers it, and is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.transforms.gain.core import Core
from tests.transforms.gain.panels import wobble
from tests.transforms.gain.small import of_practice, verdicts

MONTHS = 66


def _core(adopters: int = 12, month: int = 30, size: int = 60) -> Core:
    values = wobble(size, MONTHS, 3, sd=0.006)
    values[:adopters, month + 1 :] += 0.05
    return Core(values, {f"R{place:02d}": month for place in range(adopters)})


def _graded(row: dict[str, Any]) -> tuple[str, str | None]:
    return row["evidence_grade"], row["grade_causes"]


def test_nothing_lowers_the_best_grade() -> None:
    assert _graded(of_practice(_core())) == ("A", None)
    assert _graded(verdicts(_core())["R03"]) == ("A", None)


@pytest.mark.parametrize(
    ("core", "grade", "causes"),
    [
        (_core(month=20), "B", "short_baseline"),
        (_core(month=13), "C", "short_baseline,one_reading"),
        (_core(adopters=6), "B", "few_adopters"),
        (_core(adopters=35), "B", "few_comparators"),
    ],
)
def test_each_cause_lowers_the_grade_of_a_practice(core: Core, grade: str, causes: str) -> None:
    assert _graded(of_practice(core)) == (grade, causes)


def test_hardly_any_that_started_as_low() -> None:
    core = _core()
    values = core.values.copy()
    values[:12] -= 0.5
    assert _graded(of_practice(replace(core, values=values))) == ("B", "few_alike")
    assert _graded(verdicts(replace(core, values=values))["R03"]) == ("B", "few_alike")


def test_adopters_that_fill_whole_regions() -> None:
    """Regions go round the organisations in sevens: twelve adopters are one region and a part of the next."""
    places = [*range(0, 60, 7), 1, 8, 15]
    values = wobble(60, MONTHS, 3, sd=0.006)
    values[places, 31:] += 0.05
    core = Core(values, {f"R{place:02d}": 30 for place in places})
    assert _graded(of_practice(core)) == ("B", "whole_regions")
    assert _graded(verdicts(core)["R07"]) == ("A", None), "one organisation is no region"


def test_readings_that_differ() -> None:
    """A dip just before adoption looks like a gain, unless those months are left out."""
    values = wobble(60, MONTHS, 3, sd=0.006)
    values[:12, 27:30] -= 0.03
    row = of_practice(replace(_core(), values=values))
    assert (row["status"], row["reason"]) == ("no_detectable_gain", "depends_on_months_before")
    # two causes of one kind lower it once
    assert _graded(row) == ("B", "readings_differ,trend_before")
    assert min(row["gain_with_quarter"], row["gain_without_quarter"]) < 0.004 < row["gain_with_quarter"]


def test_adopters_that_were_already_moving_apart() -> None:
    core = _core()
    values = core.values.copy()
    values[:12, :30] += 0.004 * np.arange(30)
    values[:12, 30:] += 0.12
    row = of_practice(replace(core, values=values))
    assert row["grade_causes"] is not None
    assert "trend_before" in row["grade_causes"].split(",")
    assert row["evidence_grade"] > "A"


def test_one_adopter_with_a_short_history_has_one_reading() -> None:
    row = verdicts(_core(month=13))["R00"]
    assert _graded(row) == ("C", "short_baseline,one_reading")
    assert verdicts(_core(month=66 - 4))["R00"]["evidence_grade"] is None
