"""The measures' SQL of A&E and referrals on small tables, held to plain Python."""

from __future__ import annotations

from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.extracts import ae as ae_contract
from checks.extracts import ae_layouts, referrals_activity, referrals_return
from checks.extracts import referrals as referrals_contract
from tests.checks import sheets
from tests.transforms import oracle
from tests.transforms.warehouse import answers, differences

AE, REFERRALS = ae_contract.EXTRACT, referrals_contract.EXTRACT
AE_COUNTS = ae_layouts.BOOKING.columns[4:]
CODES = ["RAA", "RAB", "RC9", "RD3", "R0D"]
HEADERS = dict(zip(ae_layouts.BOOKING.columns, ae_layouts.BOOKING.headers, strict=True))


@st.composite
def _ae_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number, code in enumerate(draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))):
        counts = dict(zip(AE_COUNTS, draw(st.lists(st.integers(0, 500), min_size=18, max_size=18)), strict=True))
        seen = (*ae_layouts.ATTENDANCES, *ae_layouts.BOOKED)
        for over, all_seen in zip((*ae_layouts.OVER_4H, *ae_layouts.BOOKED_OVER_4H), seen, strict=True):
            counts[over] = min(counts[over], counts[all_seen])
        region = draw(st.sampled_from(["NHS ENGLAND LONDON", "NHS ENGLAND MIDLANDS"]))
        rows.append(
            {"row": number, "era": ae_layouts.BOOKING.name, "organisation_code": code, "region": region} | counts
        )
    return rows


def _as_published(rows: list[dict[str, Any]]) -> list[oracle.AeRow]:
    return [
        oracle.AeRow(
            row["organisation_code"],
            oracle.REGION_CODES[row["region"]],
            {HEADERS[name]: row[name] or 0 for name in AE_COUNTS},
        )
        for row in rows
    ]


@settings(max_examples=25)
@given(rows=_ae_rows(), month=st.sampled_from(["2019-04", "2020-09", "2020-10", "2023-05", "2023-06", "2026-02"]))
def test_ae(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], month: str) -> None:
    assert differences(answers(con, AE, month, rows), oracle.ae(_as_published(rows), month)) == {}


def test_booked_attendances_count_with_the_others(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0) | {
        "attendances_type1": 90,
        "booked_type1": 10,
        "over_4h_type1": 30,
        "booked_over_4h_type1": 5,
    }
    [wanted] = sheets.ae_rows(1)
    given_row = {"row": 1, "era": "x", "organisation_code": "RAA", "region": str(wanted["parent_name"]).strip()} | row
    actual = answers(con, AE, "2025-06", [given_row])
    assert actual["ae_within_4h", "RAA"] == (65, 100, 0.65)
    assert actual["ae_attendances", "RAA"][2] == 100


def test_before_august_2020_there_is_nothing_booked_to_count(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(ae_layouts.UNBOOKED.columns[4:], 0) | {"attendances_type1": 90, "over_4h_type1": 30}
    actual = answers(
        con, AE, "2020-04", [{"row": 1, "era": "x", "organisation_code": "RAA", "region": "NHS ENGLAND LONDON"} | row]
    )
    assert actual["ae_within_4h", "RAA"] == (60, 90, 60 / 90)


def test_a_field_test_trust_keeps_all_but_the_four_hour_measures(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0) | {"attendances_type1": 100, "dta_over_12h": 7, "admissions_type1": 20}
    rows = [
        {"row": n, "era": "x", "organisation_code": code, "region": "NHS ENGLAND LONDON"} | row
        for n, code in enumerate(("RC9", "RAA"))
    ]
    rows[1]["over_4h_type1"] = 50
    before, after = (answers(con, AE, month, rows) for month in ("2023-05", "2023-06"))
    assert ("ae_within_4h", "RC9") not in before
    assert before["ae_within_4h", "Y56"] == before["ae_within_4h", "ENGLAND"] == (50, 100, 0.5)
    assert after["ae_within_4h", "ENGLAND"] == (150, 200, 0.75)
    for measure, value in (("ae_attendances", 100), ("ae_12h_dta_waits", 7), ("ae_emergency_admissions", 20)):
        assert before[measure, "RC9"][2] == value
        assert before[measure, "ENGLAND"][2] == 2 * value


def test_a_measure_that_cannot_be_computed_is_absent(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0)
    actual = answers(
        con, AE, "2025-06", [{"row": 1, "era": "x", "organisation_code": "RAA", "region": "NHS ENGLAND LONDON"} | row]
    )
    assert {measure for measure, _ in actual} == {"ae_attendances", "ae_12h_dta_waits", "ae_emergency_admissions"}


def test_pcts_add_up_to_their_authorities_and_england(con: duckdb.DuckDBPyConnection) -> None:
    name = referrals_activity.BY_PCT_2008.name
    rows = [{"row": number, "era": name} | row for number, row in enumerate(sheets.pcts())]
    actual = answers(con, REFERRALS, "2008-04", rows)
    gp = {organisation: answer[2] for (measure, organisation), answer in actual.items() if measure == "gp_referrals"}
    assert gp == {"5D7": 20_001, "5D8": 20_002, "5QQ": 20_003, "Q30": 40_003, "Q39": 20_003, "ENGLAND": 60_006}


def test_an_authority_that_reports_for_itself_is_counted_once(con: duckdb.DuckDBPyConnection) -> None:
    name = referrals_activity.BY_SHA.name
    rows = [
        {
            "row": number,
            "era": name,
            "sha_code": sha,
            "sha_name": sha,
            "gp_referrals_made_all": 10,
            "other_referrals_made_ga": 4,
        }
        for number, sha in enumerate(("Q30", "Q31"))
    ]
    actual = answers(con, REFERRALS, "2012-04", rows)
    assert {
        organisation: answer[2] for (measure, organisation), answer in actual.items() if measure == "gp_referrals"
    } == {
        "Q30": 10,
        "Q31": 10,
        "ENGLAND": 20,
    }


def test_other_referrals_are_of_all_specialties_where_they_are_told(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {
            "row": 1,
            "era": referrals_return.BY_PROVIDER.name,
            "organisation_code": "RAA",
            "region_code": "Y63",
            "gp_referrals_made_all": 9,
            "other_referrals_made_all": 8,
            "other_referrals_made_ga": 6,
        }
    ]
    actual = answers(con, REFERRALS, "2022-04", rows)
    assert {level: actual["other_referrals", level][2] for level in ("RAA", "Y63", "ENGLAND")} == {
        "RAA": 8,
        "Y63": 8,
        "ENGLAND": 8,
    }
