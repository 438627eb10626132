"""The levels that a verdict compares: what an adopter did in each window, and what was expected of it.

The expected level of a window is the adopter's own level before, plus the change that the comparators of the fit lead
us to expect from there. The level less the expected one is the effect of the fit, to the last digit. By month, a figure
that a comparator lacks is taken to be its mean over the window, so that the months average to the window's level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transforms.gain.cohorts import AdoptionCohort
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.panel import Floats, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.windows import ComparisonWindows, Span, same_months_before, window_means

LEVELS = "levels"


@dataclass(frozen=True)
class FitLevels:
    """The levels of the adopters of one fit, as scores: a row for each of `fit.adopters`.

    `actual` and `expected` (adopters x windows) are in the order of the fit's windows; `expected_months` (adopters x
    columns of the panel) is NaN where nothing is expected.
    """

    fit: CounterfactualFit
    baseline_span: Span
    before: Floats
    actual: Floats
    expected: Floats
    expected_months: Floats

    def row_of(self, adopter: int) -> int:
        return int(np.flatnonzero(self.fit.adopters == adopter)[0])


@dataclass(frozen=True)
class _ComparedSpan:
    """Columns with the means of every organisation: those compared with, and those over the columns."""

    span: Span
    before: Floats
    after: Floats


def find_fit_levels(
    panel: MeasurePanel, cohort: AdoptionCohort, fit: CounterfactualFit, parameters: Parameters, reading: int
) -> FitLevels:
    """The levels that a fit of the cohort compares, in its reading of the months before adoption."""
    key = LEVELS, reading
    if key not in fit.known_results:
        fit.known_results[key] = _find_levels(panel, cohort, fit, parameters, reading)
    levels: FitLevels = fit.known_results[key]
    return levels


def _find_levels(
    panel: MeasurePanel, cohort: AdoptionCohort, fit: CounterfactualFit, parameters: Parameters, reading: int
) -> FitLevels:
    at = cohort.windows
    baseline_span, _ = at.before(reading)
    if baseline_span is None:
        raise ValueError("the fit has no baseline")
    baseline = window_means(panel, baseline_span, parameters.most_missing, is_stretched=True)
    windows = [
        _ComparedSpan(
            span,
            _means_before(panel, cohort.adopted, span, baseline_span, parameters),
            window_means(panel, span, parameters.most_missing, is_stretched=span == at.current),
        )
        for span in list_spans(at, fit)
    ]
    months = np.full((len(fit.adopters), panel.months), np.nan)
    # of few cases the mean of monthly logarithms is not the logarithm of their mean: there is no line by month
    if not panel.adds_cases:
        # up to adoption also where the months just before it are left out of the baseline
        start = _ComparedSpan((baseline_span[0], cohort.adopted), baseline, baseline)
        for compared in _list_stretches(start, windows):
            months[:, slice(*compared.span)] = _expected_months(panel, fit, compared)
    return FitLevels(
        fit,
        baseline_span,
        baseline[fit.adopters],
        np.column_stack([window.after[fit.adopters] for window in windows]),
        np.column_stack([_expected(fit, window.before, window.after[:, None])[:, 0] for window in windows]),
        months,
    )


def list_spans(at: ComparisonWindows, fit: CounterfactualFit) -> list[Span]:
    """The windows of a fit: the gain window, and the current one where it is over both."""
    spans = [at.gain, at.current][: fit.effects.shape[1]]
    return [span for span in spans if span is not None]


def _means_before(panel: MeasurePanel, adopted: int, span: Span, baseline: Span, parameters: Parameters) -> Floats:
    """What a window is compared with: the baseline, or the same months of it where the window is not a whole year."""
    if span[1] - span[0] >= parameters.window_months:
        return window_means(panel, baseline, parameters.most_missing, is_stretched=True)
    return same_months_before(panel, adopted, span, baseline, parameters.most_missing)


def _list_stretches(start: _ComparedSpan, windows: list[_ComparedSpan]) -> Iterator[_ComparedSpan]:
    """The months before, the windows, and the months between them, which are compared as the window that follows."""
    yield start
    end = start.span[1]
    for window in windows:
        if window.span[0] > end:
            yield _ComparedSpan((end, window.span[0]), window.before, window.after)
        yield window
        end = window.span[1]


def _expected(fit: CounterfactualFit, before: Floats, after: Floats) -> Floats:
    """The level expected of each adopter (adopters x columns of `after`)."""
    change = after[fit.comparators] - before[fit.comparators, None]
    levels: Floats = before[fit.adopters, None] + fit.weights @ change
    return levels


def _expected_months(panel: MeasurePanel, fit: CounterfactualFit, compared: _ComparedSpan) -> Floats:
    columns = slice(*compared.span)
    filled = np.where(panel.counted[:, columns], panel.scores[:, columns], compared.after[:, None])
    expected = _expected(fit, compared.before, filled)
    expected[:, panel.left_out[columns]] = np.nan
    return expected
