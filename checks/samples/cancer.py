"""Cancer waiting times as the provider sheet of the combined workbook, saved as CSV.

The counts have halves where two providers share a patient, and every subtotal is a separate row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of, number_of
from checks.samples.world import LAST_MONTH, SampleProvider, World

KIND = "cancer"
GOOD_MONTH = LAST_MONTH
NEWEST_MONTHS = 6
"""A few months keep the samples quick to load."""
MONTHLY_RISE = 0.004
"""Planted: every provider tells this much more of its patients within 28 days each month."""
SHARE_OF_FIRST_MONTH = {"FDS": 0.70, "31D": 0.91, "62D": 0.62}
"""Planted: England's share within each standard in January 2026, near the published 73%, 90% and 68%."""
FIRST_MONTH = "2026-01"
HEADER = (
    "Org Code",
    "Region",
    "Org Name",
    "Standard",
    "Cancer Type",
    "Referral Route/Stage",
    "Treatment Modality",
    "Total",
    "Within",
    "After",
    "Performance",
    "Within 14 days",
    "In 15 to 28 days",
    "In 29 to 42 days",
    "In 43 to 62 days",
    "After 62 days",
    "Within 31 days",
    "In 32 to 38 days",
    "In 39 to 48 days",
    "In 49 to 62 days",
    "In 63 to 76 days",
    "In 77 to 90 days",
    "In 91 to 104 days",
    "After 104 days",
)
BANDS = 13
TYPES = {
    "FDS": ("Suspected breast cancer", "Suspected lung cancer"),
    "31D": ("Breast", "Lung"),
    "62D": ("Breast", "Lung"),
}
ROUTES = {"FDS": "ALL ROUTES", "31D": "ALL STAGES", "62D": "ALL ROUTES"}
FILLED_BANDS = {"FDS": (0, 1, 2, 3, 4), "31D": (5, 6, 7, 8, 4), "62D": (5, 6, 7, 8, 9, 10, 11, 12)}
"""Which of the thirteen bands each standard fills; the rows of 62 days repeat those after 62 days in the fifth."""
WITHIN_BANDS = {"FDS": 2, "31D": 1, "62D": 4}
"""How many of them are within the standard."""
WITHIN_PARTS, AFTER_PARTS = (0.5, 0.3, 0.2), (0.6, 0.25)
"""How a count is spread over its bands; the last band takes the rest."""
NOTES = (
    (),
    ("Title:", "Cancer Waiting Times monthly statistics, NHS and independent sector organisations in England"),
    ("Summary:", "Faster diagnosis standard (FDS), 31-day and 62-day combined standards"),
)


@dataclass(frozen=True)
class CancerFigure:
    """What a row says: whose figure it is, of which patients, and its counts in halves."""

    code: str
    region: str
    name: str
    standard: str
    cancer_type: str
    within: float
    bands: tuple[float | None, ...]
    total: float

    def cells(self) -> list[str]:
        modality = "" if self.standard == "FDS" else "ALL MODALITIES"
        share = self.within / self.total if self.total else 0
        keys = (self.code, self.region, self.name, self.standard, self.cancer_type, ROUTES[self.standard], modality)
        counts = (self.total, self.within, self.total - self.within, share, *self.bands)
        return ["", *keys, *("" if count is None else f"{count:.15g}" for count in counts)]


def make_figures(world: World, month: str) -> list[CancerFigure]:
    """Make the rows of the providers that have beds: two types of cancer for each standard, and their sum."""
    figures = []
    for provider in (item for item in world.reporting(month) if item.role.startswith(("acute", "specialist"))):
        for standard in SHARE_OF_FIRST_MONTH:
            types = [_draw_figure(world, provider, standard, name, month) for name in TYPES[standard]]
            figures += [_add_figures(types, "ALL CANCERS"), *types]
    return figures


