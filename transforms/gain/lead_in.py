"""Whether adopters' figures had moved just before adoption, beyond what others with the same starting point did.

A dip, a rise or a date that was registered late: the figures cannot say which. The level of the last four, six and nine
months is compared with that of the months before them, as if adoption had been then: nothing should be seen. Where
something is, a gain must also show against the months before (docs/gain.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from transforms.gain import interval
from transforms.gain.cohort_fits import MOST_RECENT_MISSING
from transforms.gain.counterfactual import CounterfactualFit, fit_counterfactual
from transforms.gain.panel import Flags, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import PooledEffect, pool_fits
from transforms.gain.trend_before import list_adoption_months
from transforms.gain.windows import ComparisonWindows, Span, columns_without, find_windows, window_means

LEAD_IN_MONTHS = (4, 6, 9)
"""Measured: with six and nine alone, a dip of four months and four points is claimed in 6% of draws, not in 4%."""
LEAD_IN = "lead-in"


def list_lead_in_spans(panel: MeasurePanel, adopted: int, at: ComparisonWindows) -> list[Span] | None:
    """The months before adoption that are looked at; None where too few are published before them."""
    if at.far_baseline is None or at.far_recent is None:
        return None
    earliest = at.far_baseline[0]
    spans = [columns_without(panel.left_out, months, adopted, earliest) for months in LEAD_IN_MONTHS]
    return [span for span in spans if span is not None]


def fit_lead_in(
    panel: MeasurePanel, adopted: int, at: ComparisonWindows, parameters: Parameters
) -> CounterfactualFit | None:
    """The changes up to adoption; None until the first year is over, since it says whom to compare with.

    Those that adopt within that year are not compared with: what moved them before adoption, if anything did, is likely
    to be the same.
    """
    if at.gain is None or at.is_provisional:
        return None
    key = LEAD_IN, adopted
    if key not in panel.known_fits:
        panel.known_fits[key] = _fit_spans(panel, adopted, at, at.gain, parameters)
    fit: CounterfactualFit | None = panel.known_fits[key]
    return fit


def _fit_spans(
    panel: MeasurePanel, adopted: int, at: ComparisonWindows, gain: Span, parameters: Parameters
) -> CounterfactualFit | None:
    spans = list_lead_in_spans(panel, adopted, at)
    if spans is None or at.far_baseline is None or at.far_recent is None:
        return None
    missing = parameters.most_missing
    baseline = window_means(panel, at.far_baseline, missing, is_stretched=True)
    fit = fit_counterfactual(
        baseline,
        window_means(panel, at.far_recent, MOST_RECENT_MISSING, is_stretched=True),
        np.column_stack([window_means(panel, span, missing, is_stretched=True) for span in spans]),
        baseline[:, None],
        panel.cohorts[adopted],
        panel.comparators(gain[1] - 1),
    )
    return fit if fit is not None and len(fit.comparators) >= parameters.fewest_comparators else None


def is_moved_together(panel: MeasurePanel, run: int, parameters: Parameters) -> bool:
    """Whether the figures of all that have a whole first year at the run had moved before adoption."""
    months = list_adoption_months(panel, run)
    at = [(adopted, find_windows(panel, adopted, run, parameters)) for adopted in months]
    fits = [fit_lead_in(panel, adopted, windows, parameters) for adopted, windows in at]
    return have_moved_together(panel, [fit for fit in fits if fit is not None], parameters)


def find_moved(fit: CounterfactualFit, parameters: Parameters) -> frozenset[int]:
    """The adopters that had moved by more than chance, up or down, in any of the spans."""
    if LEAD_IN not in fit.known_results:
        fit.known_results[LEAD_IN] = frozenset(fit.adopters[_are_beyond_limits(fit, parameters)].tolist())
    moved: frozenset[int] = fit.known_results[LEAD_IN]
    return moved


def _are_beyond_limits(fit: CounterfactualFit, parameters: Parameters) -> Flags:
    variances = np.diag(fit.covariance)[None, :] * (1 + fit.leverage)[:, None]
    reach = interval.t_quantile(parameters.level, fit.freedom)
    moved: Flags = np.any(np.abs(fit.effects) > reach * np.sqrt(variances), axis=1)
    return moved


def have_moved_together(panel: MeasurePanel, fits: Iterable[CounterfactualFit], parameters: Parameters) -> bool:
    """Whether all adopters together had; fits of the same months of adoption are pooled once."""
    known = list(fits)
    key = LEAD_IN, tuple(map(id, known))
    if key not in panel.known_fits:
        pooled = pool_fits(panel, known) if known else None
        panel.known_fits[key] = pooled is not None and has_moved(pooled, parameters)
    moved: bool = panel.known_fits[key]
    return moved


def has_moved(pooled: PooledEffect, parameters: Parameters) -> bool:
    limits = [pooled.around(window, parameters) for window in range(len(pooled.effects))]
    return any(limit.lower > 0 or limit.upper < 0 for limit in limits)
