"""Bass' curve: against a grid, against simulation of known coefficients, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.spread.bass_curve import (
    AdoptionHistory,
    bass_curve,
    bass_curve_limits,
    fit_bass_curve,
    log_likelihood,
)
from transforms.spread.logistic_curve import logistic_likelihood

SITES = 130


def _simulate_history(seed: int, p: float, q: float, months: int = 40, sites: int = SITES) -> AdoptionHistory:
    random = np.random.default_rng(seed)
    adopted, rows = 0, []
    for _ in range(months):
        at_risk, before = sites - adopted, adopted / sites
        new = int(random.binomial(at_risk, p + q * before))
        if at_risk:
            rows.append((at_risk, new, before))
        adopted += new
    at_risks, news, befores = np.array(rows, dtype=float).T
    return AdoptionHistory(at_risks, news, befores)


def _search_grid(
    history: AdoptionHistory, p: tuple[float, float], q: tuple[float, float]
) -> tuple[float, float, float]:
    """The likeliest pair by trying 161 by 161, six times ever closer."""
    best = (-np.inf, 0.0, 0.0)
    for _ in range(6):
        for item in np.linspace(*p, 161):
            for other in np.linspace(*q, 161):
                chance = item + other * history.before
                if chance.max() < 1 and chance[history.new > 0].min() > 0:
                    stayed = history.at_risk - history.new
                    taken = history.new[history.new > 0] * np.log(chance[history.new > 0])
                    best = max(best, (taken.sum() + (stayed * np.log(1 - chance)).sum(), item, other))
        width_p, width_q = (p[1] - p[0]) / 40, (q[1] - q[0]) / 40
        p = (max(best[1] - width_p, 1e-9), best[1] + width_p)
        q = (max(best[2] - width_q, 0), best[2] + width_q)
    return best


@pytest.mark.parametrize(("seed", "p", "q"), [(1, 0.01, 0.15), (2, 0.03, 0.0)])
def test_the_fit_is_the_best_of_a_grid(seed: int, p: float, q: float) -> None:
    history = _simulate_history(seed, p, q)
    actual = fit_bass_curve(history)
    likelihood, best_p, best_q = _search_grid(history, (1e-6, 0.1), (0, 0.5))
    assert actual.likelihood == pytest.approx(likelihood, abs=1e-6)
    assert actual.likelihood >= likelihood - 1e-9
    assert (actual.p, actual.q) == pytest.approx((best_p, best_q), abs=1e-4)


def _profile_likelihood(history: AdoptionHistory, q: float) -> float:
    return max(log_likelihood(history, p, q) for p in np.linspace(1e-5, 0.08, 8001))


def test_limits_are_where_the_profile_has_fallen_by_half_of_chi_squared() -> None:
    history = _simulate_history(1, 0.01, 0.15)
    actual = fit_bass_curve(history)
    for end in (actual.q_lower, actual.q_upper):
        assert actual.likelihood - _profile_likelihood(history, end) == pytest.approx(3.841459 / 2, abs=1e-3)
    for end in (actual.p_lower, actual.p_upper):
        best = max(log_likelihood(history, end, q) for q in np.linspace(0, 0.4, 8001))
        assert actual.likelihood - best == pytest.approx(3.841459 / 2, abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.002, 0.1), st.floats(0, 0.8), st.integers(2, 60), st.integers(3, 300))
def test_the_fit_is_a_maximum_whatever_comes(seed: int, p: float, q: float, months: int, sites: int) -> None:
    history = _simulate_history(seed, p, q, months, sites)
    if not history.new.any():
        with pytest.raises(ValueError, match="nobody has adopted"):
            fit_bass_curve(history)
        return
    actual = fit_bass_curve(history)
    assert np.isfinite(actual.likelihood)
    assert actual.likelihood >= log_likelihood(history, p, q) - 1e-7
    assert actual.likelihood >= actual.likelihood_constant - 1e-7
    assert 0 <= actual.p_lower <= actual.p <= actual.p_upper <= 1 + 1e-9
    assert 0 <= actual.q_lower <= actual.q <= actual.q_upper
    for shift_p, shift_q in ((1e-4, 0), (-1e-4, 0), (0, 1e-3), (0, -1e-3), (1e-4, -1e-3), (-1e-4, 1e-3)):
        if actual.p + shift_p > 0 and actual.q + shift_q >= 0:
            assert actual.likelihood >= log_likelihood(history, actual.p + shift_p, actual.q + shift_q) - 1e-7


def test_known_coefficients_are_found_again() -> None:
    """Of many sites the means are near; of 130, whose p comes out a little high, 95 limits in 100 hold the truth."""
    many = [fit_bass_curve(_simulate_history(seed, 0.008, 0.15, sites=3000)) for seed in range(40)]
    assert np.mean([item.p for item in many]) == pytest.approx(0.008, rel=0.03)
    assert np.mean([item.q for item in many]) == pytest.approx(0.15, rel=0.02)
    fits = [fit_bass_curve(_simulate_history(seed, 0.008, 0.15)) for seed in range(200)]
    assert 0.91 <= np.mean([item.q_lower <= 0.15 <= item.q_upper for item in fits]) <= 0.99
    assert 0.91 <= np.mean([item.p_lower <= 0.008 <= item.p_upper for item in fits]) <= 0.99


def test_imitation_is_seldom_seen_where_there_is_none() -> None:
    """One-sided 5% in 300 spreads: two standard errors are 2.5 points."""
    ratios = [fit_bass_curve(_simulate_history(seed, 0.03, 0.0)).ratio for seed in range(300)]
    assert 0.02 <= np.mean([ratio > 2.71 for ratio in ratios]) <= 0.08


def test_the_curve_follows_its_own_rule() -> None:
    shares = bass_curve(0.02, 0.3, 30)
    assert shares[0] == pytest.approx(0.02)
    before = np.concatenate([[0], shares[:-1]])
    assert np.allclose((shares - before) / (1 - before), 0.02 + 0.3 * before)
    # in small steps it is the closed form of Bass
    time = 200 / 100
    fine = bass_curve(0.0002, 0.003, 200)[-1]
    closed = (1 - np.exp(-0.32 * time)) / (1 + 15 * np.exp(-0.32 * time))
    assert fine == pytest.approx(closed, rel=2e-3)


def test_the_limits_of_the_curve_hold_the_curve() -> None:
    history = _simulate_history(3, 0.01, 0.15)
    actual = fit_bass_curve(history)
    pairs = bass_curve_limits(
        history, actual.p, actual.p_lower, actual.p_upper, actual.q, actual.q_lower, actual.q_upper
    )
    assert (pairs[0][0], pairs[1][0]) == (actual.p, actual.q)
    assert len(pairs[0]) > 300
    shares = bass_curve(*pairs, 40)
    truth = bass_curve(0.01, 0.15, 40)
    assert (shares.min(axis=1) <= truth).all()
    assert (truth <= shares.max(axis=1)).all()


def test_a_logistic_spread_is_better_reported_by_a_logistic_curve() -> None:
    months = np.arange(1, 61)
    share = 1 / (1 + np.exp(-0.2 * (months - 30)))
    adopted = np.round(2000 * share)
    before = np.concatenate([[0], adopted[:-1]])
    history = AdoptionHistory(2000 - before, adopted - before, before / 2000)
    stayed = history.at_risk - history.new
    chance = 1 - (1 - share) / (1 - 1 / (1 + np.exp(-0.2 * (months - 1 - 30))))
    truth = float((history.new * np.log(chance) + stayed * np.log(1 - chance)).sum())
    assert logistic_likelihood(history) >= truth - 1e-2
    assert logistic_likelihood(history) < truth + 5
