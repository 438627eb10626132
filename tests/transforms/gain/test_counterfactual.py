"""What was to be expected without the practice, against statsmodels and against fits without each comparator."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual, plain_fit

APART = {"rel": 1e-7, "abs": 1e-10}


def _draw_organisations(seed: int, size: int, windows: int) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    baseline = generator.normal(0.7, 0.05, size)
    recent = baseline + generator.normal(0, 0.02, size)
    after = 0.3 + 0.6 * baseline[:, None] + generator.normal(0, 0.03, (size, windows))
    return {"baseline": baseline, "recent": recent, "after": after, "before": np.repeat(baseline[:, None], windows, 1)}


def _fit_counterfactual(reported: dict[str, np.ndarray], adopters: int) -> CounterfactualFit:
    size = len(reported["baseline"])
    actual = fit_counterfactual(**reported, adopters=np.arange(adopters), is_comparator=np.arange(size) >= adopters)
    assert actual is not None
    return actual


@settings(max_examples=20)
@given(st.integers(0, 999), st.integers(8, 60), st.integers(1, 4), st.integers(1, 2))
def test_effects_and_leverage_are_those_of_statsmodels(seed: int, size: int, adopters: int, windows: int) -> None:
    reported = _draw_organisations(seed, size + adopters, windows)
    actual = _fit_counterfactual(reported, adopters)
    design = sm.add_constant(np.column_stack([reported["baseline"], reported["baseline"] ** 2, reported["recent"]]))
    change = reported["after"] - reported["before"]
    for window in range(windows):
        results = sm.OLS(change[adopters:, window], design[adopters:]).fit()
        predicted = results.get_prediction(design[:adopters])
        assert actual.effects[:, window] == pytest.approx(change[:adopters, window] - predicted.predicted_mean, **APART)
        assert actual.leverage == pytest.approx(predicted.var_pred_mean / results.scale, **APART)
        influence = results.get_influence()
        scaled = influence.resid_studentized_internal * np.sqrt(results.scale)
        assert actual.residuals[:, window] == pytest.approx(scaled, **APART)
        assert actual.left_out_residuals[:, window] == pytest.approx(influence.resid_press, **APART)


def test_residual_left_out_is_that_of_a_fit_without_the_comparator() -> None:
    reported = _draw_organisations(7, 25, 1)
    actual = _fit_counterfactual(reported, 2)
    design = np.column_stack([np.ones(25), reported["baseline"], reported["baseline"] ** 2, reported["recent"]])
    change = (reported["after"] - reported["before"])[:, 0]
    for place, comparator in enumerate(actual.comparators):
        others = [comparator_item for comparator_item in actual.comparators if comparator_item != comparator]
        coefficients, *_ = np.linalg.lstsq(design[others], change[others], rcond=None)
        alone = change[comparator] - design[comparator] @ coefficients
        assert actual.left_out_residuals[place, 0] == pytest.approx(alone, **APART)


def test_covariance_lies_between_the_unbiased_one_and_a_little_more() -> None:
    """The residuals are already scaled to one observation's variance; the freedom makes the limits a little wider."""
    reported = _draw_organisations(3, 43, 2)
    actual = _fit_counterfactual(reported, 3)
    design = sm.add_constant(np.column_stack([reported["baseline"], reported["baseline"] ** 2, reported["recent"]]))[3:]
    for window in range(2):
        scale = sm.OLS((reported["after"] - reported["before"])[3:, window], design).fit().scale
        assert scale < actual.covariance[window, window] < scale * 40 / 36 * 1.05


def test_variance_of_a_prediction_is_the_leverage_by_simulation() -> None:
    """The error of an adopter without any effect has the variance that is claimed, or a little less."""
    generator = np.random.default_rng(5)
    reported = _draw_organisations(5, 31, 1)
    errors, claimed = [], []
    for _ in range(1500):
        reported["after"] = reported["before"] + generator.normal(0, 0.02, (31, 1))
        actual = _fit_counterfactual(reported, 1)
        errors.append(float(actual.effects[0, 0]))
        claimed.append(float(actual.covariance[0, 0]) * (1 + float(actual.leverage[0])))
    ratio = np.var(errors) / np.mean(claimed)
    assert 27 / 30 * 0.9 < ratio < 1.0


def test_predictions_are_weighted_means_that_hit_the_starting_point() -> None:
    reported = _draw_organisations(11, 30, 1)
    actual = _fit_counterfactual(reported, 3)
    assert actual.weights.sum(axis=1) == pytest.approx([1, 1, 1])
    for name in ("baseline", "recent"):
        assert actual.weights @ reported[name][3:] == pytest.approx(reported[name][:3])


def test_return_to_the_mean_is_not_credited() -> None:
    """An adopter that had fallen behind by chance, and comes back, has gained nothing; a plain difference claims it."""
    generator = np.random.default_rng(2)
    level = np.full(200, 0.7)
    baseline = level + generator.normal(0, 0.03, 200)
    after = (level + generator.normal(0, 0.03, 200))[:, None]
    lowest = np.argsort(baseline)[:30]
    is_comparator = np.ones(200, dtype=bool)
    is_comparator[lowest] = False
    recent = baseline + generator.normal(0, 0.01, 200)
    adjusted = fit_counterfactual(baseline, recent, after, baseline[:, None], lowest, is_comparator)
    plain = plain_fit(after - baseline[:, None], lowest, is_comparator)
    assert adjusted is not None
    assert plain is not None
    assert abs(float(adjusted.effects.mean())) < 0.012
    assert float(plain.effects.mean()) > 0.04


def test_plain_fit_is_a_difference_of_means() -> None:
    reported = _draw_organisations(4, 20, 1)
    change = reported["after"] - reported["before"]
    actual = plain_fit(change, np.arange(2), np.arange(20) >= 2)
    assert actual is not None
    assert actual.effects[:, 0] == pytest.approx(change[:2, 0] - change[2:, 0].mean())
    assert actual.leverage == pytest.approx([1 / 18] * 2)
    for place in range(18):
        others = [change[item, 0] for item in range(2, 20) if item != place + 2]
        assert actual.left_out_residuals[place, 0] == pytest.approx(change[place + 2, 0] - np.mean(others))


def test_who_lacks_a_window_is_not_in_the_fit() -> None:
    reported = _draw_organisations(6, 20, 2)
    reported["after"][0, 1] = reported["after"][5, 0] = reported["recent"][6] = np.nan
    actual = _fit_counterfactual(reported, 2)
    assert actual.adopters.tolist() == [1]
    assert actual.comparators.tolist() == [2, 3, 4, *range(7, 20)]


@pytest.mark.parametrize("comparators", [0, 1, 3])
def test_too_few_comparators_make_no_fit(comparators: int) -> None:
    reported = _draw_organisations(6, comparators + 1, 1)
    is_comparator = np.arange(comparators + 1) >= 1
    assert fit_counterfactual(**reported, adopters=np.arange(1), is_comparator=is_comparator) is None
    assert plain_fit(reported["after"], np.arange(1), is_comparator) is None


def test_comparators_all_alike_are_no_obstacle() -> None:
    """Without a difference between starting points there is nothing to adjust for, and nothing breaks."""
    flat = np.full(30, 0.5)
    after = np.full((30, 1), 0.5)
    after[0] = 0.6
    actual = fit_counterfactual(flat, flat, after, flat[:, None], np.arange(1), np.arange(30) >= 1)
    assert actual is not None
    assert actual.effects[0, 0] == pytest.approx(0.1)
    assert actual.covariance[0, 0] == pytest.approx(0, abs=1e-12)
    assert actual.leverage[0] == pytest.approx(1 / 29)
