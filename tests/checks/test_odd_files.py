"""Files as analysts make them in a spreadsheet: taken right, or refused with advice that leads to a file that is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.quick_admission import admit_without_rules
from tests.checks.sheets import Sheet
from tests.checks.sheets.ae_workbook import ae_workbook, as_saved, write_workbook

PUBLISHED = "Provider Level Data"


def _with_period(period: str) -> Sheet:
    csv_file = sheets.ae()
    return Sheet((csv_file.lines[0], *((period, *line[1:]) for line in csv_file.lines[1:])))


def _without_mark(sheet: Sheet) -> Sheet:
    """The sheet of another name with the same columns: no numbers beside its title."""
    return replace(sheet, lines=tuple(line[:3] if line[1:2] == ("Title:",) else line for line in sheet.lines))


def _with_empty_column(sheet: Sheet, at: int) -> Sheet:
    return replace(sheet, lines=tuple((*line[:at], "", *line[at:]) for line in sheet.lines))


def _with_floats(sheet: Sheet) -> Sheet:
    lines = tuple(
        tuple(f"{plain}.0" if (plain := cell.replace(",", "")).isdigit() else cell for cell in line)
        for line in sheet.lines
    )
    return replace(sheet, lines=lines)


def _packed(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return target.getvalue()


OPEN_DOCUMENT = _packed(
    mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content__xml=b"<a/>", meta__xml=b"<a/>"
)
PACKED_TWICE = _packed(a__csv=b"a,b\n1,2\n", b__csv=b"a,b\n1,2\n")
SPREADSHEET_XML = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
REFUSALS: dict[str, tuple[bytes, str, tuple[int | None, str | None], str]] = {
    "a month as a spreadsheet shows it": (
        _with_period("Jun-25").text().encode(),
        "month_told",
        (2, "Period"),
        "MSitAE-APRIL-2020",
    ),
    "a month as a number of days": (_with_period("45809").text().encode(), "month_told", (2, "Period"), "as published"),
    "a sheet with a span for its period": (
        as_saved(ae_workbook(period="1 June to 30 June 2025")).text().encode(),
        "month_told",
        (4, "period"),
        "June 2025",
    ),
    "the sheet without booked appointments": (
        as_saved(_without_mark(ae_workbook())).text().encode(),
        "another_sheet",
        (None, None),
        "send the workbook as published",
    ),
    "an empty column in between": (
        _with_empty_column(ae_workbook(), 8).text().encode(),
        "column_order",
        (16, "column 9"),
        "remove it",
    ),
    "an OpenDocument workbook": (OPEN_DOCUMENT, "file_type", (None, None), "save it as .xlsx"),
    "an archive of two files": (PACKED_TWICE, "one_file_in_zip", (None, None), "send each file separately"),
    "a spreadsheet saved as XML": (SPREADSHEET_XML, "file_type", (None, None), "save it as .xlsx"),
}


@pytest.mark.parametrize("words", REFUSALS)
def test_a_refusal_names_the_place_and_what_helps(words: str, home: Home, tmp_path: Path) -> None:
    content, rule, place, advice = REFUSALS[words]
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    [outcome] = admit(home, [path])
    [reason] = outcome.reasons
    assert (outcome.status, reason.rule, (reason.row, reason.column)) == ("quarantined", rule, place)
    assert advice in reason.advice


def test_a_refused_period_is_quoted(home: Home, tmp_path: Path) -> None:
    [outcome] = admit(home, [_with_period("01/06/2025").write(tmp_path)])
    assert outcome.reasons[0].value == "01/06/2025"


def test_a_copied_sheet_of_another_name_is_not_called_unknown(home: Home, tmp_path: Path) -> None:
    [outcome] = admit(home, [write_workbook(tmp_path / "copy.xlsx", {"Sheet1": ae_workbook()})])
    assert [(reason.rule, PUBLISHED in reason.message) for reason in outcome.reasons] == [("another_sheet", True)]


def _accept(home: Home, path: Path) -> AdmissionOutcome:
    [outcome] = admit_without_rules(home, [path])
    return outcome


MENDED: dict[str, Callable[[Path], Path]] = {
    "the workbook itself": lambda folder: write_workbook(folder / "month.xlsx", {PUBLISHED: ae_workbook()}),
    "the right sheet as CSV": lambda folder: as_saved(ae_workbook()).write(folder),
    "the workbook with its other sheet": lambda folder: write_workbook(
        folder / "both.xlsx", {"Non-Booked Data": _without_mark(ae_workbook()), PUBLISHED: ae_workbook()}
    ),
    "the right sheet, saved by a program that keeps numbers as floats": lambda folder: _with_floats(
        as_saved(ae_workbook())
    ).write(folder),
    "a sheet from before booked appointments": lambda folder: as_saved(
        _without_mark(ae_workbook(period="May 2020"))
    ).write(folder),
    "the period as published": lambda folder: _with_period("MSitAE-JUNE-2025").write(folder),
}


@pytest.mark.parametrize("words", MENDED)
def test_what_the_advice_says_is_taken(words: str, home: Home, tmp_path: Path) -> None:
    assert _accept(home, MENDED[words](tmp_path)).status == "accepted"


COUNT = "A&E attendances Type 1"


@pytest.mark.parametrize("text", ["12 000", "12.000", "12\u00a0000", "12'000", "1.2E+04", "12000,0"])
def test_a_count_that_may_mean_another_is_refused_with_its_place(text: str, home: Home, tmp_path: Path) -> None:
    [outcome] = admit(home, [sheets.ae().put(3, COUNT, text).write(tmp_path)])
    reason = next(reason for reason in outcome.reasons if reason.rule == "not_a_number")
    assert (outcome.status, reason.row, reason.column, reason.value) == ("quarantined", 3, COUNT, text)
    # a blank is refused too, so the advice must not name it
    assert "blank" not in reason.advice


def test_a_rule_about_a_local_figure_names_its_column(home: Home, tmp_path: Path) -> None:
    figure = sheets.register(
        "measures", {"measure": "falls", "organisation": "RAA", "month_text": "2024-04", "numerator_text": "1,005"}
    )
    [outcome] = admit(home, [figure.write(tmp_path)])
    [reason] = outcome.reasons
    assert (reason.rule, reason.row, reason.column) == ("numerator_malformed", 2, "numerator")
