"""Local measures for the samples: a share, a rare count and a time, as trusts send them, all months in one file."""

from __future__ import annotations

import math
from collections.abc import Iterator

from checks.samples import truths
from checks.samples.sample_set import BrokenSample, NamedContent, SampleSet
from checks.samples.seasons import months_until, winter_effect
from checks.samples.spoil import change_text
from checks.samples.world import LAST_MONTH, SampleProvider, World

READMISSIONS, FALLS, BETWEEN = "sample_readmissions_30d", "sample_falls_with_harm", "sample_days_between_incidents"
DEFINITIONS = (
    (READMISSIONS, "Readmissions within 30 days", "share", "decrease", "0.1", "p"),
    (FALLS, "Falls with harm", "count", "decrease", "", "c"),
    (BETWEEN, "Days between serious incidents", "days", "increase", "30", "t"),
)
MONTHS = 60
"""The file always has this many months, however many A&E months are requested."""
SENDERS_OF_FALLS, SENDERS_OF_DAYS = 12, 6
"""How many trusts send these measures: not all, as with real local measures (our choice)."""


def make_definitions(_: World) -> bytes:
    return _format_lines(("measure", "title", "unit", "direction", "target", "chart"), iter(DEFINITIONS))


def make_measures(world: World) -> bytes:
    return _format_lines(("measure", "organisation", "month", "numerator", "denominator"), _measure_rows(world))


def _measure_rows(world: World) -> Iterator[tuple[str, ...]]:
    acute = [(at, trust) for at, trust in enumerate(world.providers) if trust.role.startswith("acute")]
    for month in months_until(LAST_MONTH, MONTHS):
        for number, (position, provider) in enumerate(acute):
            if not provider.is_open(month):
                continue
            counted, cases = draw_readmissions(world, position, month)
            yield (READMISSIONS, provider.code, month, str(counted), str(cases))
            if number < SENDERS_OF_FALLS:
                yield (FALLS, provider.code, month, str(draw_falls(world, provider, month)), "")
            if number < SENDERS_OF_DAYS:
                yield (BETWEEN, provider.code, month, f"{days_between(world, provider, month):.1f}", "")


def draw_readmissions(world: World, position: int, month: str) -> tuple[int, int]:
    """Draw the patients readmitted and all those discharged in the month; planted steps move the share."""
    provider = world.providers[position]
    random = world.random("readmissions", provider.code, month)
    cases = round(provider.size / 8 * random.gauss(1, 0.03))
    usual = 0.13 + 0.015 * world.wobble("2026-01", "readmissions level", provider.code)
    share = usual + 0.004 * winter_effect(month) + 0.003 * world.wobble(month, "readmissions", provider.code)
    share += sum(change for since, change in truths.steps_at_position(position, is_local=True) if month >= since)
    share = max(0.02, share)
    noise = random.gauss(0, 1) * math.sqrt(cases * share * (1 - share))
    return min(cases, max(0, round(cases * share + noise))), cases


def draw_falls(world: World, provider: SampleProvider, month: str) -> int:
    """Draw a rare count, mostly 0 to 3: the events that fit in the month with exponential gaps between them."""
    random = world.random("falls", provider.code, month)
    usual, passed, falls = provider.size / 8000, 0.0, 0
    while (passed := passed + random.expovariate(usual)) < 1:
        falls += 1
    return falls


def days_between(world: World, provider: SampleProvider, month: str) -> float:
    """Draw the days between serious incidents: at least 1, with a mean of 26."""
    return 1 + world.random("incidents", provider.code, month).expovariate(1 / 25)


def _format_lines(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    return ("\r\n".join(",".join(row) for row in (header, *rows)) + "\r\n").encode()


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield "measure-definitions-sample.csv", make_definitions(world)
    yield "measures-sample.csv", make_measures(world)


SAMPLES = SampleSet({"measure_definitions": make_definitions, "measures": make_measures}, history=_iterate_history)
BROKEN = (
    BrokenSample(
        "measures-broken-published-name.csv",
        "measures",
        "a local measure has the name of a published one",
        "name_is_taken",
        change_text(make_measures, "sample_readmissions_30d", "ae_within_4h"),
    ),
    BrokenSample(
        "measure-definitions-broken-target.csv",
        "measure_definitions",
        "the target of a share is written in per cent",
        "target_malformed",
        change_text(make_definitions, ",0.1,", ",10,"),
    ),
)
