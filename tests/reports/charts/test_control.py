"""The geometry of the control chart and of the sparkline."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest

from reports.charts.control import control_chart, scale_of
from reports.charts.sparkline import sparkline_chart
from tests.reports.series import LIMITS, measure, month, point, series, standard


def line_of(svg: str) -> str:
    match = re.search(r'class="line" d="([^"]+)"', svg)
    assert match
    return match[1]


@pytest.mark.parametrize(
    "picture", [control_chart, lambda series: sparkline_chart(series, "A measure")], ids=["chart", "sparkline"]
)
def test_a_missing_month_breaks_the_line(picture) -> None:
    whole = line_of(picture(series([0.7, 0.71, 0.72, 0.73])))
    broken = line_of(picture(series([0.7, 0.71, None, 0.73])))
    assert (whole.count("M"), whole.count("L")) == (1, 3)
    assert (broken.count("M"), broken.count("L")) == (2, 1)


def test_months_stand_where_they_fall_in_time() -> None:
    places = [
        float(x) for x in re.findall(r"[ML]([\d.]+) ", line_of(control_chart(series([0.7, None, None, None, 0.7]))))
    ]
    assert places == [0, 1000]
    places = [
        float(x) for x in re.findall(r"[ML]([\d.]+) ", line_of(control_chart(series([0.7, 0.7, None, None, 0.7]))))
    ]
    assert places == [0, 250, 1000]


def test_the_picture_is_well_formed_with_and_without_limits() -> None:
    for item in (series([0.7, 0.72]), series([0.7] * 20, limits=LIMITS, standards=[standard()])):
        ElementTree.fromstring(f"<div>{control_chart(item)}</div>")


def test_the_axis_of_a_count_begins_at_0_whatever_the_limits() -> None:
    actual = series([3, 0, 8, 1], measure("count", "decrease"), limits={"mean": 3, "lower": -6, "upper": 12})
    assert scale_of(actual).low == 0


def test_a_standard_is_drawn_only_while_it_held() -> None:
    old, new = standard(0.95, 0, 5), standard(0.78, 6)
    actual = series([0.7] * 13, standards=[old, new])
    target = re.search(r'class="tgt" d="([^"]+)"', control_chart(actual))
    assert target
    assert target[1].count("M") == 2
    assert 'class="tgt"' not in control_chart(series([0.7] * 6, standards=[standard(0.95, 40)]))


def test_labels_at_the_right_do_not_cover_each_other() -> None:
    close = {"mean": 0.7001, "lower": 0.7, "upper": 0.7002}
    actual = control_chart(series([0.7, 0.9, 0.2], limits=close, standards=[standard(0.7)]))
    places = sorted(float(place) for place in re.findall(r'class="rl[^"]*" x="100%" y="([\d.]+)%"', actual))
    assert len(places) == 4
    assert min(b - a for a, b in itertools.pairwise(places)) >= 6
    assert places[0] >= 0
    assert places[-1] <= 100


def test_special_cause_is_reported_by_shape_too() -> None:
    points = (point(0, 1.0, variation="special_cause_improvement"), point(1, 2.0, variation="special_cause_concern"))
    actual = control_chart(series([]).__class__(measure("count"), "ZZA", points, ()))
    assert re.search(r'class="im" d="M[\d. ]+h0"', actual), "a dot"
    assert re.search(r'class="co" d="M[\d. ]+h\.4"', actual), "a square"


def test_a_sparkline_shows_36_months_at_most_and_none_for_one_month() -> None:
    assert line_of(sparkline_chart(series([0.7] * 60), "A measure")).count("L") == 35
    assert sparkline_chart(series([0.7]), "A measure") == ""
    assert month(13).isoformat() == "2021-02-01"
