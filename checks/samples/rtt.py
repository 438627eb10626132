"""RTT full extracts as NHS England publishes them: 121 columns now, 69 before April 2021, for invented providers."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence

from checks.samples.rtt_pathways import PARTS, PathwayLine, add_lines, count_bands, make_parts, specialty_names
from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of
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
NON_ENGLISH = SampleArea("NONC", "#N/A")
# two providers leave zeros blank outside their C_999 rows, one of them only beyond a year
BLANK_STYLES = {1: 0, 9: 52}


def make_header(month: str) -> tuple[str, ...]:
    last = count_bands(month) - 1
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
                total = add_lines(list(lines.values()))
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


def _line_cells(part: str, line: PathwayLine, month: str, blank_from: int | None) -> list[str]:
    if part == "Part_3":
        return [*[""] * (count_bands(month) + 2), str(line.total)]
    cells = [str(count) for count in line.bands]
    if blank_from is not None:
        cells[blank_from:] = [cell if cell != "0" else "" for cell in cells[blank_from:]]
    if part in ("Part_2", "Part_2A"):
        return [*cells, "", "", str(line.total)]
    unknown = "" if blank_from is not None and not line.unknown else str(line.unknown)
    return [*cells, str(line.total - line.unknown), unknown, str(line.total)]


def _format_line(cells: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


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
