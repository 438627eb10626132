"""In which order drawn organisations adopt, when the method is tried on those that have not adopted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from transforms.gain.panel import Floats, MeasurePanel, Places

MONTHS_NEEDED_BEFORE = 12
"""An organisation must have figures for this many months before the first drawn adoption: one baseline year."""
LATELY = 3  # months: the quarter that `recent_months` in parameters.csv adjusts for
CHANCE = 0.5
"""Random element in which of the lowest organisations adopt first, in standard deviations between organisations."""


def _rank_at_random(_: MeasurePanel, never: Places, __: int, generator: np.random.Generator) -> Floats:
    return generator.random(len(never))


def _shake(ranks: Floats, generator: np.random.Generator) -> Floats:
    """Choices are never quite by the figures."""
    shaken: Floats = ranks + CHANCE * ranks.std() * generator.standard_normal(len(ranks))
    return shaken


def _rank_by_level(panel: MeasurePanel, never: Places, start: int, generator: np.random.Generator) -> Floats:
    return _shake(panel.scores[never, start - LATELY : start].mean(axis=1), generator)


def _falls(panel: MeasurePanel, never: Places, start: int) -> Floats:
    """The last quarter less the months before it, which are nine where only a year is sure to be published."""
    before = panel.scores[never, start - MONTHS_NEEDED_BEFORE : start - LATELY].mean(axis=1)
    falls: Floats = panel.scores[never, start - LATELY : start].mean(axis=1) - before
    return falls


def _rank_by_fall(panel: MeasurePanel, never: Places, start: int, generator: np.random.Generator) -> Floats:
    return _shake(_falls(panel, never, start), generator)


def _rank_by_rise(panel: MeasurePanel, never: Places, start: int, generator: np.random.Generator) -> Floats:
    return _shake(-_falls(panel, never, start), generator)


def _rank_by_region(panel: MeasurePanel, never: Places, _: int, generator: np.random.Generator) -> Floats:
    """Regions one after the other, in a random order, and within each at random."""
    regions = panel.region_places
    ranks: Floats = generator.permutation(regions.max() + 1)[regions][never] + generator.random(len(never))
    return ranks


ORDERS: Mapping[str, Callable[[MeasurePanel, Places, int, np.random.Generator], Floats]] = {
    "random": _rank_at_random,
    "worst_first": _rank_by_level,
    "just_fallen": _rank_by_fall,
    "already_rising": _rank_by_rise,
    "whole_regions": _rank_by_region,
}
"""In which order organisations adopt: lowest first."""
