"""A file is known by what is in it: the headers below are as published, letter for letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Refused
from checks.extracts import EXTRACTS
from checks.files.detect_layout import detect_layout
from tests.checks import sheets
from tests.checks.reading.read import read_layout
from tests.checks.sheets import Sheet

AE_2020_01 = (
    "Period,Org Code,Parent Org,Org name,Number of A&E attendances Type 1,Number of A&E attendances Type 2,"
    "Number of A&E attendances Other A&E Department,Number of attendances over 4hrs Type 1,"
    "Number of attendances over 4hrs Type 2,Number of attendances over 4hrs Other A&E Department,"
    "Patients who have waited 4-12 hs from DTA to admission,Patients who have waited 12+ hrs from DTA to admission,"
    "Emergency admissions via A&E - Type 1,Emergency admissions via A&E - Type 2,"
    "Emergency admissions via A&E - Other A&E department,Other emergency admissions"
)
AE_2020_04 = (
    "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,A&E attendances Type 2,"
    "A&E attendances Other A&E Department,Attendances over 4hrs Type 1,Attendances over 4hrs Type 2,"
    "Attendances over 4hrs Other Department,Patients who have waited 4-12 hs from DTA to admission,"
    "Patients who have waited 12+ hrs from DTA to admission,Emergency admissions via A&E - Type 1,"
    "Emergency admissions via A&E - Type 2,Emergency admissions via A&E - Other A&E department,"
    "Other emergency admissions"
)
AE_2020_08 = (
    "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,A&E attendances Type 2,"
    "A&E attendances Other A&E Department,A&E attendances Booked Appointments Type 1,"
    "A&E attendances Booked Appointments Type 2,A&E attendances Booked Appointments Other Department,"
    "Attendances over 4hrs Type 1,Attendances over 4hrs Type 2,Attendances over 4hrs Other Department,"
    "Attendances over 4hrs Booked Appointments Type 1,Attendances over 4hrs Booked Appointments Type 2,"
    "Attendances over 4hrs Booked Appointments Other Department,"
    "Patients who have waited 4-12 hs from DTA to admission,Patients who have waited 12+ hrs from DTA to admission,"
    "Emergency admissions via A&E - Type 1,Emergency admissions via A&E - Type 2,"
    "Emergency admissions via A&E - Other A&E department,Other emergency admissions"
)
RTT_KEYS = (
    "Period,Provider Parent Org Code,Provider Parent Name,Provider Org Code,Provider Org Name,"
    "Commissioner Parent Org Code,Commissioner Parent Name,Commissioner Org Code,Commissioner Org Name,"
    "RTT Part Type,RTT Part Description,Treatment Function Code,Treatment Function Name"
)
RTT_TAIL = "Total,Patients with unknown clock start date,Total All"


def _rtt(last: int) -> str:
    bands = ",".join(f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(last))
    return f"{RTT_KEYS},{bands},Gt {last} Weeks SUM 1,{RTT_TAIL}"


MAR_2008_04 = (
    ",Year,Period,SHA Code,SHA Name,Org Code,Org Name,Elective G&A Ordinary Admissions (FFCEs),"
    "Elective G&A Daycase Admissions (FFCEs),Elective G&A Total Admissions (FFCEs),"
    "Elective G&A Planned Ordinary Admissions (FFCEs),Elective G&A Planned Daycase Admissions (FFCEs),"
    "Elective G&A Planned Total Admissions (FFCEs),"
    "Elective G&A Admissions (FFCEs) -Independent Sector Treatment Centres (ISTCs) ,"
    "Elective G&A Admissions (FFCEs) -NHS Treatment Centres (TCs) ,Total Non-elective G&A Admissions (FFCEs),"
    "GP Referrals Made (All specialties) ,GP Referrals Seen (All specialties) ,GP Referrals Made (G&A) ,"
    "GP Referrals Seen (G&A) ,Other Referrals Made (G&A) ,All 1st Outpatient Attendnces (G&A) "
)
MAR_2009_04 = MAR_2008_04.replace("Attendnces", "Attendances")
MAR_2010_04 = MAR_2009_04.replace("Elective G&A Admissions (FFCEs) -Independent Sector Treatment Centres (ISTCs) ,", "")
MAR_2012_04 = MAR_2010_04.replace("Org Code,Org Name,", "")


@pytest.mark.parametrize(
    ("header", "first", "kind", "month"),
    [
        (AE_2020_01, "MSitAE-JANUARY-2020,RPC", "ae", "2020-01"),
        (AE_2020_04, "MSitAE-APRIL-2020,RPC", "ae", "2020-04"),
        (AE_2020_08, "MSitAE-FEBRUARY-2026,RPC", "ae", "2026-02"),
        (_rtt(52), "RTT-February-2021,QE1", "rtt", "2021-02"),
        (_rtt(104), "RTT-APRIL-2022,QE1", "rtt", "2022-04"),
        (MAR_2008_04, ",2008-09,APRIL", "referrals", "2008-04"),
        (MAR_2009_04, ",2009-10,MARCH", "referrals", "2010-03"),
        (MAR_2010_04, ",2010-11,APRIL", "referrals", "2010-04"),
        (MAR_2012_04, ",2012-13,MARCH", "referrals", "2013-03"),
        ("organisation,name,kind,area,area_kind,opened,closed", "ZZA1,A", "organisations", None),
        ("predecessor,successor,month,kind", "RAA,RAB", "successions", None),
        ("trust_code_old,trust_code_new,from_date", "RBA,RH5", "successions", None),
        ("programme,title,lead,sponsor,approach,starts,support_ends", "P1,A", "programmes", None),
        (
            "practice,programme,title,description,measure,direction,aim,washout_months,balancing_measures,guidance_url",
            "p,P1",
            "practices",
            None,
        ),
        (
            "practice,organisation,month,event,source,peer_organisation,fidelity,contact",
            "p,RAA",
            "adoptions",
            None,
        ),
        ("practice,organisation,from,to", "p,RAA", "eligibility", None),
        ("cohort,title,organisation,from,to", "c,Wave,RAA", "cohorts", None),
        ("measure,organisation,month,numerator,denominator", "falls,RAA", "measures", None),
        ("measure,title,unit,direction,target,chart", "falls,Falls", "measure_definitions", None),
    ],
)
def test_published_headers(tmp_path: Path, header: str, first: str, kind: str, month: str | None) -> None:
    path = tmp_path / "a name that says nothing.dat"
    path.write_text(f"\ufeff{header}\r\n{first}\r\n", encoding="utf-8")
    layout = read_layout(path)
    assert (layout.extract.kind, layout.month, layout.drift) == (kind, month, ())


def test_every_era_is_tried_here_or_with_real_files() -> None:
    tried = {layout.published.name for layout in (_known(sheets.ods()), _known(sheets.mrr()))}
    assert {"ODS file of 27 fields", "MRR by provider"} <= tried


def _known(sheet: Sheet) -> DetectedLayout:
    return detect_layout([list(row) for row in sheet.lines])


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_every_header_is_its_own_era(kind: str) -> None:
    for published_layout in EXTRACTS[kind].layouts:
        if published_layout.has_header:
            layout = detect_layout([list(published_layout.headers)])
            assert (layout.extract.kind, layout.published.columns, layout.drift) == (kind, published_layout.columns, ())


def test_registers_without_a_header_are_known_by_the_shape_of_a_row() -> None:
    assert _known(sheets.ods()).extract.kind == "organisations"
    assert detect_layout([["RAA", "RAB", "R", "20240401", "1"]]).extract.kind == "successions"


def test_notes_above_the_header_are_passed_over() -> None:
    layout = _known(sheets.mar_by_sha({"Q30": 1, "Q31": 2}))
    assert (layout.header_row, layout.offset, layout.month) == (13, 1, "2012-04")


def test_a_header_below_the_first_forty_rows_is_not_looked_for() -> None:
    with pytest.raises(Refused) as refusal:
        detect_layout([["x", "y"]] * 40 + [list(sheets.ae().lines[0])])
    assert [reason.rule for reason in refusal.value.reasons] == ["known_kind"]


HEADER = sheets.ae().lines[0]
AT = HEADER.index("Attendances over 4hrs Type 1")


@pytest.mark.parametrize(
    ("change", "values"),
    [
        (lambda cells: [*cells, "Ambulance handovers"], []),
        (
            lambda cells: [*cells[:AT], "Attendances over 6hrs Type 1", *cells[AT + 1 :]],
            [("unknown_column", "Attendances over 6hrs Type 1"), ("missing_column", "Attendances over 4hrs Type 1")],
        ),
        (lambda cells: [*cells[:AT], *cells[AT + 1 :]], [("missing_column", "Attendances over 4hrs Type 1")]),
        (
            lambda cells: [*cells[:AT], cells[AT + 1], cells[AT], *cells[AT + 2 :]],
            [("column_order", "Attendances over 4hrs Type 2")],
        ),
        (
            lambda cells: [*cells[:AT], cells[AT - 1], *cells[AT + 1 :]],
            [("missing_column", "Attendances over 4hrs Type 1"), ("repeated_column", HEADER[AT - 1])],
        ),
        (lambda cells: [cells[0], "Region", *cells[1:]], [("unknown_column", "Region")]),
    ],
    ids=["added at the end", "renamed", "missing", "swapped", "repeated", "added inside"],
)
def test_drift_is_told_by_column(change: Callable[[list[str]], list[str]], values: list[tuple[str, str]]) -> None:
    layout = detect_layout([change(list(HEADER)), list(sheets.ae().lines[1])])
    assert layout.extract.kind == "ae"
    assert [(reason.rule, reason.column) for reason in layout.drift] == values
    assert {reason.row for reason in layout.drift} <= {1}


def test_an_added_column_at_the_end_waits_for_its_values() -> None:
    assert detect_layout([[*HEADER, "", "", "a"]]).extra == ("", "", "a")


@pytest.mark.parametrize("rows", [[], [[""]], [["Org Code", "Attendances"], ["RAA", "5"]], [["nothing of ours"]]])
def test_an_unknown_file_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(Refused) as refusal:
        detect_layout(rows)
    [reason] = refusal.value.reasons
    assert reason.rule == "known_kind"
    assert ", ".join(sorted(EXTRACTS)) in reason.message
