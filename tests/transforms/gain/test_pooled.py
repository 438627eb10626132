"""The pooled effect and its covariance by plain loops; the share of regions by the textbook's analysis of variance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from tests.transforms.gain.oracle import Matrix, added, outer, times
from tests.transforms.gain.panels import panel, wobble
from transforms.gain.cohorts import list_cohorts
from transforms.gain.counterfactual import REGRESSION_TERMS, CounterfactualFit
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.pooled import needed_to_see, pool_fits, share_between_regions
from transforms.gain.practice_evidence import pool_adopters


def _draw_panel(seed: int, months: dict[int, int], size: int = 45) -> MeasurePanel:
    regions = [f"Y{place % 5}" if place % 11 else "" for place in range(size)]
    return panel(wobble(size, 60, seed), months, regions=regions)


def _fit_cohorts(measure_panel: MeasurePanel) -> list[CounterfactualFit]:
    return [
        cohort.both[0] for cohort in list_cohorts(measure_panel, 59, read_parameters()) if cohort.both[0] is not None
    ]


def _by_loops(measure_panel: MeasurePanel, fits: list[CounterfactualFit]) -> tuple[list[float], Matrix, Matrix]:
    """Mean effect, covariance of one organisation, and the mean's own, as if no region moved together."""
    effects = [row.tolist() for fit in fits for row in fit.effects]
    count, windows = len(effects), len(effects[0])
    middle = [sum(row[window] for row in effects) / count for window in range(windows)]
    comparators = max(len(fit.comparators) for fit in fits)
    noise: Matrix = [[0.0] * windows for _ in range(windows)]
    for fit in fits:
        own: Matrix = [[0.0] * windows for _ in range(windows)]
        for row in fit.residuals.tolist():
            own = added(own, outer(row, row))
        noise = added(noise, times(own, len(fit.adopters) / count / (len(fit.comparators) - REGRESSION_TERMS)))
    apart = [[value - centre for value, centre in zip(row, middle, strict=True)] for row in effects]
    among = added(*(outer(row, row) for row in apart))
    item = times(
        added(times(noise, comparators - REGRESSION_TERMS), among), 1 / (comparators - REGRESSION_TERMS + count - 1)
    )
    total = times(item, 1 / count)
    for place in range(len(measure_panel.organisations)):
        moved = [0.0] * windows
        for fit in fits:
            for at, comparator in enumerate(fit.comparators.tolist()):
                if comparator == place:
                    weight = sum(fit.weights[adopter, at] for adopter in range(len(fit.adopters))) / count
                    moved = [sofar - weight * fit.residuals[at, k] for k, sofar in enumerate(moved)]
        total = added(total, outer(moved, moved))
    return middle, item, total


@settings(max_examples=25)
@given(st.integers(0, 200), st.lists(st.integers(14, 26), min_size=2, max_size=9))
def test_pool_is_that_of_plain_loops(seed: int, months: list[int]) -> None:
    prepared = _draw_panel(seed, dict(enumerate(months)))
    # every organisation its own region: no region moves together
    alone = panel(prepared.scores, dict(enumerate(months)), regions=[str(place) for place in range(45)])
    fits = _fit_cohorts(alone)
    actual = pool_fits(alone, fits)
    assert actual is not None
    middle, item, total = _by_loops(alone, fits)
    assert actual.effects.tolist() == pytest.approx(middle)
    assert actual.own_covariance.tolist() == [pytest.approx(row) for row in item]
    assert actual.covariance.tolist() == [pytest.approx(row, rel=1e-9, abs=1e-15) for row in total]
    assert (actual.adopters, actual.comparators) == (len(months), 45 - len(months))
    assert actual.freedom == 45 - len(months) - REGRESSION_TERMS + len(months) - 1


def test_regions_add_the_variance_of_their_shift_times_the_imbalance() -> None:
    months = {0: 16, 1: 16, 2: 19, 5: 19, 10: 19}
    prepared = _draw_panel(3, months)
    fits = _fit_cohorts(prepared)
    actual = pool_fits(prepared, fits)
    assert actual is not None
    *_, plain = _by_loops(prepared, fits)
    sums, counts = {}, {}
    for fit in fits:
        for at, place in enumerate(fit.comparators.tolist()):
            sums[place] = sums.get(place, 0.0) + len(fit.adopters) * fit.residuals[at]
            counts[place] = counts.get(place, 0) + len(fit.adopters)
    residuals = np.array([sums[place] / counts[place] for place in sums])
    names = [prepared.regions[place] or f"?{place}" for place in range(45)]
    moved = share_between_regions(residuals, np.unique([names[place] for place in sums], return_inverse=True)[1])
    balance = dict.fromkeys(names, 0.0)
    for fit in fits:
        for adopter in range(len(fit.adopters)):
            balance[names[fit.adopters[adopter]]] += 1 / 5
            for at, place in enumerate(fit.comparators.tolist()):
                balance[names[place]] -= fit.weights[adopter, at] / 5
    assert sum(balance.values()) == pytest.approx(0, abs=1e-12)
    wanted = np.array(plain) + moved * sum(value**2 for value in balance.values())
    assert actual.covariance == pytest.approx(wanted, rel=1e-8)


