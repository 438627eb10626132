"""A&E as published: every trap of the published files that must be taken, each in a small faithful file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import admitted, rows
from tests.checks.sheets import Sheet

TOTALS = {
    "capitals": ("TOTAL", "TOTAL", "TOTAL", "TOTAL"),
    "title case": ("Total", "Total", "Total", "Total"),
    "space after capitals": ("TOTAL ", "TOTAL ", "TOTAL ", "TOTAL "),
    "space after title case": ("Total ", "Total ", "Total ", "Total "),
    "last letter small": ("TOTAl", "TOTAl", "TOTAl", "TOTAl"),
    "a mix of cells": ("TOTAL", "TOTAL ", "TOTAL ", "TOTAL "),
    "a mix of cases": ("Total", "TOTAL", "TOTAl", "total "),
    "in the name only": ("", "", "", "Total"),
    "in the name only, capitals": ("", "", "", "TOTAL"),
    "beside the real period": ("MSitAE-JUNE-2025", "TOTAL", "TOTAL", "TOTAL"),
    "beside the real period, name only": ("MSitAE-JUNE-2025", "", "", "Total"),
}
MONTHS = ("2020-01", "2020-04", "2020-08", "2025-07")


GOOD: dict[str, Callable[[Path, str], Path]] = {
    **{f"total {how}": (lambda folder, name, t=t: sheets.ae(total=t).write(folder, name)) for how, t in TOTALS.items()},
    **{
        f"layout of {month}": (lambda folder, name, m=month: sheets.ae(sheets.ae_rows(3, m), m).write(folder, name))
        for month in MONTHS
    },
    "byte-order mark": lambda folder, name: sheets.ae().write(folder, name, encoding="utf-8-sig"),
    "LF": lambda folder, name: sheets.ae().write(folder, name, newline="\n"),
    "local teams in brackets": lambda folder, name: sheets.ae(
        [
            {**row, "parent_name": f"{str(row['parent_name']).strip()} (KENT, SURREY AND SUSSEX)"}
            for row in sheets.ae_rows(3, "2020-01")
        ],
        "2020-01",
    ).write(folder, name),
    "junk columns": lambda folder, name: Sheet(
        tuple((*line, *([""] * 5), "" if at else "a") for at, line in enumerate(sheets.ae().lines))
    ).write(folder, name),
    "junk columns in the header only": lambda folder, name: (
        sheets.ae().line(1, (*sheets.ae().lines[0], *([""] * 5), "a")).write(folder, name)
    ),
    "blank lines": lambda folder, name: (
        sheets.ae().line(3, ("",) * 22, sheets.ae().lines[2]).line(6, sheets.ae().lines[-1], (), ()).write(folder, name)
    ),
    "a provider called Total": lambda folder, name: sheets.ae(
        [*sheets.ae_rows(2), {**sheets.ae_rows(1, start=2)[0], "organisation_name": "TOTAL CARE LTD"}]
    ).write(folder, name),
    "thousands": lambda folder, name: (
        sheets.ae()
        .put(3, "A&E attendances Type 1", "17,269")
        .put(5, "A&E attendances Type 1", "17,471")
        .write(folder, name)
    ),
    "whole numbers as floats": lambda folder, name: (
        sheets.ae()
        .put(3, "A&E attendances Type 1", "17269.0")
        .put(5, "A&E attendances Type 1", "17471.00")
        .write(folder, name)
    ),
    "spaces around": lambda folder, name: (
        sheets.ae().put(3, "Org Code", " rab ").put(3, "A&E attendances Type 1", " 101 ").write(folder, name)
    ),
    "zeros everywhere": lambda folder, name: sheets.ae(
        [{**row, **dict.fromkeys(list(row)[4:], 0)} for row in sheets.ae_rows(3)]
    ).write(folder, name),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, AdmissionOutcome]]:
    folder = tmp_path_factory.mktemp("good")
    # the order is that of the dictionary; the name says nothing of kind or month
    return admitted(
        folder, {name: write(folder, f"file {number}.csv") for number, (name, write) in enumerate(GOOD.items())}
    )


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_published_is_taken(name: str, good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    verdict = verdicts[name]
    assert verdict.status == "accepted", verdict.reasons
    assert (verdict.kind, verdict.rows) == ("ae", 3)
    # the total row is not a provider
    assert [row["organisation_code"] for row in rows(home, verdict)] == ["RAA", "RAB", "RAC"]


def test_numbers_and_names_come_over_as_published(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    for name in ("total capitals", "byte-order mark", "LF", "junk columns", "blank lines"):
        expected = sheets.ae_rows(3)
        for actual, row in zip(rows(home, verdicts[name]), expected, strict=True):
            assert {key: actual[key] for key in row if key not in ("period", "parent_name")} == {
                key: value for key, value in row.items() if key not in ("period", "parent_name")
            }


def test_regions_lose_their_trailing_space_and_local_team(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    wanted = ["NHS ENGLAND LONDON", "NHS ENGLAND SOUTH WEST", "NHS ENGLAND SOUTH EAST"]
    for name in ("total capitals", "local teams in brackets"):
        assert [row["region"] for row in rows(home, verdicts[name])] == wanted


def test_months_are_read_from_the_period(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    _, verdicts = good
    assert [verdicts[f"layout of {month}"].month for month in MONTHS] == list(MONTHS)


def test_columns_that_an_era_lacks_are_blank_not_zero(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    assert {row["booked_type1"] for row in rows(home, verdicts["layout of 2020-04"])} == {None}
    assert None not in {row["booked_type1"] for row in rows(home, verdicts["layout of 2020-08"])}


def test_the_line_of_a_row_is_that_of_the_file(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    assert [row["row"] for row in rows(home, verdicts["blank lines"])] == [2, 4, 5]


def test_thousands_and_spaces_are_read(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = good
    assert rows(home, verdicts["thousands"])[1]["attendances_type1"] == 17_269
    assert rows(home, verdicts["whole numbers as floats"])[1]["attendances_type1"] == 17_269
    assert rows(home, verdicts["spaces around"])[1]["organisation_code"] == "RAB"


def test_junk_columns_are_reported(good: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    _, verdicts = good
    reasons = [reason for reason in verdicts["junk columns"].reasons if reason.rule != "same_figures"]
    assert [(r.rule, r.severity, "6" in r.message) for r in reasons] == [("empty_columns", "info", True)]


def test_the_file_is_kept_as_it_came(home: Home, tmp_path: Path) -> None:
    paths = [sheets.ae().write(tmp_path, "good.csv"), sheets.ae(total=None).write(tmp_path, "bad.csv")]
    content = {path.name: path.read_bytes() for path in paths}
    admit(home, paths)
    [archived] = home.archive.glob("ae/2025-06/*")
    [quarantined] = home.quarantine.glob("*bad.csv")
    assert archived.read_bytes() == content["good.csv"]
    assert quarantined.read_bytes() == content["bad.csv"]
    assert all(path.exists() for path in paths)


@pytest.mark.parametrize(
    ("name", "month", "providers"),
    [
        ("Monthly-AE-September-2024.csv", "2024-09", None),
        ("February2020.csv", "2020-02", None),
        ("April-2023-revised-130624-defv1.csv", "2023-04", None),
    ],
)
def test_real_files_with_their_traps(shared: Path, home: Home, name: str, month: str, providers: int | None) -> None:
    path = shared / "data" / "ae" / name
    lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip(", ")]
    [verdict] = admit(home, [path])
    # all lines but the header and the total row
    assert (verdict.status, verdict.month, verdict.rows) == ("accepted", month, len(lines) - 2)
