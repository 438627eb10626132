"""A logistic curve of adoption, fitted to the same months as the Bass curve, which is compared with it."""

from __future__ import annotations

import numpy as np

from transforms.spread.bass_curve import AdoptionHistory


def logistic_likelihood(history: AdoptionHistory) -> float:
    """The maximum log likelihood of a logistic curve 1 / (1 + exp(-k (t - t0))), by a grid refined four times."""
    month = np.arange(1, len(history.new) + 1)
    stayed = history.at_risk - history.new
    ks, middles = np.geomspace(0.01, 1.5, 25), np.linspace(-12.0, 3.0 * len(month), 49)
    best = -np.inf
    for _ in range(4):
        early = ks[:, None, None] * (np.arange(len(month) + 1) - middles[None, :, None])
        # log probability of not adopting, (1 - F(t)) / (1 - F(t-1)), written so that it does not overflow
        left = -np.diff(np.logaddexp(0, early), axis=2)
        surface = stayed * left + history.new * np.log(np.maximum(-np.expm1(left), 1e-300))
        likelihood = surface.sum(axis=2)
        row, column = divmod(int(likelihood.argmax()), len(middles))
        best = max(best, float(likelihood[row, column]))
        ks = np.geomspace(ks[max(row - 1, 0)], ks[min(row + 1, 24)], 25)
        middles = np.linspace(middles[max(column - 1, 0)], middles[min(column + 1, 48)], 49)
    return best
