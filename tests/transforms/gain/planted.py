"""The samples with their planted truths through admission and build, and what the verdicts say of each truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from checks import samples
from checks.admission import admit
from checks.samples import programmes
from checks.samples.discovery import find_broken_samples
from checks.samples.truths import PlantedTruth
from checks.samples.world import make_world
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from tests.checks.quick_admission import admit_without_rules
from tests.transforms.warehouse import build_tables
from transforms.build import build_warehouse
from transforms.gain import error_rates

FEW_DRAWS = 10
"""Of the error rates, which no verdict reads: their 100 draws take more than half of this build's time."""
VERDICT_TABLES = ("mart.gain", "mart.programme_gain", "mart.calibration")
UNREAD = ("RTT-", "MAR-", "MRR_", "DM01-", "-Cancer-", "rebases-")
"""In the names of samples that no verdict reads."""


@dataclass(frozen=True)
class PlantedVerdict:
    """What is true of an adopter (of all adopters of a practice, where they share it), and its row in the mart."""

    practice: str
    organisation: str
    truth: PlantedTruth | None
    row: dict[str, Any]

    @property
    def status(self) -> str:
        return str(self.row["status"])


def warehouse(
    folder: Path, months: int = samples.MONTHS, providers: int = samples.PROVIDERS, *, is_short: bool = False
) -> Path:
    """Admit the samples that verdicts read, and build.

    The short form leaves out the contracts' rules and the tables that have nothing to do with verdicts, and draws the
    error rates of `mart.calibration` less often.
    """
    home = Home(folder / "home").prepare()
    broken = {sample.name for sample in find_broken_samples()}
    files = [
        path
        for path in samples.write_samples(folder / "inbox", months, providers)
        if path.name not in broken and not any(part in path.name for part in UNREAD)
    ]
    # every sort of sample is admitted with its rules in tests/checks/samples/test_admission.py
    outcomes = admit_without_rules(home, files) if is_short else admit(home, files)
    refused = {outcome.status for outcome in outcomes} - {"accepted"}
    if refused:
        raise RuntimeError(f"samples were not accepted: {refused}")
    if not is_short:
        return build_warehouse(home)
    with with_few_draws():
        return build_tables(home, VERDICT_TABLES)


@contextmanager
def with_few_draws() -> Iterator[None]:
    """Draw the error rates less often: no verdict reads them."""
    short = partial(error_rates.measure_error_rates, draws=FEW_DRAWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(error_rates, "measure_error_rates", short)
        yield


def read_verdicts(path: Path, providers: int = samples.PROVIDERS) -> tuple[list[PlantedVerdict], list[PlantedVerdict]]:
    """Adopters, and practices: each with its truth beside the verdict of the newest run."""
    truths = programmes.planted_truths(make_world(providers, 2026))
    with open_duckdb(path, read_only=True) as con:
        adopters = con.execute("from mart.gain where status <> 'not_adopted' order by practice, organisation")
        singles = _rows(adopters)
        pooled = _rows(con.execute("from mart.programme_gain order by practice"))
    by_practice: dict[str, set[PlantedTruth]] = {}
    for (practice, _), truth in truths.items():
        by_practice.setdefault(practice, set()).add(truth)
    shared = {practice: actual.pop() for practice, actual in by_practice.items() if len(actual) == 1}
    return (
        [PlantedVerdict(row["practice"], row["organisation"], truths.get(_key(row)), row) for row in singles],
        [PlantedVerdict(row["practice"], "*", shared.get(row["practice"]), row) for row in pooled],
    )


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row["practice"], row["organisation"]


def _rows(actual: Any) -> list[dict[str, Any]]:
    names = [name for name, *_ in actual.description]
    return [dict(zip(names, row, strict=True)) for row in actual.fetchall()]
