"""Turn good files into broken ones: each function introduces exactly one fault.

Where a count changes, the total row changes with it, so that only that fault can be found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checks.samples import ae, local, organisations, programmes, referrals, rtt
from checks.samples.seasons import add_months
from checks.samples.world import World

Spoil = Callable[[World], bytes]
AE_MONTH = "2026-04"
RTT_MONTH = "2026-08"
PCT_MONTH = "2010-03"
TEST_NUMBERS = (b"9990000018", b"9990000026", b"9990000034")
ATTENDANCES, OVER_4H, LAST = 4, 10, 21
"""Indexes in an A&E row of type 1 attendances, those over four hours, and the last column."""


def make_good_file(world: World, kind: str) -> bytes:
    """Make the good content from which the broken files of a kind are derived."""
    makers: dict[str, Callable[[], bytes]] = {
        "ae": lambda: ae.make_sheet(world, AE_MONTH).content(),
        "rtt": lambda: rtt.make_file(world, RTT_MONTH),
        "referrals": lambda: referrals.make_file(world, PCT_MONTH),
        "organisations": lambda: organisations.make_organisations(world),
        "successions": lambda: organisations.make_successions(world),
        "programmes": lambda: programmes.make_programmes(world),
        "practices": lambda: programmes.make_practices(world),
        "adoptions": lambda: programmes.make_adoptions(world),
        "eligibility": lambda: programmes.make_eligibility(world),
        "measures": lambda: local.make_measures(world),
        "measure_definitions": lambda: local.make_definitions(world),
    }
    return makers[kind]()


def broken_off(world: World) -> bytes:
    """Cut the file in the middle of the last provider's row, like an interrupted download."""
    content = make_good_file(world, "ae")
    return content[: content.rindex(b"\r\nTOTAL") - 7]


def web_page(_: World) -> bytes:
    return (
        b"<!DOCTYPE html>\n<html><head><title>Page not found</title></head>\n"
        b"<body><h1>Sorry, the page you were looking for has moved.</h1></body></html>\n"
    )


def header_alone(world: World) -> bytes:
    return make_good_file(world, "ae").splitlines(keepends=True)[0]


def change_cell(place: int, change: Callable[[list[str]], str]) -> Spoil:
    """Change one cell of the largest provider's row, and the total row to match."""

    def spoil(world: World) -> bytes:
        sheet = ae.make_sheet(world, AE_MONTH)
        at = max(range(len(sheet.rows)), key=lambda index: int(sheet.rows[index][ATTENDANCES]))
        cells = list(sheet.rows[at])
        cells[place] = change(cells)
        return _add_total_row(sheet, (*sheet.rows[:at], tuple(cells), *sheet.rows[at + 1 :])).content()

    return spoil


def _add_total_row(sheet: ae.AeSheet, rows: tuple[tuple[str, ...], ...]) -> ae.AeSheet:
    return replace(
        sheet, rows=rows, total=ae.total_row([(*row[:4], *map(_read_carelessly, row[4:])) for row in rows], AE_MONTH)
    )


def _read_carelessly(count: str) -> str:
    """Read a count as a careless reader would: round decimals, and take words and blanks as 0."""
    try:
        return str(round(float(count)))
    except ValueError:
        return "0"


def change_columns(
    change: Callable[[list[str]], list[str]], *, has_header: bool = True, has_rows: bool = True
) -> Spoil:
    """Change the cells of every line in the same way; the header can be spared and the rows left out."""

    def spoil(world: World) -> bytes:
        sheet = ae.make_sheet(world, AE_MONTH)
        header = tuple(change(list(sheet.header))) if has_header else sheet.header
        if not has_rows:
            return replace(sheet, header=header).content()
        rows = tuple(tuple(change(list(row))) for row in sheet.rows)
        return ae.AeSheet(header, rows, tuple(change(list(sheet.total)))).content()

    return spoil


