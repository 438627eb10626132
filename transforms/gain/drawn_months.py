"""The fits of every month of adoption, in many draws of adopters from one panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from transforms.gain.cohort_fits import MOST_RECENT_MISSING
from transforms.gain.drawn_fits import DrawnFits, DrawnStart, find_drawn_start, is_complete
from transforms.gain.drawn_lead_in import find_moved_draws, find_moving_draws
from transforms.gain.lead_in import list_lead_in_spans
from transforms.gain.panel import Flags, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import (
    WITH_QUARTER,
    WITHOUT_NINE_MONTHS,
    WITHOUT_QUARTER,
    ComparisonWindows,
    Span,
    find_windows,
    window_means,
)


@dataclass(frozen=True)
class DrawnMonth:
    """One month of adoption, with its fits in each reading of the months before adoption.

    Where a reading is missing (`is_read_twice`, `is_read_again`), its fits are those of the reading before it.
    `lead_in` are the changes up to adoption.
    """

    windows: ComparisonWindows
    with_quarter: DrawnFits
    without_quarter: DrawnFits
    without_nine_months: DrawnFits
    is_read_twice: Flags
    is_read_again: Flags
    lead_in: DrawnFits | None

    def moved(self, steps: Floats) -> DrawnMonth:
        """The same month with these effects added (windows x draws x organisations)."""
        names = ("with_quarter", "without_quarter", "without_nine_months")
        fits = {name: getattr(self, name) for name in names}
        return replace(self, **{name: replace(some, effects=some.effects + steps) for name, some in fits.items()})


@dataclass(frozen=True)
class DrawnAdopters:
    """Draws from one panel of organisations that have not adopted: `adopted` (draws x organisations).

    `is_moved`: the draws in which all adopters together had moved before adoption, beside what was expected of them;
    `is_moving`: those in which they were moving apart from the others.
    """

    panel: MeasurePanel
    adopted: Places
    months: tuple[DrawnMonth, ...]
    is_moved: Flags
    is_moving: Flags


KnownStarts = dict[tuple[Span | None, Span, int], DrawnStart]
"""By gain window, baseline and number of windows, which tell the month of adoption and the reading."""


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
    lead_ins = [month.lead_in for month in months if month.lead_in is not None]
    is_moved = find_moved_draws(panel, lead_ins, len(adopted), parameters)
    is_moving = find_moving_draws(panel, adopted, run, parameters)
    return DrawnAdopters(panel, adopted, tuple(months), is_moved, is_moving)


def _fit_month(
    panel: MeasurePanel,
    adopted: Places,
    month: int,
    at: ComparisonWindows,
    parameters: Parameters,
    known: KnownStarts,
) -> DrawnMonth:
    is_adopter, is_untouched = adopted == month, adopted >= panel.months
    drawn = _DrawnMonthOfPanel(panel, at, is_adopter, is_untouched, parameters, known)
    after = later_means(panel, at, parameters)
    fits = drawn.fit(WITH_QUARTER, after)
    if fits is None:
        raise ValueError("drawn adopters must have a year before adoption")
    early, is_read_twice = drawn.fit_or(WITHOUT_QUARTER, after, fits)
    far, is_read_again = drawn.fit_or(WITHOUT_NINE_MONTHS, after, early)
    return DrawnMonth(at, fits, early, far, is_read_twice, is_read_again, drawn.fit_lead_in(month))


@dataclass(frozen=True)
class _DrawnMonthOfPanel:
    panel: MeasurePanel
    windows: ComparisonWindows
    is_adopter: Flags
    is_untouched: Flags
    parameters: Parameters
    known: KnownStarts

    def fit(self, reading: int, after: Floats) -> DrawnFits | None:
        """The fits of one reading; the starting point of the run before is taken if the same figures are there."""
        baseline, recent = self.windows.before(reading)
        if baseline is None or recent is None:
            return None
        before = window_means(self.panel, baseline, self.parameters.most_missing, is_stretched=True)
        lately = window_means(self.panel, recent, MOST_RECENT_MISSING, is_stretched=True)
        complete = is_complete(before, lately, after)
        key = self.windows.gain, baseline, after.shape[1]
        start = self.known.get(key)
        if start is None or not np.array_equal(start.complete, complete):
            start = find_drawn_start(before, lately, complete, self.is_adopter, self.is_untouched)
            self.known[key] = start
        return start.fit(after)

    def fit_or(self, reading: int, after: Floats, other: DrawnFits) -> tuple[DrawnFits, Flags]:
        """The fits of one reading where it can be read, and the other ones elsewhere; and where it can."""
        fits = self.fit(reading, after)
        if fits is None:
            return other, np.zeros(len(self.is_adopter), dtype=bool)
        is_readable = (fits.adopters > 0) & (fits.comparators >= self.parameters.fewest_comparators)
        return fits.choose_draws(is_readable, other), is_readable

    def fit_lead_in(self, month: int) -> DrawnFits | None:
        """The changes up to adoption; None where too few months are published before them."""
        spans = list_lead_in_spans(self.panel, month, self.windows)
        if spans is None:
            return None
        missing = self.parameters.most_missing
        means = [window_means(self.panel, span, missing, is_stretched=True) for span in spans]
        fits = self.fit(WITHOUT_NINE_MONTHS, np.column_stack(means))
        return None if fits is None else fits.only_in(fits.comparators >= self.parameters.fewest_comparators)


def later_means(panel: MeasurePanel, at: ComparisonWindows, parameters: Parameters) -> Floats:
    """Each organisation's mean over the gain window and, once it is a whole year, over the current one."""
    if at.gain is None:
        raise ValueError("drawn adopters must have a year after adoption")
    missing = parameters.most_missing
    means = [window_means(panel, at.gain, missing)]
    if at.current is not None:
        means.append(window_means(panel, at.current, missing, is_stretched=True))
    return np.column_stack(means)
