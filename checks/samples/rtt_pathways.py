"""The pathways of an invented provider in an RTT month: by part and specialty, spread over the weekly bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.samples.seasons import number_of
from checks.samples.service_truths import gain_in_service
from checks.samples.world import SampleArea, SampleProvider, World

PARTS = {
    "Part_1A": "Completed Pathways For Admitted Patients",
    "Part_1B": "Completed Pathways For Non-Admitted Patients",
    "Part_2": "Incomplete Pathways",
    "Part_2A": "Incomplete Pathways with DTA",
    "Part_3": "New RTT Periods - All Patients",
}
SPECIALTIES = {
    "acute": {"C_100": "General Surgery", "C_130": "Ophthalmology", "C_330": "Dermatology", "X05": "Other - Surgical"},
    "community": {"C_430": "Elderly Medicine", "X02": "Other - Medical"},
    "specialist": {"C_110": "Trauma and Orthopaedic", "C_410": "Rheumatology"},
}
FIRST_WEEKLY_TO_104 = "2021-04"


@dataclass(frozen=True)
class PathwayLine:
    """Numbers of pathways for one provider, commissioner, part and specialty; `bands` is empty if not published."""

    bands: tuple[int, ...]
    unknown: int
    total: int


def specialty_names(provider: SampleProvider, month: str) -> dict[str, str]:
    """Map treatment function codes to names; until 2021 without 'Service', and with one code for all others."""
    names = SPECIALTIES["acute" if provider.role.startswith("acute") else provider.role]
    if month < FIRST_WEEKLY_TO_104:
        return {("X01" if code[0] == "X" else code): name.split(" - ")[0] for code, name in names.items()}
    return {code: f"{name} Service{'s' if code[0] == 'X' else ''}" for code, name in names.items()}


def make_parts(
    world: World, provider: SampleProvider, month: str, commissioner: SampleArea, share: float
) -> dict[str, dict[str, PathwayLine]]:
    """Make the lines of the five parts by specialty: flows in the month (1A, 1B, 3) and the list at its end (2, 2A)."""
    lines_by_part: dict[str, dict[str, PathwayLine]] = {part: {} for part in PARTS}
    for code in specialty_names(provider, month):
        random = world.random("rtt", provider.code, month, commissioner.code, code)
        size = (
            sum(member.size for member in world.absorbed(provider, month))
            * share
            * _specialty_weight(world, provider, code)
        )
        within = within_18(world, provider, month) + gain_in_service(world, provider, code, month)
        waiting = _spread_over_bands(month, round(size * random.gauss(1.3, 0.04)), within, random.random())
        decided = tuple(int(count * 0.22 + random.random()) if count else 0 for count in waiting)
        admitted = _spread_over_bands(month, round(size * random.gauss(0.05, 0.004)), 0.62, random.random())
        treated = _spread_over_bands(month, round(size * random.gauss(0.22, 0.01)), 0.78, random.random())
        started = round(size * random.gauss(0.36, 0.02))
        unknown = int(random.random() * 1.3 + size / 4000)
        lines_by_part["Part_1A"][code] = PathwayLine(admitted, 0, sum(admitted))
        lines_by_part["Part_1B"][code] = PathwayLine(treated, unknown, sum(treated) + unknown)
        lines_by_part["Part_2"][code] = PathwayLine(waiting, 0, sum(waiting))
        lines_by_part["Part_2A"][code] = PathwayLine(decided, 0, sum(decided))
        lines_by_part["Part_3"][code] = PathwayLine((), 0, started)
    return lines_by_part


def within_18(world: World, provider: SampleProvider, month: str) -> float:
    """Return the share (0 to 1) of a provider's waiting list within 18 weeks."""
    years = (number_of(month) - number_of("2026-01")) / 12
    own = 0.615 + 0.05 * world.wobble("2026-01", "list", provider.code)
    return min(0.9, max(0.3, own + 0.03 * max(-1.0, years) + 0.006 * world.wobble(month, "rtt", provider.code)))


def _specialty_weight(world: World, provider: SampleProvider, code: str) -> float:
    return 0.6 + 0.8 * world.random("mix", provider.code, code[0] + code[-2:]).random()


@lru_cache(maxsize=512)
def _waiting_curve(bands: int, within: float) -> tuple[float, ...]:
    """Return the cumulative share at each band's end: Weibull, fitted to `within` 18 weeks; long tail before 2021."""
    shape = 1.35 if bands > 53 else 1.0
    scale = 18 / (-math.log(1 - within)) ** (1 / shape)
    return (*(1 - math.exp(-(((week + 1) / scale) ** shape)) for week in range(bands - 1)), 1.0)


def _spread_over_bands(month: str, pathways: int, within: float, offset: float) -> tuple[int, ...]:
    """Spread exactly `pathways` over the weekly bands, by rounding the running total."""
    running = [int(share * pathways + offset) for share in _waiting_curve(count_bands(month), round(within, 3))]
    return tuple(later - earlier for earlier, later in zip([0, *running], running, strict=False))


def add_lines(lines: Sequence[PathwayLine]) -> PathwayLine:
    return PathwayLine(
        tuple(sum(counts) for counts in zip(*(line.bands for line in lines), strict=True)),
        sum(line.unknown for line in lines),
        sum(line.total for line in lines),
    )


def count_bands(month: str) -> int:
    return 105 if month >= FIRST_WEEKLY_TO_104 else 53
