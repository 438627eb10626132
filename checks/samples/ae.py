"""A&E months as NHS England publishes them, including the quirks of the real files, for invented providers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.samples.ae_counts import add_rows, make_counts
from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of, number_of
from checks.samples.world import SampleProvider, World

KIND = "ae"
GOOD_MONTH = "2026-04"
"""The month of the good file from which broken ones are derived."""
KEYS = ("Period", "Org Code", "Parent Org", "Org name")
DEPARTMENTS = ("Type 1", "Type 2", "Other A&E Department")
BOOKED_DEPARTMENTS = ("Type 1", "Type 2", "Other Department")
TAIL = (
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1",
    "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department",
    "Other emergency admissions",
)
FIRST_BOOKED_MONTH = "2020-08"
FIRST_SHORT_NAMES_MONTH = "2020-04"
# the quirks occur in fixed months, as in the published files
BYTE_ORDER_MARK = ("2021-08", "2023-12", "2024-08", "2025-07")
JUNK_COLUMNS = "2024-09"
TOTALS = {
    "2024-01": ("TOTAL", "TOTAL", "TOTAL", "TOTAl"),
    "2024-05": ("Total",) * 4,
    "2024-09": ("Total", "Total ", "Total", "Total"),
    "2025-02": ("TOTAL", "TOTAL ", "TOTAL ", "TOTAL "),
    "2025-03": ("TOTAL ",) * 4,
    "2025-08": ("Total",) * 4,
    "2025-12": ("", "", "", "Total"),
    "2026-02": (None, "TOTAL", "TOTAL", "TOTAL"),
    "2026-08": ("Total ",) * 4,
}
REVISED_MONTH = "2026-03"
LATE_MONTH = "2026-05"


@dataclass(frozen=True)
class AeSheet:
    """One month's table before it is written: header, rows of keys and counts, and how the total row is labelled."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]

    def content(self, *, has_mark: bool = False, junk: int = 0) -> bytes:
        lines = [_format_line(row) + "," * junk for row in (*self.rows, self.total)]
        head = ",".join(self.header) + ("," * junk + "a" if junk else "")
        return (b"\xef\xbb\xbf" if has_mark else b"") + ("\r\n".join((head, *lines)) + "\r\n").encode()


def make_header(month: str) -> tuple[str, ...]:
    # until March 2020 the names began with "Number of"
    attendances, over = "A&E attendances", "Attendances over 4hrs"
    if month < FIRST_SHORT_NAMES_MONTH:
        over_names = tuple(f"Number of attendances over 4hrs {name}" for name in DEPARTMENTS)
        return (*KEYS, *(f"Number of {attendances} {name}" for name in DEPARTMENTS), *over_names, *TAIL)
    seen = tuple(f"{attendances} {name}" for name in DEPARTMENTS)
    late = tuple(f"{over} {name}" for name in BOOKED_DEPARTMENTS)
    if month < FIRST_BOOKED_MONTH:
        return (*KEYS, *seen, *late, *TAIL)
    booked = tuple(f"{attendances} Booked Appointments {name}" for name in BOOKED_DEPARTMENTS)
    booked_late = tuple(f"{over} Booked Appointments {name}" for name in BOOKED_DEPARTMENTS)
    return (*KEYS, *seen, *booked, *late, *booked_late, *TAIL)


def make_sheet(world: World, month: str, *, is_first: bool = False) -> AeSheet:
    """Make the current version of a month, or the first version: one provider missing and a few cells lower."""
    reporting = world.reporting(month)
    world.random("ae order", month).shuffle(reporting)
    if is_first and len(reporting) > 1:
        reporting = [provider for provider in reporting if provider is not _joins_late(reporting)]
    rows = []
    for provider in reporting:
        cells = add_rows(make_counts(world, member, month) for member in world.absorbed(provider, month))
        if is_first and provider.role == "community":
            cells[2] -= cells[2] // 20
            cells[8] = min(cells[8], cells[2])
        rows.append(
            (
                _format_period(month),
                provider.code,
                _parent_name(provider, month),
                provider.name,
                *_published_cells(cells, month),
            )
        )
    return AeSheet(make_header(month), tuple(rows), total_row(rows, month))


def total_row(rows: Sequence[tuple[str, ...]], month: str) -> tuple[str, ...]:
    """Make the last row: the sum of every count, labelled 'Total' in the month's own spelling."""
    default = ("", "", "", "Total") if month < FIRST_SHORT_NAMES_MONTH else ("TOTAL",) * 4
    keys = (_format_period(month) if key is None else key for key in TOTALS.get(month, default))
    sums = (sum(int(row[place]) for row in rows) for place in range(4, len(rows[0])))
    return (*keys, *(str(value) for value in sums))


def make_file(world: World, month: str, *, is_first: bool = False) -> bytes:
    return make_sheet(world, month, is_first=is_first).content(
        has_mark=month in BYTE_ORDER_MARK, junk=6 if month == JUNK_COLUMNS else 0
    )


def file_name(month: str, *, is_first: bool = False) -> str:
    """Return a file name in one of the changing published styles, which say nothing reliable about the content."""
    title, year = name_of(month), month[:4]
    if is_first:
        return f"{title}-{year}-CSV-zz1st.csv"
    if month < FIRST_SHORT_NAMES_MONTH:
        return f"{title}{year}.csv"
    if month < "2024-04":
        return f"{title}-{year}-revised-130624-zz{number_of(month)}.csv"
    if month < "2025-04":
        return f"Monthly-AE-{title}-{year}{'-revised' if int(month[5:]) % 2 else ''}.csv"
    if month == "2025-11":
        return "Monthly-AE-Nov-25-CSV-revised.csv"
    return f"{title}-{year}-CSV-{'revised' if month in ('2025-06', REVISED_MONTH) else f'zz{number_of(month)}'}.csv"


def _published_cells(cells: Sequence[int], month: str) -> list[str]:
    # before August 2020 booked appointments were not published separately
    published = cells if month >= FIRST_BOOKED_MONTH else [*cells[:3], *cells[6:9], *cells[12:]]
    return [str(cell) for cell in published]


def _joins_late(reporting: Sequence[SampleProvider]) -> SampleProvider:
    small = [provider for provider in reporting if provider.role == "urgent_care"]
    return min(small or reporting, key=lambda provider: provider.code)


def _format_period(month: str) -> str:
    return f"MSitAE-{name_of(month).upper()}-{month[:4]}"


def _parent_name(provider: SampleProvider, month: str) -> str:
    """Return the region: all but one have a trailing space, and until March 2020 a local team in brackets."""
    region = f"NHS ENGLAND {provider.region.name}"
    if month < FIRST_SHORT_NAMES_MONTH:
        return f"{region} ({provider.region.name}, VALLEY AND COAST)"
    return region if provider.region.code == "ZZS" else f"{region} "


def _format_line(cells: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def make_good_file(world: World) -> bytes:
    return make_sheet(world, GOOD_MONTH).content()


def _iterate_month(world: World, month: str, _: Sequence[str]) -> Iterator[NamedContent]:
    is_revised = month == REVISED_MONTH
    if month != LATE_MONTH:
        yield file_name(month, is_first=is_revised), make_file(world, month, is_first=is_revised)


def _iterate_late_months(world: World, months: Sequence[str]) -> Iterator[NamedContent]:
    for month in (REVISED_MONTH, LATE_MONTH):
        if month in months:
            yield file_name(month), make_file(world, month)


SAMPLES = SampleSet({KIND: make_good_file}, of_month=_iterate_month, late=_iterate_late_months)