@settings(max_examples=15)
@given(st.integers(0, 200), st.lists(st.integers(14, 26), min_size=2, max_size=9), st.booleans())
def test_part_of_regions_is_that_of_plain_loops(seed: int, months: list[int], fill_a_region: bool) -> None:
    places = range(0, 5 * len(months), 5) if fill_a_region else range(len(months))
    prepared = _draw_panel(seed, dict(zip(places, months, strict=True)))
    fits = _fit_cohorts(prepared)
    actual = pool_fits(prepared, fits)
    assert actual is not None
    names = [prepared.regions[place] or f"?{place}" for place in range(45)]
    balance, weights, sizes = dict.fromkeys(names, 0.0), [0.0] * 45, dict.fromkeys(names, 0)
    for fit in fits:
        for adopter, row in zip(fit.adopters.tolist(), fit.weights.tolist(), strict=True):
            balance[names[adopter]] += 1 / len(months)
            for place, weight in zip(fit.comparators.tolist(), row, strict=True):
                weights[place] += weight / len(months)
    for place in range(45):
        balance[names[place]] -= weights[place]
        sizes[names[place]] += any(place in [*fit.comparators, *fit.adopters] for fit in fits)
    noise = 1 / len(months) + sum(weight**2 for weight in weights)
    wanted = sum(value**2 / sizes[name] for name, value in balance.items() if sizes[name]) / noise
    assert actual.part_of_regions == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("regions", "least", "most"),
    [
        ([f"Y{place % 7}" for place in range(70)], 0, 0.2),  # as the others
        ([f"Y{place // 10}" for place in range(70)], 0.8, 1),  # twenty adopters are two regions
        (["Y0" if place < 20 else "Y1" for place in range(70)], 0.8, 1),  # one region is left
        (["Y0"] * 70, 0, 0),  # one region has everybody
        ([""] * 70, 0, 0),  # regions are not known
    ],
)
def test_adopters_that_fill_whole_regions_are_known_by_their_noise(
    regions: list[str], least: float, most: float
) -> None:
    prepared = panel(wobble(70, 60, 2), dict.fromkeys(range(20), 16), regions=regions)
    actual = pool_fits(prepared, _fit_cohorts(prepared))
    assert actual is not None
    assert least <= round(actual.part_of_regions, 9) <= most


@settings(max_examples=15)
@given(st.integers(0, 300), st.integers(2, 7), st.floats(0, 2))
def test_share_of_regions_is_the_textbooks(seed: int, groups: int, together: float) -> None:
    generator = np.random.default_rng(seed)
    regions = np.concatenate([np.arange(groups), generator.integers(0, groups, 40)])
    values = generator.normal(0, 1, len(regions)) + together * generator.normal(0, 1, groups)[regions]
    values -= values.mean()
    table = anova_lm(ols("value ~ C(region)", pd.DataFrame({"value": values, "region": regions})).fit())
    counts = np.bincount(regions)
    per_group = (len(regions) - (counts**2).sum() / len(regions)) / (groups - 1)
    wanted = (table["mean_sq"]["C(region)"] - table["mean_sq"]["Residual"]) / per_group
    assert float(share_between_regions(values[:, None], regions)[0, 0]) == pytest.approx(max(0, wanted), abs=1e-9)


def test_share_of_regions_is_found_again_in_two_windows() -> None:
    generator = np.random.default_rng(1)
    truth = np.array([[1.0, 0.6], [0.6, 0.8]])
    actual = []
    for _ in range(400):
        regions = np.repeat(np.arange(7), 9)
        shifts = generator.multivariate_normal([0, 0], truth, 7)[regions]
        actual.append(share_between_regions(shifts + generator.normal(0, 1, (63, 2)), regions))
        assert (np.linalg.eigvalsh(actual[-1]) >= -1e-12).all()
    assert np.mean(actual, axis=0) == pytest.approx(truth, rel=0.25)


def test_one_region_alone_moves_nothing() -> None:
    assert share_between_regions(np.ones((5, 2)), np.zeros(5, dtype=np.int64)).tolist() == [[0, 0], [0, 0]]
    assert share_between_regions(np.ones((5, 1)), np.arange(5)).tolist() == [[0]]


def test_fewer_than_two_adopters_are_not_pooled() -> None:
    prepared = _draw_panel(1, {0: 16})
    assert pool_adopters(prepared, list_cohorts(prepared, 59, read_parameters()), read_parameters()) == (None, None)
    assert pool_fits(prepared, []) is None


@pytest.mark.parametrize(("together", "most"), [(0.0, 0.09), (0.01, 0.14)])
def test_adopters_of_regions_that_move_are_not_credited(together: float, most: float) -> None:
    """All adopters lie in two regions, and regions shift by themselves: without their share of the noise, every sixth
    pool would claim a gain. Seven regions tell little of it, so some claims too many remain."""
    generator = np.random.default_rng(12)
    regions = np.arange(70) % 7
    chosen = dict.fromkeys(np.flatnonzero(regions < 2)[:15].tolist(), 15)
    claims, blind = [], []
    for draw in range(120):
        scores = wobble(70, 32, draw)
        scores[:, 15:] += together * generator.standard_normal(7)[regions][:, None]
        prepared = panel(scores, chosen, regions=[f"Y{region}" for region in regions])
        for reported, first in ((claims, prepared), (blind, replace(prepared, regions=("",) * 70))):
            gain, _ = pool_adopters(first, list_cohorts(first, 31, read_parameters()), read_parameters())
            assert gain is not None
            reported.append(gain.around(0, read_parameters()).lower > 0)
    assert np.mean(claims) <= most
    assert not together or np.mean(blind) >= 0.16


def test_so_many_adopters_as_are_needed_see_a_worthwhile_gain() -> None:
    reach = 1.66
    count = needed_to_see(0.02**2, 60, 0.02, reach)
    assert count is not None

    def power(adopters: int) -> bool:
        error = np.sqrt(0.02**2 * (1 / adopters + 1 / 60))
        return bool(0.02 / error >= reach + 0.8416212)

    assert power(count)
    assert not power(count - 1)
    assert needed_to_see(0.2**2, 60, 0.02, reach) is None
