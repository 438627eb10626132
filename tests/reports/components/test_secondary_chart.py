"""The P' chart under the XmR chart: on the page, in the CSV, its limits as in the mart."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import duckdb
import pytest

from checks.contracts.contract import Measure
from checks.extracts import EXTRACTS
from reports.components import secondary_chart, series_card
from reports.components.table_rows import data_csv
from reports.data import edition_reader, series_reader
from reports.data.records import SecondaryChart
from reports.data.secondary_chart_reader import make_secondary_chart
from tests.reports.series import point, series
from tests.reports.site import Published

CANCER = ["cancer_fds_within_28d", "cancer_31d_within", "cancer_62d_within"]
MEASURES = ["ae_within_4h", "ae_within_4h_type1", *CANCER, "cancer_two_week_wait", "dm01_within_6w", "rtt_within_18w"]


def test_it_is_a_fact_of_the_contract() -> None:
    measures: list[Measure] = [measure for extract in EXTRACTS.values() for measure in extract.measures]
    assert [measure.name for measure in measures if measure.beside == "p_prime"] == MEASURES


@pytest.mark.parametrize("measure", MEASURES[:2])
def test_its_points_are_those_of_the_mart(publishable: duckdb.DuckDBPyConnection, measure: str) -> None:
    actual = series_reader.series_for(publishable, edition_reader.read_edition(publishable, None, ""), measure)
    theirs = {
        (organisation, month): limits
        for organisation, month, *limits in publishable.execute(
            "select organisation, month, centre, lower_laney, upper_laney, is_outside from mart.p_chart "
            f"where measure = '{measure}'"
        ).fetchall()
    }
    drawn = [(item.organisation, point) for item in actual if item.beside for point in item.beside.points]
    assert drawn
    for organisation, current in drawn:
        *limits, is_outside = theirs[organisation, current.month]
        assert [current.mean, current.lower, current.upper] == limits
        assert (current.variation != "common_cause") == bool(current.label) == is_outside


def test_the_page_and_the_csv_hold_it(published: Published) -> None:
    rows = published.ask(
        "select organisation, sentence from mart.secondary_chart where measure = 'ae_within_4h' and chart is not null"
    )
    assert rows
    for organisation, sentence in rows:
        name = f"{series_card.slug(organisation)}.html"
        folders = (published.folder / "area", published.folder / "provider")
        [page] = [(folder / name).read_text() for folder in folders if (folder / name).exists()]
        card = page.split('id="ae_within_4h"')[1].split("</section>")[0]
        assert card.count("<details") == 2
        assert f">{sentence}</data></p>" in card.split('id="ae_within_4h-bs"')[1]
        data = (published.folder / "data" / f"{series_card.slug(organisation)}-ae_within_4h.csv").read_text()
        months = list(csv.DictReader(data.splitlines()))
        [(centre, lower, upper)] = published.ask(
            f"select centre, lower_limit, upper_limit from mart.secondary_chart "
            f"where measure = 'ae_within_4h' and organisation = '{organisation}'"
        )
        names = ("p_prime_centre", "p_prime_lower_limit", "p_prime_upper_limit")
        assert [float(months[-1][name]) for name in names] == [centre, lower, upper]


def test_a_measure_without_one_has_a_plain_csv() -> None:
    assert "p_prime" not in data_csv(series([0.7, 0.8]))
    assert secondary_chart.render_panel(series([0.7, 0.8])) is None


def test_limits_are_steps_and_points_outside_have_colour_and_shape() -> None:
    item = series([0.7, 0.71, 0.9, 0.4])
    actual = [
        (None, None, shown.month, 0.7, 0.6 - at / 100, 0.8 + at / 100, shown.value > 0.8 or shown.value < 0.5)
        for at, shown in enumerate(item.points)
    ]
    second = make_secondary_chart(item.points, actual, "What it says.", "increase")
    assert second
    assert [shown.label for shown in second.points] == ["", "", "Above the upper limit", "Below the lower limit"]
    panel = secondary_chart.render_panel(replace(item, beside=second))
    assert panel
    assert panel.chart.split('class="band" d="')[1].split('"')[0].count("M") == 4
    assert re.search(r'class="im" d="M[\d. ]+h0"', panel.chart), "a dot"
    assert re.search(r'class="co" d="M[\d. ]+h\.4"', panel.chart), "a square"
    assert make_secondary_chart(item.points, actual, None, "increase") is None


def test_one_month_is_no_chart() -> None:
    assert (
        secondary_chart.render_panel(replace(series([0.7]), beside=SecondaryChart((point(0, 0.7),), "What it says.")))
        is None
    )