def swap_columns(cells: list[str]) -> list[str]:
    cells[ATTENDANCES], cells[OVER_4H] = cells[OVER_4H], cells[ATTENDANCES]
    return cells


def two_periods(world: World) -> bytes:
    """Give the last provider the period of another month."""
    sheet = ae.make_sheet(world, AE_MONTH)
    last = ("MSitAE-MARCH-2026", *sheet.rows[-1][1:])
    return replace(sheet, rows=(*sheet.rows[:-1], last)).content()


def provider_twice(world: World) -> bytes:
    sheet = ae.make_sheet(world, AE_MONTH)
    return _add_total_row(sheet, (*sheet.rows, sheet.rows[0])).content()


def without_total(world: World) -> bytes:
    content = make_good_file(world, "ae")
    return content[: content.rindex(b"TOTAL,TOTAL,TOTAL,TOTAL")]


def wrong_total(world: World) -> bytes:
    sheet = ae.make_sheet(world, AE_MONTH)
    total = list(sheet.total)
    total[ATTENDANCES] = str(int(total[ATTENDANCES]) + 1000)
    return replace(sheet, total=tuple(total)).content()


def wrong_band(world: World) -> bytes:
    """Add one pathway to a weekly band of the first C_999 row of part 2."""
    lines = make_good_file(world, "rtt").split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",Part_2,Incomplete Pathways,C_999," in line)
    cells = lines[at].rsplit(b",", 20)
    cells[1] = str(int(cells[1]) + 1).encode()
    return b"\r\n".join((*lines[:at], b",".join(cells), *lines[at + 1 :]))


def without_a_specialty(world: World) -> bytes:
    """Leave out the first row of part 1B, so that the specialties no longer add up."""
    lines = make_good_file(world, "rtt").split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",Part_1B," in line)
    return b"\r\n".join((*lines[:at], *lines[at + 1 :]))


def unknown_part(world: World) -> bytes:
    return make_good_file(world, "rtt").replace(b",Part_1A,", b",Part_9,")


def without_england(world: World) -> bytes:
    """Leave out England's total row."""
    lines = make_good_file(world, "referrals").split(b"\r\n")
    return b"\r\n".join((lines[0], *lines[2:]))


def without_a_pct(world: World) -> bytes:
    """Leave out the last row, that of a PCT."""
    return b"\r\n".join(make_good_file(world, "referrals").split(b"\r\n")[:-1])


def closed_before_opened(world: World) -> bytes:
    opened = next(provider.opened for provider in world.providers if provider.closed_from is None)
    return make_good_file(world, "organisations").replace(
        f'"{opened}",""'.encode(), f'"{opened}","19010331"'.encode(), 1
    )


def succeeds_itself(world: World) -> bytes:
    code, after = next((provider.code, provider.successor) for provider in world.providers if provider.successor)
    return make_good_file(world, "successions").replace(f'"{after}"'.encode(), f'"{code}"'.encode())


def change_register(kind: str, old: str, new: str) -> Spoil:
    """Change the first occurrence of a text in a register."""
    return lambda world: make_good_file(world, kind).replace(old.encode(), new.encode(), 1)


def adopted_twice(world: World) -> bytes:
    """Add another adoption by the first adopter, four months later."""
    lines = make_good_file(world, "adoptions").split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",adopted," in line)
    cells = lines[at].decode().split(",")
    cells[2] = add_months(cells[2], 4)
    return b"\r\n".join((*lines[: at + 1], ",".join(cells).encode(), *lines[at + 1 :]))


def patients_as_contacts(world: World) -> bytes:
    """Replace the contacts by NHS numbers from the range reserved for tests."""
    content = make_good_file(world, "adoptions")
    contacts = sorted({line.rsplit(b",", 1)[1] for line in content.split(b"\r\n")[1:-1]} - {b""})
    for contact, number in zip(contacts, TEST_NUMBERS, strict=False):
        content = content.replace(contact, number)
    return content
