"""One publication is one vintage: the same figures in two layouts, or saved twice, count once and supersede nothing."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit, admit_landed
from checks.extracts import ae as ae_contract
from checks.extracts import ae_layouts
from checks.review import readmission, withdrawal
from checks.samples import cancer as cancer_samples
from checks.samples.world import make_world
from checks.storage import withdrawals
from checks.storage.home import Home
from checks.storage.lake import path_of_load
from checks.storage.month_vintages import Vintage, current_loads, group_by_month, repeated_load_ids
from dags.cli.status import collect_status
from tests.checks import sheets
from tests.checks.sheets import Row, ae_workbook
from tests.checks.sheets.sheet import Sheet

WHY = ("sent by mistake", "data manager")
NOTHING: frozenset[str] = frozenset()


def _csv(rows: Sequence[Row] | None = None) -> Sheet:
    return sheets.ae(rows)


def _sheet(rows: Sequence[Row] | None = None) -> Sheet:
    """The same month as its workbook has it."""
    return ae_workbook.ae_workbook(ae_workbook.as_workbook_rows(rows or sheets.ae_rows(3)))


def _with_cell(column: str, value: object, count: int = 3) -> list[Row]:
    rows = [dict(row) for row in sheets.ae_rows(count)]
    rows[0][column] = value
    return rows


def _admit(home: Home, folder: Path, name: str, sheet: Sheet, newline: str = "\r\n") -> AdmissionOutcome:
    [outcome] = admit(home, [sheet.write(folder, name, newline=newline)])
    assert outcome.status == "accepted", outcome.reasons
    return outcome


def _vintages(home: Home) -> list[Vintage]:
    [vintages] = group_by_month(withdrawals.read_loads_as_decided(home), NOTHING).values()
    return vintages


def _names(home: Home) -> list[list[str]]:
    """The file names of each vintage, the one that counts first."""
    return [
        [vintage.current.file_name, *(load.file_name for load in vintage.loads if load != vintage.current)]
        for vintage in _vintages(home)
    ]


def _rules(outcome: AdmissionOutcome) -> set[str]:
    return {reason.rule for reason in outcome.reasons}


def test_the_layout_with_more_detail_counts_whichever_came_first(home: Home, tmp_path: Path) -> None:
    _admit(home, tmp_path, "a.csv", _csv())
    second = _admit(home, tmp_path, "sheet.csv", _sheet())
    assert _names(home) == [["a.csv", "sheet.csv"]]
    [reason] = second.reasons
    assert (reason.rule, reason.severity) == ("same_figures", "info")
    assert reason.message == "the figures are those of a.csv, which counts"
    other = Home(tmp_path / "other")
    _admit(other, tmp_path, "sheet.csv", _sheet())
    assert _names(other) == [["sheet.csv"]]
    last = _admit(other, tmp_path, "a.csv", _csv())
    assert _names(other) == [["a.csv", "sheet.csv"]]
    assert last.reasons[0].message == "the figures are those of sheet.csv, in place of which this file counts"


def test_a_publication_in_many_files_is_one_vintage(home: Home, tmp_path: Path) -> None:
    """As workbook, as its sheet saved to CSV, as CSV, and as CSV saved again with other line ends and a mark."""
    book = ae_workbook.write_workbook(tmp_path / "book.xlsx", {"Provider Level Data": _sheet()})
    assert admit(home, [book])[0].status == "accepted"
    _admit(home, tmp_path, "saved.csv", ae_workbook.as_saved(_sheet()))
    _admit(home, tmp_path, "first.csv", _csv())
    _admit(home, tmp_path, "again.csv", _csv(), "\n")
    (tmp_path / "marked.csv").write_bytes(_csv().text().encode("utf-8-sig"))
    assert admit(home, [tmp_path / "marked.csv"])[0].status == "accepted"
    # of two in the layout that counts, the newest: names may have been corrected in it
    assert _names(home) == [["marked.csv", "book.xlsx", "saved.csv", "first.csv", "again.csv"]]
    loads = withdrawals.read_loads_as_decided(home)
    assert [load.file_name for load in current_loads(loads, NOTHING)] == ["marked.csv"]
    assert len(repeated_load_ids(loads, NOTHING)) == 4
    assert [load["status"] for load in collect_status(home).loads] == [*["repeated"] * 4, "accepted"]


def _exchange_figures() -> list[sheets.Row]:
    """Two organisations with each other's figures: every sum of the file is the same."""
    first, second, *others = sheets.ae_rows(3)
    counts = [column.name for column in ae_contract.COUNT_COLUMNS]
    moved = [{**row, **{name: other[name] for name in counts}} for row, other in ((first, second), (second, first))]
    return [*moved, *others]


