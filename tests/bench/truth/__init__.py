"""Known truths in real series: how often the verdict on a practice is right, beside other methods, in every situation.

`python -m tests.bench truth`; shorter with HOLDGAIN_TRUTH_DRAWS=40, and only the panels named in HOLDGAIN_TRUTH_PANELS
(comma-separated). Two panels are kept for the last check and run only when they are named. The bounds are in
`bounds.csv`; a rate beyond its bound by more than chance explains makes the exit code 1.
"""

from __future__ import annotations

import csv
import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.bench.truth.cases import CASES, Case
from tests.bench.truth.panels import ADOPTION_MONTHS, SOURCES, TrialPanel, few_cases, first_months, load_panel
from tests.bench.truth.peers import PEERS
from transforms.gain.history import judge_practice
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters

DRAWS = 200
"""A rate of 5% is then known to within a standard error of 1.5 points."""
BOUNDS_FILE = Path(__file__).with_name("bounds.csv")
TOO_FAR = 1.645
"""Standard errors beyond a bound that chance alone explains in one cell of twenty."""


@dataclass(frozen=True)
class CellRate:
    """A rate of one case, panel and number of adopters, over the draws that had it."""

    case: str
    rate: str
    panel: str
    adopters: int
    share: float
    draws: int


def main() -> int:
    data = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[4] / "shared")) / "data"
    draws = int(os.environ.get("HOLDGAIN_TRUTH_DRAWS", DRAWS))
    wanted = os.environ.get("HOLDGAIN_TRUTH_PANELS", "")
    only = os.environ.get("HOLDGAIN_TRUTH_CASES", "")
    rates: list[CellRate] = []
    for trial in _load_panels(data, wanted):
        start = time.process_time()
        for case in CASES:
            if only in case.name:
                rates += run_case(case, trial, draws)
        print(f"{trial.name}: {len(trial.panel.organisations)} organisations, {time.process_time() - start:.0f} CPU s")
    print_rates(rates)
    faults = list(find_faults(rates))
    for fault in faults:
        print(f"BEYOND ITS BOUND: {fault}")
    return 1 if faults else 0


def _load_panels(data: Path, wanted: str) -> Iterator[TrialPanel]:
    names = wanted.split(",") if wanted else [*SOURCES, "few_cases"]
    for name in names:
        trial = few_cases() if name == "few_cases" else load_panel(name, data)
        if isinstance(trial, str):
            print(f"{name}: skipped, {trial}")
        elif wanted or not trial.is_last_check:
            yield trial
        else:
            print(f"{name}: kept for the last check, not run")


def run_case(case: Case, trial: TrialPanel, draws: int) -> list[CellRate]:
    """Every rate of the case on this panel, for each number of adopters; the draws depend on nothing else."""
    given = _panel_of(case, trial)
    if trial.unit not in case.units or given is None:
        return []
    rates = []
    parameters = read_parameters()
    worthwhile = parameters.worthwhile_points if trial.is_share else float(np.log1p(parameters.worthwhile_ratio))
    for adopters in case.sizes:
        generator = np.random.default_rng(zlib.crc32(f"{trial.name} {case.name} {adopters}".encode()))
        answers: dict[str, list[bool]] = {}
        for _ in range(draws):
            panel = case.plant(case.draw(given, adopters, generator), generator)
            evidence, verdict = judge_practice(panel, panel.months - 1, worthwhile, parameters)
            judgements = {name: rate(evidence, verdict) for name, rate in case.rates.items()}
            if case.has_peers:
                judgements |= {f"{name} claims": claims(panel) for name, claims in PEERS.items()}
            for name, answer in judgements.items():
                if answer is not None:
                    answers.setdefault(name, []).append(answer)
        rates += [
            CellRate(case.name, name, trial.name, adopters, float(np.mean(values)), len(values))
            for name, values in answers.items()
        ]
    return rates


def _panel_of(case: Case, trial: TrialPanel) -> MeasurePanel | None:
    """The panel up to the month in which the case is read; None where so many months are not published."""
    if not case.months_after:
        return trial.panel
    months = ADOPTION_MONTHS.start + case.months_after
    return first_months(trial.whole, months) if months <= trial.whole.months else None


def print_rates(rates: list[CellRate]) -> None:
    """A line for each case, rate and number of adopters: the mean over panels, and each panel."""
    panels = sorted({rate.panel for rate in rates})
    print(f"{'situation':<32}{'rate':<22}{'n':>3} {'mean':>6}" + "".join(f"{panel:>12}" for panel in panels))
    by_line: dict[tuple[str, str, int], dict[str, float]] = {}
    for rate in rates:
        by_line.setdefault((rate.case, rate.rate, rate.adopters), {})[rate.panel] = rate.share
    for (case, name, adopters), shares in by_line.items():
        cells = "".join(f"{100 * shares[panel]:>12.1f}" if panel in shares else f"{'':>12}" for panel in panels)
        print(f"{case:<32}{name:<22}{adopters:>3} {100 * np.mean(list(shares.values())):>6.1f}{cells}")


def find_faults(rates: list[CellRate]) -> Iterator[str]:
    """Every rate beyond its bound: of each panel, or of all of them together where the bound says so."""
    with BOUNDS_FILE.open(encoding="utf-8", newline="") as handle:
        bounds = list(csv.DictReader(handle))
    for bound in bounds:
        cells = [
            rate
            for rate in rates
            if (rate.case, rate.rate) == (bound["case"], bound["rate"])
            and bound["adopters"] in ("", str(rate.adopters))
        ]
        if bound["scope"] == "all panels":
            cells = _together(cells)
        for cell in cells:
            if is_beyond(cell, bound["at_least"], bound["at_most"]):
                limit = f"at least {bound['at_least']}" if bound["at_least"] else f"at most {bound['at_most']}"
                yield f"{cell.case}, {cell.rate}, {cell.adopters} adopters, {cell.panel}: {cell.share:.3f}, {limit}"


def _together(cells: list[CellRate]) -> list[CellRate]:
    sizes = sorted({cell.adopters for cell in cells})
    grouped = [[cell for cell in cells if cell.adopters == adopters] for adopters in sizes]
    return [
        replace(
            group[0],
            panel="all panels",
            share=float(np.average([cell.share for cell in group], weights=[cell.draws for cell in group])),
            draws=sum(cell.draws for cell in group),
        )
        for group in grouped
    ]


def is_beyond(cell: CellRate, at_least: str, at_most: str) -> bool:
    """Whether the rate lies beyond the bound by more than so many draws scatter."""
    for bound, sign in ((at_least, -1), (at_most, 1)):
        if bound:
            limit = float(bound)
            if sign * (cell.share - limit) > TOO_FAR * np.sqrt(limit * (1 - limit) / cell.draws):
                return True
    return False
