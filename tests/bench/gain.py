"""The verdict put to the test: known gains added to the real A&E series, for adopters and months drawn at random.

Three spans of years; the last is kept for the last check, and nothing was chosen by it. Beside the verdict, in the same
draws, what the usual tools would have claimed where there is no gain: control chart rules with limits fixed before
adoption, and segmented regression. Two harder ways to adopt are tried too: region by region, and the worst first.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from checks.admission import admit
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from tests.transforms.spc.oracle import Rules, chart
from transforms.build import build_warehouse
from transforms.gain.organisation_series import OrganisationSeries, panel_of, read_organisation_series
from transforms.gain.panel import NEVER_ADOPTED, MeasurePanel, month_number
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import PlaceboTrial, draw_placebo_panel, run_trial

DRAWS = 300
MAIN_DRAWS = 1000
ADOPTERS = 40
GAIN = 0.05
MEASURE = "ae_within_4h_type1"
Draw = Callable[[MeasurePanel, int, range, np.random.Generator], MeasurePanel]


@dataclass(frozen=True)
class Span:
    """Months of figures, and the months in which adopters may adopt; as (year, month), both included."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    adopt: tuple[tuple[int, int], tuple[int, int]]


SPANS = (
    Span("July 2021 to February 2025", (2021, 7), (2025, 2), ((2022, 7), (2022, 12))),
    Span("January 2020 to June 2023, the pandemic not left out", (2020, 1), (2023, 6), ((2021, 1), (2021, 3))),
    Span("July 2022 to February 2026, kept for the last check", (2022, 7), (2026, 2), ((2023, 7), (2023, 12))),
)


def main() -> None:
    extracts = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared")) / "data/ae"
    if not extracts.is_dir():
        print(f"skipped: the real extracts are not at {extracts}")
        return
    with tempfile.TemporaryDirectory() as folder:
        actual = read(extracts, Path(folder))
    for span in SPANS:
        panel, months = panel_over(actual, span)
        print(f"\n{span.name}: {int(np.isfinite(panel.scores).all(axis=1).sum())} trusts with every month")
        for adopters in (ADOPTERS, 20, 10):
            _print_report(
                f"{adopters} adopters at random",
                panel,
                months,
                adopters,
                draw_placebo_panel,
                is_full=adopters == ADOPTERS,
            )
        _print_report(f"{ADOPTERS} adopters region by region", panel, months, ADOPTERS, by_region)
        _print_report(
            "20 adopters, the worst first", panel, months, 20, partial(draw_placebo_panel, order="worst_first")
        )


def read(extracts: Path, folder: Path) -> OrganisationSeries:
    """The measure of all trusts, from the published files through admission and build."""
    home = Home(folder / "home").prepare()
    admit(home, sorted(extracts.glob("*.csv")))
    with open_duckdb(build_warehouse(home), read_only=True) as con:
        actual = read_organisation_series(con, MEASURE, "trust with type 1")
    if actual is None:
        raise RuntimeError(f"nothing is published of {MEASURE}")
    return actual


def panel_over(organisation_series: OrganisationSeries, span: Span) -> tuple[MeasurePanel, range]:
    first, end = (
        month_number(*span.first) - organisation_series.first_month,
        month_number(*span.last) - organisation_series.first_month + 1,
    )
    values = organisation_series.values[:, first:end]
    remaining = np.flatnonzero(np.isfinite(values).sum(axis=1) > 0)
    cut = OrganisationSeries(
        tuple(organisation_series.organisations[place] for place in remaining),
        tuple(organisation_series.regions[place] for place in remaining),
        organisation_series.first_month + first,
        values[remaining],
        organisation_series.denominators[remaining, first:end],
    )
    panel = panel_of(cut, {}, unit="share", is_decrease=False, washout=3, support_end=None, shocks=[])
    start, stop = (month_number(*month) - cut.first_month for month in span.adopt)
    return panel, range(start, stop + 1)


def by_region(panel: MeasurePanel, adopters: int, months: range, generator: np.random.Generator) -> MeasurePanel:
    """Whole regions adopt, one after the other."""
    regions = panel.region_places
    order = generator.permutation(regions.max() + 1)
    rank = order[regions] + generator.random(len(regions))
    return _mark_adopters(panel, np.argsort(rank), adopters, months, generator)


