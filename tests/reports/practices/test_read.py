"""What is read from the marts is what was put in, and tables without rows make a catalogue without entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from checks.home import Home
from reports.disclosure import connect_published
from reports.practices import made, read, words
from reports.practices.catalogue import Catalogue
from reports.practices.records import Limits
from tests.reports.practices import fill
from tests.reports.practices.made import STATES


@pytest.fixture
def con(built: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect_published(built.warehouse) as found:
        yield found


@pytest.fixture
def catalogue(con: duckdb.DuckDBPyConnection) -> Catalogue:
    return read.catalogue(con)


def test_every_status_is_read_with_its_estimates(catalogue: Catalogue) -> None:
    found = {(one.status, one.reason): one for (code, _), one in catalogue.verdicts.items() if code == "HELD"}
    assert set(found) == set(STATES)
    held = found[("sustained", "")]
    assert held.share == Limits(1.23, 0.59, 2.28)
    assert held.gain_span == (date(2023, 2, 1), date(2024, 1, 1))
    assert held.stands_out is True
    assert found[("too_early", "")].gain is None
    assert found[("inconclusive", "gain_too_weak_for_a_share")].share is None


def test_pooled_verdicts_have_no_organisation_and_know_their_adopters(catalogue: Catalogue) -> None:
    found = catalogue.pooled["HELD"]
    assert found.is_pooled
    assert (found.adopters, found.needed_to_see, found.patients_affected) == (16, 41, Limits(3210.0, 2000.0, 4400.0))
    assert "NONE" not in catalogue.pooled


def test_the_scale_of_a_verdict_is_that_of_its_direction() -> None:
    row = {"status": "gain", "scale": "log", "is_provisional": False}
    assert made.verdict(row, "decrease").scale == words.FALLING
    assert made.verdict(row, "increase").scale == "log"
    assert made.verdict({**row, "scale": "points"}, "decrease").scale == "points"


def test_marts_are_grouped_by_practice_and_in_order(catalogue: Catalogue) -> None:
    assert [one.year for one in catalogue.years["HELD"]] == [0, 1, 2]
    assert [one.months for one in catalogue.effects["HELD"]] == list(range(-12, 13))
    assert catalogue.trends["HELD"].p_value == 0.8
    assert [one.month for one in catalogue.coverages[("HELD", "ENGLAND")]] == fill.MONTHS
    assert catalogue.coverages[("HELD", "ENGLAND")][-1].adopted == 13
    assert [one.source for one in catalogue.sources["HELD"]] == ["self", "peer", "mandated"]
    assert catalogue.curves["HELD"].t50_fitted == Limits(10, 8, 14)
    assert catalogue.durations["HELD"].median_months is None
    assert [one.is_warning for one in next(iter(catalogue.warnings.values()))][-3:] == [False, True, True]
    assert catalogue.calibrations[0].pooled_claims == 0.062


def test_without_registers_the_catalogue_is_empty(built: Home) -> None:
    with duckdb.connect() as con:
        con.execute(f"attach '{built.warehouse}' as old (read_only)")
        for schema in ("core", "mart"):
            con.execute(f"create schema {schema}")
        tables = con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'old' "
            "and schema_name in ('core', 'mart')"
        ).fetchall()
        for schema, table in tables:
            con.execute(f"create table {schema}.{table} as select * from old.{schema}.{table} where false")
        found = read.catalogue(con)
    assert not any((found.practices, found.programmes, found.verdicts, found.pooled, found.calibrations))


def test_the_mean_of_the_others_is_of_many_or_not_at_all(
    con: duckdb.DuckDBPyConnection, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read.others_mean(con, catalogue.practices["HELD"]) == {}, "there is but one that has not adopted"
    monkeypatch.setattr(read, "FEWEST_OTHERS", 1)
    [found] = read.others_mean(con, catalogue.practices["HELD"]).values()
    [(alone,)] = con.execute(
        "select organisation from mart.gain where practice = 'HELD' and status = 'not_adopted'"
    ).fetchall()
    wanted = con.execute(
        f"select month, value from core.observation where organisation = '{alone}' and measure = '{fill.MEASURE}'"
    ).fetchall()
    assert found == pytest.approx(dict(wanted))


def test_a_level_is_the_mean_of_the_last_year(con: duckdb.DuckDBPyConnection) -> None:
    found = read.levels(con, fill.MEASURE)
    code, level = next(iter(found.items()))
    values = con.execute(
        f"select value from core.observation where organisation = '{code}' and measure = '{fill.MEASURE}' "
        "order by month desc limit 12"
    ).fetchall()
    assert level == pytest.approx(sum(value for (value,) in values) / len(values))
