"""Broken A&E files. Where a count changes, the total row changes with it, so that only that fault can be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checks.samples import ae, spoil
from checks.samples.sample_set import BrokenSample, MakeContent
from checks.samples.world import World

BROKEN_MONTH = ae.GOOD_MONTH
ATTENDANCES, OVER_4H, LAST = 4, 10, 21
"""Indexes in a row of type 1 attendances, those over four hours, and the last column."""


def _change_cell(place: int, change: Callable[[list[str]], str]) -> MakeContent:
    """Change one cell of the largest provider's row, and the total row to match."""

    def spoil(world: World) -> bytes:
        sheet = ae.make_sheet(world, BROKEN_MONTH)
        at = max(range(len(sheet.rows)), key=lambda index: int(sheet.rows[index][ATTENDANCES]))
        cells = list(sheet.rows[at])
        cells[place] = change(cells)
        return _add_total_row(sheet, (*sheet.rows[:at], tuple(cells), *sheet.rows[at + 1 :])).content()

    return spoil


def _add_total_row(sheet: ae.AeSheet, rows: tuple[tuple[str, ...], ...]) -> ae.AeSheet:
    return replace(
        sheet,
        rows=rows,
        total=ae.total_row([(*row[:4], *map(_read_carelessly, row[4:])) for row in rows], BROKEN_MONTH),
    )


def _read_carelessly(count: str) -> str:
    """Read a count as a careless reader would: round decimals, and take words and blanks as 0."""
    try:
        return str(round(float(count)))
    except ValueError:
        return "0"


def _change_columns(
    change: Callable[[list[str]], list[str]], *, has_header: bool = True, has_rows: bool = True
) -> MakeContent:
    """Change the cells of every line in the same way; the header can be spared and the rows left out."""

    def spoil(world: World) -> bytes:
        sheet = ae.make_sheet(world, BROKEN_MONTH)
        header = tuple(change(list(sheet.header))) if has_header else sheet.header
        if not has_rows:
            return replace(sheet, header=header).content()
        rows = tuple(tuple(change(list(row))) for row in sheet.rows)
        return ae.AeSheet(header, rows, tuple(change(list(sheet.total)))).content()

    return spoil


def _swap_columns(cells: list[str]) -> list[str]:
    cells[ATTENDANCES], cells[OVER_4H] = cells[OVER_4H], cells[ATTENDANCES]
    return cells


def _two_periods(world: World) -> bytes:
    """Give the last provider the period of another month."""
    sheet = ae.make_sheet(world, BROKEN_MONTH)
    last = ("MSitAE-MARCH-2026", *sheet.rows[-1][1:])
    return replace(sheet, rows=(*sheet.rows[:-1], last)).content()


def _provider_twice(world: World) -> bytes:
    sheet = ae.make_sheet(world, BROKEN_MONTH)
    return _add_total_row(sheet, (*sheet.rows, sheet.rows[0])).content()


def _without_total(world: World) -> bytes:
    content = ae.make_good_file(world)
    return content[: content.rindex(b"TOTAL,TOTAL,TOTAL,TOTAL")]


def _wrong_total(world: World) -> bytes:
    sheet = ae.make_sheet(world, BROKEN_MONTH)
    total = list(sheet.total)
    total[ATTENDANCES] = str(int(total[ATTENDANCES]) + 1000)
    return replace(sheet, total=tuple(total)).content()


def _broken_off(world: World) -> bytes:
    """Cut the file in the middle of the last provider's row, like an interrupted download."""
    content = ae.make_good_file(world)
    return content[: content.rindex(b"\r\nTOTAL") - 7]


def _with_ambulances(cells: list[str]) -> list[str]:
    return [*cells, "Ambulances held over an hour" if cells[0] == "Period" else "0"]


def _broken_month(name: str, fault: str, rule: str, content: MakeContent, *, is_in_inbox: bool = False) -> BrokenSample:
    return BrokenSample(f"AE-broken-{name}.csv", ae.KIND, fault, rule, content, is_in_inbox=is_in_inbox)


BROKEN = (
    BrokenSample("AE-broken-html-page.csv", "", "it is a web page", "file_type", spoil.web_page, is_in_inbox=True),
    BrokenSample("AE-broken-empty.csv", "", "it holds nothing at all", "not_empty", spoil.empty_file),
    _broken_month("header-alone", "it has no row", "has_rows", spoil.header_alone(ae.make_good_file)),
    _broken_month("truncated", "it breaks off in the middle of a row", "row_width", _broken_off, is_in_inbox=True),
    _broken_month("two-periods", "one row is of another month", "another_month", _two_periods),
    _broken_month(
        "negative-count", "a count is below 0", "negative_counts", _change_cell(LAST, lambda _: "-5"), is_in_inbox=True
    ),
    _broken_month(
        "over-4h-above-attendances",
        "more attendances took over four hours than there were",
        "over_4h_type1_within_attendances_type1",
        _change_cell(OVER_4H, lambda cells: str(int(cells[ATTENDANCES]) + 7)),
    ),
    _broken_month("duplicate-provider", "a provider is on two rows", "organisation_code_unique", _provider_twice),
    _broken_month(
        "unknown-column", "a column that no year has had", "unknown_column", _change_columns(_with_ambulances)
    ),
    _broken_month(
        "missing-column", "the last column is missing", "missing_column", _change_columns(lambda cells: cells[:-1])
    ),
    _broken_month(
        "swapped-columns",
        "two names have changed places in the header",
        "column_order",
        _change_columns(_swap_columns, has_rows=False),
    ),
    _broken_month(
        "swapped-figures",
        "the figures of two columns have changed places",
        "over_4h_type1_within_attendances_type1",
        _change_columns(_swap_columns, has_header=False),
    ),
    _broken_month("decimal-count", "a count is 3.7", "not_a_number", _change_cell(LAST, lambda _: "3.7")),
    _broken_month("word-for-a-count", "a count is a word", "not_a_number", _change_cell(LAST, lambda _: "n/a")),
    _broken_month("blank-count", "a count is blank", "missing_counts", _change_cell(LAST, lambda _: "")),
    _broken_month("blank-code", "a provider has no code", "organisation_code_present", _change_cell(1, lambda _: "")),
    _broken_month(
        "unknown-region",
        "a region that does not exist",
        "region_known",
        _change_cell(2, lambda _: "NHS ENGLAND NOWHERE "),
    ),
    _broken_month("missing-total-row", "the total row is missing", "total_row", _without_total),
    _broken_month("total-not-matching", "the total row is not the sum of the rows", "not_reconciled", _wrong_total),
)