def _mark_adopters(
    panel: MeasurePanel, order: Sequence[int], adopters: int, months: range, generator: np.random.Generator
) -> MeasurePanel:
    is_complete = np.isfinite(panel.scores).all(axis=1)
    chosen = [place for place in order if is_complete[place]][:adopters]
    adopted = np.full(len(panel.organisations), NEVER_ADOPTED)
    adopted[chosen] = generator.integers(months.start, months.stop, adopters)
    return replace(panel, adopted=adopted)


def _print_report(
    name: str, panel: MeasurePanel, months: range, adopters: int, draw: Draw, is_full: bool = False
) -> None:
    generator = np.random.default_rng(2026)
    start = time.process_time()
    draws = MAIN_DRAWS if is_full else DRAWS
    panels = [draw(panel, adopters, months, generator) for _ in range(draws)]
    trials = [
        run_trial(panel_item, GAIN, read_parameters().worthwhile_points, read_parameters()) for panel_item in panels
    ]
    print(f"  {name} ({draws} draws, a gain of {100 * GAIN:.0f} points, {time.process_time() - start:.0f} CPU s)")
    claims = np.mean([panel_item.pooled_claims for panel_item in trials])
    single = sum(panel_item.false_claims for panel_item in trials) / sum(panel_item.assessed for panel_item in trials)
    print(f"    claims where there is none: pooled {claims:.1%}, single organisations {single:.1%}")
    estimates = [panel_item.estimate for panel_item in trials]
    errors = np.mean([panel_item.error for panel_item in trials])
    print(
        f"    found where there is none: {100 * np.mean(estimates):.1f} points in the mean, "
        f"spread {100 * np.std(estimates):.1f}, stated standard error {100 * errors:.1f}"
    )
    if is_full:
        share = _claim_rate(panels, by_rules)
        print(f"    the same organisations by control chart rules: {share:.1%} end on an improvement")
        print(f"    the same organisations by segmented regression: {_claim_rate(panels, by_segments):.1%}")
    for scenario in ("held", "half", "lost"):
        _print_scenario(trials, scenario, adopters)


def _print_scenario(trials: Sequence[PlaceboTrial], scenario: str, adopters: int) -> None:
    reported = [trial.covered[scenario] for trial in trials if trial.covered[scenario] is not None]
    pooled = Counter(trial.statuses[scenario] for trial in trials)
    singles: Counter[str] = sum((trial.single_statuses[scenario] for trial in trials), Counter())
    covered = np.mean(reported)
    print(f"    {scenario}: 90% limits of the share retained cover {covered:.1%}; pooled {_format_shares(pooled)}")
    print(f"      single organisations {_format_shares(singles)}")


def _format_shares(counted: Counter[str]) -> str:
    total = sum(counted.values())
    return ", ".join(f"{status} {count / total:.1%}" for status, count in counted.most_common())


def _claim_rate(panels: Sequence[MeasurePanel], claims: Callable[[np.ndarray, int], bool]) -> float:
    """The share of adopters of which the tool claims a gain."""
    answers = [
        claims(panel.scores[place, max(0, panel.adopted[place] - 12) :], 12)
        for panel in panels[:50]
        for place in np.flatnonzero(panel.adopted < NEVER_ADOPTED)
    ]
    return float(np.mean(answers))


def by_rules(values: np.ndarray, adopted: int) -> bool:
    """Whether the newest point is a special cause for the better, limits fixed on the months before adoption."""
    _, points = chart([float(value) for value in values], Rules(fix_after=adopted))
    return points[-1].label.startswith(("Above", "2 in 3 Above", "7 Points Above")) or "Increasing" in points[-1].label


def by_segments(values: np.ndarray, adopted: int) -> bool:
    """Whether the change of level at adoption is above nothing at the 5% level (ordinary least squares)."""
    time_ = np.arange(len(values), dtype=float)
    after = (time_ >= adopted).astype(float)
    design = np.column_stack([np.ones_like(time_), time_, after, after * (time_ - adopted)])
    inverse = np.linalg.inv(design.T @ design)
    fitted = inverse @ design.T @ values
    residuals = values - design @ fitted
    error = np.sqrt(residuals @ residuals / (len(values) - 4) * inverse[2, 2])
    return bool(fitted[2] / error > 1.645)


if __name__ == "__main__":
    main()
