"""Limits: Fieller's against a numerical inversion and a simulation, ranks by counting, quantiles against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, stats

from transforms.gain import interval

COVARIANCES = st.tuples(st.floats(0.002, 0.03), st.floats(0.002, 0.03), st.floats(-0.95, 0.95)).map(
    lambda given: np.array(
        [[given[0] ** 2, given[2] * given[0] * given[1]], [given[2] * given[0] * given[1], given[1] ** 2]]
    )
)


def _test_ratio(ratio: float, effects: np.ndarray, covariance: np.ndarray, reach: float) -> float:
    """Above nothing where the data contradict that the share retained is `ratio`."""
    contrast = np.array([-ratio, 1.0])
    return float((contrast @ effects) ** 2 - reach**2 * contrast @ covariance @ contrast)


@given(st.floats(0.01, 0.2), st.floats(-0.2, 0.3), COVARIANCES, st.floats(1.2, 2.5))
def test_limits_of_the_share_are_where_the_test_turns(
    gain: float, current: float, covariance: np.ndarray, reach: float
) -> None:
    effects = np.array([gain, current])
    actual = interval.share_retained(effects, covariance, reach)
    if gain <= reach * math.sqrt(covariance[0, 0]):
        assert actual is None
        return
    assume(gain > 1.02 * reach * math.sqrt(covariance[0, 0]))
    assert actual is not None
    assert actual.estimate == pytest.approx(current / gain)

    def test(ratio: float) -> float:
        return _test_ratio(ratio, effects, covariance, reach)

    far = 1.0
    while test(actual.estimate - far) < 0 or test(actual.estimate + far) < 0:
        far *= 2
    lower = optimize.brentq(test, actual.estimate - far, actual.estimate, xtol=1e-12)
    upper = optimize.brentq(test, actual.estimate, actual.estimate + far, xtol=1e-12)
    assert actual.lower == pytest.approx(lower, abs=1e-7, rel=1e-7)
    assert actual.upper == pytest.approx(upper, abs=1e-7, rel=1e-7)
    # on a grid: every share between the limits is borne by the data, none outside is
    for ratio in np.linspace(actual.lower - 1, actual.upper + 1, 41):
        assert (test(ratio) <= 1e-12) == (actual.lower - 1e-6 <= ratio <= actual.upper + 1e-6) or min(
            abs(ratio - actual.lower), abs(ratio - actual.upper)
        ) < 1e-4


@pytest.mark.parametrize("share", [0.0, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("together", [-0.3, 0.0, 0.7])
def test_limits_of_the_share_cover_it_in_nine_of_ten(share: float, together: float) -> None:
    gain, sd, freedom, draws = 0.06, 0.012, 30, 4000
    covariance = sd**2 * np.array([[1, together], [together, 1]])
    generator = np.random.default_rng(8)
    effects = generator.multivariate_normal([gain, share * gain], covariance, draws)
    noises = stats.wishart(freedom, covariance / freedom).rvs(draws, random_state=9)
    reach = interval.t_quantile(0.05, freedom)
    actual = [interval.share_retained(first, noise, reach) for first, noise in zip(effects, noises, strict=True)]
    reported = [item for item in actual if item is not None]
    assert len(reported) > 0.99 * draws
    assert 0.88 < np.mean([item.lower <= share <= item.upper for item in reported]) < 0.92
    # each side on its own, since the ladder asks for one of them
    assert np.mean([item.lower > share for item in reported]) == pytest.approx(0.05, abs=0.015)
    assert np.mean([item.upper < share for item in reported]) == pytest.approx(0.05, abs=0.015)


def test_no_share_of_what_may_be_nothing() -> None:
    assert interval.share_retained(np.array([-0.1, 0.1]), np.eye(2) * 1e-6, 1.645) is None
    assert interval.share_retained(np.array([0.0, 0.1]), np.zeros((2, 2)), 1.645) is None
    sure = interval.share_retained(np.array([0.1, 0.05]), np.zeros((2, 2)), 1.645)
    assert sure == interval.Interval(pytest.approx(0.5), pytest.approx(0.5), pytest.approx(0.5))


RESIDUALS = st.lists(st.integers(-8, 8).map(lambda number: number / 4), min_size=0, max_size=90)


@given(RESIDUALS, st.integers(-12, 12).map(lambda number: number / 4))
def test_rank_limit_and_probability_by_counting(residuals: list[float], estimate: float) -> None:
    reported = np.array(residuals)
    as_well = sum(item >= estimate for item in residuals)
    assert interval.rank_probability(estimate, reported) == (as_well + 1) / (len(residuals) + 1)
    place = (len(residuals) + 1) // 20
    limit = interval.by_rank(estimate, reported, 0.05)
    if not place:
        assert limit == -math.inf
        return
    bound = estimate - limit
    assert bound in residuals
    assert sum(item > bound for item in residuals) < place <= sum(item >= bound for item in residuals)
    # the limit is above nothing just where the rank says that no more than 5% do as well
    assert (limit > 0) == (interval.rank_probability(estimate, reported) <= 0.05)


@pytest.mark.parametrize("shape", ["normal", "t3", "skewed"])
def test_rank_limit_is_exact_for_every_shape_of_noise(shape: str) -> None:
    generator = np.random.default_rng(4)
    draws = {
        "normal": generator.normal(size=(20000, 60)),
        "t3": generator.standard_t(3, size=(20000, 60)),
        "skewed": generator.exponential(size=(20000, 60)),
    }[shape]
    claims = [interval.by_rank(float(draw[0]), draw[1:], 0.05) > 0 for draw in draws]
    assert np.mean(claims) == pytest.approx(3 / 60, abs=0.005)


@pytest.mark.parametrize("freedom", [17, 40, 200])
def test_quantile_is_that_of_tables(freedom: int) -> None:
    assert interval.t_quantile(0.05, freedom) == pytest.approx(stats.t.ppf(0.95, freedom))


def test_minimum_detectable_gain_is_found_in_eighty_of_a_hundred() -> None:
    sd, reach = 0.02, interval.t_quantile(0.05, 500)
    gain = interval.minimum_detectable(sd**2, reach)
    estimates = np.random.default_rng(1).normal(gain, sd, 20000)
    assert np.mean(
        [interval.interval_around(estimate, sd**2, reach).lower > 0 for estimate in estimates]
    ) == pytest.approx(0.8, abs=0.01)
    # the plain formula of the definitions
    assert gain == pytest.approx(2.49 * sd, rel=0.01)
