"""Figures of services: added up from the rows of one service, beside a whole that stays as published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from checks.extracts import EXTRACTS, rtt_layouts
from checks.samples import rtt as rtt_samples
from checks.samples.world import make_world
from checks.storage.home import Home
from tests.checks.quick_admission import admit_without_rules
from tests.transforms.warehouse import building_only, dump, lake_table, rows
from transforms.build import build_warehouse
from transforms.staging.services import SERVICE_KINDS, service_sql

RTT = EXTRACTS["rtt"]
MONTH = "2026-08"
TABLES = ("core.observation", "core.standard", "mart.benchmark", "mart.need", "mart.spc_summary")
WHOLES = "select measure from core.measure where service = 'ALL'"
WAITS = dict.fromkeys(rtt_layouts.BANDS, 0)


def _row(provider: str, service: str, within: int, beyond: int, **other: object) -> dict[str, object]:
    keys = {"era": rtt_layouts.BANDS_105.name, "parent_code": "ZZA", "commissioner_code": "15F", "part": "Part_2"}
    waits = {**WAITS, "weeks_003": within, "weeks_060": beyond, "total_all": within + beyond}
    codes = {"organisation_code": provider, "treatment_function_code": service, "treatment_function_name": service}
    return {**keys, **waits, **codes, **other}


def _compute(con: duckdb.DuckDBPyConnection, *given: dict[str, object]) -> dict[tuple[str, str], float]:
    lake_table(con, RTT, list(given))
    answers = con.execute(f"select measure, organisation, value from ({service_sql(RTT, MONTH)})").fetchall()
    assert len({row[:2] for row in answers}) == len(answers)
    return {(measure, organisation): value for measure, organisation, value in answers}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def test_a_service_counts_its_own_rows_at_every_level(con: duckdb.DuckDBPyConnection) -> None:
    given = (
        _row("ZZR00", "C_110", 30, 10),
        _row("ZZR00", "C_110", 20, 0, commissioner_code="15E"),
        _row("ZZR01", "C_110", 10, 30),
        _row("ZZR00", "C_100", 7, 93),
        _row("ZZR00", "C_999", 57, 103),
        _row("ZZR01", "C_999", 10, 30),
        # not counted: patients of other countries, and clock stops
        _row("ZZR00", "C_110", 500, 0, commissioner_code="NONC"),
        _row("ZZR00", "C_110", 500, 0, part="Part_1A"),
    )
    answers = _compute(con, *given)
    assert answers["rtt_within_18w_c110", "ZZR00"] == 50 / 60
    assert answers["rtt_within_18w_c110", "ZZR01"] == 10 / 40
    assert answers["rtt_within_18w_c110", "ZZA"] == answers["rtt_within_18w_c110", "ENGLAND"] == 60 / 100
    assert answers["rtt_over_52w_c110", "ENGLAND"] == 40
    assert answers["rtt_incomplete_c100", "ENGLAND"] == 100
    assert not [measure for measure, _ in answers if measure.endswith("c999")]


@pytest.mark.parametrize(("cases", "is_there"), [(19, False), (20, True)])
def test_a_share_of_few_cases_is_absent(con: duckdb.DuckDBPyConnection, cases: int, *, is_there: bool) -> None:
    answers = _compute(con, _row("ZZR00", "X02", cases, 0))
    assert (("rtt_within_18w_x02", "ZZR00") in answers) is is_there
    # a count is stored whatever it is, and the floor is that of England too
    assert answers["rtt_incomplete_x02", "ZZR00"] == cases
    assert (("rtt_within_18w_x02", "ENGLAND") in answers) is is_there


def test_only_published_statistics_are_divided() -> None:
    with pytest.raises(ValueError, match="divided by service"):
        replace(RTT, is_published_statistics=False)
    with pytest.raises(ValueError, match="divided by service"):
        replace(RTT, is_national="false or true")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The warehouses of two homes with the same two months: of the whole alone, and with services."""
    paths = []
    for name, kinds in (("whole", ()), ("divided", SERVICE_KINDS)):
        home = Home(tmp_path_factory.mktemp(name) / "home").prepare()
        files = []
        for month in ("2026-07", MONTH):
            files.append(home.inbox / rtt_samples.file_name(month))
            files[-1].write_bytes(rtt_samples.make_file(make_world(9, 1), month))
        admit_without_rules(home, files)
        with building_only((*TABLES, "mart.service_difference")):
            paths.append(build_warehouse(home, service_kinds=kinds))
    return paths[0], paths[1]


@pytest.mark.parametrize("table", TABLES)
def test_what_is_of_all_services_stays_as_it_is(built: tuple[Path, Path], table: str) -> None:
    whole, divided = (
        rows(
            path, f"from {table} where measure in (select measure from core.measure where service = 'ALL') order by all"
        )
        for path in built
    )
    assert whole == divided
    assert len(rows(built[1], f"from {table}")) > len(divided)


def test_services_add_up_to_the_whole(built: tuple[Path, Path]) -> None:
    _, path = built
    assert rows(path, "from mart.service_difference") == []
    counts = rows(
        path,
        "select whole_measure, organisation, month, observation.service, value from core.observation "
        "join core.measure using (measure) where unit = 'count'",
    )
    totals: dict[tuple[object, ...], float] = defaultdict(float)
    for *key, service, value in counts:
        if service != "ALL":
            totals[tuple(key)] += value
    wholes = {tuple(key): value for *key, service, value in counts if service == "ALL"}
    divided = {measure.name for measure in RTT.measures if measure.service_description}
    assert totals == {key: value for key, value in wholes.items() if key[0] in divided}


def test_where_services_do_not_add_up_it_is_said(built: tuple[Path, Path]) -> None:
    sql = (Path(__file__).parents[3] / "transforms" / "mart" / "service_difference.sql").read_text(encoding="utf-8")
    with duckdb.connect() as con:
        con.execute(f"attach '{built[1]}' as built (read_only)")
        con.execute("create schema core")
        for table in ("measure", "observation"):
            con.execute(f"create table core.{table} as from built.core.{table}")
        con.execute(
            "update core.observation set value = value + 1 where measure = 'rtt_incomplete_c100' "
            "and organisation = 'ENGLAND' and month = date '2026-08-01'"
        )
        [(measure, organisation, _, value, total, _)] = con.execute(sql).fetchall()
    assert (measure, organisation, total - value) == ("rtt_incomplete", "ENGLAND", 1)


def test_a_service_has_the_name_of_the_newest_month_and_the_standard_of_the_whole(built: tuple[Path, Path]) -> None:
    _, path = built
    assert rows(
        path, "select title, service_title, whole_measure from core.measure where measure = 'rtt_within_18w_c100'"
    ) == [("Patients waiting 18 weeks or less, General Surgery Service", "General Surgery Service", "rtt_within_18w")]
    standards = "select standard, value from core.standard where measure = '{}' order by all"
    assert rows(path, standards.format("rtt_within_18w_c100")) == rows(path, standards.format("rtt_within_18w")) != []


def test_without_services_nothing_is_computed_for_them(built: tuple[Path, Path]) -> None:
    path, _ = built
    assert not (path.parent / "services").exists()
    assert {row[0] for row in rows(path, "select service from core.measure")} == {"ALL"}
    assert len(dump(path)["core.observation"]) > 0
