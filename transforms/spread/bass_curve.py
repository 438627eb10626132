"""Adoption curves where the number of sites that could adopt is known: maximum likelihood over sites and months.

Of the `at_risk` sites in a month `new` adopt, each with probability `p + q * before`, where `before` is the share that
had adopted by the previous month (Bass 1969, in discrete months). The log likelihood is concave in (p, q), so its slope
always leads to the maximum, the profile and its limits. Time is in months from the launch: F(1) is the share by the end
of the first month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
GRID_STEPS = 60  # halving alone narrows a bracket by 2**60, more than a double can resolve
HALF_CHI_95 = 3.841459 / 2  # half the 95% quantile of chi-squared with one degree of freedom


@dataclass(frozen=True)
class AdoptionHistory:
    """The months of one practice since its launch, for England: sites at risk, new adopters, share adopted before."""

    at_risk: Numbers
    new: Numbers
    before: Numbers


@dataclass(frozen=True)
class BassFit:
    """Monthly Bass coefficients, each with 95% profile-likelihood limits."""

    p: float
    p_lower: float
    p_upper: float
    q: float
    q_lower: float
    q_upper: float
    likelihood: float
    likelihood_constant: float

    @property
    def ratio(self) -> float:
        """Likelihood ratio against a constant hazard, q = 0; above 2.71 there is imitation (one-sided, 5%)."""
        return max(0.0, 2 * (self.likelihood - self.likelihood_constant))


def fit_bass_curve(history: AdoptionHistory) -> BassFit:
    """Fit p and q with their limits. Raises ValueError where nobody has adopted."""
    if history.new.sum() <= 0:
        raise ValueError("nobody has adopted")
    ones = np.ones_like(history.before)
    of_p, of_q = _Profile(history, ones, history.before), _Profile(history, history.before, ones)
    q = of_q.peak()
    p = _maximise_coefficient(history, q * history.before, ones)
    likelihood = log_likelihood(history, p, q)
    floor = likelihood - HALF_CHI_95
    constant = _maximise_coefficient(history, 0 * ones, ones)
    return BassFit(
        *(p, *of_p.limits(p, floor)), *(q, *of_q.limits(q, floor)), likelihood, log_likelihood(history, constant, 0.0)
    )


def log_likelihood(history: AdoptionHistory, p: float, q: float) -> float:
    return float(_log_likelihood(history, p + q * history.before))


def _log_likelihood(history: AdoptionHistory, chance: Numbers) -> Numbers:
    """Log likelihood summed over the last axis; minus infinity where the observed outcome has probability zero."""
    stayed = history.at_risk - history.new
    with np.errstate(divide="ignore", invalid="ignore"):
        taken = np.where(history.new > 0, history.new * np.log(chance), 0.0)
        left = np.where(stayed > 0, stayed * np.log1p(-chance), 0.0)
        total = (taken + left).sum(axis=-1)
    return np.where(np.isfinite(total), total, -np.inf)


def _largest_coefficient(base: Numbers, weight: Numbers) -> float:
    """The largest x for which every probability base + x * weight is at most 1."""
    weighed = weight > 0
    return float(((1 - base[weighed]) / weight[weighed]).min()) if weighed.any() else 0.0


def _slope_and_bend(history: AdoptionHistory, chance: Numbers, weight: Numbers) -> tuple[float, float]:
    """First and second derivative of the log likelihood in the coefficient of `weight`."""
    stayed = (history.at_risk - history.new) * weight
    new = history.new * weight
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(new > 0, new / chance, 0.0)
        down = np.where(stayed > 0, stayed / (1 - chance), 0.0)
        bend = np.where(new > 0, up * weight / chance, 0.0) + np.where(stayed > 0, down * weight / (1 - chance), 0.0)
        return float((up - down).sum()), -float(bend.sum())


def _maximise_coefficient(history: AdoptionHistory, base: Numbers, weight: Numbers) -> float:
    """The x >= 0 that maximises the likelihood of base + x * weight."""
    most = _largest_coefficient(base, weight)
    return _find_root(lambda x: _slope_and_bend(history, base + x * weight, weight), 0.0, most, most / 2)


def _find_root(at: Callable[[float], tuple[float, float]], inside: float, outside: float, start: float) -> float:
    """Find where a value falls through 0 between `inside` and `outside`; `at` returns the value and its slope.

    Newton's method, with bisection whenever a step leaves the bracket.
    """
    x = start
    for _ in range(GRID_STEPS):
        value, slope = at(x)
        inside, outside = (x, outside) if value > 0 else (inside, x)
        stepped = x - value / slope if slope and np.isfinite(value) else np.nan
        following = stepped if min(inside, outside) < stepped < max(inside, outside) else (inside + outside) / 2
        if abs(following - x) <= 1e-10 * (1e-3 + abs(x)):
            return following
        x = following
    return x


@dataclass(frozen=True)
class _Profile:
    """Profile likelihood of the coefficient of `weight`, with that of `other` free."""

    history: AdoptionHistory
    weight: Numbers
    other: Numbers

    @property
    def most(self) -> float:
        return _largest_coefficient(np.zeros_like(self.weight), self.weight)

    def _chance(self, x: float) -> Numbers:
        return x * self.weight + _maximise_coefficient(self.history, x * self.weight, self.other) * self.other

    def slope(self, x: float) -> tuple[float, float]:
        """First and second derivative of the profile; the second allows for the free coefficient adjusting."""
        chance = self._chance(x)
        slope, bend = _slope_and_bend(self.history, chance, self.weight)
        both = _slope_and_bend(self.history, chance, np.sqrt(self.weight * self.other))[1]
        free = _slope_and_bend(self.history, chance, self.other)[1]
        return slope, bend - both**2 / free if free else bend

    def peak(self) -> float:
        return _find_root(self.slope, 0.0, self.most, self.most / 8) if self.slope(0.0)[0] > 0 else 0.0

    def limits(self, best: float, floor: float) -> tuple[float, float]:
        """Where the profile falls below the floor on each side of the best value, or the end of the range."""

        def height(x: float) -> tuple[float, float]:
            chance = self._chance(x)
            return float(_log_likelihood(self.history, chance)) - floor, _slope_and_bend(
                self.history, chance, self.weight
            )[0]

        lower, upper = (
            end if height(end)[0] >= 0 else _find_root(height, best, end, (3 * best + end) / 4)
            for end in (0.0, self.most)
        )
        return lower, upper


def bass_curve(p: Numbers | float, q: Numbers | float, months: int) -> Numbers:
    """F(1) to F(months) along the first axis: F(t) = F(t-1) + (1 - F(t-1)) (p + q F(t-1))."""
    share = np.zeros(np.broadcast(p, q).shape)
    shares = []
    for _ in range(months):
        share = share + (1 - share) * np.minimum(1.0, p + q * share)
        shares.append(share)
    return np.array(shares)


def bass_curve_limits(
    history: AdoptionHistory, p: float, p_lower: float, p_upper: float, q: float, q_lower: float, q_upper: float
) -> tuple[Numbers, Numbers]:
    """Every (p, q) on a 41 x 41 grid within the 95% profile-likelihood limits, with the best pair first.

    The lowest and highest value of a curve over these pairs are its own 95% profile-likelihood limits.
    """
    ps, qs = np.meshgrid(np.linspace(p_lower, p_upper, 41), np.linspace(q_lower, q_upper, 41))
    chance = ps.ravel()[:, None] + qs.ravel()[:, None] * history.before
    is_plausible = _log_likelihood(history, chance) >= log_likelihood(history, p, q) - HALF_CHI_95
    return np.append(p, ps.ravel()[is_plausible]), np.append(q, qs.ravel()[is_plausible])