REVISIONS = {
    "a count moved that measures read": (_with_cell("attendances_other", 999), _sheet),
    "a wait moved": (_with_cell("dta_over_12h", 1), _sheet),
    "an organisation more": (sheets.ae_rows(4), _sheet),
    "an organisation less": (sheets.ae_rows(2), _sheet),
    "an organisation in another region": (_with_cell("parent_name", ae_contract.REGIONS[5]), _sheet),
    "in the same layout, a count that no measure reads": (_with_cell("dta_4_to_12h", 1), _csv),
    "in the same layout, the figures of two organisations exchanged": (_exchange_figures(), _csv),
}


@pytest.mark.parametrize("name", list(REVISIONS))
def test_what_has_another_figure_is_a_revision(home: Home, tmp_path: Path, name: str) -> None:
    rows, layout = REVISIONS[name]
    _admit(home, tmp_path, "first.csv", _csv())
    outcome = _admit(home, tmp_path, "second.csv", layout(rows))
    assert _names(home) == [["first.csv"], ["second.csv"]]
    assert not _rules(outcome) & {"same_figures", "superseded_figures"}


def test_what_no_measure_reads_is_no_revision_in_another_layout(home: Home, tmp_path: Path) -> None:
    """A name is not compared, and neither is a count that the sheet has only together with others."""
    rows = _with_cell("organisation_name", "A TRUST BY ANOTHER NAME")
    rows[0] |= {"dta_4_to_12h": 0}
    _admit(home, tmp_path, "first.csv", _csv())
    _admit(home, tmp_path, "second.csv", _sheet(rows))
    assert _names(home) == [["first.csv", "second.csv"]]


def test_a_trust_without_waits_is_the_same_trust_in_both(home: Home, tmp_path: Path) -> None:
    """Field tests: the CSV has zeros, which the measure leaves out by name, and the sheet has dashes."""
    months = sheets.ae_rows(2, "2021-08")
    # RGT tested other standards from May 2019 to May 2023
    tested: Row = {**months[0], "organisation_code": "RGT"}
    tested |= dict.fromkeys((*ae_layouts.OVER_4H, *ae_layouts.BOOKED_OVER_4H), 0)
    rows = ae_workbook.as_workbook_rows([tested, months[1]])
    waits = [name for name in ae_workbook.COUNTS if name.startswith(("within_4h", "over_4h"))]
    rows[0] |= dict.fromkeys(waits, 0)
    sheet = ae_workbook.ae_workbook(rows, "August 2021")
    lines = [
        tuple("-" if cell == "0" or "." in cell else cell for cell in line) if "RGT" in line else line
        for line in sheet.lines
    ]
    assert admit(home, [sheets.ae([tested, months[1]], "2021-08").write(tmp_path, "a.csv")])[0].status == "accepted"
    _admit(home, tmp_path, "sheet.csv", Sheet(tuple(lines), sheet.header_line))
    assert _names(home) == [["a.csv", "sheet.csv"]]


def test_a_revision_that_comes_in_both_layouts_is_one_more_vintage(home: Home, tmp_path: Path) -> None:
    revised = _with_cell("attendances_other", 999)
    for name, sheet in {
        "first.csv": _csv(),
        "first-sheet.csv": _sheet(),
        "revised-sheet.csv": _sheet(revised),
        "revised.csv": _csv(revised),
    }.items():
        _admit(home, tmp_path, name, sheet)
    assert _names(home) == [["first.csv", "first-sheet.csv"], ["revised.csv", "revised-sheet.csv"]]


def test_a_late_workbook_of_an_earlier_version_does_not_count(home: Home, tmp_path: Path) -> None:
    _admit(home, tmp_path, "first.csv", _csv())
    _admit(home, tmp_path, "revised.csv", _csv(_with_cell("attendances_other", 999)))
    late = _admit(home, tmp_path, "sheet.csv", _sheet())
    assert _names(home) == [["first.csv", "sheet.csv"], ["revised.csv"]]
    [reason] = late.reasons
    assert (reason.rule, reason.severity) == ("superseded_figures", "warning")
    # in the same layout the publisher has gone back to them
    _admit(home, tmp_path, "back.csv", _csv(), "\n")
    assert _names(home) == [["first.csv", "sheet.csv"], ["revised.csv"], ["back.csv"]]


def test_the_same_figures_are_no_older_version(home: Home, tmp_path: Path) -> None:
    """The CSV is called revised and the workbook is not: it has taken nobody's place."""
    _admit(home, tmp_path, "June-2025-revised.csv", _csv())
    assert _rules(_admit(home, tmp_path, "June-2025-by-provider.csv", _sheet())) == {"same_figures"}
    older = _admit(home, tmp_path, "June-2025-other.csv", _sheet(_with_cell("attendances_other", 999)))
    assert "perhaps_older" in _rules(older)


