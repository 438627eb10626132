"""Counts: windows add up before the logarithm, and gains are added to counts; zeros of other units."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import truth
from tests.bench.truth.cases import CASES
from tests.bench.truth.panels import few_cases
from tests.transforms.gain.core import Core
from tests.transforms.gain.panels import panel
from tests.transforms.gain.small import ADOPTED, MONTHS, verdicts
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import with_gain
from transforms.gain.scale import on_scale
from transforms.gain.windows import same_months_before, window_means


def _counts(seed: int, *, mean: float = 1.0, missing: float = 0.0, is_decrease: bool = True) -> MeasurePanel:
    generator = np.random.default_rng(seed)
    raw = generator.poisson(mean, (40, 60)).astype(np.float64)
    raw[generator.random(raw.shape) < missing] = np.nan
    scores = on_scale(raw, is_share=False, is_count=True, is_decrease=is_decrease)
    prepared = panel(scores, {0: 20, 1: 20, 2: 24})
    return replace(prepared, raw=raw, is_share=False, is_count=True, is_decrease=is_decrease)


@given(st.integers(0, 200), st.integers(0, 40), st.integers(3, 15), st.sampled_from([0.0, 0.2]), st.booleans())
def test_windows_of_counts_by_plain_loops(
    seed: int, first: int, length: int, missing: float, is_decrease: bool
) -> None:
    prepared = _counts(seed, missing=missing, is_decrease=is_decrease)
    means = window_means(prepared, (first, first + length), 0.25)
    parts = same_months_before(prepared, 20, (23, 29), (8, 20), 0.25)
    for place in range(40):
        for months, actual in ((range(first, first + length), means[place]), (range(11, 17), parts[place])):
            published = [float(prepared.raw[place, month]) for month in months]
            known = [value for value in published if not math.isnan(value)]
            if len(known) < 0.75 * len(published):
                assert math.isnan(actual)
            else:
                wanted = math.log((sum(known) + 0.5) / len(known))
                assert actual == pytest.approx(-wanted if is_decrease else wanted, abs=1e-9)


@pytest.mark.parametrize(("mean", "adds"), [(1.0, True), (8.0, True), (13.0, False)])
def test_only_small_counts_are_added_up_first(mean: float, adds: bool) -> None:
    prepared = _counts(2, mean=mean)
    assert prepared.adds_cases is adds
    assert not replace(prepared, is_count=False).adds_cases
    if not adds:
        assert window_means(prepared, (8, 20), 0.25) == pytest.approx(prepared.scores[:, 8:20].mean(axis=1))


def test_halved_small_counts_have_their_gain_between_the_limits() -> None:
    case = next(case for case in CASES if case.name == "counts halved")
    rates = {(rate.rate, rate.adopters): rate.share for rate in truth.run_case(case, few_cases(), 30)}
    assert rates["gain covered", 40] >= 0.75
    assert rates["gain covered", 15] >= 0.75
    assert rates["found", 40] == 1


@pytest.mark.parametrize(("is_decrease", "factor"), [(True, math.exp(-0.5)), (False, math.exp(0.5))])
def test_a_gain_of_counts_is_put_into_the_counts(is_decrease: bool, factor: float) -> None:
    prepared = _counts(3, mean=200, is_decrease=is_decrease)
    changed = with_gain(prepared, 0.5, 1.0, read_parameters())
    assert changed.raw[:2, 23:].mean() == pytest.approx(factor * prepared.raw[:2, 23:].mean(), rel=0.02)
    assert (changed.raw == np.round(changed.raw)).all()
    assert (changed.raw[:, :23] == prepared.raw[:, :23]).all()
    assert (changed.raw[3:] == prepared.raw[3:]).all()
    assert changed.scores == pytest.approx(
        on_scale(changed.raw, is_share=False, is_count=True, is_decrease=is_decrease), abs=1e-12
    )


def test_zero_days_are_the_best_result_and_not_missing() -> None:
    scores = on_scale(np.array([[0.0, 1.0, 4.0, np.nan]]), is_share=False, is_count=False, is_decrease=True)
    assert scores[0, :3].tolist() == pytest.approx([-math.log(0.5), 0.0, -math.log(4)])
    assert math.isnan(scores[0, 3])
    assert np.isnan(on_scale(np.zeros((2, 2)), is_share=False, is_count=False, is_decrease=True)).all()


def test_adopters_without_any_days_left_have_a_verdict() -> None:
    generator = np.random.default_rng(5)
    values = 10 * np.exp(generator.normal(0, 0.1, (40, MONTHS)))
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 3 :] = 0
    actual = verdicts(Core(values, ADOPTED, unit="days", direction="decrease"))
    assert {actual[name]["status"] for name in ADOPTED} == {"sustained"}


def test_a_gain_that_is_certain_and_too_small_to_matter_is_not_sustained() -> None:
    values = np.full((40, MONTHS), 0.5)
    for name, month in ADOPTED.items():
        values[int(name[1:]), month:] += 0.0025
    actual = verdicts(Core(values, ADOPTED))
    assert {(actual[name]["status"], actual[name]["reason"]) for name in ADOPTED} == {
        ("no_detectable_gain", "no_worthwhile_gain")
    }
