"""What one month more costs behind 12, 36, 60 and 120 months, for A&E and RTT: CPU and peak memory of whole builds.

`python -m tests.bench growth`; HOLDGAIN_GROWTH_MONTHS names other lengths. "Nothing new" is a build without a change,
"full" one that takes nothing over.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.storage.home import Home
from tests.bench.long_history import KINDS, add_months, list_history_months, make_first_loads
from tests.bench.processes import HOLDGAIN, Cost, run_process

LENGTHS = "12,36,60,120"


@dataclass(frozen=True)
class BuildCosts:
    """The costs of the builds of one home behind so many months."""

    months: int
    full: Cost
    month_more: Cost
    nothing_new: Cost


def measure_growth(home: Home, kinds: tuple[str, ...], lengths: list[int]) -> Iterator[BuildCosts]:
    """Fill a new home with more and more months of the kinds, and build it in three ways at each length."""
    months = list_history_months(max(lengths) + 1)
    templates = make_first_loads(home, months[0], kinds=kinds)
    present = 1
    for length in lengths:
        add_months(home, templates, months[present:length])
        full = run_process(HOLDGAIN, "--home", home.root, "build", "--full")
        add_months(home, templates, months[length : length + 1])
        month_more = run_process(HOLDGAIN, "--home", home.root, "build")
        present = length + 1
        yield BuildCosts(length, full, month_more, run_process(HOLDGAIN, "--home", home.root, "build"))


def main() -> None:
    lengths = [int(text) for text in os.environ.get("HOLDGAIN_GROWTH_MONTHS", LENGTHS).split(",")]
    print("| kind | months before | one month more | nothing new | full build |\n|---|---|---|---|---|")
    for kind in KINDS:
        with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDGAIN_SCRATCH")) as folder:
            home = Home(Path(folder)).prepare()
            for costs in measure_growth(home, (kind,), lengths):
                cells = [
                    f"{cost.cpu:.1f} CPU s, {cost.megabytes:.0f} MB"
                    for cost in (costs.month_more, costs.nothing_new, costs.full)
                ]
                print(f"| {kind} | {costs.months} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
