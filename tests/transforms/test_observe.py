"""The measures' SQL on small random tables, held to plain Python."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.extracts import ae as ae_contract
from checks.extracts import referrals as referrals_contract
from checks.extracts import rtt as rtt_contract
from tests.checks import build
from tests.transforms import oracle
from tests.transforms.oracle import Answers, RttRow
from tests.transforms.warehouse import differences, lake_table
from transforms.observe import observation_sql

AE, RTT, REFERRALS = ae_contract.EXTRACT, rtt_contract.EXTRACT, referrals_contract.EXTRACT


@pytest.fixture(scope="module")
def con() -> Any:
    with duckdb.connect() as made:
        yield made


def _answers(con: duckdb.DuckDBPyConnection, extract: Any, month: str, rows: list[dict[str, Any]]) -> Answers:
    lake_table(con, extract, rows)
    found = con.execute(f"select measure, organisation, numerator, denominator, value from ({observation_sql(extract, month)})").fetchall()
    assert len({row[:2] for row in found}) == len(found)
    return {row[:2]: row[2:] for row in found}


# RTT

ORGANISATIONS = st.sampled_from([("RAA", "QWO"), ("RAB", "QWO"), ("NT447", "QMJ"), ("RAC", None)])
COUNTS = st.integers(0, 60)


def _rtt_rows(last: int) -> st.SearchStrategy[list[RttRow]]:
    bands = st.dictionaries(st.integers(0, last), COUNTS, max_size=6)

    def made(place: tuple[str, str | None], commissioner: str, part: str, specialty: str, found: dict[int, int]) -> RttRow:
        counts = [found.get(week, 0) for week in range(last + 1)]
        return RttRow(*place, commissioner, part, specialty, counts[:-1], counts[-1], sum(counts))

    return st.lists(
        st.builds(
            made,
            ORGANISATIONS,
            st.sampled_from(["15F", "13Q", "15F", "NONC"]),
            st.sampled_from(["Part_2", "Part_2", "Part_2A", "Part_3", "Part_1A"]),
            st.sampled_from(["C_999", "C_999", "C_100"]),
            bands,
        ),
        max_size=30,
    )


def _lake(rows: list[RttRow], *, is_blank: bool = False) -> list[dict[str, Any]]:
    """The rows as the lake holds them; bands of nothing as 0 or blank, for the publisher writes both."""
    found = []
    for number, row in enumerate(rows):
        is_old = len(row.bands) == 52
        names = (*rtt_contract.BANDS[: len(row.bands)], rtt_contract.OPEN_52 if is_old else rtt_contract.BANDS[104])
        keys = {
            "row": number,
            "era": (rtt_contract.BANDS_53 if is_old else rtt_contract.BANDS_105).name,
            "parent_code": row.area,
            "organisation_code": row.organisation,
            "commissioner_code": row.commissioner,
            "part": row.part,
            "treatment_function_code": row.specialty,
            "total_all": row.total,
        }
        bands = dict(zip(names, (*row.bands, row.open_band), strict=True))
        if is_blank or row.part == "Part_3":
            bands = {name: count or None for name, count in bands.items()}
        found.append(keys | (bands if row.part != "Part_3" else {}))
    return found


@settings(max_examples=15)
@given(rows=_rtt_rows(104), is_blank=st.booleans())
def test_rtt_by_105_bands(con: duckdb.DuckDBPyConnection, rows: list[RttRow], *, is_blank: bool) -> None:
    assert differences(_answers(con, RTT, "2026-01", _lake(rows, is_blank=is_blank)), oracle.rtt(rows)) == {}


@settings(max_examples=10)
@given(rows=_rtt_rows(52))
def test_rtt_by_53_bands(con: duckdb.DuckDBPyConnection, rows: list[RttRow]) -> None:
    assert differences(_answers(con, RTT, "2021-02", _lake(rows)), oracle.rtt(rows)) == {}


BANDS = st.lists(COUNTS, min_size=53, max_size=53) | st.lists(st.integers(0, 2), min_size=105, max_size=105)


@given(bands=BANDS, share=st.sampled_from([Fraction(1, 2), Fraction(92, 100)]))
def test_the_oracle_agrees_with_every_pathway_written_out(bands: list[int], share: Fraction) -> None:
    assert oracle.percentile(bands, share) == oracle.expanded_percentile(bands, share)


def _waiting(bands: dict[int, int], last: int = 104, **given: str) -> RttRow:
    counts = [bands.get(week, 0) for week in range(last + 1)]
    row = {"organisation": "RAA", "area": None, "commissioner": "15F", "part": "Part_2", "specialty": "C_999"} | given
    return RttRow(**row, bands=counts[:-1], open_band=counts[-1], total=sum(counts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bands", "last", "median", "p92"),
    [
        # 100 pathways in the first week: the 50th stands half way through it
        ({0: 100}, 104, 0.5, 0.92),
        # the rank falls on the edge of a band: the wait is the edge
        ({3: 50, 9: 50}, 104, 4.0, 9 + 42 / 50),
        ({3: 92, 9: 8}, 104, 3 + 50 / 92, 4.0),
        # the old layout ends at 52 weeks: a rank beyond is not computable
        ({10: 80, 52: 20}, 52, 10 + 50 / 80, None),
        ({10: 40, 52: 60}, 52, None, None),
        ({10: 80, 104: 20}, 104, 10 + 50 / 80, None),
        # in the new layout week 52 is closed
        ({10: 80, 52: 20}, 104, 10 + 50 / 80, 52 + 12 / 20),
        # fewer than twenty are not published
        ({10: 19}, 104, None, None),
        ({10: 20}, 104, 10.5, 10.92),
        ({}, 104, None, None),
    ],
)
def test_percentiles_by_hand(con: duckdb.DuckDBPyConnection, bands: dict[int, int], last: int, median: float | None, p92: float | None) -> None:
    found = _answers(con, RTT, "2026-01", _lake([_waiting(bands, last)]))
    values = [found.get((measure, "RAA"), (None, None, None))[2] for measure in ("rtt_median_weeks", "rtt_p92_weeks")]
    assert values == [None if wanted is None else pytest.approx(wanted, rel=1e-12) for wanted in (median, p92)]


def test_above_52_weeks_nothing_is_told_apart_in_the_old_layout(con: duckdb.DuckDBPyConnection) -> None:
    found = _answers(con, RTT, "2021-02", _lake([_waiting({10: 80, 52: 20}, 52)]))
    assert found["rtt_over_52w", "RAA"][2] == 20
    assert not {measure for measure, _ in found} & {"rtt_over_65w", "rtt_over_78w"}


def test_what_is_counted_twice_in_the_file_is_counted_once(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        _waiting({3: 30}),
        # the specialties beside their total, the decisions to admit inside part 2, and commissioners outside England
        _waiting({3: 20}, specialty="C_100"),
        _waiting({3: 10}, specialty="X02"),
        _waiting({3: 5}, part="Part_2A"),
        _waiting({3: 9}, commissioner="NONC"),
        _waiting({3: 7}, part="Part_1A"),
        _waiting({0: 4}, part="Part_3"),
        _waiting({0: 4}, part="Part_3", specialty="C_100"),
        _waiting({0: 2}, part="Part_3", commissioner="NONC"),
    ]
    found = _answers(con, RTT, "2026-01", _lake(rows))
    assert {level: found["rtt_incomplete", level][2] for level in ("RAA", "ENGLAND")} == {"RAA": 30, "ENGLAND": 30}
    assert found["rtt_within_18w", "ENGLAND"] == (30, 30, 1)
    assert found["rtt_new_periods", "ENGLAND"][2] == 4


# A&E

AE_COUNTS = ae_contract.BOOKING.columns[4:]
CODES = ["RAA", "RAB", "RC9", "RD3", "R0D"]
HEADERS = dict(zip(ae_contract.BOOKING.columns, ae_contract.BOOKING.headers, strict=True))


@st.composite
def _ae_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number, code in enumerate(draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))):
        counts = dict(zip(AE_COUNTS, draw(st.lists(st.integers(0, 500), min_size=18, max_size=18)), strict=True))
        seen = (*ae_contract.ATTENDANCES, *ae_contract.BOOKED)
        for over, all_seen in zip((*ae_contract.OVER_4H, *ae_contract.BOOKED_OVER_4H), seen, strict=True):
            counts[over] = min(counts[over], counts[all_seen])
        region = draw(st.sampled_from(["NHS ENGLAND LONDON", "NHS ENGLAND MIDLANDS"]))
        rows.append({"row": number, "era": ae_contract.BOOKING.name, "organisation_code": code, "region": region} | counts)
    return rows


def _as_published(rows: list[dict[str, Any]]) -> list[oracle.AeRow]:
    return [
        oracle.AeRow(row["organisation_code"], oracle.REGION_CODES[row["region"]], {HEADERS[name]: row[name] or 0 for name in AE_COUNTS})
        for row in rows
    ]


@settings(max_examples=60)
@given(rows=_ae_rows(), month=st.sampled_from(["2019-04", "2020-09", "2020-10", "2023-05", "2023-06", "2026-02"]))
def test_ae(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], month: str) -> None:
    assert differences(_answers(con, AE, month, rows), oracle.ae(_as_published(rows), month)) == {}


def test_booked_attendances_count_with_the_others(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0) | {"attendances_type1": 90, "booked_type1": 10, "over_4h_type1": 30, "booked_over_4h_type1": 5}
    [wanted] = build.ae_rows(1)
    given_row = {"row": 1, "era": "x", "organisation_code": "RAA", "region": str(wanted["parent_name"]).strip()} | row
    found = _answers(con, AE, "2025-06", [given_row])
    assert found["ae_within_4h", "RAA"] == (65, 100, 0.65)
    assert found["ae_attendances", "RAA"][2] == 100


def test_before_august_2020_there_is_nothing_booked_to_count(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(ae_contract.UNBOOKED.columns[4:], 0) | {"attendances_type1": 90, "over_4h_type1": 30}
    found = _answers(con, AE, "2020-04", [{"row": 1, "era": "x", "organisation_code": "RAA", "region": "NHS ENGLAND LONDON"} | row])
    assert found["ae_within_4h", "RAA"] == (60, 90, 60 / 90)


def test_a_field_test_trust_keeps_all_but_the_four_hour_measures(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0) | {"attendances_type1": 100, "dta_over_12h": 7, "admissions_type1": 20}
    rows = [{"row": n, "era": "x", "organisation_code": code, "region": "NHS ENGLAND LONDON"} | row for n, code in enumerate(("RC9", "RAA"))]
    rows[1]["over_4h_type1"] = 50
    before, after = (_answers(con, AE, month, rows) for month in ("2023-05", "2023-06"))
    assert ("ae_within_4h", "RC9") not in before
    assert before["ae_within_4h", "Y56"] == before["ae_within_4h", "ENGLAND"] == (50, 100, 0.5)
    assert after["ae_within_4h", "ENGLAND"] == (150, 200, 0.75)
    for measure, value in (("ae_attendances", 100), ("ae_12h_dta_waits", 7), ("ae_emergency_admissions", 20)):
        assert before[measure, "RC9"][2] == value
        assert before[measure, "ENGLAND"][2] == 2 * value


def test_a_measure_that_cannot_be_computed_is_absent(con: duckdb.DuckDBPyConnection) -> None:
    row = dict.fromkeys(AE_COUNTS, 0)
    found = _answers(con, AE, "2025-06", [{"row": 1, "era": "x", "organisation_code": "RAA", "region": "NHS ENGLAND LONDON"} | row])
    assert {measure for measure, _ in found} == {"ae_attendances", "ae_12h_dta_waits", "ae_emergency_admissions"}


# Referrals


def test_pcts_add_up_to_their_authorities_and_england(con: duckdb.DuckDBPyConnection) -> None:
    era = referrals_contract.BY_PCT_2008.name
    rows = [{"row": number, "era": era} | row for number, row in enumerate(build.pcts())]
    found = _answers(con, REFERRALS, "2008-04", rows)
    gp = {organisation: answer[2] for (measure, organisation), answer in found.items() if measure == "gp_referrals"}
    assert gp == {"5D7": 20_001, "5D8": 20_002, "5QQ": 20_003, "Q30": 40_003, "Q39": 20_003, "ENGLAND": 60_006}


def test_an_authority_that_reports_for_itself_is_counted_once(con: duckdb.DuckDBPyConnection) -> None:
    era = referrals_contract.BY_SHA.name
    rows = [
        {"row": number, "era": era, "sha_code": sha, "sha_name": sha, "gp_referrals_made_all": 10, "other_referrals_made_ga": 4}
        for number, sha in enumerate(("Q30", "Q31"))
    ]
    found = _answers(con, REFERRALS, "2012-04", rows)
    assert {organisation: answer[2] for (measure, organisation), answer in found.items() if measure == "gp_referrals"} == {
        "Q30": 10,
        "Q31": 10,
        "ENGLAND": 20,
    }


def test_other_referrals_are_of_all_specialties_where_they_are_told(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        {
            "row": 1,
            "era": referrals_contract.BY_PROVIDER.name,
            "organisation_code": "RAA",
            "region_code": "Y63",
            "gp_referrals_made_all": 9,
            "other_referrals_made_all": 8,
            "other_referrals_made_ga": 6,
        }
    ]
    found = _answers(con, REFERRALS, "2022-04", rows)
    assert {level: found["other_referrals", level][2] for level in ("RAA", "Y63", "ENGLAND")} == {"RAA": 8, "Y63": 8, "ENGLAND": 8}
