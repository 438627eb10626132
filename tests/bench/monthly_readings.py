"""How often a gain that is not there is claimed, or confirmed, in any month of two years of monthly readings.

On the panels of `tests.bench.truth`, in every order in which organisations can adopt. Shorter with
HOLDGAIN_TRUTH_DRAWS=40. The exit code is 1 where adopters at random have a confirmed gain too often.
"""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

import numpy as np

from tests.bench.truth.panels import SOURCES, TrialPanel, load_panel
from transforms.gain.adoption_orders import ORDERS
from transforms.gain.error_rates import STAGGER
from transforms.gain.monthly_readings import find_reading_months, measure_any_claims
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import draw_placebo_panel

MOST_CONFIRMED = 0.10
"""Twice the 5% of one reading: an independent trial on twelve panels had 2% to 9%."""
PARAMETERS = read_parameters()


def main() -> int:
    data = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared")) / "data"
    draws = int(os.environ.get("HOLDGAIN_TRUTH_DRAWS", "200"))
    start, faults = time.process_time(), 0
    for name in SOURCES:
        trial = load_panel(name, data)
        if isinstance(trial, str) or trial.is_last_check:
            print(f"{name}: {trial if isinstance(trial, str) else 'kept for the last check, not run'}")
            continue
        for adopters in (40, 15):
            faults += _run_orders(trial, adopters, draws)
    print(f"{draws} draws each, {time.process_time() - start:.0f} CPU s")
    return int(faults > 0)


def _run_orders(trial: TrialPanel, adopters: int, draws: int) -> int:
    """Print the rates for every order; returns the number that are beyond the bound."""
    panel = trial.whole
    spans = find_reading_months(panel, STAGGER, PARAMETERS)
    if spans is None:
        print(f"{trial.name}: too few months to read")
        return 0
    months, runs = spans
    worthwhile = PARAMETERS.worthwhile_points if trial.is_share else float(np.log1p(PARAMETERS.worthwhile_ratio))
    faults = 0
    for order in ORDERS:
        generator = np.random.default_rng(zlib.crc32(f"{trial.name} {order} {adopters}".encode()))
        drawn = [draw_placebo_panel(panel, adopters, months, generator, order=order).adopted for _ in range(draws)]
        confirmed, claimed = measure_any_claims(panel, np.array(drawn), runs, worthwhile, PARAMETERS)
        print(
            f"{trial.name:<18}{order:<16}{adopters:>3} adopters, {len(runs)} months read: "
            f"confirmed {confirmed:6.1%}, claimed {claimed:6.1%}",
            flush=True,
        )
        scatter = 1.645 * np.sqrt(MOST_CONFIRMED * (1 - MOST_CONFIRMED) / draws)
        faults += order == "random" and confirmed > MOST_CONFIRMED + scatter
    return faults
