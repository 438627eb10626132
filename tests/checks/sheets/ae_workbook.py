"""The provider sheet of the published A&E workbook: titles above, groups over repeated headers, England first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.extracts import ae_sheet
from checks.extracts.ae import REGIONS
from tests.checks.sheets.sheet import Row, Sheet, code_of, sums

LAYOUT = ae_sheet.BY_PROVIDER
COUNTS = ae_sheet.BY_PROVIDER_COUNTS
HEADER_ROW = 16


def ae_workbook_rows(count: int = 3, start: int = 0) -> list[Row]:
    """Providers whose parts add up, in every group; only every second one has a type 2 department."""
    rows: list[Row] = []
    for number in range(start, start + count):
        row: Row = {
            "organisation_code": code_of(number),
            "parent_name": REGIONS[number % len(REGIONS)].title().replace("Nhs", "NHS").replace(" And ", " and "),
            "organisation_name": f"Trust Number {number} NHS Foundation Trust",
        }
        for place, name in enumerate(ae_sheet.TYPES, start=1):
            seen = 0 if name == "type2" and number % 2 else 1_000 * place + number
            row |= {f"attendances_{name}": seen, f"over_4h_{name}": seen // 4, f"within_4h_{name}": seen - seen // 4}
            row[f"admissions_{name}"] = 10 * place + number
        for name in ("attendances", "within_4h", "over_4h"):
            row[f"{name}_total"] = sum(int(str(row[f"{name}_{kind}"])) for kind in ae_sheet.TYPES)
        row["admissions_via_ae_total"] = sum(int(str(row[f"admissions_{kind}"])) for kind in ae_sheet.TYPES)
        row |= {"admissions_not_via_ae": 7, "dta_over_4h": 9 + number, "dta_over_12h": 4}
        rows.append(completed(row))
    return rows


def as_workbook_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of the CSV of a month as its workbook has them: booked appointments are added to the others."""
    return [_as_workbook_row({**row}) for row in rows]


def _as_workbook_row(csv_row: Row) -> Row:
    count = {name: int(str(value)) for name, value in csv_row.items() if isinstance(value, int)}
    row: Row = {name: csv_row[name] for name in ("organisation_code", "parent_name", "organisation_name")}
    for name in ae_sheet.TYPES:
        seen = count[f"attendances_{name}"] + count[f"booked_{name}"]
        over = count[f"over_4h_{name}"] + count[f"booked_over_4h_{name}"]
        row |= {f"attendances_{name}": seen, f"over_4h_{name}": over, f"within_4h_{name}": seen - over}
        row[f"admissions_{name}"] = count[f"admissions_{name}"]
    for name in ("attendances", "within_4h", "over_4h"):
        row[f"{name}_total"] = sum(int(str(row[f"{name}_{kind}"])) for kind in ae_sheet.TYPES)
    row["admissions_via_ae_total"] = sum(count[f"admissions_{kind}"] for kind in ae_sheet.TYPES)
    waits = {"dta_over_4h": count["dta_4_to_12h"] + count["dta_over_12h"], "dta_over_12h": count["dta_over_12h"]}
    return completed({**row, **waits, "admissions_not_via_ae": count["admissions_not_via_ae"]})


def completed(row: Row) -> Row:
    row["admissions_total"] = int(str(row["admissions_via_ae_total"])) + int(str(row["admissions_not_via_ae"]))
    for share, name in zip(ae_sheet.SHARES, ("total", *ae_sheet.TYPES), strict=True):
        seen = int(str(row[f"attendances_{name}"]))
        row[share] = int(str(row[f"within_4h_{name}"])) / seen if seen else "-"
    return row


def ae_workbook(rows: Sequence[Row] | None = None, period: str = "June 2025") -> Sheet:
    """The sheet as cells: values as spreadsheets hold them, unrounded and without separators."""
    rows = ae_workbook_rows() if rows is None else rows
    england = completed(
        {"organisation_code": "-", "parent_name": "-", "organisation_name": "England", **sums(rows, COUNTS)}
    )
    about = ("Title:", "Summary:", "Period:", "Source:", "Basis:", "Published:", "Revised:", "Status:", "Contact:")
    reported = {"Title:": "A&E Attendances and Emergency Admissions", "Period:": period, "Status:": "Published"}
    # numbers of columns are left beside the title of the published sheet
    numbers = {"Title:": ("", "7", "8", "9")}
    lines: list[tuple[str, ...]] = [
        (),
        *(("", label, reported.get(label, "-"), *numbers.get(label, ())) for label in about),
    ]
    lines += [()] * (HEADER_ROW - 2 - len(lines))
    lines += [("", *group_row()), ("", *header_row())]
    for row in (england, None, *rows):
        lines.append(("", *(str(row[name]) for name in LAYOUT.columns)) if row else ())
    lines += [(), ("", "Notes"), ("", "1. Figures include booked appointments.")]
    width = len(LAYOUT.headers) + 1
    return Sheet(tuple(line + ("",) * (width - len(line)) for line in lines), HEADER_ROW)


def with_boards(sheet: Sheet, boards: Sequence[str]) -> Sheet:
    """The sheet with the last column of the published one, which has no header: each provider's board, in order."""
    left = iter(boards)
    lines = (
        (*line, next(left) if len(line) > 1 and len(line[1]) == 3 and line[1].startswith("R") else "")
        for line in sheet.lines
    )
    return Sheet(tuple(lines), sheet.header_line)


def header_row() -> tuple[str, ...]:
    return tuple(header.split(": ")[-1] for header in LAYOUT.headers)


def group_row() -> tuple[str, ...]:
    """Each group stands over its first column alone, as a merged cell is read; signs are written as words."""
    groups = [""] * len(LAYOUT.headers)
    for at, header in enumerate(LAYOUT.headers):
        group = header.split(": ")[0] if ": " in header else ""
        if group and group not in (other for other in LAYOUT.headers[:at] for other in [other.split(": ")[0]]):
            groups[at] = group.replace("> 4", "greater than 4").replace("< 4", "less than 4")
    return tuple(groups)


def write_workbook(path: Path, sheets: dict[str, Sheet]) -> Path:
    """The sheets as a workbook; digits become numbers, as they are in a published one."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, sheet in sheets.items():
        page = book.create_sheet(name)
        for line in sheet.lines:
            page.append([float(cell) if _is_number(cell) else cell or None for cell in line])
    book.save(path)
    return path


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


def as_saved(sheet: Sheet) -> Sheet:
    """The sheet as a spreadsheet saves it as CSV: thousands separated, shares as %, dashes for nothing."""
    below = (tuple(map(_format_cell, line)) for line in sheet.lines[sheet.header_line :])
    return Sheet((*sheet.lines[: sheet.header_line], *below), sheet.header_line)


def _format_cell(cell: str) -> str:
    if cell == "0":
        return "-"
    if cell.isdigit():
        return f"{int(cell):,}"
    return f"{float(cell):.2%}" if _is_number(cell) else cell
