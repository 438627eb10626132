"""What is read from the marts is what was put in, and tables without rows make a catalogue without entries."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from checks.storage.home import Home
from reports.data import gain_scale, practice_rows, practices
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import EstimateLimits
from tests.reports import practice_marts
from tests.reports.practice_verdicts import STATES


@pytest.fixture(scope="module")
def catalogue(publishable: duckdb.DuckDBPyConnection) -> PracticeCatalogue:
    return practices.read_catalogue(publishable)


def test_every_status_is_read_with_its_estimates(catalogue: PracticeCatalogue) -> None:
    actual = {(first.status, first.reason): first for (code, _), first in catalogue.verdicts.items() if code == "HELD"}
    assert set(actual) == set(STATES)
    current = actual[("sustained", "")]
    assert current.share == EstimateLimits(1.23, 0.59, 2.28)
    assert current.gain_span == (date(2023, 2, 1), date(2024, 1, 1))
    assert current.stands_out is True
    assert actual[("too_early", "")].gain is None
    assert actual[("inconclusive", "gain_too_weak_for_a_share")].share is None


def test_pooled_verdicts_have_no_organisation_and_know_their_adopters(catalogue: PracticeCatalogue) -> None:
    actual = catalogue.pooled["HELD"]
    assert actual.is_pooled
    assert (actual.adopters, actual.needed_to_see, actual.patients_affected) == (
        16,
        41,
        EstimateLimits(3210.0, 2000.0, 4400.0),
    )
    assert "NONE" not in catalogue.pooled


def test_the_scale_of_a_verdict_is_that_of_its_direction() -> None:
    row = {"status": "gain", "scale": "log", "is_provisional": False}
    assert practice_rows.make_verdict(row, "decrease").scale == gain_scale.FALLING
    assert practice_rows.make_verdict(row, "increase").scale == "log"
    assert practice_rows.make_verdict({**row, "scale": "points"}, "decrease").scale == "points"


def test_marts_are_grouped_by_practice_and_in_order(catalogue: PracticeCatalogue) -> None:
    assert [year.year for year in catalogue.years["HELD"]] == [0, 1, 2]
    assert [year.months for year in catalogue.effects["HELD"]] == list(range(-12, 13))
    assert catalogue.trends["HELD"].p_value == 0.8
    assert [year.month for year in catalogue.coverages[("HELD", "ENGLAND")]] == practice_marts.MONTHS
    assert catalogue.coverages[("HELD", "ENGLAND")][-1].adopted == 13
    assert [year.source for year in catalogue.sources["HELD"]] == ["self", "peer", "mandated"]
    assert catalogue.curves["HELD"].t50_fitted == EstimateLimits(10, 8, 14)
    assert catalogue.durations["HELD"].median_months is None
    assert [year.is_warning for year in next(iter(catalogue.warnings.values()))][-3:] == [False, True, True]
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
        actual = practices.read_catalogue(con)
    assert not any((actual.practices, actual.programmes, actual.verdicts, actual.pooled, actual.calibrations))


def test_a_level_is_the_mean_of_the_last_year(publishable: duckdb.DuckDBPyConnection) -> None:
    actual = practices.read_levels(publishable, practice_marts.MEASURE)
    code, level = next(iter(actual.items()))
    values = publishable.execute(
        f"select value from core.observation where organisation = '{code}' and measure = '{practice_marts.MEASURE}' "
        "order by month desc limit 12"
    ).fetchall()
    assert level == pytest.approx(sum(value for (value,) in values) / len(values))
