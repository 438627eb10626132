"""Sample extracts of every kind, in the published formats, for invented organisations."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from checks.samples import discovery
from checks.samples.sample_set import NamedContent
from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH, World, make_world

MONTHS, PROVIDERS = 60, 88
"""Enough for verdicts on gains: two years before and after each adoption, and over 20 providers that never adopt."""
MONTHS_FOR_VERDICTS, PROVIDERS_FOR_VERDICTS = 48, 72
"""The smallest samples in which practices have every main verdict: sustained, eroding, lost, no detectable gain, too
early. A verdict that a gain holds takes 39 months (12 before adoption, 3 of washout, two years), and each of them takes
20 trusts of the kind that never adopt; a test counts both."""
MOST_MONTHS = 105
"""From January 2018: earlier months were published in another layout."""


def write_samples(folder: Path, months: int = MONTHS, providers: int = PROVIDERS, seed: int = 2026) -> list[Path]:
    """Write the samples to the folder in order of arrival, with modification times in the same order.

    `months` is the number of months of published extracts, ending with the last. The same arguments give the same
    bytes. Each file is written under a hidden name and then renamed, so that a watcher never sees half a file.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"the samples can be made for 1 to {MOST_MONTHS} months, not {months}")
    folder.mkdir(parents=True, exist_ok=True)
    arrivals = dict(_iterate_arrivals(make_world(providers, seed), months))
    # a tenth of a second apart and all in the past, because a watcher waits for files that are still new
    start = time.time() - 5 - len(arrivals) / 10
    return [_place_file(folder / name, arrivals[name], start + at / 10) for at, name in enumerate(arrivals)]


def _iterate_arrivals(world: World, months: int) -> Iterator[NamedContent]:
    """Iterate over the name and content of every file: registers, history, each month, then late and revised months."""
    for sample_set in discovery.find_sample_sets():
        yield from sample_set.history(world)
    yield from _iterate_months(world, months_until(LAST_MONTH, months))


def _iterate_months(world: World, months: list[str]) -> Iterator[NamedContent]:
    sample_sets = discovery.find_sample_sets()
    for month in months:
        for sample_set in sample_sets:
            yield from sample_set.of_month(world, month, months)
    for sample in discovery.find_broken_samples():
        if sample.is_in_inbox:
            yield sample.name, sample.content(world)
    for sample_set in sample_sets:
        yield from sample_set.late(world, months)


def _place_file(path: Path, content: bytes, changed: float) -> Path:
    scratch = path.with_name(f".{path.name}.part")
    scratch.write_bytes(content)
    os.utime(scratch, (changed, changed))
    return scratch.replace(path)