def test_the_other_file_counts_while_one_is_withdrawn(home: Home, tmp_path: Path) -> None:
    first = _admit(home, tmp_path, "first.csv", _csv())
    sheet = _admit(home, tmp_path, "sheet.csv", _sheet())
    outcome = withdrawal.withdraw_load(home, "first.csv", *WHY)
    assert f"for 2025-06 counts sheet.csv ({sheet.load_id})" in outcome.sentence()
    assert _names(home) == [["sheet.csv"]]
    # a file with the figures of a withdrawn one is of its vintage, should it be reinstated
    _admit(home, tmp_path, "again.csv", _csv(), "\n")
    assert _names(home) == [["again.csv", "sheet.csv"]]
    withdrawal.withdraw_load(home, "again.csv", *WHY)
    undone = withdrawal.undo_withdrawal(home, "first.csv", *WHY)
    assert undone is not None
    assert undone.counting is not None
    assert undone.counting.load_id == first.load_id
    withdrawal.withdraw_load(home, "sheet.csv", *WHY)
    assert _names(home) == [["first.csv"]]


def test_the_other_file_counts_if_somebody_says_so(home: Home, tmp_path: Path) -> None:
    _admit(home, tmp_path, "first.csv", _csv())
    _admit(home, tmp_path, "sheet.csv", _sheet())
    again = admit_landed(home, readmission.reinstate_load(home, "sheet.csv", "it has the boards", "analyst"))
    assert [load.load_id for load in current_loads(withdrawals.read_loads_as_decided(home), NOTHING)] == [again.load_id]
    assert len(_vintages(home)) == 1
    with pytest.raises(readmission.DecisionError, match="already counts"):
        readmission.reinstate_load(home, str(again.load_id), "it has the boards", "analyst")


def test_the_same_bytes_again_say_what_counts(home: Home, tmp_path: Path) -> None:
    _admit(home, tmp_path, "first.csv", _csv())
    path = _sheet().write(tmp_path, "sheet.csv")
    assert admit(home, [path])[0].status == "accepted"
    [again] = admit(home, [path])
    assert again.status == "duplicate"
    assert [reason.rule for reason in again.reasons] == ["held_repeated"]
    assert "with the same figures as first.csv, which counts" in again.reasons[0].message


def test_rows_that_are_lost_are_restored_before_they_are_compared(home: Home, tmp_path: Path) -> None:
    _admit(home, tmp_path, "first.csv", _csv())
    [vintage] = _vintages(home)
    path_of_load(home, vintage.current).unlink()
    _admit(home, tmp_path, "sheet.csv", _sheet())
    assert _names(home) == [["first.csv", "sheet.csv"]]


def test_kinds_with_one_layout_are_compared_row_by_row(home: Home, tmp_path: Path) -> None:
    rtt = sheets.rtt([row for code in ("ZZA", "ZZB") for row in sheets.rtt_rows(code)])
    _admit(home, tmp_path, "rtt.csv", rtt)
    (tmp_path / "rtt.csv.gz").write_bytes(gzip.compress(rtt.text().encode()))
    content = cancer_samples.make_file(make_world(3, 1), "2026-07")
    (tmp_path / "cancer.csv").write_bytes(content)
    (tmp_path / "cancer-again.csv").write_bytes(content.replace(b"\r\n", b"\n"))
    files = [tmp_path / name for name in ("rtt.csv.gz", "cancer.csv", "cancer-again.csv")]
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    grouped = group_by_month(withdrawals.read_loads_as_decided(home), NOTHING)
    assert [(kind, [len(vintage.loads) for vintage in vintages]) for (kind, _), vintages in grouped.items()] == [
        ("cancer", [2]),
        ("rtt", [2]),
    ]
    moved = sheets.rtt([row for code in ("ZZA", "ZZC") for row in sheets.rtt_rows(code)])
    _admit(home, tmp_path, "rtt-moved.csv", moved)
    grouped = group_by_month(withdrawals.read_loads_as_decided(home), NOTHING)
    assert [len(vintages) for vintages in grouped.values()] == [1, 2]


@pytest.mark.parametrize(
    ("csv", "workbook"),
    [
        # without booked appointments
        ("April-2020-revised-260421-abc123.csv", "April-2020-AE-by-provider-revised-260421-M70yN.xls"),
        # with trusts that field-tested other standards; the name of the workbook does not say that it is revised
        ("August-2021-revised-120522-CCC324.csv", "August-2021-AE-by-provider-Gi5Fh.xls"),
    ],
)
def test_real_publications(shared: Path, home: Home, csv: str, workbook: str) -> None:
    files = [shared / "data" / "ae_workbooks" / "xls" / workbook, shared / "data" / "ae" / csv]
    assert {outcome.status for outcome in admit(home, files)} == {"accepted"}
    assert _names(home) == [[csv, workbook]]
