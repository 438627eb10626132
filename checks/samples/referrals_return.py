"""The Monthly Referral Return in the published formats: the monthly sheet by provider, and the annual CSV.

The CSV has a row for each provider and commissioner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.samples.referrals import fiscal_year, format_line, make_heading_lines
from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of
from checks.samples.world import BOARDS, COMMISSIONERS, SampleProvider, World

PROVIDER_MONTH = "2024-03"
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
PROVIDER_COUNTS = (
    "GP Referrals Made (All)",
    "Other Referrals Made (All)",
    "GP Referrals Made (Specific Acute)",
    "Other Referrals Made (Specific Acute)",
)
SHARE_OF_FIRST_COMMISSIONER = 0.6
WITHOUT_BOARD = 7
"""The place of a provider whose parent is blank, as the parents of providers in Wales are."""


def provider_content(world: World, month: str) -> bytes:
    """Make the referral return by provider: heading, blank line, England, blank line, providers."""
    rows = [
        (
            provider.region.code,
            f"{provider.region.name} COMMISSIONING REGION",
            provider,
            make_return_counts(world, provider, month),
        )
        for provider in list_reporting_providers(world, month)
    ]
    names = ("", "Year", "Period", "Region Code", "Region Name", "Org Code", "Org Name", *PROVIDER_COUNTS)
    when = ("", fiscal_year(month), name_of(month))
    england = [sum(cells) for cells in zip(*(row[3] for row in rows), strict=True)]
    lines = [
        *make_heading_lines(len(names), f"{name_of(month)} {month[:4]}", "Monthly Referral Return (MRR)", "Provider"),
        format_line(names),
        format_line((*when, "", "", "", "England", *(f"{count:,}" for count in england))),
        "," * (len(names) - 1),
        *(
            format_line((*when, code, name, region.code, region.name, *(f"{n:,}" for n in cells)))
            for code, name, region, cells in rows
        ),
    ]
    return "\r\n".join(lines).encode()


def provider_file_name(month: str) -> str:
    return f"MRR_Prov-Web-file-{name_of(month)}-{month[2:4]}-ZZ1L87.csv"


def list_reporting_providers(world: World, month: str) -> list[SampleProvider]:
    """List the providers of a month's referral return: all that see patients by appointment."""
    return [provider for provider in world.reporting(month) if provider.role != "urgent_care"]


def make_return_counts(world: World, provider: SampleProvider, month: str) -> list[int]:
    """Draw a provider's referrals: by GPs and by others, in all specialties and in specific acute ones."""
    gp_referrals = round(provider.size * 0.7 * (1 + 0.03 * world.wobble(month, "mrr", provider.code)))
    other = round(gp_referrals * 0.9)
    return [gp_referrals, other, round(gp_referrals * 0.97), round(other * 0.93)]


def make_file(world: World, months: Sequence[str]) -> bytes:
    rows = [row for month in months for row in make_rows(world, month)]
    return ("\r\n".join(format_line(cells) for cells in (HEADER, *rows)) + "\r\n").encode()


def make_rows(world: World, month: str) -> Iterator[list[str]]:
    """Iterate over a month's rows: each provider, with the commissioners of its board."""
    boards = {board.code: board.name for board in BOARDS}
    for provider in list_reporting_providers(world, month):
        parent = provider.board.code, provider.board.name
        if world.providers.index(provider) == WITHOUT_BOARD:
            parent = "", ""
        own = [area for area in COMMISSIONERS if area.part_of == provider.board.code]
        for commissioner, counts in zip(own, _split_counts(world, provider, month), strict=True):
            keys = (f"MRR-{name_of(month)}-{month[:4]}", *parent, provider.code, provider.name)
            board = commissioner.part_of
            yield [*keys, board, boards[board], commissioner.code, commissioner.name, *map(str, counts)]


def _split_counts(world: World, provider: SampleProvider, month: str) -> tuple[list[int], list[int]]:
    counts = make_return_counts(world, provider, month)
    first = [round(count * SHARE_OF_FIRST_COMMISSIONER) for count in counts]
    return first, [count - part for count, part in zip(counts, first, strict=True)]


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield provider_file_name(PROVIDER_MONTH), provider_content(world, PROVIDER_MONTH)
    yield "MRR_Annual-CSV-2023-24-ZZ1L87.csv", make_file(world, [MONTH])


SAMPLES = SampleSet({}, history=_iterate_history)
