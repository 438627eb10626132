"""Referrals seen for suspected cancer as that sheet of the combined workbook, saved as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checks.samples import cancer
from checks.samples.sample_set import BrokenSample, MakeContent, NamedContent, SampleSet
from checks.samples.seasons import name_of
from checks.samples.world import BOARDS, LAST_MONTH, SampleProvider, World

KIND = "cancer_seen"
GOOD_MONTH = LAST_MONTH
SUSPECTED, BREAST = "Urgent Suspected Cancer referral", "Urgent Breast Symptomatic referral"
TYPES = {
    SUSPECTED: ("Suspected lung cancer", "Suspected skin cancer"),
    BREAST: ("Exhibited (non-cancer) breast symptoms - cancer not initially suspected",),
}
SHARE_WITHIN_14_DAYS = 0.765
"""Planted: that of England in January 2026 as published."""
HEADER = (
    "Org Code",
    "System / Provider",
    "Basis",
    "Item",
    "Cancer Type",
    "Referral Reason",
    "Total",
    "Within 14 days",
    "In 15 to 16 days",
    "In 17 to 21 days",
    "In 22 to 28 days",
    "After 28 days",
)
ENGLAND = ("Total", "Total")
Figures = dict[tuple[str, str], list[int]]
"""By item and type: the total and its bands."""


def make_figures(world: World, provider: SampleProvider, month: str) -> Figures:
    figures: Figures = {}
    for item, types in TYPES.items():
        for name in types:
            random = world.random(KIND, provider.code, item, name, month)
            total = round(provider.size / 40 * random.gauss(1, 0.05))
            within = round(total * min(1, SHARE_WITHIN_14_DAYS + random.gauss(0, 0.02)))
            after = total - within
            bands = [after // 2, after // 4, after // 8]
            figures[item, name] = [total, within, *bands, after - sum(bands)]
    suspected = [figures[SUSPECTED, name] for name in TYPES[SUSPECTED]]
    return {(SUSPECTED, "ALL CANCERS"): _add_counts(suspected), **figures}


def list_reporting_providers(world: World, month: str) -> list[SampleProvider]:
    return [item for item in world.reporting(month) if item.role.startswith(("acute", "specialist"))]


def make_england(world: World, month: str) -> Figures:
    return _add_figures([make_figures(world, item, month) for item in list_reporting_providers(world, month)])


def make_lines(world: World, month: str, status: str = "Provisional") -> list[list[str]]:
    """Make the lines: notes, header, England, boards, providers. The first column is empty, as published."""
    providers = list_reporting_providers(world, month)
    rows = _format_figures(ENGLAND, "Provider", make_england(world, month))
    rows.append([])
    for board in BOARDS:
        own = [make_figures(world, item, month) for item in providers if item.board == board]
        rows += _format_figures((board.code, board.name), "Commissioner", _add_figures(own))
    for provider in providers:
        rows += _format_figures((provider.code, provider.name), "Provider", make_figures(world, provider, month))
    notes = (*cancer.NOTES, ("Period:", f"{name_of(month)} {month[:4]}"), ("Status:", status), ("Contact:",), ())
    lines = [["", *cells] for cells in (*notes, HEADER, *rows)]
    return [[*line, *[""] * (len(HEADER) + 1 - len(line))] for line in lines]


def _format_figures(names: tuple[str, str], basis: str, figures: Figures) -> list[list[str]]:
    return [
        [*names, basis, item, name, name if item == BREAST else "", *map(str, counts)]
        for (item, name), counts in figures.items()
    ]


def _add_figures(several: Sequence[Figures]) -> Figures:
    keys = dict.fromkeys(key for figures in several for key in figures)
    return {key: _add_counts([figures[key] for figures in several]) for key in keys}


def _add_counts(several: Sequence[Sequence[int]]) -> list[int]:
    return [sum(counts) for counts in zip(*several, strict=True)]


def make_file(world: World, month: str, status: str = "Provisional") -> bytes:
    return cancer.write_lines(make_lines(world, month, status))


def make_good_file(world: World) -> bytes:
    return make_file(world, GOOD_MONTH)


def _iterate_month(world: World, month: str, months: Sequence[str]) -> Iterator[NamedContent]:
    if month in months[-cancer.NEWEST_MONTHS :] and list_reporting_providers(world, month):
        status = "Provisional" if month == LAST_MONTH else "Final"
        yield f"{name_of(month)}-{month[:4]}-Cancer-Seen-{status}.csv", make_file(world, month, status)


SAMPLES = SampleSet({KIND: make_good_file}, of_month=_iterate_month)

LAST = -1
"""The last line is a provider's, of breast symptoms."""


def _change_lines(change: Callable[[list[list[str]]], object]) -> MakeContent:
    def spoil(world: World) -> bytes:
        lines = make_lines(world, GOOD_MONTH)
        change(lines)
        return cancer.write_lines(lines)

    return spoil


def _set_cell(header: str, value: str) -> MakeContent:
    def change(lines: list[list[str]]) -> None:
        lines[LAST][1 + HEADER.index(header)] = value

    return _change_lines(change)


def _drop_lines(first_cell: str) -> MakeContent:
    def change(lines: list[list[str]]) -> None:
        lines[:] = [line for line in lines if line[1] != first_cell]

    return _change_lines(change)


def _add_a_patient(lines: list[list[str]]) -> None:
    for header in ("Total", "Within 14 days"):
        place = 1 + HEADER.index(header)
        lines[LAST][place] = str(int(lines[LAST][place]) + 1)


def _broken(name: str, fault: str, rule: str, content: MakeContent) -> BrokenSample:
    return BrokenSample(f"cancer-seen-broken-{name}.csv", KIND, fault, rule, content)


BROKEN = (
    _broken("without-period", "the month above the table is missing", "month_told", _drop_lines("Period:")),
    _broken("without-england", "England's rows are missing", "total_row", _drop_lines("Total")),
    _broken(
        "row-twice",
        "a row is there twice",
        "organisation_code_item_cancer_type_unique",
        _change_lines(lambda lines: lines.append(lines[LAST])),
    ),
    _broken("half", "a count is 26.5", "not_a_number", _set_cell("Total", "26.5")),
    _broken("blank-count", "a count is blank", "missing_counts", _set_cell("After 28 days", "")),
    _broken("negative", "a count is below 0", "negative_counts", _set_cell("After 28 days", "-2")),
    _broken("bands", "the bands are not the total", "bands_do_not_add_up", _set_cell("Within 14 days", "9999")),
    _broken("above-england", "the rows exceed England", "not_reconciled", _change_lines(_add_a_patient)),
    _broken("blank-code", "a provider has no code", "organisation_code_present", _set_cell("Org Code", "")),
    _broken("strange-code", "a code is no ODS code", "organisation_code_well_formed", _set_cell("Org Code", "R!")),
    _broken("blank-name", "a provider has no name", "organisation_name_present", _set_cell("System / Provider", "")),
    _broken("other-basis", "a basis that does not exist", "basis_known", _set_cell("Basis", "Practice")),
    _broken("blank-item", "a row has no item", "item_present", _set_cell("Item", "")),
    _broken("other-item", "an item that does not exist", "item_known", _set_cell("Item", "Routine referral")),
    _broken("blank-type", "a row has no type of cancer", "cancer_type_present", _set_cell("Cancer Type", "")),
)
