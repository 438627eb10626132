"""`make bench`: what the work costs, as ratios of whole processes in one run, beside the targets in `targets.csv`.

It fails where a figure is beyond its target by more than its tolerance, or was not measured. Ratios change less than
seconds with the machine and with what else runs on it; still, one round on a busy machine is an indication only.
HOLDGAIN_ROUNDS sets how many rounds the medians are of (1), HOLDGAIN_FIGURES which groups are measured (all).
"""

from __future__ import annotations

import csv
import os
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.ratio_work import measure_admission, measure_builds, measure_edition, measure_spc

TARGETS = Path(__file__).with_name("targets.csv")
GROUPS: Mapping[str, Callable[[Path], dict[str, float]]] = {
    "spc": measure_spc,
    "admission": measure_admission,
    "builds": measure_builds,
    "edition": measure_edition,
}


@dataclass(frozen=True)
class Target:
    """What a figure may be at most with the code of today, by how much it may be beyond, and why.

    `wanted` is what we would like it to be; where it is lower, the reason says what is in the way.
    """

    unit: str
    wanted: float
    most: float
    tolerance: float
    reason: str

    def judge(self, figures: list[float]) -> str:
        """Whether the median of the figures meets the target."""
        if not figures:
            return "NOT MEASURED"
        excess = statistics.median(figures) - self.most
        return "met" if excess <= 0 else "within the tolerance" if excess <= self.tolerance else "MISSED"


def read_targets(path: Path = TARGETS) -> dict[str, Target]:
    with path.open(encoding="utf-8", newline="") as handle:
        return {
            row["figure"]: Target(
                row["unit"], *(float(row[name]) for name in ("wanted", "target", "tolerance")), row["reason"]
            )
            for row in csv.DictReader(handle)
        }


def measure_rounds(groups: list[str], rounds: int) -> dict[str, list[float]]:
    """Measure each group so many times, each time in a folder of its own."""
    figures: dict[str, list[float]] = {}
    for _ in range(rounds):
        for group in groups:
            with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDGAIN_SCRATCH")) as folder:
                for name, figure in GROUPS[group](Path(folder)).items():
                    figures.setdefault(name, []).append(figure)
                    print(f"  {name}: {figure:.2f}", flush=True)
    return figures


def print_table(targets: Mapping[str, Target], figures: Mapping[str, list[float]]) -> int:
    """Print a row for each target; 1 if one of them is missed, or a figure has no target."""
    print("\n| figure | median | range | wanted | target | tolerance | |\n|---|---|---|---|---|---|---|")
    verdicts = []
    for name, target in targets.items():
        measured = figures.get(name, [])
        verdicts.append(target.judge(measured))
        median = f"{statistics.median(measured):.2f} {target.unit}" if measured else ""
        span = f"{min(measured):.2f} to {max(measured):.2f}" if measured else ""
        bounds = f"{target.wanted:g} | {target.most:g} | {target.tolerance:g}"
        print(f"| {name} | {median} | {span} | {bounds} | {verdicts[-1]} |")
    for name in sorted(figures.keys() - targets.keys()):
        verdicts.append("NO TARGET")
        print(f"| {name} | {statistics.median(figures[name]):.2f} | | | | | NO TARGET |")
    return int(any(verdict.isupper() for verdict in verdicts))


def main() -> int:
    groups = os.environ.get("HOLDGAIN_FIGURES", ",".join(GROUPS)).split(",")
    return print_table(read_targets(), measure_rounds(groups, int(os.environ.get("HOLDGAIN_ROUNDS", "1"))))


if __name__ == "__main__":
    raise SystemExit(main())
