"""The fits of one month of adoption over windows after it, in each reading of the months before it."""

from __future__ import annotations

import numpy as np

from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual
from transforms.gain.panel import MeasurePanel, OtherAdoption
from transforms.gain.parameters import Parameters
from transforms.gain.windows import (
    WITH_QUARTER,
    WITHOUT_NINE_MONTHS,
    WITHOUT_QUARTER,
    ComparisonWindows,
    Span,
    same_months_before,
    window_means,
)

MOST_RECENT_MISSING = 0.5
"""Share of the last months before adoption that may be missing: one of three, since they only adjust. If none might be,
one unpublished month would leave everyone who adopts in the next quarter without a verdict for good."""
Readings = tuple[CounterfactualFit | None, CounterfactualFit | None, CounterfactualFit | None]
"""The fit with the months just before adoption, the one without them, and the one without as many as a dip may last."""
NO_READING: Readings = (None, None, None)


def fit_over(
    panel: MeasurePanel,
    adopted: int,
    spans: list[Span],
    at: ComparisonWindows,
    parameters: Parameters,
    reading: int = WITH_QUARTER,
) -> CounterfactualFit | None:
    """Fit a cohort over windows after adoption, each compared with the whole baseline of the reading.

    A window shorter than a year is compared with the same calendar months of the baseline. Comparators are
    organisations that are untouched up to the end of the last window: those that adopt afterwards can still be compared
    with. Adopters of another practice for the measure, from the baseline on, are left out: nobody can tell which of the
    two did it.
    """
    last = spans[-1][1] - 1
    baseline_span, recent_span = at.before(reading)
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
    key = "start", adopted, reading
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


def read_months_before(
    panel: MeasurePanel,
    adopted: int,
    spans: list[Span],
    at: ComparisonWindows,
    parameters: Parameters,
    *,
    is_read_again: bool = False,
) -> Readings:
    """The fit in each reading of the months before adoption; the third one only where it is asked for."""
    fit = fit_over(panel, adopted, spans, at, parameters)
    early = _fit_readable(panel, adopted, spans, at, parameters, WITHOUT_QUARTER) if fit is not None else None
    return fit, early, read_again(panel, adopted, spans, at, parameters) if is_read_again and fit is not None else None


def read_again(
    panel: MeasurePanel, adopted: int, spans: list[Span], at: ComparisonWindows, parameters: Parameters
) -> CounterfactualFit | None:
    """The fit without as many months before adoption as a dip may last."""
    return _fit_readable(panel, adopted, spans, at, parameters, WITHOUT_NINE_MONTHS)


def _fit_readable(
    panel: MeasurePanel, adopted: int, spans: list[Span], at: ComparisonWindows, parameters: Parameters, reading: int
) -> CounterfactualFit | None:
    fit = fit_over(panel, adopted, spans, at, parameters, reading)
    return fit if fit is not None and len(fit.comparators) >= parameters.fewest_comparators else None
