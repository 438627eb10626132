"""Known truths put into a drawn panel: by month since adoption, to adopters, comparators, or as counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from transforms.gain.panel import Flags, Floats, MeasurePanel
from transforms.gain.scale import on_scale

Profile = Callable[[Floats], Floats]
"""What is added, by months since adoption (below 0 before it)."""
WASHOUT, YEAR = 3, 12
SECOND_YEAR = WASHOUT + YEAR


def add_profile(panel: MeasurePanel, profile: Profile, who: Flags | None = None) -> MeasurePanel:
    """The panel with the profile added to adopters, or to those of them that are named."""
    scores = panel.scores.copy()
    is_adopter = panel.adopted < panel.months
    for place in np.flatnonzero(is_adopter if who is None else is_adopter & who):
        scores[place] += profile(np.arange(panel.months, dtype=np.float64) - panel.adopted[place])
    return replace(panel, scores=scores, raw=-scores if panel.is_decrease else scores)


def gain_of(size: float, *, start: int = WASHOUT, left: float = 1.0) -> Profile:
    """A gain from this month after adoption on, of which so much is left in the second year."""
    return lambda since: np.where(since >= SECOND_YEAR, size * left, size) * (since >= start)


def dip_of(size: float, months: int = WASHOUT) -> Profile:
    """Lower by so much in the months before adoption, and nothing else."""
    return lambda since: np.where((since >= -months) & (since < 0), -size, 0.0)


def harm_of(size: float) -> Profile:
    """Worse by so much after the washout."""
    return gain_of(-size)


def late_gain_of(size: float) -> Profile:
    return lambda since: size * (since >= SECOND_YEAR)


def ramp_to(size: float, months: int = 24) -> Profile:
    return lambda since: size * np.clip((since - WASHOUT + 1) / months, 0, 1)


def thin_counts(panel: MeasurePanel, factor: float, generator: np.random.Generator) -> MeasurePanel:
    """The counts of adopters after the washout, each case kept with this chance: a gain where less is better."""
    raw = panel.raw.copy()
    for place in np.flatnonzero(panel.adopted < panel.months):
        start = int(panel.adopted[place]) + WASHOUT
        raw[place, start:] = generator.binomial(raw[place, start:].astype(np.int64), factor)
    return replace(panel, raw=raw, scores=on_scale(raw, is_share=False, is_count=True, is_decrease=panel.is_decrease))
