"""The effects of every adopter in one fit with their limits, as arrays: a build reads tens of thousands of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transforms.gain import interval
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.interval import Interval
from transforms.gain.panel import Flags, Floats
from transforms.gain.parameters import Parameters


@dataclass(frozen=True)
class FitLimits:
    """The limits of one fit, adopter by adopter in the order of `fit.adopters`.

    `weak_reach` is that of weak evidence; `is_late_gain`: the last window alone shows a gain. `probability` is the rank
    probability of the gain.
    """

    fit: CounterfactualFit
    reach: float
    weak_reach: float
    gain_lower: Floats
    gain_upper: Floats
    is_late_gain: Flags
    probability: Floats
    minimum_detectable: Floats
    least_alike: float

    @cached_property
    def is_comparable(self) -> Flags:
        """Whether enough comparators started as low, or as high, as the adopter."""
        return _find_comparable(self.fit, self.least_alike)

    @property
    def has_both(self) -> bool:
        return bool(self.fit.effects.shape[1] > 1)

    def gain(self, place: int) -> Interval:
        return Interval(float(self.fit.effects[place, 0]), float(self.gain_lower[place]), float(self.gain_upper[place]))

    def current(self, place: int) -> Interval | None:
        if not self.has_both:
            return None
        variance = float(self.fit.covariance[1, 1] * (1 + self.fit.leverage[place]))
        return interval.interval_around(float(self.fit.effects[place, 1]), variance, self.reach)

    def share(self, place: int) -> Interval | None:
        """The share retained; None where the gain's lower limit is 0 or less."""
        return self._find_share(place, self.reach)

    def share_floor(self, place: int) -> float:
        """The lower limit of the share at the level of weak evidence; minus infinity where there is none."""
        share = self._find_share(place, self.weak_reach)
        return -math.inf if share is None else share.lower

    def _find_share(self, place: int, reach: float) -> Interval | None:
        if not self.has_both or self.gain_lower[place] <= 0:
            return None
        covariance = self.fit.covariance * (1 + self.fit.leverage[place])
        return interval.share_retained(self.fit.effects[place], covariance, reach)


def find_fit_limits(fit: CounterfactualFit, parameters: Parameters) -> FitLimits:
    """The limits of every adopter in the fit."""
    if parameters not in fit.known_results:
        fit.known_results[parameters] = _find_limits(fit, parameters)
    limits: FitLimits = fit.known_results[parameters]
    return limits


def _find_limits(fit: CounterfactualFit, parameters: Parameters) -> FitLimits:
    reach = interval.t_quantile(parameters.level, fit.freedom)
    errors = np.sqrt(float(fit.covariance[0, 0]) * (1 + fit.leverage))
    gains = fit.effects[:, 0]
    return FitLimits(
        fit,
        reach,
        interval.t_quantile(parameters.weak_level, fit.freedom),
        _lower_limits(fit, 0, parameters.level),
        np.maximum(gains + reach * errors, -interval.by_rank(-gains, -fit.left_out_residuals[:, 0], parameters.level)),
        _find_late_gains(fit, parameters),
        interval.rank_probability(gains, fit.left_out_residuals[:, 0]),
        (reach + interval.POWER_80) * errors,
        parameters.least_alike_late,
    )


def _lower_limits(fit: CounterfactualFit, window: int, level: float) -> Floats:
    """The smaller of the t limit and the rank limit, which assumes no distribution."""
    errors = np.sqrt(float(fit.covariance[window, window]) * (1 + fit.leverage))
    by_t = fit.effects[:, window] - interval.t_quantile(level, fit.freedom) * errors
    return np.minimum(by_t, interval.by_rank(fit.effects[:, window], fit.left_out_residuals[:, window], level))


def _find_comparable(fit: CounterfactualFit, least_alike: float) -> Flags:
    comparable: Flags = fit.alike >= least_alike * len(fit.comparators)
    return comparable


def _find_late_gains(fit: CounterfactualFit, parameters: Parameters) -> Flags:
    """Whether the latest year alone shows a gain; it cannot where hardly any comparators started alike."""
    if fit.effects.shape[1] < 2:
        return np.zeros(len(fit.adopters), dtype=bool)
    late: Flags = _find_comparable(fit, parameters.least_alike_late) & (
        _lower_limits(fit, 1, parameters.late_level) > 0
    )
    return late
