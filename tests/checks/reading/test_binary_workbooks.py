"""Workbooks as publishers send them: .xls, .xlsx and .xlsb, with hidden sheets and columns that have no header."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import openpyxl
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts.ae_sheet import BY_PROVIDER, SHARES, WAITING_COUNTS
from checks.files import workbook_sheets
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, rows
from tests.checks.sheets.ae_workbook import ae_workbook, ae_workbook_rows
from tests.checks.sheets.binary_workbook import write_xls, write_xlsb

SHARED = Path(__file__).parents[4] / "shared"
PROVIDERS = "Provider Level Data"
BOARDS = ("NHS North ICB", "NHS South ICB", "NHS East ICB")
BOARD_COLUMN = len(BY_PROVIDER.headers) + 1
"""Its place in a row: the sheet's first column is empty."""
Lines = Sequence[Sequence[str]]


def write_xlsx(path: Path, books: dict[str, Lines], hidden: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in books.items():
        page = book.create_sheet(name)
        page.sheet_state = "hidden" if name in hidden else "visible"
        for line in lines:
            page.append([int(cell) if cell.isdigit() else cell or None for cell in line])
    book.save(path)
    return path


WRITERS: dict[str, Callable[..., Path]] = {"xls": write_xls, "xlsx": write_xlsx, "xlsb": write_xlsb}


def _admit_file(home: Home, path: Path) -> AdmissionOutcome:
    [outcome] = admit(home, [path])
    return outcome


def _with_boards(lines: Lines) -> list[list[str]]:
    """The hidden last column of the published sheet: the board of each provider, and no header."""
    boards = iter(BOARDS)
    table = [[*line, *[""] * (BOARD_COLUMN + 1 - len(line))] for line in lines]
    for line in table:
        if len(line[1]) == 3 and line[1].startswith("R"):
            line[BOARD_COLUMN] = next(boards)
    return table


@pytest.mark.parametrize("ending", WRITERS)
def test_the_published_workbook_is_taken_in_each_format(home: Home, tmp_path: Path, ending: str) -> None:
    working_sheet = sheets.ae(month="2025-05").lines
    books = {"Sheet1": working_sheet, PROVIDERS: _with_boards(ae_workbook().lines)}
    outcome = _admit_file(home, WRITERS[ending](tmp_path / f"june.{ending}", books, ("Sheet1",)))
    assert (outcome.status, outcome.kind, outcome.month, outcome.rows) == ("accepted", "ae", "2025-06", 3)
    stored = rows(home, outcome)
    for row, wanted, board in zip(stored, ae_workbook_rows(), BOARDS, strict=True):
        assert {name: row[name] for name in ("attendances_type1", "over_4h_other", "dta_over_12h")} == {
            name: wanted[name] for name in ("attendances_type1", "over_4h_other", "dta_over_12h")
        }
        assert row["board_name"] == board


@pytest.mark.parametrize("ending", WRITERS)
def test_a_workbook_in_an_archive_is_taken(home: Home, tmp_path: Path, ending: str) -> None:
    book = WRITERS[ending](tmp_path / f"june.{ending}", {PROVIDERS: ae_workbook().lines})
    with zipfile.ZipFile(tmp_path / "june.zip", "w") as packed:
        packed.write(book, book.name)
    assert _admit_file(home, tmp_path / "june.zip").status == "accepted"


@pytest.mark.parametrize("is_hidden", [False, True], ids=["visible", "hidden"])
@pytest.mark.parametrize("ending", WRITERS)
def test_patients_far_down_any_sheet_refuse_the_workbook(
    home: Home, tmp_path: Path, ending: str, is_hidden: bool
) -> None:
    people = [["Unit", "Number"], *[["A", "17"]] * 2_500, ["B", "9990000018"], ["B", "9990000026"]]
    books = {PROVIDERS: ae_workbook().lines, "Notes": people}
    path = WRITERS[ending](tmp_path / f"june.{ending}", books, ("Notes",) if is_hidden else ())
    assert critical(_admit_file(home, path)) == {"no_patient_data"}
    assert not list(home.quarantine.iterdir())
    assert not [path for path in home.archive.rglob("*") if path.is_file()]


def test_an_extract_on_a_hidden_sheet_alone_is_refused(home: Home, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "june.xlsx", {"Cover": [["Title"]], "Sheet1": sheets.ae().lines}, ("Sheet1",))
    assert critical(_admit_file(home, path)) == {"known_kind"}


def test_the_sheet_of_the_published_name_comes_before_others(home: Home, tmp_path: Path) -> None:
    books = {"Working": sheets.ae(month="2025-05").lines, PROVIDERS: ae_workbook().lines}
    assert _admit_file(home, write_xls(tmp_path / "june.xls", books)).month == "2025-06"


@pytest.mark.parametrize("period", ["May 26", "May-26", "May 2026", "  May   2026 ", "MAY 2026", "2026-05-01"])
def test_the_period_is_read_in_each_form_that_was_published(home: Home, tmp_path: Path, period: str) -> None:
    assert _admit_file(home, ae_workbook(period=period).write(tmp_path)).month == "2026-05"


@pytest.mark.parametrize("period", ["26", "May", "May 226", "5 26", "Mayor 26", "04/05/2026"])
def test_a_period_of_another_form_is_refused(home: Home, tmp_path: Path, period: str) -> None:
    assert critical(_admit_file(home, ae_workbook(period=period).write(tmp_path))) == {"month_told"}


def _without_waits(lines: Lines, code: str) -> list[list[str]]:
    """A trust of the field test: dashes in place of all waits, beside its attendances."""
    places = [BY_PROVIDER.columns.index(name) + 1 for name in (*WAITING_COUNTS, *SHARES)]
    table = [list(line) for line in lines]
    reported = next(line for line in table if len(line) > 1 and line[1] == code)
    england = next(line for line in table if len(line) > 3 and line[3] == "England")
    for place, name in zip(places, (*WAITING_COUNTS, *SHARES), strict=True):
        if name in WAITING_COUNTS:
            england[place] = str(int(england[place]) - int(reported[place]))
        reported[place] = "-"
    return table


def test_a_trust_that_reported_no_waits_has_none(home: Home, tmp_path: Path) -> None:
    code = str(ae_workbook_rows()[1]["organisation_code"])
    path = write_xls(tmp_path / "june.xls", {PROVIDERS: _without_waits(ae_workbook().lines, code)})
    outcome = _admit_file(home, path)
    assert outcome.status == "accepted", outcome.reasons
    [row] = [row for row in rows(home, outcome) if row["organisation_code"] == code]
    assert [row[name] for name in ("over_4h_type1", "over_4h_type2", "over_4h_other")] == [None] * 3
    assert row["attendances_type1"] == ae_workbook_rows()[1]["attendances_type1"]


def test_one_dash_among_waits_is_a_nought_that_has_to_add_up(home: Home, tmp_path: Path) -> None:
    table = [list(line) for line in ae_workbook().lines]
    reported = next(line for line in table if len(line) > 1 and line[1] == "RAA")
    reported[13] = "-"
    assert "sheet_does_not_add_up" in critical(_admit_file(home, write_xls(tmp_path / "june.xls", {PROVIDERS: table})))


def _save_as_csv(lines: Lines) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def test_columns_without_a_header_are_left_out_and_reported(home: Home, tmp_path: Path) -> None:
    table = [[*line, "checked", "ok"] if len(line[1]) == 3 else [*line, "", ""] for line in ae_workbook().lines if line]
    (tmp_path / "june.csv").write_bytes(_save_as_csv([line + [""] * (31 - len(line)) for line in table]))
    outcome = _admit_file(home, tmp_path / "june.csv")
    assert outcome.status == "accepted", outcome.reasons
    assert {reason.rule for reason in outcome.reasons} >= {"unnamed_columns"}


def test_a_row_that_a_stray_comma_has_widened_is_refused(home: Home, tmp_path: Path) -> None:
    table = [[*line, ""] for line in ae_workbook().lines]
    widened = next(line for line in table if line and line[1] == "RAA")
    widened.insert(4, "of somewhere")
    widened.pop()
    (tmp_path / "june.csv").write_bytes(_save_as_csv(table))
    assert critical(_admit_file(home, tmp_path / "june.csv"))


def _add_part(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(name, content)
    return path


def test_a_workbook_with_a_power_query_is_taken(home: Home, tmp_path: Path) -> None:
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'.encode("utf-16")
    path = write_xlsx(tmp_path / "june.xlsx", {PROVIDERS: ae_workbook().lines})
    assert _admit_file(home, _add_part(path, "customXml/item1.xml", query)).status == "accepted"


def test_declarations_in_utf_16_are_refused_too(home: Home, tmp_path: Path) -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")
    path = write_xlsx(tmp_path / "june.xlsx", {PROVIDERS: ae_workbook().lines})
    assert critical(_admit_file(home, _add_part(path, "customXml/item1.xml", declared))) == {"workbook"}


def _far_corner(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = 1
    book.save(path)
    return path


HOSTILE_BOOKS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a cell in the last corner, which would need hundreds of gigabytes": (_far_corner, "workbook"),
    "the first half of an .xls": (
        lambda path: _cut(write_xls(path, {PROVIDERS: ae_workbook().lines})),
        "file_type",
    ),
    "the first bytes of an .xls and nothing more": (
        lambda path: _write(path, b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        "file_type",
    ),
    "more columns than any extract has": (
        lambda path: write_xlsb(path, {"Wide": [["1"] * 1_200]}),
        "known_kind",
    ),
}


def _write_repeated_text(path: Path, rows: int) -> Path:
    """Many cells that refer to one long text, which the workbook holds once."""
    write_xlsx(path, {PROVIDERS: ae_workbook().lines})
    main = b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(1, rows + 1))
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet xmlns=%s><sheetData>%s</sheetData></worksheet>" % (main, cells)
    parts["xl/sharedStrings.xml"] = b"<sst xmlns=%s><si><t>%s</t></si></sst>" % (main, b"north " * 5_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return path


def test_a_text_that_many_cells_repeat_is_a_bomb(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_sheets, "UNSUSPECTED", 1 << 20)
    path = _write_repeated_text(tmp_path / "june.xlsx", 400)
    assert path.stat().st_size * 400 < 400 * 30_000
    assert critical(_admit_file(home, path)) == {"unpacked_size"}


def test_a_text_that_some_cells_repeat_is_none(home: Home, tmp_path: Path) -> None:
    assert critical(_admit_file(home, _write_repeated_text(tmp_path / "june.xlsx", 20))) == {"known_kind"}


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("words", HOSTILE_BOOKS)
def test_a_hostile_binary_workbook_is_refused_by_name(home: Home, tmp_path: Path, words: str) -> None:
    make_file, rule = HOSTILE_BOOKS[words]
    outcome = _admit_file(home, make_file(tmp_path / "book.xls"))
    assert critical(outcome) == {rule}
    assert outcome.reasons[0].advice


@pytest.mark.skipif(not (SHARED / "data/ae_workbooks/xls").is_dir(), reason="the published workbooks are not at hand")
@pytest.mark.parametrize("name", ["May-26-AE-by-provider-QVPHP.xls", "February-2025-AE-by-provider-WLBzp-revised.xls"])
def test_a_real_workbook_adds_up_to_its_own_row_of_england(home: Home, name: str) -> None:
    import python_calamine

    path = SHARED / "data/ae_workbooks/xls" / name
    outcome = _admit_file(home, path)
    assert outcome.status == "accepted", outcome.reasons
    published = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(PROVIDERS).to_python()
    england = next(row for row in published if "England" in row)
    england = england[england.index("England") :]
    [lake_file] = home.lake.rglob("*.parquet")
    actual = duckdb.sql(
        "select sum(attendances_type1 + attendances_type2 + attendances_other), sum(dta_over_12h), "
        f"count(distinct board_name) from '{lake_file}'"
    ).fetchone()
    assert actual is not None
    assert actual[:2] == (england[4], england[-2])
    assert actual[2] == len({row[-1] for row in published if row[-1]}) > 30, "the boards of the time"
