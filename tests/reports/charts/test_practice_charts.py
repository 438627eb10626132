"""The geometry of the charts of practices: whatever the values, they stand where they should."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import columns, curves, effects, forest, runs, warning
from reports.components.early_warning import warning_figure as list_reasons
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import EarlyWarning
from tests.reports.series import month

GAIN = st.tuples(st.floats(-60, 60), st.floats(0, 90), st.floats(0, 90)).map(
    lambda draw: (draw[0], draw[0] - draw[1], draw[0] + draw[2])
)


def whole(text: str) -> str:
    """The picture, once it is known to be well formed."""
    ElementTree.fromstring(f"<div>{text}</div>")
    assert "nan" not in text
    return text


def path_of(text: str, css: str) -> str:
    path = re.search(rf'class="{css}" d="([^"]+)"', text)
    assert path, css
    return path[1]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


@given(st.lists(GAIN, min_size=1, max_size=20))
def test_every_row_of_a_forest_is_on_its_axis_with_the_estimate_between_its_limits(values: list[forest.Ends]) -> None:
    scale = forest.forest_axis(values)
    for ends in values:
        bar = numbers(path_of(whole(forest.forest_row(scale, ends, "fair")), "reach fair"))
        left, right = bar[0], bar[2]
        assert 0 <= left <= forest.horizontal_place(scale, ends[0]) <= right <= 1000


def test_a_forest_row_tells_worse_by_its_shape_and_nothing_by_the_zero_line_alone() -> None:
    scale = forest.forest_axis([(5, 1, 9), (-5, -9, -1)])
    assert 'h0.4"' in forest.forest_row(scale, (-5, -9, -1), "bad")
    assert 'h0"' in forest.forest_row(scale, (5, 1, 9), "good")
    assert path_of(forest.forest_row(scale, (5, 1, 9), "pooled"), "diamond").count("L") == 3
    assert "reach" not in forest.forest_row(scale, None, "plain")
    assert forest.forest_axis([]).place(0) >= 0, "an axis without adopters"


def test_one_wild_limit_does_not_flatten_the_others() -> None:
    scale = forest.forest_axis([(5, 1, 9), (4, -900, 900)])
    assert scale.high < 20
    assert forest.horizontal_place(scale, 900) == 1000


def test_an_event_study_stands_on_its_months_and_shades_the_washout() -> None:
    actual = [effects.EffectBar(at, float(at > 0), -1, 2) for at in range(-12, 13)]
    picture = whole(effects.monthly_effect_chart(actual, washout=3))
    assert numbers(path_of(picture, "adopt"))[0] == 500
    assert numbers(path_of(picture, "wash"))[:3] == [500, 0, 625]
    assert path_of(picture, "cc").count("M") == 12
    assert path_of(picture, "im").count("M") == 13
    assert "−12" in picture


def test_a_year_below_none_hangs_from_the_line() -> None:
    picture = whole(
        effects.yearly_effect_chart([effects.EffectBar(0, 5, 3, 7, "100%"), effects.EffectBar(1, -1, -3, 1, "−20%")])
    )
    [zero, up, *_] = [float(place) for place in re.findall(r"[ V]([\d.]+)", path_of(picture, "cb"))]
    assert up < zero
    assert "Year 2" in picture
    assert "−20%" in picture


def test_a_survival_curve_begins_at_all_and_names_the_numbers_at_risk() -> None:
    steps = [curves.SurvivalStep(at, 1.0 if at < 6 else 0.5, 0.3, 1.0, at_risk=10 - at // 2) for at in range(13)]
    picture = whole(curves.survival_curve(steps))
    places = path_of(picture, "curve")
    assert places.startswith("M0.0 0.0")
    assert places.endswith("V500.0")
    assert re.findall(r'class="xl two"[^>]*>(\d+)<', picture) == ["10", "7", "4"]


@pytest.mark.parametrize("is_fitted", [True, False])
def test_an_adoption_curve_is_fitted_only_where_there_is_a_fit(is_fitted: bool) -> None:
    seen = [curves.AdoptionMonth(month(at), at / 20) for at in range(10)]
    fitted = [curves.AdoptionMonth(month(at), at / 20, at / 30, at / 10) for at in range(15)] if is_fitted else []
    picture = whole(curves.adoption_curve(seen, fitted, ("45%", "")))
    assert ('class="fit"' in picture) is is_fitted
    ends = numbers(path_of(picture, "curve"))
    assert ends[-2] == pytest.approx(1000 * (9 / 14 if is_fitted else 1), abs=0.1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_columns_stand_beside_each_other_within_the_picture(values: list[float]) -> None:
    picture = whole(columns.column_chart(values, 0, sum(values) / len(values), "First", "England"))
    bars = path_of(picture, "ch") + (path_of(picture, "cb") if len(values) > 1 else "")
    assert bars.count("z") == len(values)
    assert all(-0.1 <= number <= 1000.1 for number in numbers(bars))


def test_a_bar_is_as_long_as_its_share() -> None:
    assert numbers(path_of(whole(columns.share_bar(0.25)), "fill"))[2] == 250
    assert numbers(path_of(columns.share_bar(1.7, "held"), "fill held"))[2] == 1000


def test_a_strip_is_as_wide_as_its_months_and_open_where_provisional() -> None:
    actual = [
        runs.StatusStretch(month(0), month(8), "plain", "Too early", False),
        runs.StatusStretch(month(9), month(11), "good", "Sustained", True),
    ]
    picture = whole(runs.status_strip(actual))
    assert numbers(path_of(picture, "run plain"))[2] == 748
    assert numbers(path_of(picture, "run good open"))[0] == 750
    assert "Too early" in picture


@pytest.mark.parametrize("months", [1, 2, 6, 30])
@pytest.mark.parametrize("words", ["Lost", "Gain, weak evidence"])
def test_the_current_status_is_always_labelled(months: int, words: str) -> None:
    stretches = [
        runs.StatusStretch(month(0), month(30), "good", "Sustained", False),
        runs.StatusStretch(month(31), month(30 + months), "bad", words, False),
    ]
    picture = runs.status_strip(stretches)
    assert picture.count(f">{words}</text>") == 1
    assert ('class="lead"' in picture) is (months < 3 or (months == 6 and len(words) > 4))
    assert f'alt">{words}' not in picture, "it is not left out on a phone"


def test_a_warning_is_a_square_below_the_line() -> None:
    levels = [warning.WarningLevel(month(at), 10.0 - at, 5.0, at > 5) for at in range(8)]
    picture = whole(warning.warning_chart(levels))
    assert path_of(picture, "co").count("h.4") == 2
    assert path_of(picture, "cc").count("h0") == 6


def test_what_is_expected_is_the_highest_where_less_is_better() -> None:
    level = EarlyWarning(month(0), -0.7, 0.4, True, 1, None, None)
    actual = list_reasons((level, replace(level, month=month(1))), FALLING, "one.csv", ("FALLS", "RAA"))
    assert actual
    assert actual.title == "Early warning: 1 month in a row above what is expected"
    assert "Highest " in actual.chart
    assert "Lowest " not in actual.chart + "".join(actual.table.heads)
    assert actual.table.rows[0][1:3] == ("101.4% higher", "33.0% lower")
