"""The organisations that adopted in one month, with their fits at one monthly run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual
from transforms.gain.panel import MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import ComparisonWindows, Span, find_windows, same_months_before, window_means

MOST_RECENT_MISSING = 0.5
"""Share of the last months before adoption that may be missing: one of three, since they only adjust. If none might be,
one unpublished month would leave everyone who adopts in the next quarter without a verdict for good."""


@dataclass(frozen=True)
class AdoptionCohort:
    """The organisations that adopted in one month, with their windows and fits at one run.

    `first` is fitted on the gain window alone, `both` on the gain and the current window; None where a window is
    missing or cannot be fitted. `early_first` and `early_both` are the same without the months just before adoption.
    """

    adopted: int
    adopters: Places
    windows: ComparisonWindows
    comparators: int
    first: CounterfactualFit | None
    both: CounterfactualFit | None
    early_first: CounterfactualFit | None
    early_both: CounterfactualFit | None

    def readings(self, adopter: int) -> list[CounterfactualFit]:
        """The fits that the adopter's verdict rests on: over both windows if it has them, with its early reading."""
        pairs = ((self.both, self.early_both), (self.first, self.early_first))
        for fit, early in pairs:
            if fit is not None and adopter in fit.adopters:
                return [fit] if early is None or adopter not in early.adopters else [fit, early]
        return []


def list_cohorts(panel: MeasurePanel, run: int, parameters: Parameters) -> list[AdoptionCohort]:
    """List the cohorts that had adopted by the run, one per month of adoption, with their fits."""
    months = sorted({int(month) for month in panel.adopted if month <= run})
    return [_make_cohort(panel, month, run, parameters) for month in months]


def fit_over(
    panel: MeasurePanel,
    adopted: int,
    spans: list[Span],
    run: int,
    at: ComparisonWindows,
    parameters: Parameters,
    *,
    is_early: bool = False,
) -> CounterfactualFit | None:
    """Fit a cohort over windows after adoption, each compared with the whole baseline.

    A window shorter than a year is compared with the same calendar months of the baseline. `is_early` leaves out the
    months just before adoption.
    """
    baseline_span, recent_span = (at.early_baseline, at.early_recent) if is_early else (at.baseline, at.recent)
    if baseline_span is None or recent_span is None:
        return None
    missing = parameters.most_missing
    baseline = window_means(panel, baseline_span, missing, is_stretched=True)
    whole = parameters.window_months
    before = [
        baseline if span[1] - span[0] >= whole else same_months_before(panel, adopted, span, baseline_span, missing)
        for span in spans
    ]
    return fit_counterfactual(
        baseline,
        window_means(panel, recent_span, MOST_RECENT_MISSING, is_stretched=True),
        np.column_stack([window_means(panel, span, missing, is_stretched=span == at.current) for span in spans]),
        np.column_stack(before),
        np.flatnonzero(panel.adopted == adopted),
        panel.comparators(run),
    )


def _make_cohort(panel: MeasurePanel, adopted: int, run: int, parameters: Parameters) -> AdoptionCohort:
    at = find_windows(panel, adopted, run, parameters)
    first = both = early_first = early_both = None
    if at.gain:
        first, early_first = read_twice(panel, adopted, [at.gain], run, at, parameters)
    if at.gain and at.current and not at.is_provisional:
        both, early_both = read_twice(panel, adopted, [at.gain, at.current], run, at, parameters)
    fewest = [len(fit.comparators) for fit in (first, both) if fit is not None]
    return AdoptionCohort(
        adopted,
        np.flatnonzero(panel.adopted == adopted),
        at,
        min(fewest, default=int(panel.comparators(run).sum())),
        first,
        both,
        early_first,
        early_both,
    )


def read_twice(
    panel: MeasurePanel, adopted: int, spans: list[Span], run: int, at: ComparisonWindows, parameters: Parameters
) -> tuple[CounterfactualFit | None, CounterfactualFit | None]:
    """The fit with the months just before adoption, and the one without them."""
    fit = fit_over(panel, adopted, spans, run, at, parameters)
    early = fit_over(panel, adopted, spans, run, at, parameters, is_early=True)
    is_readable = fit is not None and early is not None and len(early.comparators) >= parameters.fewest_comparators
    return fit, early if is_readable else None
