"""RTT full extracts as NHS England publishes them: 121 columns now, 69 before April 2021, for invented providers."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of, number_of
from checks.samples.world import BOARDS, COMMISSIONERS, HUB, SampleArea, SampleProvider, World

KIND = "rtt"
GOOD_MONTH = "2026-08"
"""The month of the good file from which broken ones are derived."""
NEWEST_MONTHS = 6
"""These files are large; six keep the samples quick to load (our choice)."""
EARLY_MONTH = "2021-02"
"""A month of the earlier layout."""
KEYS = (
    "Period",
    "Provider Parent Org Code",
    "Provider Parent Name",
    "Provider Org Code",
    "Provider Org Name",
    "Commissioner Parent Org Code",
    "Commissioner Parent Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
    "RTT Part Type",
    "RTT Part Description",
    "Treatment Function Code",
    "Treatment Function Name",
)
TAIL = ("Total", "Patients with unknown clock start date", "Total All")
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
NON_ENGLISH = SampleArea("NONC", "#N/A")
# two providers leave zeros blank outside their C_999 rows, one of them only beyond a year
BLANK_STYLES = {1: 0, 9: 52}


@dataclass(frozen=True)
class PathwayLine:
    """Numbers of pathways for one provider, commissioner, part and specialty; `bands` is empty if not published."""

    bands: tuple[int, ...]
    unknown: int
    total: int


def make_header(month: str) -> tuple[str, ...]:
    last = _band_count(month) - 1
    weeks = (f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(last))
    return (*KEYS, *weeks, f"Gt {last} Weeks SUM 1", *TAIL)


def make_file(world: World, month: str) -> bytes:
    lines = [",".join(make_header(month)), *(_format_line(row) for row in make_rows(world, month))]
    return ("\r\n".join(lines) + "\r\n").encode()


def file_name(month: str) -> str:
    day = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    return f"{month.replace('-', '')}{day}-{_format_period(month)}-full-extract.csv"


def make_rows(world: World, month: str) -> Iterator[tuple[str, ...]]:
    """Iterate over rows in published order: provider's board, provider, commissioner, part, specialty, total last."""
    reporting = [provider for provider in world.reporting(month) if provider.role != "urgent_care"]
    for provider in sorted(
        reporting, key=lambda reporting_provider: (reporting_provider.board.code, reporting_provider.code)
    ):
        blank_from = BLANK_STYLES.get(world.providers.index(provider))
        for commissioner, parent, share in share_by_commissioner(world, provider):
            keys = (
                _format_period(month),
                *(provider.board.code, provider.board.name, provider.code, provider.name),
                *(parent.code, parent.name, commissioner.code, commissioner.name),
            )
            for part, lines in make_parts(world, provider, month, commissioner, share).items():
                for code, name in specialty_names(provider, month).items():
                    if lines[code].total:
                        yield (*keys, part, PARTS[part], code, name, *_line_cells(part, lines[code], month, blank_from))
                total = _add_lines(list(lines.values()))
                if total.total:
                    yield (*keys, part, PARTS[part], "C_999", "Total", *_line_cells(part, total, month, None))


def share_by_commissioner(world: World, provider: SampleProvider) -> list[tuple[SampleArea, SampleArea, float]]:
    """Return the commissioners of a provider's patients, their parent areas, and their shares (0 to 1)."""
    own = [area for area in COMMISSIONERS if area.part_of == provider.board.code]
    boards = {board.code: board for board in BOARDS}
    nobody = SampleArea("", "")
    paying = [(area, boards[area.part_of], share) for area, share in zip(own, (0.62, 0.37), strict=True)]
    if world.providers.index(provider) % 2 == 1:
        paying.append((HUB, nobody, 0.008))
    if world.providers.index(provider) % 4 == 0:
        paying.append((NON_ENGLISH, nobody, 0.002))
    return paying


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
        waiting = _spread_over_bands(
            month, round(size * random.gauss(1.3, 0.04)), within_18(world, provider, month), random.random()
        )
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
    running = [int(share * pathways + offset) for share in _waiting_curve(_band_count(month), round(within, 3))]
    return tuple(later - earlier for earlier, later in zip([0, *running], running, strict=False))


def _line_cells(part: str, line: PathwayLine, month: str, blank_from: int | None) -> list[str]:
    if part == "Part_3":
        return [*[""] * (_band_count(month) + 2), str(line.total)]
    cells = [str(count) for count in line.bands]
    if blank_from is not None:
        cells[blank_from:] = [cell if cell != "0" else "" for cell in cells[blank_from:]]
    if part in ("Part_2", "Part_2A"):
        return [*cells, "", "", str(line.total)]
    unknown = "" if blank_from is not None and not line.unknown else str(line.unknown)
    return [*cells, str(line.total - line.unknown), unknown, str(line.total)]


def _add_lines(lines: Sequence[PathwayLine]) -> PathwayLine:
    return PathwayLine(
        tuple(sum(counts) for counts in zip(*(line.bands for line in lines), strict=True)),
        sum(line.unknown for line in lines),
        sum(line.total for line in lines),
    )


def _format_line(cells: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def _band_count(month: str) -> int:
    return 105 if month >= FIRST_WEEKLY_TO_104 else 53


def _format_period(month: str) -> str:
    name = name_of(month)
    return f"RTT-{name if month >= '2023-01' else name.upper()}-{month[:4]}"


def make_good_file(world: World) -> bytes:
    return make_file(world, GOOD_MONTH)


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield file_name(EARLY_MONTH), make_file(world, EARLY_MONTH)


def _iterate_month(world: World, month: str, months: Sequence[str]) -> Iterator[NamedContent]:
    if month in months[-NEWEST_MONTHS:]:
        yield file_name(month), make_file(world, month)


SAMPLES = SampleSet({KIND: make_good_file}, history=_iterate_history, of_month=_iterate_month)
