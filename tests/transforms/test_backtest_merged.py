"""Real mergers: the trusts that merged in 2020 and 2021 have one series, and areas add up to England."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.transforms import oracle
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = ("core.continuous_series", "core.measure", "core.membership", "core.observation", "core.organisation")

AE = {
    "2020-03": "March2020.csv",
    "2020-09": "September-2020-revised-270421-jh930.csv",
    "2020-10": "October-2020-revised-270421-dr302.csv",
    "2021-03": "March-2021-revised-280421-ce435.csv",
    "2021-09": "September-2021-revised-120522-TSU879.csv",
    "2021-10": "October-2021-revised-120522-aaa111.csv",
}
MERGED = {
    "R0D": (("RD3", "2020-10"), ("RDZ", "2020-10")),
    "RH5": (("RBA", "2020-04"),),
    "RAJ": (("RQ8", "2020-04"), ("RDD", "2020-04")),
    "RJ1": (("RT3", "2021-02"),),
    "RYR": (("RXH", "2021-04"),),
    "RM3": (("RW6", "2021-10"),),
}


@pytest.fixture(scope="module")
def warehouse(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("merged"))
    files = [shared / "data" / "ae" / name for name in AE.values()]
    verdicts = admit(home, [*files, shared / "data" / "ods" / "trust_mergers_epiforecasts.csv"])
    assert {verdict.status for verdict in verdicts} == {"accepted"}
    return build_tables(home, BUILT_TABLES)


@pytest.mark.parametrize("organisation", MERGED)
def test_the_history_is_the_sum_of_the_files_own_figures(warehouse: Path, shared: Path, organisation: str) -> None:
    actual = {
        (month, measure): (top, bottom)
        for month, measure, top, bottom in rows(
            warehouse,
            "select strftime(month, '%Y-%m'), measure, numerator, denominator from core.continuous_series "
            f"where organisation = '{organisation}'",
        )
    }
    for month, name in AE.items():
        parts = {organisation} | {code for code, until in MERGED[organisation] if month < until}
        own = [row for row in oracle.ae_rows(shared / "data" / "ae" / name) if row.organisation in parts]
        answers = oracle.ae([oracle.AeRow(organisation, row.area, row.counts) for row in own], "2019-01")
        # a trust in the field test has no four-hour figure, and neither has what it is a part of
        is_tested = bool(parts & oracle.field_test(month))
        for measure in ("ae_attendances", "ae_within_4h", "ae_12h_dta_waits"):
            if is_tested and measure == "ae_within_4h":
                assert (month, measure) not in actual
            else:
                assert actual[month, measure] == answers[measure, organisation][:2]


def test_england_is_the_sum_with_and_without_the_mergers(warehouse: Path) -> None:
    sums = (
        "select month, measure, sum(numerator) from {} where organisation in "
        "(select organisation from core.organisation where kind = 'provider') "
        "and measure in (select measure from core.measure where unit = 'count') group by all order by all"
    )
    england = "select month, measure, numerator from core.observation where organisation = 'ENGLAND' and measure in "
    england += "(select measure from core.measure where unit = 'count') order by all"
    joined = rows(warehouse, sums.format("core.continuous_series"))
    assert joined == rows(warehouse, sums.format("core.observation")) == rows(warehouse, england)
    assert len(joined) == 3 * len(AE)


def test_areas_add_up_to_england_less_those_without_one(warehouse: Path) -> None:
    attendances = "from core.observation where measure = 'ae_attendances'"
    figures = {
        (first_item, month): value
        for first_item, month, value in rows(warehouse, f"select organisation, month, value {attendances}")
    }
    lies = rows(
        warehouse,
        "select organisation, area, from_month, coalesce(to_month, date '9999-01-01') from core.membership "
        "where area_kind = 'region'",
    )
    assert len({row[0] for row in lies}) > 190
    kinds = dict(rows(warehouse, "select organisation, kind from core.organisation"))
    for month in {month for _, month in figures}:
        here = {first_item: area for first_item, area, first, last in lies if first <= month <= last}
        assert sum(first <= month <= last for _, _, first, last in lies) == len(here)
        sums: dict[str, float] = defaultdict(float)
        loose = 0.0
        for (first_item, when), value in figures.items():
            if when == month and kinds[first_item] == "provider":
                if first_item in here:
                    sums[here[first_item]] += value
                else:
                    loose += value
        assert sums == {
            first_item: value
            for (first_item, when), value in figures.items()
            if when == month and kinds[first_item] == "region"
        }
        assert sum(sums.values()) == figures["ENGLAND", month] - loose
