"""What is planted can be found again by plain means, in a world of the size that the samples have."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from statistics import fmean

import pytest

from checks import samples
from checks.samples import ae_counts, local, programmes, truths, world
from checks.samples.seasons import add_months, months_until
from checks.samples.truths import PLANS, AdoptionPlan, PlantedTruth
from transforms.gain.parameters import read_parameters

WORLD = world.make_world(samples.PROVIDERS, 2026)
MONTHS = months_until(world.LAST_MONTH, samples.MONTHS)
Window = list[str]


def _other_trusts(*, is_local: bool) -> list[int]:
    """The trusts where nothing is planted in this measure."""
    taken = {plan.position for plan in PLANS if plan.is_local is is_local} | {world.PREDECESSOR, world.SUCCESSOR}
    taken |= set() if is_local else set(world.STEPS)
    return [at for at, item in enumerate(WORLD.providers) if item.role.startswith("acute") and at not in taken]


@cache
def _share_late(position: int, month: str) -> float:
    """The share over four hours at type 1, as published: planned and booked."""
    cells = ae_counts.make_counts(WORLD, WORLD.providers[position], month)
    return (cells[6] + cells[9]) / (cells[0] + cells[3])


@cache
def _share_readmitted(position: int, month: str) -> float:
    counted, cases = local.draw_readmissions(WORLD, position, month)
    return counted / cases


@cache
def _mean_of_others(share: Callable[[int, str], float], month: str) -> float:
    return fmean(share(other, month) for other in _other_trusts(is_local=share is _share_readmitted))


def _mean_advantage(plan: AdoptionPlan, window: Window) -> float:
    """How much lower the adopter's share is than that of the others, in the mean of the window."""
    share = _share_readmitted if plan.is_local else _share_late
    return fmean(_mean_of_others(share, month) - share(plan.position, month) for month in window)


def _planted_gain(plan: AdoptionPlan) -> tuple[float, float]:
    """The gain in months 3 to 14, and what is left of it in the last twelve months, both against the year before."""
    before = _mean_advantage(plan, months_until(add_months(plan.adopted, -1), 12))
    first = [
        add_months(plan.adopted, month) for month in range(3, 15) if add_months(plan.adopted, month) <= world.LAST_MONTH
    ]
    return _mean_advantage(plan, first) - before, _mean_advantage(plan, months_until(world.LAST_MONTH, 12)) - before


def _plans_of(truth: PlantedTruth) -> list[AdoptionPlan]:
    return [plan for plan in PLANS if plan.truth is truth]


def _planted_size(plan: AdoptionPlan) -> float:
    return truths.LOCAL_GAIN if plan.is_local else truths.PLANTED_GAIN


@pytest.mark.parametrize(
    "truth", [PlantedTruth.HOLDS, PlantedTruth.ERODES, PlantedTruth.VANISHES, PlantedTruth.COMES_BACK]
)
def test_the_gain_came(truth: PlantedTruth) -> None:
    for plan in _plans_of(truth):
        assert _planted_gain(plan)[0] == pytest.approx(_planted_size(plan), rel=0.4), plan


@pytest.mark.parametrize(
    ("truth", "left"),
    [
        (PlantedTruth.HOLDS, 1.0),
        (PlantedTruth.ERODES, 0.5),
        (PlantedTruth.VANISHES, 0.0),
        (PlantedTruth.COMES_BACK, 1.0),
    ],
)
def test_so_much_of_it_is_left(truth: PlantedTruth, left: float) -> None:
    remaining = [_planted_gain(plan)[1] / _planted_size(plan) for plan in _plans_of(truth)]
    assert fmean(remaining) == pytest.approx(left, abs=0.2)
    assert all(abs(item - left) < 0.45 for item in remaining)


def test_where_it_came_back_it_had_been_lost_for_more_than_a_year() -> None:
    for plan in _plans_of(PlantedTruth.COMES_BACK):
        before = _mean_advantage(plan, months_until(add_months(plan.adopted, -1), 12))
        lost = [add_months(plan.adopted, month) for month in range(17, 31)]
        assert abs(_mean_advantage(plan, lost) - before) < 0.3 * truths.PLANTED_GAIN


