"""The fits of every month of adoption, in many draws of adopters from one panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from transforms.gain.cohort_fits import MOST_RECENT_MISSING
from transforms.gain.drawn_fits import DrawnFits, DrawnStart, find_drawn_start, is_complete
from transforms.gain.drawn_lead_in import find_moved_adopters, find_moved_draws, find_moving_draws
from transforms.gain.lead_in import list_lead_in_spans
from transforms.gain.panel import Flags, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import (
    WITH_QUARTER,
    WITHOUT_NINE_MONTHS,
    WITHOUT_QUARTER,
    ComparisonWindows,
    find_windows,
    window_means,
)


@dataclass(frozen=True)
class DrawnMonth:
    """One month of adoption, with its fits in each reading of the months before adoption.

    Where a reading is missing (`is_read_twice`, `is_read_again`), its fits are those of the reading before it. The
    third reading has the draws that `is_asked` names alone. `lead_in` are the changes up to adoption.
    """

    windows: ComparisonWindows
    with_quarter: DrawnFits
    without_quarter: DrawnFits
    without_nine_months: DrawnFits
    is_read_twice: Flags
    is_read_again: Flags
    is_asked: Flags
    lead_in: DrawnFits | None

    def moved(self, steps: Floats) -> DrawnMonth:
        """The same month with these effects added (windows x draws x organisations)."""
        first, second, third = self.with_quarter, self.without_quarter, self.without_nine_months
        return replace(
            self,
            with_quarter=replace(first, effects=first.effects + steps),
            without_quarter=replace(second, effects=second.effects + steps),
            without_nine_months=replace(third, effects=third.effects + steps[:, self.is_asked]),
        )


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


@dataclass(frozen=True)
class KnownDraws:
    """What the runs of the same draws share: by gain window, baseline, windows and draws; by months of adoption."""

    starts: dict[Any, DrawnStart] = field(default_factory=dict)
    lead_ins: dict[int, DrawnFits | None] = field(default_factory=dict)
    answers: dict[Any, Flags] = field(default_factory=dict)


def fit_drawn_adopters(
    panel: MeasurePanel,
    adopted: Places,
    parameters: Parameters,
    run: int | None = None,
    known: KnownDraws | None = None,
    *,
    with_singles: bool = False,
) -> DrawnAdopters:
    """Fit every month of adoption in every draw, at the run in column `run` or else in the newest month.

    Months of which the first year is not over by then are left out. The third reading is of the draws in which all
    adopters together had moved; `with_singles`, of those in which any had.
    """
    known = known or KnownDraws()
    run = panel.months - 1 if run is None else run
    drawn = _DrawnPanel(panel, adopted, parameters, known)
    columns = [int(column) for column in np.unique(adopted[adopted < panel.months]).tolist()]
    at = {column: find_windows(panel, column, run, parameters) for column in columns}
    at = {column: windows for column, windows in at.items() if windows.gain is not None and not windows.is_provisional}
    lead_ins = {column: drawn.find_lead_in(column, windows) for column, windows in at.items()}
    is_moved = drawn.ask("moved", lead_ins, lambda: _find_moved(drawn, lead_ins))
    is_moving = drawn.ask("moving", [column for column in columns if column <= run], lambda: _find_moving(drawn, run))
    is_asked = is_moved.copy()
    for lead_in in lead_ins.values():
        if with_singles and lead_in is not None:
            is_asked |= find_moved_adopters(lead_in, parameters).any(axis=1)
    months = [drawn.fit_month(column, windows, lead_ins[column], is_asked) for column, windows in at.items()]
    return DrawnAdopters(panel, adopted, tuple(months), is_moved, is_moving)


def _find_moved(drawn: _DrawnPanel, lead_ins: Mapping[int, DrawnFits | None]) -> Flags:
    known = [lead_in for lead_in in lead_ins.values() if lead_in is not None]
    return find_moved_draws(drawn.panel, known, len(drawn.adopted), drawn.parameters)


def _find_moving(drawn: _DrawnPanel, run: int) -> Flags:
    return find_moving_draws(drawn.panel, drawn.adopted, run, drawn.parameters)


@dataclass(frozen=True)
class _DrawnPanel:
    panel: MeasurePanel
    adopted: Places
    parameters: Parameters
    known: KnownDraws

    def ask(self, question: str, columns: Iterable[int], answer: Callable[[], Flags]) -> Flags:
        """The answer for these months of adoption, which is looked for once."""
        key = question, tuple(columns)
        if key not in self.known.answers:
            self.known.answers[key] = answer()
        return self.known.answers[key]

    def find_lead_in(self, month: int, at: ComparisonWindows) -> DrawnFits | None:
        if month not in self.known.lead_ins:
            self.known.lead_ins[month] = self._fit_lead_in(month, at)
        return self.known.lead_ins[month]

    def _fit_lead_in(self, month: int, at: ComparisonWindows) -> DrawnFits | None:
        """The changes up to adoption; None where too few months are published before them."""
        spans = list_lead_in_spans(self.panel, month, at)
        if spans is None:
            return None
        means = [window_means(self.panel, span, self.parameters.most_missing, is_stretched=True) for span in spans]
        fits = self._fit(month, at, WITHOUT_NINE_MONTHS, np.column_stack(means), slice(None))
        return None if fits is None else fits.only_in(fits.comparators >= self.parameters.fewest_comparators)

    def fit_month(self, month: int, at: ComparisonWindows, lead_in: DrawnFits | None, is_asked: Flags) -> DrawnMonth:
        after = later_means(self.panel, at, self.parameters)
        fits = self._fit(month, at, WITH_QUARTER, after, slice(None))
        if fits is None:
            raise ValueError("drawn adopters must have a year before adoption")
        early, is_read_twice = self._fit_or(month, at, WITHOUT_QUARTER, after, fits, slice(None))
        far, is_read_again = early.of_draws(is_asked), np.zeros(int(is_asked.sum()), dtype=bool)
        if is_asked.any():
            far, is_read_again = self._fit_or(month, at, WITHOUT_NINE_MONTHS, after, far, is_asked)
        return DrawnMonth(at, fits, early, far, is_read_twice, is_read_again, is_asked, lead_in)

    def _fit(
        self, month: int, at: ComparisonWindows, reading: int, after: Floats, draws: Flags | slice
    ) -> DrawnFits | None:
        """The fits of one reading; the starting point of the run before is taken if the same figures are there."""
        baseline, recent = at.before(reading)
        if baseline is None or recent is None:
            return None
        before = window_means(self.panel, baseline, self.parameters.most_missing, is_stretched=True)
        lately = window_means(self.panel, recent, MOST_RECENT_MISSING, is_stretched=True)
        complete = is_complete(before, lately, after)
        key = at.gain, baseline, after.shape[1], None if isinstance(draws, slice) else draws.tobytes()
        start = self.known.starts.get(key)
        if start is None or not np.array_equal(start.complete, complete):
            adopted = self.adopted[draws]
            start = find_drawn_start(before, lately, complete, adopted == month, adopted >= self.panel.months)
            self.known.starts[key] = start
        return start.fit(after)

    def _fit_or(
        self, month: int, at: ComparisonWindows, reading: int, after: Floats, other: DrawnFits, draws: Flags | slice
    ) -> tuple[DrawnFits, Flags]:
        """The fits of one reading where it can be read, and the other ones elsewhere; and where it can."""
        fits = self._fit(month, at, reading, after, draws)
        if fits is None:
            return other, np.zeros(len(other.is_adopter), dtype=bool)
        is_readable = (fits.adopters > 0) & (fits.comparators >= self.parameters.fewest_comparators)
        return fits.choose_draws(is_readable, other), is_readable


def later_means(panel: MeasurePanel, at: ComparisonWindows, parameters: Parameters) -> Floats:
    """Each organisation's mean over the gain window and, once it is a whole year, over the current one."""
    if at.gain is None:
        raise ValueError("drawn adopters must have a year after adoption")
    missing = parameters.most_missing
    means = [window_means(panel, at.gain, missing)]
    if at.current is not None:
        means.append(window_means(panel, at.current, missing, is_stretched=True))
    return np.column_stack(means)
