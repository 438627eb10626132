"""A practice's verdict over one population, late gains, and the two kinds of lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.gain.core import Core, built, fetch
from tests.transforms.gain.panels import panel, wobble
from tests.transforms.gain.small import BRIEF, of_practice, verdicts
from transforms.gain.adopters import own_fall
from transforms.gain.cohorts import list_cohorts
from transforms.gain.parameters import read_parameters
from transforms.gain.practice_evidence import fewest_with_both_years, find_practice_evidence

PARAMETERS = read_parameters()
MONTHS = 60


def _core(adopted: dict[int, int], changes: dict[int, list[tuple[int, float]]], size: int = 90) -> Core:
    """Adopters (place: month) whose level changes by so much from these months on."""
    values = wobble(size, MONTHS, 11, sd=0.006)
    for place, steps in changes.items():
        for month, step in steps:
            values[place, month:] += step
    return Core(values, {f"R{place:02d}": month for place, month in adopted.items()})


def test_four_early_adopters_that_lose_it_do_not_decide_over_thirty_six() -> None:
    adopted = {place: 18 if place < 4 else 40 for place in range(40)}
    changes = {place: [(18, 0.05), (33, -0.05)] if place < 4 else [(40, 0.05)] for place in range(40)}
    row = of_practice(_core(adopted, changes))
    assert (row["status"], row["reason"]) == ("gain", "too_few_with_both_years")
    assert (row["adopters"], row["adopters_first_year"], row["adopters_second_year"]) == (40, 40, 4)
    assert row["current"] is None
    assert row["share_retained"] is None


def test_gain_current_and_share_are_of_the_same_adopters() -> None:
    adopted = {place: 18 if place < 12 else 40 for place in range(24)}
    changes = {place: [(18, 0.06)] if place < 12 else [(40, 0.02)] for place in range(24)}
    row = of_practice(_core(adopted, changes))
    assert row["status"] == "sustained"
    assert (row["adopters"], row["adopters_first_year"], row["adopters_second_year"]) == (12, 24, 12)
    assert row["gain"] == pytest.approx(0.06, abs=0.006)
    assert row["share_retained"] == pytest.approx(row["current"] / row["gain"], abs=1e-9)


def _read_early(left: float, months: int, support_end: int | None = None) -> dict[str, Any]:
    """Fifteen adopters that gain six points, of which so much is left after the first year, read so many months on."""
    adopted = dict.fromkeys(range(15), 60 - months)
    changes = {place: [(60 - months, 0.06), (60 - months + 15, 0.06 * (left - 1))] for place in adopted}
    core = _core(adopted, changes)
    return of_practice(replace(core, support_end=support_end))


@pytest.mark.parametrize(
    ("left", "months", "reason"),
    [
        (0, 17, "still_to_hold"),
        (0, 18, "slipping"),
        (0.4, 20, "slipping"),
        (0, 26, "slipping"),
        (1, 18, "still_to_hold"),
    ],
)
def test_a_gain_that_is_lost_shows_an_early_sign_before_a_second_year_is_over(
    left: float, months: int, reason: str
) -> None:
    row = _read_early(left, months)
    assert (row["status"], row["reason"], row["current"], row["share_retained"]) == ("gain", reason, None, None)
    if months == 17:
        assert row["share_since"] is None
    else:
        assert row["share_since"] == pytest.approx(left, abs=0.25)
        assert row["share_since_lower"] < row["share_since"] < row["share_since_upper"]


def test_with_a_whole_second_year_the_share_is_that_of_the_year() -> None:
    row = _read_early(0, 27)
    assert (row["status"], row["share_since"]) == ("lost", None)
    # a loss can be seen while there is support
    assert _read_early(0, 20, support_end=59)["reason"] == "slipping"


def test_the_share_since_is_that_of_plain_differences_without_noise() -> None:
    """With seasons and nothing else, months are compared with the same calendar months of the baseline."""
    seasons = 0.1 * np.sin(np.arange(MONTHS) * np.pi / 6)
    values = np.tile(seasons, (60, 1)) + np.linspace(0, 0.1, 60)[:, None]
    adopted = dict.fromkeys(range(5, 20), 40)
    for place in adopted:
        values[place, 40:] += 0.06
        values[place, 55:] -= 0.045
    values += np.random.default_rng(1).normal(0, 1e-9, values.shape)
    row = of_practice(Core(values, {f"R{place:02d}": month for place, month in adopted.items()}))
    assert (row["reason"], row["share_since"]) == ("slipping", pytest.approx(0.25, abs=1e-3))


def test_an_early_sign_is_of_as_many_adopters_as_a_share() -> None:
    """Four of forty that lose it early decide no more about the early sign than about the verdict."""
    adopted = {place: 40 if place < 4 else 45 for place in range(40)}
    changes = {place: [(adopted[place], 0.05), *([(55, -0.05)] if place < 4 else [])] for place in range(40)}
    row = of_practice(_core(adopted, changes))
    assert (row["reason"], row["share_since"]) == ("still_to_hold", None)


@pytest.mark.parametrize(
    ("first_year", "needed"), [(2, 1), (4, 2), (8, 4), (15, 8), (20, 10), (40, 10), (41, 11), (100, 25)]
)
def test_so_many_need_a_second_year(first_year: int, needed: int) -> None:
    assert fewest_with_both_years(first_year, PARAMETERS) == needed


def test_a_gain_that_comes_in_the_second_year_is_seen() -> None:
    adopted = dict.fromkeys(range(15), 20)
    core = _core(adopted, {place: [(35, 0.05)] for place in adopted})
    row = of_practice(core)
    assert (row["status"], row["reason"]) == ("gain", "came_late")
    assert row["gain_lower"] <= 0
    assert row["current"] == pytest.approx(0.05, abs=0.01)
    assert row["months_held"] is None
    singles = verdicts(core)
    assert "came_late" in {singles[f"R{place:02d}"]["reason"] for place in adopted}
    with built(core, BRIEF) as con:
        history = fetch(con, "select status from mart.programme_gain_history order by month")
    # while the latest year is not over, the first has shown nothing
    assert next(item["status"] for item in history if item["status"] != "too_early") == "no_detectable_gain"


def test_a_late_gain_is_not_claimed_where_hardly_any_started_as_low() -> None:
    values = wobble(90, MONTHS, 11, sd=0.006)
    values[:15] -= 0.5
    values[:15, 35:] += 0.05
    row = of_practice(Core(values, {f"R{place:02d}": 20 for place in range(15)}))
    assert row["status"] == "no_detectable_gain"
    assert row["current_lower"] > 0


@pytest.mark.parametrize(
    ("own", "others", "reason"),
    [(-0.05, 0.0, "fell_back"), (0.0, 0.05, "others_caught_up"), (-0.03, 0.02, "fell_back")],
)
def test_two_kinds_of_lost(own: float, others: float, reason: str) -> None:
    adopted = dict.fromkeys(range(15), 20)
    changes: dict[int, list[tuple[int, float]]] = {place: [(20, 0.05), (35, own)] for place in adopted}
    changes |= {place: [(35, others)] for place in range(15, 90)}
    row = of_practice(_core(adopted, changes))
    assert (row["status"], row["reason"]) == ("lost", reason)


@given(st.integers(0, 99), st.integers(13, 28))
def test_own_fall_by_plain_loops(seed: int, adopted: int) -> None:
    prepared = panel(wobble(40, MONTHS, seed), {0: adopted, 1: adopted, 2: adopted + 1})
    cohorts = list_cohorts(prepared, MONTHS - 1, PARAMETERS)
    falls = []
    for place, month in ((0, adopted), (1, adopted), (2, adopted + 1)):
        scores = prepared.scores[place].tolist()
        first, latest = scores[month + 3 : month + 15], scores[MONTHS - 12 :]
        falls.append(sum(first) / 12 - sum(latest) / 12)
        cohort = cohorts[month - adopted]
        assert own_fall(prepared, place, cohort.windows, PARAMETERS) == pytest.approx(falls[-1], abs=1e-9)
    together: Any = find_practice_evidence(prepared, cohorts, 0.02, PARAMETERS)
    assert together.evidence.own_fall == pytest.approx(np.mean(falls), abs=1e-9)
    assert (together.first_year, together.second_year) == (3, 3)
