"""A&E that is not as published: each fault in a small file, and the reason that must be given for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.gate import Verdict, admit
from checks.home import Home
from tests.checks import build
from tests.checks.build import Sheet
from tests.checks.lake import admitted, critical, only, told

TYPE_1 = "A&E attendances Type 1"
OVER_1 = "Attendances over 4hrs Type 1"
LINE = 3
BOOKED_OTHER = "Booked Appointments Other Department"


def _balanced(**cells: object) -> Sheet:
    """The second provider with these values, and a total row that agrees."""
    first, second, third = build.ae_rows(3)
    return build.ae([first, {**second, **cells}, third])


def _with(value: str) -> Sheet:
    return build.ae().put(LINE, TYPE_1, value)


BAD: dict[str, tuple[Sheet, str, tuple[int | None, str | None, str | None]]] = {
    **{
        f"{value!r} in a count": (_with(value), "not_a_number", (LINE, TYPE_1, value))
        for value in (
            "3.7",
            "1e3",
            "101.0",
            "#N/A",
            "-",
            "- 0",
            "*",
            "abc",
            "1,01",
            "--5",
            "+101",
            "1_000",
            "٣",
            "12345678901234567",
        )
    },
    "a blank count": (_with(""), "missing_counts", (LINE, TYPE_1, "blank")),
    "a blank booked count": (
        build.ae().put(LINE, "A&E attendances Booked Appointments Type 2", ""),
        "missing_counts",
        (LINE, "A&E attendances Booked Appointments Type 2", "blank"),
    ),
    "a negative count": (
        _balanced(dta_over_12h=-4),
        "negative_counts",
        (LINE, "Patients who have waited 12+ hrs from DTA to admission", "-4"),
    ),
    "over four hours above attendances": (
        _balanced(attendances_type1=50, over_4h_type1=51),
        "over_4h_type1_within_attendances_type1",
        (LINE, f"{TYPE_1}, {OVER_1}", "50, 51"),
    ),
    "booked over four hours above booked": (
        _balanced(booked_other=1, booked_over_4h_other=2),
        "booked_over_4h_other_within_booked_other",
        (
            LINE,
            f"A&E attendances {BOOKED_OTHER}, Attendances over 4hrs {BOOKED_OTHER}",
            "1, 2",
        ),
    ),
    "a provider twice": (_balanced(organisation_code="RAA"), "organisation_code_unique", (LINE, "Org Code", "RAA")),
    "a provider twice, one in small letters": (
        _balanced(organisation_code="raa "),
        "organisation_code_unique",
        (LINE, "Org Code", "RAA"),
    ),
    "no code": (_balanced(organisation_code=""), "organisation_code_present", (LINE, "Org Code", "blank")),
    "no ODS code": (_balanced(organisation_code="R-B"), "organisation_code_well_formed", (LINE, "Org Code", "R-B")),
    "an unknown region": (
        _balanced(parent_name="NHS ENGLAND NOWHERE "),
        "region_known",
        (LINE, "Parent Org", "NHS ENGLAND NOWHERE"),
    ),
    "two periods": (_balanced(period="MSitAE-JULY-2025"), "another_month", (LINE, "Period", "MSitAE-JULY-2025")),
    "a period that is none": (_balanced(period="JUNE"), "another_month", (LINE, "Period", "JUNE")),
    "no total row": (build.ae(total=None), "total_row", (None, None, None)),
    "two total rows": (build.ae().line(5, build.ae().lines[4], build.ae().lines[4]), "total_row", (None, None, None)),
    "a value in a junk column": (
        Sheet(tuple((*line, "" if at != 2 else "7", "" if at else "a") for at, line in enumerate(build.ae().lines))),
        "unknown_column",
        (3, "column 23, without a name", "7"),
    ),
    "an unknown column with values": (
        Sheet(tuple((*line, str(at) if at else "Ambulance handovers") for at, line in enumerate(build.ae().lines))),
        "unknown_column",
        (2, "Ambulance handovers", "1"),
    ),
    "a column renamed": (
        build.ae().put(1, OVER_1, "Attendances over 6hrs Type 1"),
        "unknown_column",
        (1, "Attendances over 6hrs Type 1", None),
    ),
    "a column gone": (
        Sheet(tuple(line[:12] + line[13:] for line in build.ae().lines)),
        "missing_column",
        (1, build.ae().lines[0][12], None),
    ),
    "two columns swapped": (
        Sheet(tuple((*line[:4], line[5], line[4], *line[6:]) for line in build.ae().lines)),
        "column_order",
        (1, "A&E attendances Type 2", None),
    ),
    "a column twice": (build.ae().put(1, OVER_1, TYPE_1), "repeated_column", (1, TYPE_1, None)),
    "no period anywhere": (
        build.ae([{**row, "period": "JUNE 2025"} for row in build.ae_rows(3)]),
        "month_told",
        (None, "period", None),
    ),
    "cut inside a row": (build.ae().line(4, build.ae().lines[3][:9]).line(5), "row_width", (4, None, None)),
    "no rows but the total": (
        build.ae([], total=("MSitAE-JUNE-2025", "TOTAL", "TOTAL", "TOTAL")),
        "has_rows",
        (None, None, None),
    ),
}
FAULTY = {
    "two periods": "the reason names the derived column another_month, not the file's own",
    "a period that is none": "the reason names the derived column another_month, not the file's own",
    "an unknown region": "the reason names the derived column region, not the file's own",
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Verdict]]:
    folder = tmp_path_factory.mktemp("bad")
    return admitted(
        folder, {name: sheet.write(folder, f"file {n}.csv") for n, (name, (sheet, _, _)) in enumerate(BAD.items())}
    )


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_as_published_is_quarantined_for_its_reason(
    name: str, bad: tuple[Home, dict[str, Verdict]]
) -> None:
    home, verdicts = bad
    _, rule, place = BAD[name]
    verdict = verdicts[name]
    assert verdict.status == "quarantined"
    assert rule in critical(verdict)
    found = told(verdict, rule)
    assert place in found or (name in FAULTY and (place[0], place[2]) in {(row, value) for row, _, value in found})
    assert verdict.kind == "ae" or verdict.kind is None
    assert list(home.lake.rglob(f"{verdict.load_id}.parquet")) == []
    [kept] = home.quarantine.glob(f"{verdict.load_id}-{verdict.file_name}")
    assert kept.with_name(f"{kept.name}.reasons.json").exists()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=why)) for name, why in FAULTY.items()]
)
def test_a_reason_names_a_column_of_the_file(name: str, bad: tuple[Home, dict[str, Verdict]]) -> None:
    _, rule, place = BAD[name]
    assert place in told(bad[1][name], rule)


@pytest.mark.parametrize(("printed", "value"), [("999999", "999999"), ("0", "0")])
def test_a_total_that_does_not_match_is_told_with_both_figures(
    home: Home, tmp_path: Path, printed: str, value: str
) -> None:
    sheet = build.ae()
    real = int(sheet.cell(5, TYPE_1))
    [verdict] = admit(home, [sheet.put(5, TYPE_1, printed).write(tmp_path)])
    [(row, column, found)] = told(verdict, "not_reconciled")
    assert (verdict.status, row) == ("quarantined", 5)
    assert column
    assert found == f"attendances_type1: the rows add up to {real}, the total row says {value}" or (
        column == TYPE_1 and found == f"the rows add up to {real}, the total row says {value}"
    )


def test_a_file_cut_at_the_end_of_a_row_is_not_whole(home: Home, tmp_path: Path) -> None:
    text = build.ae().text()
    path = tmp_path / "cut.csv"
    path.write_text(text[: text.index("RAC") - len("MSitAE-JUNE-2025,")], newline="")
    [verdict] = admit(home, [path])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "total_row")