def make_england(figures: Sequence[CancerFigure]) -> list[CancerFigure]:
    """Add the rows of the providers up to the publisher's rows for England."""
    keys = dict.fromkeys((figure.standard, figure.cancer_type) for figure in figures)
    groups = ([figure for figure in figures if (figure.standard, figure.cancer_type) == key] for key in keys)
    return [_add_figures(group, group[0].cancer_type, ("Total", "England", "Total")) for group in groups]


def _draw_figure(world: World, provider: SampleProvider, standard: str, name: str, month: str) -> CancerFigure:
    random = world.random(KIND, provider.code, standard, name, month)
    months = number_of(month) - number_of(FIRST_MONTH)
    share = SHARE_OF_FIRST_MONTH[standard] + (MONTHLY_RISE * months if standard == "FDS" else 0)
    size = provider.size / (20 if standard == "FDS" else 120)
    # only first treatments are shared
    halves = random.randrange(2) / 2 if standard == "62D" else 0
    total = round(size * random.gauss(1, 0.05)) + halves
    within = min(total, round(total * (share + random.gauss(0, 0.02))))
    bands = _spread_over_bands(standard, within, total - within)
    region = provider.region.name.title()
    return CancerFigure(provider.code, region, provider.name, standard, name, within, bands, total)


def _spread_over_bands(standard: str, within: float, after: float) -> tuple[float | None, ...]:
    filled, inside = FILLED_BANDS[standard], WITHIN_BANDS[standard]
    counts = [*_spread(within, inside, WITHIN_PARTS), *_spread(after, len(filled) - inside, AFTER_PARTS)]
    bands: list[float | None] = [None] * BANDS
    for at, count in zip(filled, counts, strict=True):
        bands[at] = count
    if standard == "62D":
        bands[4] = after
    return tuple(bands)


def _spread(count: float, places: int, parts: Sequence[float]) -> list[float]:
    """Spread a count over places in whole numbers; the last place takes the rest, with the half."""
    counts = [float(int(count * part)) for part in (*parts, 0.05, 0.05)[: places - 1]]
    return [*counts, count - sum(counts)]


def _add_figures(
    figures: Sequence[CancerFigure], cancer_type: str, names: tuple[str, str, str] | None = None
) -> CancerFigure:
    first = figures[0]
    code, region, name = names or (first.code, first.region, first.name)
    columns = zip(*(figure.bands for figure in figures), strict=True)
    bands = tuple(None if cells[0] is None else sum(cell or 0 for cell in cells) for cells in columns)
    within, total = sum(figure.within for figure in figures), sum(figure.total for figure in figures)
    return CancerFigure(code, region, name, first.standard, cancer_type, within, bands, total)


def make_lines(world: World, month: str, status: str = "Provisional") -> list[list[str]]:
    """Make the lines of the sheet: notes, header, England, providers. The first column is empty, as published."""
    figures = make_figures(world, month)
    notes = (*NOTES, ("Period:", f"{name_of(month)} {month[:4]}"), ("Status:", status), ("Contact:",), ())
    rows = [["", *note] for note in notes] + [["", *HEADER]]
    rows += [figure.cells() for figure in (*make_england(figures), *figures)]
    return [[*row, *[""] * (len(HEADER) + 1 - len(row))] for row in rows]


def write_lines(lines: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode()


def make_file(world: World, month: str, status: str = "Provisional") -> bytes:
    return write_lines(make_lines(world, month, status))


def make_good_file(world: World) -> bytes:
    return make_file(world, GOOD_MONTH)


def _iterate_month(world: World, month: str, months: Sequence[str]) -> Iterator[NamedContent]:
    if month in months[-NEWEST_MONTHS:] and make_figures(world, month):
        status = "Provisional" if month == LAST_MONTH else "Final"
        yield f"{name_of(month)}-{month[:4]}-Cancer-Provider-Level-{status}.csv", make_file(world, month, status)


SAMPLES = SampleSet({KIND: make_good_file}, of_month=_iterate_month)
