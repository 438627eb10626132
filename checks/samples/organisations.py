"""Registers of the invented organisations: an ODS trust file and an ODS succession file, both without a header."""

from __future__ import annotations

import calendar
from collections.abc import Iterator

from checks.samples.sample_set import BrokenSample, NamedContent, SampleSet
from checks.samples.seasons import add_months
from checks.samples.world import SampleProvider, World

FIELDS = 27
"""Fields of a row in an ODS organisation file."""


def make_organisations(world: World) -> bytes:
    """Make `etr.csv`: every provider, including the closed one, in 27 quoted fields."""
    rows = [
        _organisation_cells(provider)
        for provider in sorted(world.providers, key=lambda listed_provider: listed_provider.code)
    ]
    return "".join(_format_line(row) for row in rows).encode()


def make_successions(world: World) -> bytes:
    """Make `succ.csv`: predecessor, successor, reason, effective date, indicator."""
    rows = [
        (provider.code, provider.successor, "", f"{provider.closed_from.replace('-', '')}01", "1")
        for provider in world.providers
        if provider.successor and provider.closed_from
    ]
    return "".join(_format_line(row) for row in rows).encode()


def _organisation_cells(provider: SampleProvider) -> tuple[str, ...]:
    # field 10 is a postcode: no real postcode area is ZZ; fields 22 and 24 are ODS's own markers
    place = provider.name.split(",")[0].split(" ")[0]
    fields = {
        1: provider.code,
        2: provider.name,
        3: provider.region.code,
        4: provider.board.code,
        5: "TRUST HEADQUARTERS",
        6: "1 SAMPLE STREET, EAST WING",
        8: place,
        10: "ZZ1 1ZZ",
        11: provider.opened,
        12: _last_day_before(provider.closed_from),
        22: "0",
        24: "Z",
    }
    return tuple(fields.get(number, "") for number in range(1, FIELDS + 1))


def _last_day_before(month: str | None) -> str:
    if month is None:
        return ""
    before = add_months(month, -1)
    return f"{before.replace('-', '')}{calendar.monthrange(int(before[:4]), int(before[5:]))[1]}"


def _format_line(cells: tuple[str, ...]) -> str:
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield "etr-sample.csv", make_organisations(world)
    if any(provider.successor for provider in world.providers):
        yield "succ-sample.csv", make_successions(world)


def _closed_before_opened(world: World) -> bytes:
    opened = next(provider.opened for provider in world.providers if provider.closed_from is None)
    return make_organisations(world).replace(f'"{opened}",""'.encode(), f'"{opened}","19010331"'.encode(), 1)


def _succeeds_itself(world: World) -> bytes:
    code, after = next((provider.code, provider.successor) for provider in world.providers if provider.successor)
    return make_successions(world).replace(f'"{after}"'.encode(), f'"{code}"'.encode())


SAMPLES = SampleSet({"organisations": make_organisations, "successions": make_successions}, history=_iterate_history)
BROKEN = (
    BrokenSample(
        "ODS-broken-closed-before-opened.csv",
        "organisations",
        "a trust closes before it opens",
        "closed_before_opened",
        _closed_before_opened,
    ),
    BrokenSample(
        "ODS-broken-succeeds-itself.csv",
        "successions",
        "a trust succeeds itself",
        "succeeds_itself",
        _succeeds_itself,
    ),
)
