"""The invented country of the samples: regions, boards and trusts, their levels and steps, and one merger.

Everything depends on the seed and the calendar month, never on how many months are requested, so requesting one more
month leaves the others unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from checks.samples import truths
from checks.samples.seasons import monthly_noise

LAST_MONTH = "2026-09"
MERGER_MONTH = "2025-04"
Role = Literal["acute", "acute_with_eyes", "urgent_care", "community", "specialist"]

# place names that no English organisation uses; a test checks for them in the published files
PLACES = (
    "ALDERMARSH", "BRAMBLEFEN", "CINDERHOLT", "DUNMERROW", "ELVERSTOKE", "FALLOWMERE", "GREYTHORNE", "HARROWFEN",
    "IVENSHIRE", "JUNIPERHOLT", "KESTERWOLD", "LARKENHOLME", "MARROWDALE", "NETHERQUAY", "OAKENRIDGE", "PENDERMOOR",
    "QUILLHAVEN", "ROOKSMARSH", "SELVERWOLD", "THISTLEMERE", "UMBERCLIFF", "VALEBROOKE", "WINDERSHAW", "YARROWMOUTH",
)  # fmt: skip
NAMES: dict[Role, tuple[str, ...]] = {
    "acute": (
        "{} TEACHING HOSPITALS NHS FOUNDATION TRUST",
        "UNIVERSITY HOSPITALS OF {} NHS TRUST",
        "{} AND DISTRICT HOSPITALS NHS TRUST",
        # the comma makes the publisher quote the cell
        "{}, COAST AND VALLEY HOSPITALS NHS FOUNDATION TRUST",
    ),
    "acute_with_eyes": ("ROYAL {} HOSPITALS NHS FOUNDATION TRUST",),
    "urgent_care": ("{} URGENT TREATMENT CENTRE",),
    "community": ("{} COMMUNITY HEALTH NHS TRUST",),
    "specialist": ("{} ORTHOPAEDIC HOSPITAL NHS FOUNDATION TRUST",),
}
ROLES: tuple[Role, ...] = (
    "acute", "acute", "acute", "acute", "acute_with_eyes", "urgent_care", "community", "specialist",
)  # fmt: skip
PREDECESSOR, SUCCESSOR = 3, 0
"""Positions of the trust that closes in the merger and of the one it joins, both in the first region."""
STEPS: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("2025-01", -0.08),),
    8: (("2024-10", -0.07), ("2025-12", 0.06)),
    10: (("2025-07", 0.05),),
}
"""By position: months from which the share of type 1 attendances over four hours changes without any practice: a gain
that holds, one that is lost again and a deterioration. The effects of practices are in `truths`."""
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class SampleArea:
    """A region, board, authority or commissioner; `part_of` is the code of its region."""

    code: str
    name: str
    part_of: str = ""


REGIONS = (SampleArea("ZZN", "SAMPLE NORTH"), SampleArea("ZZM", "SAMPLE MIDDLE"), SampleArea("ZZS", "SAMPLE SOUTH"))
BOARDS = tuple(
    SampleArea(f"ZZ{letter}", f"NHS {name} INTEGRATED CARE BOARD", REGIONS[position % 3].code)
    for position, (letter, name) in enumerate(
        zip(
            "ABCDEF",
            ("SAMPLE FELLS", "SAMPLE HEATH", "SAMPLE DOWNS", "SAMPLE MOORS", "SAMPLE WOLDS", "SAMPLE SHORE"),
            strict=True,
        )
    )
)
AUTHORITIES = tuple(
    SampleArea(code, f"{region.name} STRATEGIC HEALTH AUTHORITY", region.code)
    for code, region in zip(("ZZH", "ZZJ", "ZZK"), REGIONS, strict=True)
)
COMMISSIONERS = tuple(
    SampleArea(f"ZZL{number:02d}", f"NHS {PLACES[number]} (SUB ICB LOCATION)", BOARDS[number % 6].code)
    for number in range(12)
)
HUB = SampleArea("ZZW01", "SAMPLE NATIONAL COMMISSIONING HUB 1")


@dataclass(frozen=True)
class SampleProvider:
    """One invented organisation. `size` is its usual type 1 (or, without one, type 3) attendances in 30 days."""

    code: str
    name: str
    role: Role
    region: SampleArea
    board: SampleArea
    size: float
    over_4h: float
    opened: str
    closed_from: str | None = None
    successor: str | None = None
    steps: tuple[tuple[str, float], ...] = ()

    def is_open(self, month: str) -> bool:
        return self.closed_from is None or month < self.closed_from


@dataclass(frozen=True)
class World:
    """The providers generated from one seed."""

    seed: int
    providers: tuple[SampleProvider, ...]

    def reporting(self, month: str) -> list[SampleProvider]:
        return [provider for provider in self.providers if provider.is_open(month)]

    def absorbed(self, provider: SampleProvider, month: str) -> list[SampleProvider]:
        """Return the provider and those it has taken over by that month, whose figures it reports as a sum."""
        return [
            other
            for other in self.providers
            if other is provider or (other.successor == provider.code and not other.is_open(month))
        ]

    def random(self, *key: object) -> Random:
        return Random("|".join(str(part) for part in (self.seed, *key)))

    def wobble(self, month: str, *key: object) -> float:
        """Return standard normal noise for a month and key, autocorrelated with the month before."""
        return monthly_noise("|".join(str(part) for part in (self.seed, *key)), month)


def make_world(providers: int, seed: int) -> World:
    """Make a world with this many providers. The first ones are the same however many there are."""
    if not 1 <= providers <= 24 * len(PLACES):
        raise ValueError(f"the samples can be made for 1 to {24 * len(PLACES)} providers, not {providers}")
    return World(seed, tuple(_make_provider(position, seed) for position in range(providers)))


def _make_provider(position: int, seed: int) -> SampleProvider:
    random = Random(f"{seed}|provider|{position}")
    role = ROLES[position % len(ROLES)]
    # from the second round on, names combine two places, so that no name is used twice
    turn, place = divmod(position, len(PLACES))
    name = PLACES[place] if turn == 0 else f"{PLACES[place]} AND {PLACES[(place + turn) % len(PLACES)]}"
    is_merging = position == PREDECESSOR
    largest = 8000 if is_merging else 12500
    return SampleProvider(
        code=_make_code(position, role),
        name=NAMES[role][position % len(NAMES[role])].format(name),
        role=role,
        region=REGIONS[position % 3],
        board=BOARDS[position % 6],
        size=random.uniform(6000, largest) if role.startswith("acute") else random.uniform(1800, 6500),
        over_4h=min(0.58, max(0.2, random.gauss(0.39, 0.07))),
        opened=f"{random.randint(1993, 2014)}0401",
        closed_from=MERGER_MONTH if is_merging else None,
        successor=_make_code(SUCCESSOR, ROLES[SUCCESSOR]) if is_merging else None,
        steps=(*STEPS.get(position, ()), *truths.steps_at_position(position)),
    )


def _make_code(position: int, role: Role) -> str:
    high, low = divmod(position, 36)
    return f"ZZ{'Y' if role == 'urgent_care' else 'R'}{BASE_36[high]}{BASE_36[low]}"
