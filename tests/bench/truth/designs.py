"""Who adopts when: at random, or chosen by what their figures had done before, as real adopters often are.

The choice is made in one month, and adoption follows within half a year. In the hardest design each organisation is
chosen by the months before a month of its own: those that rise later adopt later, so that only those that are going to
fall remain to compare with, and no method that compares with them can know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from transforms.gain.panel import NEVER_ADOPTED, Floats, MeasurePanel, Places

YEAR, QUARTER = 12, 3
CHANCE = 0.5
"""Random element in the order of adoption, in standard deviations of what decides it: choices are never that clear."""
Order = Callable[[MeasurePanel, Places, np.random.Generator], Floats]
"""The order of adoption: lowest first. It may look at what happened before the month in which each is chosen."""


def draw_adopters(
    panel: MeasurePanel, adopters: int, months: range, generator: np.random.Generator, order: Order
) -> MeasurePanel:
    """The panel with so many adopters, the first in this order, each in a month drawn from the range."""
    size = len(panel.organisations)
    own = generator.integers(months.start, months.stop, size)
    chosen_in = own if order is rising_each_month else np.full(size, months.start)
    ranks = order(panel, chosen_in, generator)
    shaken = ranks + CHANCE * ranks.std() * generator.standard_normal(size)
    chosen = np.argsort(shaken)[:adopters]
    adopted = np.full(size, NEVER_ADOPTED, dtype=np.int64)
    adopted[chosen] = own[chosen]
    return replace(panel, adopted=adopted)


def _before(panel: MeasurePanel, own: Places, first: int, last: int) -> Floats:
    """Each organisation's mean over the months from `first` to before `last` before its own month."""
    columns = own[:, None] - np.arange(first, last, -1)[None, :]
    means: Floats = np.take_along_axis(panel.scores, columns, axis=1).mean(axis=1)
    return means


def at_random(panel: MeasurePanel, _: Places, generator: np.random.Generator) -> Floats:
    return generator.random(len(panel.organisations))


def worst_first(panel: MeasurePanel, own: Places, _: np.random.Generator) -> Floats:
    return _before(panel, own, QUARTER, 0)


def just_fallen(panel: MeasurePanel, own: Places, _: np.random.Generator) -> Floats:
    """Lowest in the quarter before adoption, compared with the year before that quarter."""
    return _before(panel, own, QUARTER, 0) - _before(panel, own, YEAR + QUARTER, QUARTER)


def already_rising(panel: MeasurePanel, own: Places, generator: np.random.Generator) -> Floats:
    return -just_fallen(panel, own, generator)


def rising_each_month(panel: MeasurePanel, own: Places, generator: np.random.Generator) -> Floats:
    return already_rising(panel, own, generator)


def whole_regions(panel: MeasurePanel, _: Places, generator: np.random.Generator) -> Floats:
    """Regions adopt one after the other; within the last, organisations in any order."""
    regions = panel.region_places
    # far apart, so that the random element does not mix them
    return 100.0 * generator.permutation(regions.max() + 1)[regions] + generator.random(len(regions))


DESIGNS: dict[str, Order] = {
    "random": at_random,
    "worst first": worst_first,
    "just fallen": just_fallen,
    "already rising": already_rising,
    "whole regions": whole_regions,
    "rising each month": rising_each_month,
}
