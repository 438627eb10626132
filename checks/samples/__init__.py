"""Sample extracts of every kind, in the published formats, for invented organisations."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from checks.samples import ae, broken, local, organisations, programmes, rebases, referrals, rtt
from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH, World, make_world

RTT_MONTHS = 6
"""RTT files are much larger than A&E files; six keep the samples quick to load (our choice)."""
EARLY_RTT_MONTH = "2021-02"
MONTHS, PROVIDERS = 60, 88
"""Enough for verdicts on gains: two years before and after each adoption, and over 20 providers that never adopt."""
MOST_MONTHS = 105
"""From January 2018: earlier months were published in another layout."""

REGISTERS: dict[str, Callable[[World], bytes]] = {
    "programmes-sample.csv": programmes.make_programmes,
    "practices-sample.csv": programmes.make_practices,
    "eligibility-sample.csv": programmes.make_eligibility,
    "adoptions-sample.csv": programmes.make_adoptions,
    "measure-definitions-sample.csv": local.make_definitions,
    "measures-sample.csv": local.make_measures,
}


def write_samples(folder: Path, months: int = MONTHS, providers: int = PROVIDERS, seed: int = 2026) -> list[Path]:
    """Write the samples to the folder in order of arrival, with modification times in the same order.

    `months` is the number of A&E months, ending with the last. The same arguments give the same bytes. Each file is
    written under a hidden name and then renamed, so that a watcher never sees half a file.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError(f"the samples can be made for 1 to {MOST_MONTHS} months, not {months}")
    folder.mkdir(parents=True, exist_ok=True)
    arrivals = dict(_iterate_arrivals(make_world(providers, seed), months))
    # a tenth of a second apart and all in the past, because a watcher waits for files that are still new
    start = time.time() - 5 - len(arrivals) / 10
    return [_place_file(folder / name, arrivals[name], start + at / 10) for at, name in enumerate(arrivals)]


def _iterate_arrivals(world: World, months: int) -> Iterator[tuple[str, bytes]]:
    """Iterate over the name and content of every file: registers, history, each month, then late and revised months."""
    yield from _registers_and_history(world)
    yield from _iterate_months(world, months_until(LAST_MONTH, months))


def _registers_and_history(world: World) -> Iterator[tuple[str, bytes]]:
    yield "etr-sample.csv", organisations.make_organisations(world)
    if any(provider.successor for provider in world.providers):
        yield "succ-sample.csv", organisations.make_successions(world)
    for name, content in REGISTERS.items():
        yield name, content(world)
    if limits := rebases.make_rebases(world):
        yield "rebases-sample.csv", limits
    for month in referrals.ACTIVITY_MONTHS:
        yield referrals.file_name(month), referrals.make_file(world, month)
    yield (
        referrals.provider_file_name(referrals.PROVIDER_MONTH),
        referrals.provider_content(world, referrals.PROVIDER_MONTH),
    )
    yield rtt.file_name(EARLY_RTT_MONTH), rtt.make_file(world, EARLY_RTT_MONTH)


def _iterate_months(world: World, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
    for month in wanted:
        is_revised = month == ae.REVISED_MONTH
        if month != ae.LATE_MONTH:
            yield ae.file_name(month, is_first=is_revised), ae.make_file(world, month, is_first=is_revised)
        if month in wanted[-RTT_MONTHS:]:
            yield rtt.file_name(month), rtt.make_file(world, month)
    for spoiled in broken.BROKEN_SAMPLES:
        if spoiled.name in broken.IN_THE_INBOX:
            yield spoiled.name, spoiled.content(world)
    for month in (ae.REVISED_MONTH, ae.LATE_MONTH):
        if month in wanted:
            yield ae.file_name(month), ae.make_file(world, month)


def _place_file(path: Path, content: bytes, changed: float) -> Path:
    scratch = path.with_name(f".{path.name}.part")
    scratch.write_bytes(content)
    os.utime(scratch, (changed, changed))
    return scratch.replace(path)
