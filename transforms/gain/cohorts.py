"""The organisations that adopted in one month, with their fits at one monthly run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual
from transforms.gain.panel import MeasurePanel, OtherAdoption, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import ComparisonWindows, Span, find_windows, same_months_before, window_means

MOST_RECENT_MISSING = 0.5
"""Share of the last months before adoption that may be missing: one of three, since they only adjust. If none might be,
one unpublished month would leave everyone who adopts in the next quarter without a verdict for good."""


Readings = tuple[CounterfactualFit | None, CounterfactualFit | None]
"""The fit with the months just before adoption, and the one without them."""


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

    bundles: dict[int, OtherAdoption]
    """Another practice for the measure that adopters took up from the baseline on, up to the run."""
    why_no_current: str = ""
    """Why the latest year cannot be judged although it is over."""

    @property
    def pairs(self) -> tuple[Readings, Readings]:
        """The fits over both windows and over the first year, each with its early reading."""
        return (self.both, self.early_both), (self.first, self.early_first)

    def list_fits(self, adopter: int) -> list[CounterfactualFit]:
        """The fits that the adopter's verdict rests on: over both windows if it has them, with its early reading."""
        for pair in self.pairs:
            if pair[0] is not None and adopter in pair[0].places:
                return [fit for fit in pair if fit is not None and adopter in fit.places]
        return []


def list_cohorts(panel: MeasurePanel, run: int, parameters: Parameters) -> list[AdoptionCohort]:
    """List the cohorts that had adopted by the run, one per month of adoption, with their fits."""
    return [_make_cohort(panel, month, run, parameters) for month in panel.cohorts if month <= run]


def fit_over(
    panel: MeasurePanel,
    adopted: int,
    spans: list[Span],
    at: ComparisonWindows,
    parameters: Parameters,
    *,
    is_early: bool = False,
) -> CounterfactualFit | None:
    """Fit a cohort over windows after adoption, each compared with the whole baseline.

    A window shorter than a year is compared with the same calendar months of the baseline. `is_early` leaves out the
    months just before adoption. Comparators are organisations that are untouched up to the end of the last window:
    those that adopt afterwards can still be compared with. Adopters of another practice for the measure, from the
    baseline on, are left out: nobody can tell which of the two did it.
    """
    last = spans[-1][1] - 1
    baseline_span, recent_span = (at.early_baseline, at.early_recent) if is_early else (at.baseline, at.recent)
    if baseline_span is None or recent_span is None:
        return None
    missing = parameters.most_missing
    baseline = window_means(panel, baseline_span, missing, is_stretched=True)
    whole, bundled, adopters = parameters.window_months, bundles_of(panel, at, last), panel.cohorts[adopted]
    if bundled:
        adopters = np.array([place for place in adopters.tolist() if place not in bundled], dtype=np.int64)
    before = [
        baseline if span[1] - span[0] >= whole else same_months_before(panel, adopted, span, baseline_span, missing)
        for span in spans
    ]
    is_whole = all(means is baseline for means in before)
    key = "start", adopted, is_early
    fit = fit_counterfactual(
        baseline,
        window_means(panel, recent_span, MOST_RECENT_MISSING, is_stretched=True),
        np.column_stack([window_means(panel, span, missing, is_stretched=span == at.current) for span in spans]),
        baseline[:, None] if is_whole else np.column_stack(before),
        adopters,
        panel.comparators(last),
        panel.known_fits.get(key),
    )
    if fit is not None:
        panel.known_fits[key] = fit.start
    return fit


def bundles_of(panel: MeasurePanel, at: ComparisonWindows, last: int) -> dict[int, OtherAdoption]:
    """Who adopted another practice for the measure from so shortly before the baseline that its effect mixes in.

    An effect is taken to have arrived by the end of the washout: a practice adopted earlier is part of the baseline.
    """
    before = at.early_baseline or at.baseline
    return {} if before is None else panel.bundled(before[0] - panel.washout, last)


def _make_cohort(panel: MeasurePanel, adopted: int, run: int, parameters: Parameters) -> AdoptionCohort:
    at = find_windows(panel, adopted, run, parameters)
    first = both = early_first = early_both = None
    why_no_current = ""
    if at.gain:
        first, early_first = _read_first_year(panel, adopted, at, parameters)
    if at.gain and at.current and not at.is_provisional:
        both, early_both = read_twice(panel, adopted, [at.gain, at.current], at, parameters)
        if int(panel.comparators(run).sum()) < parameters.fewest_comparators:
            both, early_both, why_no_current = None, None, "too_few_left_to_compare"
    fitted = both or first
    last = min(run, at.gain[1] - 1) if at.gain else run
    return AdoptionCohort(
        adopted,
        panel.cohorts[adopted],
        at,
        int(panel.comparators(last).sum()) if fitted is None else len(fitted.comparators),
        first,
        both,
        early_first,
        early_both,
        bundles_of(panel, at, run),
        why_no_current,
    )


def _read_first_year(panel: MeasurePanel, adopted: int, at: ComparisonWindows, parameters: Parameters) -> Readings:
    if at.gain is None or at.is_provisional:
        return (None, None) if at.gain is None else read_twice(panel, adopted, [at.gain], at, parameters)
    if adopted not in panel.known_fits:
        panel.known_fits[adopted] = read_twice(panel, adopted, [at.gain], at, parameters)
    known: Readings = panel.known_fits[adopted]
    return known


def read_twice(
    panel: MeasurePanel, adopted: int, spans: list[Span], at: ComparisonWindows, parameters: Parameters
) -> Readings:
    """The fit with the months just before adoption, and the one without them."""
    fit = fit_over(panel, adopted, spans, at, parameters)
    early = fit_over(panel, adopted, spans, at, parameters, is_early=True)
    is_readable = fit is not None and early is not None and len(early.comparators) >= parameters.fewest_comparators
    return fit, early if is_readable else None
