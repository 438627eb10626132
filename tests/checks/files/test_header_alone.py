"""A file of a known layout without rows says so, and not that a month or a column is missing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.extracts import EXTRACTS
from checks.storage.home import Home
from tests.checks.lake import only


def list_header_rows(headers: Sequence[str]) -> list[list[str]]:
    """List the rows of a header; a group that headers begin with ('A&E attendances: Type 1') has a row of its own."""
    pairs = [header.rpartition(": ") for header in headers]
    groups = [group if at == 0 or pairs[at - 1][0] != group else "" for at, (group, _, _) in enumerate(pairs)]
    return [[header for _, _, header in pairs]] if not any(groups) else [groups, [header for _, _, header in pairs]]


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows(rows)
    return path


def has_no_rows(outcome: AdmissionOutcome, kind: str) -> bool:
    reason = only(outcome)
    is_plain = "rows" in reason.message and "with its rows" in (reason.advice or "")
    return (outcome.status, outcome.kind, reason.rule, is_plain) == ("quarantined", kind, "has_rows", True)


def test_a_header_alone_is_a_file_without_rows_in_every_layout(home: Home, tmp_path: Path) -> None:
    layouts = [
        (extract.kind, layout) for extract in EXTRACTS.values() for layout in extract.layouts if layout.has_header
    ]
    paths = {
        write_rows(tmp_path / f"{at:02d}.csv", list_header_rows(layout.headers)).name: kind
        for at, (kind, layout) in enumerate(layouts)
    }
    outcomes = admit(home, [tmp_path / name for name in paths])
    wrong = [outcome for outcome in outcomes if not has_no_rows(outcome, paths[outcome.file_name])]
    assert len(outcomes) == len(layouts)
    assert wrong == []


AE = EXTRACTS["ae"].layouts
CSV_HEADER = list_header_rows(AE[2].headers)
SHEET_HEADER = list_header_rows(AE[3].headers)
PERIOD = [["Title:", "A&E 1"], ["Period:", "June 2025"], ["Status:", "Published"]]


@pytest.mark.parametrize(
    "rows",
    [
        [*CSV_HEADER, [""]],
        [*CSV_HEADER, *[["", "", ""]] * 30],
        [*CSV_HEADER, [" ", "\t", "\N{NO-BREAK SPACE}"]],
        [*PERIOD, *SHEET_HEADER],
    ],
    ids=["an empty line", "thirty rows of empty cells", "blanks in cells", "a sheet with its period and no table"],
)
def test_blank_rows_are_no_rows(home: Home, tmp_path: Path, rows: list[list[str]]) -> None:
    [outcome] = admit(home, [write_rows(tmp_path / "header.csv", rows)])
    assert has_no_rows(outcome, "ae")


def test_a_workbook_with_a_header_alone_has_no_rows(home: Home, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = AE[3].sheets[0]
    for row in [*PERIOD, *SHEET_HEADER]:
        book.active.append(row)
    book.save(tmp_path / "header.xlsx")
    [outcome] = admit(home, [tmp_path / "header.xlsx"])
    assert has_no_rows(outcome, "ae")
