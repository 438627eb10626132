"""How often a practice that gained nothing has a gain in some month, when its verdict is read every month.

A rate of 5% is that of one reading. A verdict that is read twenty-four times has more than one chance to be wrong.
"""

from __future__ import annotations

import numpy as np

from transforms.gain.adoption_orders import MONTHS_NEEDED_BEFORE
from transforms.gain.drawn_months import KnownDraws, fit_drawn_adopters
from transforms.gain.drawn_trials import list_pooled_years
from transforms.gain.history import StatusMemory
from transforms.gain.panel import MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.pooled_years import PooledYears
from transforms.gain.status_ladder import HOLDING_STATUSES, Evidence
from transforms.gain.windows import Span, find_windows

MOST_READ = 24
"""Monthly readings: two years, from the first in which an adopter has a whole first year."""
FEWEST_READ = 12
"""With fewer, no reading would have a latest year after the first one, which has a chance of its own to be wrong."""


def find_reading_months(panel: MeasurePanel, stagger: int, parameters: Parameters) -> tuple[range, range] | None:
    """The months of adoption and the runs that are read; None where too few months are published."""
    first_answer = panel.washout + parameters.window_months - 1
    start = max(MONTHS_NEEDED_BEFORE, panel.months - first_answer - MOST_READ)
    runs = range(start + first_answer, panel.months)
    if len(runs) < max(FEWEST_READ, stagger) or panel.left_out[start - MONTHS_NEEDED_BEFORE :].any():
        return None
    return range(start, start + stagger), runs


def measure_any_claims(
    panel: MeasurePanel, adopted: Places, runs: range, worthwhile: float, parameters: Parameters
) -> tuple[float, float]:
    """The share of draws (draws x organisations) in which a gain is confirmed in some month, and that with any gain."""
    memories = [StatusMemory(parameters) for _ in adopted]
    has_gain = np.zeros(len(adopted), dtype=bool)
    known: list[Evidence] = []
    known_draws = KnownDraws()
    years: list[PooledYears] = []
    compared: list[tuple[Span | None, Span | None, bool]] = []
    for run in runs:
        # until the first latest year is over, most runs compare what the run before did: a third of the time
        windows = _windows_compared(panel, adopted, run, parameters)
        if windows != compared:
            # a first year that is over stays as it is, and pooling it again took a third of the time
            is_same = [item[0] for item in windows] == [item[0] for item in compared]
            drawn = fit_drawn_adopters(panel, adopted, parameters, run, known_draws)
            years = list_pooled_years(drawn, parameters, [item.gain for item in years] if is_same else None)
            known = [item.as_evidence(panel, worthwhile, parameters) for item in years]
            compared = windows
        for draw, evidence in enumerate(known):
            has_gain[draw] |= memories[draw].add_run(run, evidence).verdict.status in HOLDING_STATUSES
    confirmed = [memory.gain_confirmed is not None for memory in memories]
    return float(np.mean(confirmed)), float(np.mean(has_gain))


def _windows_compared(
    panel: MeasurePanel, adopted: Places, run: int, parameters: Parameters
) -> list[tuple[Span | None, Span | None, bool]]:
    """By month of adoption: the gain window, the current one, and whether the first is still incomplete."""
    columns = np.unique(adopted[adopted < panel.months]).tolist()
    at = [find_windows(panel, int(column), run, parameters) for column in columns]
    return [(None if item.is_provisional else item.gain, item.current, item.is_provisional) for item in at]