def test_where_it_never_came_nothing_moved() -> None:
    for plan in _plans_of(PlantedTruth.NEVER_CAME):
        assert abs(_planted_gain(plan)[0]) < 0.4 * _planted_size(plan), plan


def test_the_young_have_not_had_their_year() -> None:
    for plan in (*_plans_of(PlantedTruth.TOO_YOUNG), *_plans_of(PlantedTruth.EMERGES)):
        assert add_months(plan.adopted, 14) > world.LAST_MONTH
        assert add_months(plan.adopted, 1) < world.LAST_MONTH


def test_every_adopter_has_a_year_before_and_the_older_ones_two_windows_after() -> None:
    for plan in PLANS:
        assert add_months(plan.adopted, -12) >= MONTHS[0]
        if plan.truth not in (PlantedTruth.TOO_YOUNG, PlantedTruth.EMERGES, PlantedTruth.MERGED):
            assert add_months(plan.adopted, 14) < add_months(world.LAST_MONTH, -11)


def test_over_twenty_never_adopt_anything() -> None:
    assert len(_other_trusts(is_local=False)) > 20
    assert len(_other_trusts(is_local=True)) > 20


def test_the_smallest_samples_with_verdicts_have_enough_months_and_trusts_to_compare_with() -> None:
    measured = {practice.name: practice.measure for practice in programmes.PRACTICES}
    months = months_until(world.LAST_MONTH, samples.MONTHS_FOR_VERDICTS)
    shown = set()
    for practice, measure in measured.items():
        adopted = {plan.position for plan in PLANS if measured[plan.practice] == measure}
        never = [
            position
            for position in range(samples.PROVIDERS_FOR_VERDICTS)
            if WORLD.providers[position].role.startswith("acute") and position not in adopted
        ]
        assert len(never) >= read_parameters().fewest_comparators, practice
        # fifteen months before adoption, so that the months just before can be left out, and two years after it
        shown |= {
            plan.truth
            for plan in PLANS
            if plan.practice == practice
            and plan.position < samples.PROVIDERS_FOR_VERDICTS
            and add_months(plan.adopted, -15) >= months[0]
            and add_months(plan.adopted, 27) <= world.LAST_MONTH
        }
    assert shown >= {PlantedTruth.HOLDS, PlantedTruth.ERODES, PlantedTruth.VANISHES, PlantedTruth.NEVER_CAME}


def test_everybody_falls_in_the_shock() -> None:
    during = fmean(_mean_of_others(_share_late, month) for month in months_until(truths.PLANTED_SHOCK[1], 3))
    year_before = fmean(
        _mean_of_others(_share_late, month) for month in months_until(add_months(truths.PLANTED_SHOCK[1], -12), 3)
    )
    assert during - year_before == pytest.approx(truths.SHOCK_SIZE, abs=0.02)


def test_the_truths_name_those_who_adopt_and_no_other() -> None:
    lines = csv.DictReader(programmes.make_adoptions(WORLD).decode().split("\r\n"))
    adopted = {(row["practice"], row["organisation"]) for row in lines if row["event"] == "adopted"}
    planted = programmes.planted_truths(WORLD)
    assert planted.keys() == adopted
    assert set(planted.values()) == set(PlantedTruth)
    assert len(planted) == len(PLANS)


@pytest.mark.parametrize("providers", [1, 3, 8, 24])
def test_a_smaller_world_has_the_adopters_that_it_holds(providers: int) -> None:
    small = world.make_world(providers, 2026)
    planted = programmes.planted_truths(small)
    assert planted
    assert (PlantedTruth.MERGED in planted.values()) == (providers > world.PREDECESSOR)
    assert {code for _, code in planted} <= {provider.code for provider in small.providers}


def test_no_position_moves_for_two_reasons() -> None:
    positions = [plan.position for plan in PLANS if not plan.is_local]
    assert len(positions) == len(set(positions))
    assert not set(positions) & set(world.STEPS)
