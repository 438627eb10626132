"""The pages of areas and cohorts: sums of their organisations, and what changed there."""

from __future__ import annotations

import csv
import re
from datetime import date

import duckdb

from reports.data.member_sum_reader import MemberSum
from reports.formatting import format_number
from reports.pages.member_sums import change_on_year, describe_coverage
from reports.slugs import slug
from tests.reports.site import Published

BOARD, COHORT = "area/zza.html", "area/cohort-sample_first_wave.html"


def test_a_board_shows_the_sums_that_nobody_sends(published: Published) -> None:
    [(value, members)] = published.ask(
        "select value, members from mart.member_sum where area = 'ZZA' and measure = 'ae_within_4h' "
        "order by month desc limit 1"
    )
    page = published.pages[BOARD]
    assert "Sums of the organisations in NHS Sample Fells Integrated Care Board" in page.text
    assert "wherever their patients live" in page.text
    assert format_number(value, "share") in page.text
    assert f"All {members}" in page.text


def test_the_figures_behind_a_sum_can_be_taken_away(published: Published) -> None:
    wanted = published.ask(
        "select value from mart.member_sum where area = 'ZZA' and measure = 'ae_attendances' order by month"
    )
    with (published.folder / "data" / "sum-zza-ae_attendances.csv").open(encoding="utf-8", newline="") as handle:
        assert [float(row["value"]) for row in csv.DictReader(handle)] == [value for (value,) in wanted]


def test_the_list_of_areas_has_figures_and_says_which_are_sums(published: Published) -> None:
    text = " ".join(published.pages["areas.html"].text.split())
    assert "Sep 2026, sum" in text
    assert "Cohorts" in text
    assert "Sample programme first wave" in text


def test_a_cohort_has_a_page_like_an_area(published: Published) -> None:
    page = published.pages[COHORT]
    assert "Sample programme first wave" in page.text
    assert "in the cohort in that month" in page.text
    assert any("provider/zzr04.html" in target for _, target in page.references)
    # it left in March 2026
    members = page.source.partition('id="members-t"')[2]
    assert "zzr02.html" not in members
    assert "cohort-sample_coast.html" in published.pages["provider/zzr01.html"].source


def test_each_area_says_what_changed_in_it(published: Published) -> None:
    areas = {name for name in published.pages if name.startswith("area/") and "england" not in name}
    changed = {name for name in published.pages if name.startswith("changed/")}
    assert {name.replace("changed/", "area/") for name in changed} <= areas
    assert {"changed/zza.html", "changed/cohort-sample_first_wave.html"} <= changed
    text = " ".join(published.pages["changed/zza.html"].text.split())
    assert re.search(r"New signals of concern ?\d+ ?Organisations with figures missing ?\d of 2", text)


def test_a_measure_with_a_hidden_figure_has_no_sum(
    published: Published, publishable: duckdb.DuckDBPyConnection
) -> None:
    hidden = {measure for (measure,) in publishable.execute("select distinct measure from core.hidden").fetchall()}
    shown = {measure for (measure,) in publishable.execute("select distinct measure from mart.member_sum").fetchall()}
    summed = {measure for (measure,) in published.ask("select distinct measure from mart.member_sum")}
    assert hidden & summed
    assert shown == summed - hidden
    files = {path.name for path in (published.folder / "data").glob("sum-*.csv")}
    assert not [name for name in files for measure in hidden if name.endswith(f"-{slug(measure)}.csv")]


def _make_sum(month: date, value: float, organisations: int, members: int) -> MemberSum:
    return MemberSum("measure", "AREA", month, value, None, value, organisations, members)


def test_a_year_is_compared_only_where_nobody_is_missing() -> None:
    year = [_make_sum(date(2025, 9, 1), 100, 4, 4), _make_sum(date(2026, 9, 1), 130, 4, 4)]
    assert change_on_year(year) == 30
    assert change_on_year([_make_sum(date(2025, 9, 1), 100, 3, 4), year[1]]) is None
    assert change_on_year([year[0], _make_sum(date(2026, 9, 1), 130, 3, 4)]) is None
    assert change_on_year(year[1:]) is None


def test_the_caveat_says_how_many_are_in_it() -> None:
    assert [describe_coverage(_make_sum(date(2026, 9, 1), 1, *counts)) for counts in ((4, 4), (3, 4), (1, 1))] == [
        "All 4",
        "3 of 4 organisations",
        "The only one",
    ]
