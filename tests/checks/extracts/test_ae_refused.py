"""A&E that is not as published: each fault in a small file, and the reason that must be given for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import admitted, critical, list_reasons, only
from tests.checks.sheets import Row, Sheet

TYPE_1 = "A&E attendances Type 1"
OVER_1 = "Attendances over 4hrs Type 1"
BOOKED_OTHER = "Booked Appointments Other Department"
LONG_WAITS = "Patients who have waited 12+ hrs from DTA to admission"
NO_NUMBERS = ("3.7", "1e3", "101.50", "#N/A", "-", "- 0", "*", "abc", "1,01", "--5", "+101", "1_000", "٣", "1" * 17)

# what one provider's row holds, the rule that it breaks, and the column and value that must be told
ROWS: dict[str, tuple[Row, str, str, str]] = {
    **{f"{value} in a count": ({"attendances_type1": value}, "not_a_number", TYPE_1, value) for value in NO_NUMBERS},
    "a blank count": ({"attendances_type1": ""}, "missing_counts", TYPE_1, "blank"),
    "a blank booked count": ({"booked_other": ""}, "missing_counts", f"A&E attendances {BOOKED_OTHER}", "blank"),
    "a negative count": ({"dta_over_12h": -4}, "negative_counts", LONG_WAITS, "-4"),
    "over four hours above attendances": (
        {"attendances_type1": 50, "over_4h_type1": 51},
        "over_4h_type1_within_attendances_type1",
        f"{TYPE_1}, {OVER_1}",
        "50, 51",
    ),
    "booked over four hours above booked": (
        {"booked_other": 1, "booked_over_4h_other": 2},
        "booked_over_4h_other_within_booked_other",
        f"A&E attendances {BOOKED_OTHER}, Attendances over 4hrs {BOOKED_OTHER}",
        "1, 2",
    ),
    "a provider twice": ({"organisation_code": "RAA"}, "organisation_code_unique", "Org Code", "RAA"),
    "a provider again in small letters": ({"organisation_code": "raa "}, "organisation_code_unique", "Org Code", "RAA"),
    "no code": ({"organisation_code": ""}, "organisation_code_present", "Org Code", "blank"),
    "no ODS code": ({"organisation_code": "R-B"}, "organisation_code_well_formed", "Org Code", "R-B"),
    "an unknown region": ({"parent_name": "NHS ENGLAND NOWHERE "}, "region_known", "Parent Org", "NHS ENGLAND NOWHERE"),
    "two periods": ({"period": "MSitAE-JULY-2025"}, "another_month", "Period", "MSitAE-JULY-2025"),
    "a period that is none": ({"period": "JUNE"}, "another_month", "Period", "JUNE"),
}


@pytest.fixture(scope="module")
def by_row(tmp_path_factory: pytest.TempPathFactory) -> AdmissionOutcome:
    """One file in which every provider but the first has a fault of its own, and the total row agrees."""
    first, *others = sheets.ae_rows(len(ROWS) + 1)
    spoilt = [{**row, **cells} for row, (cells, *_) in zip(others, ROWS.values(), strict=True)]
    folder = tmp_path_factory.mktemp("rows")
    return admit(Home(folder / "home"), [sheets.ae([first, *spoilt]).write(folder)])[0]


@pytest.mark.parametrize("name", ROWS)
def test_a_fault_in_a_row_quarantines_and_is_reported_with_its_place(name: str, by_row: AdmissionOutcome) -> None:
    _, rule, _, value = ROWS[name]
    assert by_row.status == "quarantined"
    assert rule in critical(by_row)
    assert (list(ROWS).index(name) + 3, value) in {(row, text) for row, _, text in list_reasons(by_row, rule)}


@pytest.mark.parametrize(
    "name",
    list(ROWS),
)
def test_a_fault_in_a_row_names_the_columns_of_the_file(name: str, by_row: AdmissionOutcome) -> None:
    _, rule, column, value = ROWS[name]
    assert (list(ROWS).index(name) + 3, column, value) in list_reasons(by_row, rule)


Place = tuple[int | None, str | None, str | None]
FILES: dict[str, tuple[Sheet, str, Place]] = {
    "3.7 alone": (sheets.ae().put(3, TYPE_1, "3.7"), "not_a_number", (3, TYPE_1, "3.7")),
    "no total row": (sheets.ae(total=None), "total_row", (None, None, None)),
    "two total rows": (
        sheets.ae().line(5, *sheets.ae().lines[4:] * 2),
        "total_row",
        (None, None, None),
    ),
    "a value in a junk column": (
        Sheet(tuple((*line, "" if at != 2 else "7", "" if at else "a") for at, line in enumerate(sheets.ae().lines))),
        "unknown_column",
        (3, "column 23, without a name", "7"),
    ),
    "an unknown column with values": (
        Sheet(tuple((*line, str(at) if at else "Ambulance handovers") for at, line in enumerate(sheets.ae().lines))),
        "unknown_column",
        (2, "Ambulance handovers", "1"),
    ),
    "a column renamed": (
        sheets.ae().put(1, OVER_1, "Attendances over 6hrs Type 1"),
        "unknown_column",
        (1, "Attendances over 6hrs Type 1", None),
    ),
    "a column gone": (
        Sheet(tuple(line[:12] + line[13:] for line in sheets.ae().lines)),
        "missing_column",
        (1, sheets.ae().lines[0][12], None),
    ),
    "two columns swapped": (
        Sheet(tuple((*line[:4], line[5], line[4], *line[6:]) for line in sheets.ae().lines)),
        "column_order",
        (1, "A&E attendances Type 2", None),
    ),
    "a column twice": (sheets.ae().put(1, OVER_1, TYPE_1), "repeated_column", (1, TYPE_1, None)),
    "no period anywhere": (
        sheets.ae([{**row, "period": "JUNE 2025"} for row in sheets.ae_rows(3)]),
        "month_told",
        (2, "Period", "JUNE 2025"),
    ),
    "cut inside a row": (sheets.ae().line(4, sheets.ae().lines[3][:9]).line(5), "row_width", (4, None, None)),
    "no rows but the total": (
        sheets.ae([], total=("MSitAE-JUNE-2025", "TOTAL", "TOTAL", "TOTAL")),
        "has_rows",
        (None, None, None),
    ),
}


@pytest.fixture(scope="module")
def by_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, AdmissionOutcome]]:
    folder = tmp_path_factory.mktemp("files")
    return admitted(
        folder, {name: sheet.write(folder, f"{n}.csv") for n, (name, (sheet, *_)) in enumerate(FILES.items())}
    )


@pytest.mark.parametrize("name", FILES)
def test_a_fault_of_the_file_quarantines_it(name: str, by_file: tuple[Home, dict[str, AdmissionOutcome]]) -> None:
    home, verdicts = by_file
    _, rule, place = FILES[name]
    verdict = verdicts[name]
    assert verdict.status == "quarantined"
    assert rule in critical(verdict)
    assert place in list_reasons(verdict, rule)
    assert list(home.lake.rglob(f"{verdict.load_id}.parquet")) == []
    [remaining] = home.quarantine.glob(f"{verdict.load_id}-{verdict.file_name}")
    assert remaining.with_name(f"{remaining.name}.reasons.json").exists()


@pytest.mark.parametrize(("printed", "value"), [("999999", "999999"), ("0", "0")])
def test_a_total_that_does_not_match_is_reported_with_both_figures(
    home: Home, tmp_path: Path, printed: str, value: str
) -> None:
    sheet = sheets.ae()
    real = int(sheet.cell(5, TYPE_1))
    [verdict] = admit(home, [sheet.put(5, TYPE_1, printed).write(tmp_path)])
    [(row, column, actual)] = list_reasons(verdict, "not_reconciled")
    assert (verdict.status, row) == ("quarantined", 5)
    assert column
    assert actual == f"attendances_type1: the rows add up to {real}, the total row says {value}" or (
        column == TYPE_1 and actual == f"the rows add up to {real}, the total row says {value}"
    )


def test_a_file_cut_at_the_end_of_a_row_is_not_whole(home: Home, tmp_path: Path) -> None:
    text = sheets.ae().text()
    path = tmp_path / "cut.csv"
    path.write_text(text[: text.index("RAC") - len("MSitAE-JUNE-2025,")], newline="")
    [verdict] = admit(home, [path])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "total_row")
