"""The verdict's own error rates for one measure, as a row of `mart.calibration`."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from transforms.gain.adoption_orders import MONTHS_NEEDED_BEFORE, ORDERS
from transforms.gain.drawn_months import fit_drawn_adopters
from transforms.gain.drawn_trials import count_pooled_claims, run_drawn_trials
from transforms.gain.monthly_readings import find_reading_months, measure_any_claims
from transforms.gain.panel import NEVER_ADOPTED, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.placebo import SCENARIOS, PlaceboTrial, draw_adoptions

DRAWS_PER_MEASURE = 100  # a rate of 5% is then known to within a standard error of 2 points
MOST_ADOPTERS = 40  # chosen to limit the time that a draw takes
PART = 0.4
"""Largest share of the organisations treated as adopters; the others are the comparators."""
STAGGER = 6
"""Drawn months of adoption span half a year."""
FEWEST_SHARES = 0.5
"""Coverage is reported where at least this share of the draws gave a share retained."""
GAINS = 2.5
"""The gain added, in multiples of the smallest gain worth having (2 points of a share): five points."""


READ_COLUMNS = (
    *("months_read", "any_month_confirmed", "any_month_claims", "later_months"),
    *(f"later_coverage_{name}" for name in SCENARIOS),
)


def measure_error_rates(
    panel: MeasurePanel, measure: str, worthwhile: float, parameters: Parameters, draws: int = DRAWS_PER_MEASURE
) -> dict[str, Any] | None:
    """Error rates over `draws` draws with a fixed seed; None with too few organisations or months to draw from."""
    clean = replace(_keep_organisations(panel, panel.comparators(NEVER_ADOPTED - 1)), support_end=-1)
    needed = clean.washout + 2 * parameters.window_months
    months = range(clean.months - needed - STAGGER + 1, clean.months - needed + 1)
    adopters = min(MOST_ADOPTERS, int(PART * len(clean.organisations)))
    is_complete = np.isfinite(clean.scores[:, max(0, months.start - MONTHS_NEEDED_BEFORE) :]).all(axis=1)
    if int(is_complete.sum()) - adopters < parameters.fewest_comparators:
        return None  # no draw could be assessed, which is not a rate of zero
    if (
        months.start < MONTHS_NEEDED_BEFORE
        or adopters < 2
        or clean.left_out[months.start - MONTHS_NEEDED_BEFORE :].any()
    ):
        return None
    generator = np.random.default_rng(zlib.crc32(measure.encode()))
    adopted = draw_adoptions(clean, adopters, months, generator, draws)
    few = max(2, adopters // 2)
    gain = GAINS * worthwhile
    drawn = fit_drawn_adopters(clean, adopted, parameters, with_singles=True)
    trials = run_drawn_trials(drawn, gain, worthwhile, parameters)
    return {
        "first_month": months.start - MONTHS_NEEDED_BEFORE,
        "last_month": clean.months - 1,
        "organisations": int(is_complete.sum()),
        "adopters": adopters,
        "draws": draws,
        "injected_gain": gain,
        **_summarise_trials(trials),
        **{
            f"{order}_claims": _claim_rate(clean, few, months, generator, order, draws, parameters)
            for order in ORDERS
            if order != "random"
        },
        **_read_every_month(clean, adopters, generator, draws, gain, worthwhile, parameters),
    }


def _read_every_month(
    clean: MeasurePanel,
    adopters: int,
    generator: np.random.Generator,
    draws: int,
    gain: float,
    worthwhile: float,
    parameters: Parameters,
) -> dict[str, float | None]:
    """How often a gain is claimed, or confirmed, in any month, and how often limits are right in the last of them.

    Without figures where too few months are published.
    """
    nothing: dict[str, float | None] = dict.fromkeys(READ_COLUMNS)
    spans = find_reading_months(clean, STAGGER, parameters)
    if spans is None:
        return nothing
    months, runs = spans
    is_complete = np.isfinite(clean.scores[:, months.start - MONTHS_NEEDED_BEFORE :]).all(axis=1)
    if int(is_complete.sum()) - adopters < parameters.fewest_comparators:
        return nothing
    adopted = draw_adoptions(clean, adopters, months, generator, draws)
    rates = measure_any_claims(clean, adopted, runs, worthwhile, parameters)
    drawn = fit_drawn_adopters(clean, adopted, parameters)
    trials = run_drawn_trials(drawn, gain, worthwhile, parameters, with_singles=False)
    later = [_coverage_rate(trials, name) for name in SCENARIOS]
    return dict(zip(READ_COLUMNS, (len(runs), *rates, clean.months - months.stop + 1, *later), strict=True))


def _claim_rate(
    clean: MeasurePanel,
    few: int,
    months: range,
    generator: np.random.Generator,
    order: str,
    draws: int,
    parameters: Parameters,
) -> float:
    """How often a gain is claimed where there is none, when organisations adopt in this order."""
    adopted = draw_adoptions(clean, few, months, generator, draws, order=order)
    return count_pooled_claims(fit_drawn_adopters(clean, adopted, parameters), parameters) / draws


def _keep_organisations(panel: MeasurePanel, is_included: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> MeasurePanel:
    places = np.flatnonzero(is_included)
    return replace(
        panel,
        organisations=tuple(panel.organisations[place] for place in places),
        regions=tuple(panel.regions[place] for place in places),
        scores=panel.scores[places],
        raw=panel.raw[places],
        weights=panel.weights[places],
        adopted=panel.adopted[places],
        other_adoptions=(),
    )


def _summarise_trials(trials: Sequence[PlaceboTrial]) -> dict[str, float | None]:
    assessed = sum(trial.assessed for trial in trials)
    return {
        "pooled_claims": float(np.mean([trial.pooled_claims for trial in trials])),
        "single_claims": sum(trial.false_claims for trial in trials) / assessed if assessed else None,
        **{f"coverage_{name}": _coverage_rate(trials, name) for name in ("held", "half", "lost")},
        "held_found": _status_rate(trials, "held", {"sustained", "gain"}),
        "half_called_sustained": _status_rate(trials, "half", {"sustained"}),
        "half_called_held": float(np.mean([_seems_held(trial, "half") for trial in trials])),
        "lost_found": _status_rate(trials, "lost", {"lost", "eroding"}),
    }


def _seems_held(trial: PlaceboTrial, scenario: str) -> bool:
    return trial.statuses[scenario] == "sustained" or trial.reasons[scenario] == "weak_evidence_of_holding"


def _coverage_rate(trials: Sequence[PlaceboTrial], scenario: str) -> float | None:
    """How often the limits covered the true share; None where too few draws gave a share to be a fair sample."""
    covered = [bool(trial.covered[scenario]) for trial in trials if trial.covered[scenario] is not None]
    return float(np.mean(covered)) if len(covered) >= FEWEST_SHARES * len(trials) else None


def _status_rate(trials: Sequence[PlaceboTrial], scenario: str, statuses: set[str]) -> float:
    return float(np.mean([trial.statuses[scenario] in statuses for trial in trials]))
