"""The annual CSV of the Monthly Referral Return, in the published format: a row for each provider and commissioner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.samples import referrals
from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of
from checks.samples.world import BOARDS, COMMISSIONERS, SampleProvider, World

MONTH = "2024-02"
"""A month that no other sample of the return has."""
HEADER = (
    "Periodname",
    "Provider Parent org code",
    "Provider Parent name",
    "Provider Org code",
    "Provider Org name",
    "Commissioner Parent Org Code",
    "Commissioner Parent Org Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
    "Op Gprefsmade M",
    "Op Otherrefsmade M",
    "Op Gprefsmade Ga M",
    "Op Otherrefsmade Ga M",
)
SHARE_OF_FIRST_COMMISSIONER = 0.6
WITHOUT_BOARD = 7
"""The place of a provider whose parent is blank, as the parents of providers in Wales are."""


def make_file(world: World, months: Sequence[str]) -> bytes:
    rows = [row for month in months for row in make_rows(world, month)]
    return ("\r\n".join(referrals.format_line(cells) for cells in (HEADER, *rows)) + "\r\n").encode()


def make_rows(world: World, month: str) -> Iterator[list[str]]:
    """Iterate over a month's rows: each provider, with the commissioners of its board."""
    boards = {board.code: board.name for board in BOARDS}
    for provider in referrals.list_reporting_providers(world, month):
        parent = provider.board.code, provider.board.name
        if world.providers.index(provider) == WITHOUT_BOARD:
            parent = "", ""
        own = [area for area in COMMISSIONERS if area.part_of == provider.board.code]
        for commissioner, counts in zip(own, _split_counts(world, provider, month), strict=True):
            keys = (f"MRR-{name_of(month)}-{month[:4]}", *parent, provider.code, provider.name)
            board = commissioner.part_of
            yield [*keys, board, boards[board], commissioner.code, commissioner.name, *map(str, counts)]


def _split_counts(world: World, provider: SampleProvider, month: str) -> tuple[list[int], list[int]]:
    counts = referrals.make_return_counts(world, provider, month)
    first = [round(count * SHARE_OF_FIRST_COMMISSIONER) for count in counts]
    return first, [count - part for count, part in zip(counts, first, strict=True)]


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield "MRR_Annual-CSV-2023-24-ZZ1L87.csv", make_file(world, [MONTH])


SAMPLES = SampleSet({}, history=_iterate_history)
