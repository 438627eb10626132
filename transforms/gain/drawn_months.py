"""The fits of every month of adoption, in many draws of adopters from one panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from transforms.gain.cohorts import MOST_RECENT_MISSING
from transforms.gain.drawn_fits import DrawnFits, DrawnStart, find_drawn_start, is_complete
from transforms.gain.panel import Flags, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import ComparisonWindows, Span, find_windows, window_means


@dataclass(frozen=True)
class DrawnMonth:
    """One month of adoption: its fits with the months just before adoption, and without them where `is_read_twice`.

    `without_quarter` has the fits with them in the other draws.
    """

    windows: ComparisonWindows
    with_quarter: DrawnFits
    without_quarter: DrawnFits
    is_read_twice: Flags

    def moved(self, steps: Floats) -> DrawnMonth:
        """The same month with these effects added (windows x draws x organisations)."""
        first, second = self.with_quarter, self.without_quarter
        return replace(
            self,
            with_quarter=replace(first, effects=first.effects + steps),
            without_quarter=replace(second, effects=second.effects + steps),
        )


@dataclass(frozen=True)
class DrawnAdopters:
    """Draws from one panel of organisations that have not adopted: `adopted` (draws x organisations)."""

    panel: MeasurePanel
    adopted: Places
    months: tuple[DrawnMonth, ...]


KnownStarts = dict[tuple[Span | None, Span], DrawnStart]
"""By gain window and baseline, which tell the month of adoption and the reading."""


def fit_drawn_adopters(
    panel: MeasurePanel,
    adopted: Places,
    parameters: Parameters,
    run: int | None = None,
    known: KnownStarts | None = None,
) -> DrawnAdopters:
    """Fit every month of adoption in every draw, at the run in column `run` or else in the newest month.

    Months of which the first year is not over by then are left out. `known` keeps what runs of the same draws share.
    """
    known = {} if known is None else known
    run = panel.months - 1 if run is None else run
    months = []
    for column in np.unique(adopted[adopted < panel.months]).tolist():
        at = find_windows(panel, int(column), run, parameters)
        if at.gain is not None and not at.is_provisional:
            months.append(_fit_month(panel, adopted, int(column), at, parameters, known))
    return DrawnAdopters(panel, adopted, tuple(months))


def _fit_month(
    panel: MeasurePanel,
    adopted: Places,
    month: int,
    at: ComparisonWindows,
    parameters: Parameters,
    known: KnownStarts,
) -> DrawnMonth:
    if at.baseline is None or at.recent is None:
        raise ValueError("drawn adopters must have a year before adoption")
    is_adopter, is_untouched = adopted == month, adopted >= panel.months
    drawn = _DrawnMonthOfPanel(panel, at, is_adopter, is_untouched, parameters, known)
    fits = drawn.fit(at.baseline, at.recent)
    if at.early_baseline is None or at.early_recent is None:
        return DrawnMonth(at, fits, fits, np.zeros(len(adopted), dtype=bool))
    early = drawn.fit(at.early_baseline, at.early_recent)
    is_read_twice = (early.adopters > 0) & (early.comparators >= parameters.fewest_comparators)
    return DrawnMonth(at, fits, early.choose_draws(is_read_twice, fits), is_read_twice)


@dataclass(frozen=True)
class _DrawnMonthOfPanel:
    panel: MeasurePanel
    windows: ComparisonWindows
    is_adopter: Flags
    is_untouched: Flags
    parameters: Parameters
    known: KnownStarts

    def fit(self, baseline: Span, recent: Span) -> DrawnFits:
        """The fits of one reading; the starting point of the run before is taken if the same figures are there."""
        before = window_means(self.panel, baseline, self.parameters.most_missing, is_stretched=True)
        lately = window_means(self.panel, recent, MOST_RECENT_MISSING, is_stretched=True)
        after = later_means(self.panel, self.windows, self.parameters)
        complete = is_complete(before, lately, after)
        start = self.known.get((self.windows.gain, baseline))
        if start is None or not np.array_equal(start.complete, complete):
            start = find_drawn_start(before, lately, complete, self.is_adopter, self.is_untouched)
            self.known[self.windows.gain, baseline] = start
        return start.fit(after)


def later_means(panel: MeasurePanel, at: ComparisonWindows, parameters: Parameters) -> Floats:
    """Each organisation's mean over the gain window and, once it is a whole year, over the current one."""
    if at.gain is None:
        raise ValueError("drawn adopters must have a year after adoption")
    missing = parameters.most_missing
    means = [window_means(panel, at.gain, missing)]
    if at.current is not None:
        means.append(window_means(panel, at.current, missing, is_stretched=True))
    return np.column_stack(means)
