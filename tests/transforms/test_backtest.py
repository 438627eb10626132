"""The published figures, from the real files: A&E and the Monthly Activity Return, every provider, area and England."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.transforms import oracle
from tests.transforms.warehouse import build_tables, differences, observed, rows

BUILT_TABLES = ("core.observation", "core.organisation", "core.standard")

AE = {
    "2020-01": "January2020.csv",
    "2022-12": "December-2022-revised-110523-iii999.csv",
    "2025-06": "June-2025-CSV-revised.csv",
    "2026-02": "February-2026-CSV-Dl8t54.csv",
}
MAR = {"2008-04": "April2008.csv", "2013-03": "March2013.csv"}
AUTHORITIES = {f"Q{number}" for number in range(30, 40)}
NATIONAL = "YDD82"
"""The National Commissioning Group stands among the authorities, and is none."""


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[tuple[str, str], Path]:
    ae = {("ae", month): shared / "data" / "ae" / name for month, name in AE.items()}
    return ae | {("referrals", month): shared / "data" / "referrals_mar" / name for month, name in MAR.items()}


@pytest.fixture(scope="module")
def warehouse(files: dict[tuple[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("real"))
    verdicts = admit(home, list(files.values()))
    assert {(verdict.kind, verdict.month): verdict.status for verdict in verdicts} == dict.fromkeys(files, "accepted")
    return build_tables(home, BUILT_TABLES)


def _read_value(warehouse: Path, measure: str, month: str, organisation: str = "ENGLAND") -> float:
    [(value,)] = rows(
        warehouse,
        f"select value from core.observation where measure = '{measure}' and month = date '{month}-01' "
        f"and organisation = '{organisation}'",
    )
    return float(value)


@pytest.mark.parametrize(
    ("measure", "month", "value"),
    [
        ("ae_within_4h", "2020-01", 0.816828),
        # without the fourteen field-test trusts; with their zeros it would be 0.6897
        ("ae_within_4h", "2022-12", 0.652027),
        ("ae_within_4h", "2025-06", 0.755565),
        ("ae_within_4h", "2026-02", 0.740553),
        ("ae_within_4h_type1", "2022-12", 0.496368),
        ("ae_attendances", "2025-06", 2_351_581),
        ("ae_12h_dta_waits", "2026-02", 54_649),
        ("gp_referrals", "2008-04", 914_131),
        ("gp_referrals", "2013-03", 958_473),
    ],
)
def test_england_as_published(warehouse: Path, measure: str, month: str, value: float) -> None:
    actual = _read_value(warehouse, measure, month)
    assert actual == value if value > 1 else round(actual, 6) == value


def test_an_authority_as_published(warehouse: Path) -> None:
    assert _read_value(warehouse, "gp_referrals", "2008-04", "Q30") == 46_606


@pytest.mark.parametrize("month", AE)
def test_every_ae_measure_of_every_organisation(
    warehouse: Path, files: dict[tuple[str, str], Path], month: str
) -> None:
    wanted = oracle.ae(oracle.ae_rows(files["ae", month]), month)
    assert differences(observed(warehouse, "ae", month), wanted) == {}
    assert len({organisation for _, organisation in wanted}) > 190


def test_the_field_tests_zeros_would_be_reported_as_performance(
    warehouse: Path, files: dict[tuple[str, str], Path]
) -> None:
    naive = oracle.ae(oracle.ae_rows(files["ae", "2022-12"]), "2023-06")["ae_within_4h", "ENGLAND"][2]
    assert round(naive, 4) == 0.6897
    assert round(_read_value(warehouse, "ae_within_4h", "2022-12"), 4) == 0.6520
    actual = {
        organisation for measure, organisation in observed(warehouse, "ae", "2022-12") if measure == "ae_within_4h"
    }
    assert not actual & oracle.field_test("2022-12")
    assert {
        organisation for measure, organisation in observed(warehouse, "ae", "2022-12") if measure == "ae_attendances"
    } >= oracle.field_test("2022-12")


@pytest.mark.parametrize("measure", ["gp_referrals", "other_referrals"])
def test_pcts_authorities_and_england_agree(warehouse: Path, files: dict[tuple[str, str], Path], measure: str) -> None:
    england, authorities, pcts = oracle.mar_rows(files["referrals", "2008-04"])
    pick = (lambda row: row.gp) if measure == "gp_referrals" else (lambda row: row.other)
    actual = {
        organisation: answer[2]
        for (name, organisation), answer in observed(warehouse, "referrals", "2008-04").items()
        if name == measure
    }
    assert sum(pick(row) for row in pcts) == pick(england) == actual["ENGLAND"]
    assert sum(pick(row) for row in authorities.values()) == pick(england)
    assert {code: pick(row) for code, row in authorities.items()} == {
        code: value for code, value in actual.items() if code in AUTHORITIES
    }
    assert {row.code: pick(row) for row in pcts} == {
        code: value for code, value in actual.items() if code not in AUTHORITIES | {"ENGLAND"}
    }


def test_the_layout_by_authority_alone(warehouse: Path, files: dict[tuple[str, str], Path]) -> None:
    england, authorities, pcts = oracle.mar_rows(files["referrals", "2013-03"])
    actual = {
        organisation: answer[2]
        for (name, organisation), answer in observed(warehouse, "referrals", "2013-03").items()
        if name == "gp_referrals"
    }
    assert pcts == []
    assert actual == {"ENGLAND": england.gp, **{code: row.gp for code, row in authorities.items()}}
    assert sum(row.gp for row in authorities.values()) == england.gp


def test_organisations_are_named_once_with_their_area(warehouse: Path) -> None:
    actual = {
        row[0]: row[1:]
        for row in rows(warehouse, "select organisation, name, kind, area, is_sample from core.organisation")
    }
    [(count,)] = rows(warehouse, "select count(*) from core.organisation")
    assert len(actual) == count
    assert actual["ENGLAND"] == ("England", "england", None, False)
    assert actual["R1H"][1:] == ("provider", "Y56", False)
    assert actual["Y56"][1:3] == ("region", None)
    assert actual["5QQ"] == ("DEVON PCT", "PCT", "Q39", False)
    assert actual["Q39"] == ("SOUTH WEST STRATEGIC HEALTH AUTHORITY", "SHA", None, False)
    assert actual[NATIONAL][1:3] == ("PCT", None)
    assert set(actual) >= {row[0] for row in rows(warehouse, "select distinct organisation from core.observation")}


@pytest.mark.parametrize(
    ("measure", "month", "value"),
    [
        ("ae_within_4h", "2008-04", 0.98),
        ("ae_within_4h", "2020-01", 0.95),
        ("ae_within_4h", "2024-03", 0.76),
        ("ae_within_4h", "2026-02", 0.78),
        ("rtt_within_18w", "2026-01", 0.92),
        ("rtt_within_18w", "2026-03", 0.65),
    ],
)
def test_the_standard_of_a_month(warehouse: Path, measure: str, month: str, value: float) -> None:
    in_force = rows(
        warehouse,
        f"select value from core.standard where measure = '{measure}' and from_month <= date '{month}-01' "
        f"and coalesce(to_month, date '9999-01-01') >= date '{month}-01'",
    )
    assert in_force == [(value,)]
