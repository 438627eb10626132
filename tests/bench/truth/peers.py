"""What other methods would claim of the same draws: a gain of all adopters at the one-sided 5% level."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

from tests.bench.gain import by_rules, by_segments
from transforms.gain.panel import Floats, MeasurePanel, Places

YEAR = 12
CRITICAL = float(norm.ppf(0.95))


def _adopters(panel: MeasurePanel) -> Places:
    return np.flatnonzero(panel.adopted < panel.months)


def claims_before_after(panel: MeasurePanel) -> bool:
    """The year after the washout against the year before, over adopters alone."""
    changes = []
    for place in _adopters(panel):
        start = int(panel.adopted[place])
        after = panel.scores[place, start + panel.washout : start + panel.washout + YEAR]
        changes.append(after.mean() - panel.scores[place, start - YEAR : start].mean())
    return bool(np.mean(changes) > CRITICAL * np.std(changes, ddof=1) / np.sqrt(len(changes)))


def claims_twfe(panel: MeasurePanel) -> bool:
    """Two-way fixed effects over all months, standard error by organisation."""
    treated = (np.arange(panel.months)[None, :] >= panel.adopted[:, None]).astype(float)
    effect, outcome = _without_means(treated), _without_means(panel.scores)
    total = float((effect**2).sum())
    estimate = float((effect * outcome).sum()) / total
    sums = (effect * (outcome - estimate * effect)).sum(axis=1)
    return bool(estimate > CRITICAL * np.sqrt(float((sums**2).sum())) / total)


def _without_means(values: Floats) -> Floats:
    centred: Floats = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean()
    return centred


def claims_callaway_santanna(panel: MeasurePanel) -> bool:
    """Each cohort's months after adoption less its last month before, against the same of those that never adopted.

    Cohorts count by their adopters; the standard error is that of the influence of each organisation.
    """
    adopters = _adopters(panel)
    never = np.flatnonzero(panel.adopted >= panel.months)
    estimate, influence = 0.0, np.zeros(len(panel.organisations))
    for month in np.unique(panel.adopted[adopters]):
        cohort = np.flatnonzero(panel.adopted == month)
        share = len(cohort) / len(adopters)
        change = panel.scores[:, month:].mean(axis=1) - panel.scores[:, month - 1]
        own, other = change[cohort].mean(), change[never].mean()
        estimate += share * (own - other)
        influence[cohort] += share * (change[cohort] - own) / len(cohort)
        influence[never] -= share * (change[never] - other) / len(never)
    return bool(estimate > CRITICAL * np.sqrt(float((influence**2).sum())))


def _mean_series(panel: MeasurePanel) -> Floats:
    """The adopters' mean by month since adoption, from a year before to two years after the washout."""
    rows = []
    for place in _adopters(panel):
        start = int(panel.adopted[place])
        rows.append(panel.scores[place, start - YEAR : start + panel.washout + 2 * YEAR])
    shortest = min(len(row) for row in rows)
    means: Floats = np.array([row[:shortest] for row in rows]).mean(axis=0)
    return means


def claims_segments(panel: MeasurePanel) -> bool:
    return by_segments(_mean_series(panel), YEAR)


def claims_control_chart(panel: MeasurePanel) -> bool:
    return by_rules(_mean_series(panel), YEAR)


PEERS: dict[str, Callable[[MeasurePanel], bool]] = {
    "before/after": claims_before_after,
    "SPC": claims_control_chart,
    "ITS": claims_segments,
    "TWFE": claims_twfe,
    "CS": claims_callaway_santanna,
}
