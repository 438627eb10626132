"""Hand-made series: what the reference cannot say, says wrongly or does not say, and input that is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from transforms.spc.any_series import SpcError, SpcResult, chart_any_series

STEADY = [50, 53, 49, 52, 48, 51, 50, 52, 49, 51, 50, 53, 48, 51]


def month(place: int) -> str:
    return f"{2020 + place // 12}-{place % 12 + 1:02d}"


def chart(folder: Path, values: Sequence[float | None], skip: Sequence[int] = (), **option: object) -> SpcResult:
    places = [place for place in range(len(values) + len(skip)) if place not in skip]
    lines = [f"s,{month(place)},{'' if value is None else value}" for place, value in zip(places, values, strict=True)]
    (folder / "series.csv").write_text("\n".join(["series_id,date,value", *lines]) + "\n")
    (folder / "options.json").write_text(json.dumps([{"series_id": "s", **option}]))
    return chart_any_series(folder / "series.csv", folder / "options.json")


def summary(result: SpcResult) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(result.summary_csv())))


def points(result: SpcResult) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.points_csv())))


def shown(result: SpcResult) -> tuple[object, ...]:
    row = result.connection.execute("select variation, assurance from mart.spc_summary").fetchone()
    assert row is not None
    return tuple(row)


def test_a_shift_is_reported_with_its_length_and_start(tmp_path: Path) -> None:
    result = chart(tmp_path, [*STEADY, *[60] * 8])
    assert "8 months in a row above the mean since March 2021" in summary(result)["sentence"]
    assert summary(result)["sentence"].endswith(": improvement.")


def test_both_directions_are_reported(tmp_path: Path) -> None:
    values = [*STEADY, 30, 31, 32, 33, 34, 35, 36]
    result = chart(tmp_path, values)
    sentence = summary(result)["sentence"]
    assert "7 months in a row rising since March 2021: improvement." in sentence
    assert "below the mean since March 2021: deterioration." in sentence
    assert summary(result)["variation_type"] == "special_cause_concern"
    excel = chart(tmp_path, values, rule_set="mdc_excel")
    assert summary(excel)["variation_type"] == "special_cause_improvement"


def test_few_points_carry_no_icon(tmp_path: Path) -> None:
    result = chart(tmp_path, STEADY[:9], target=60)
    assert summary(result)["sentence"] == "Too few points for more than trial limits: 9 of 13."
    assert summary(result)["is_trial"] == "TRUE"
    assert shown(result) == (None, None)
    assert summary(result)["variation_type"] == "common_cause"


def test_excel_draws_no_limits_below_13_points(tmp_path: Path) -> None:
    few = chart(tmp_path, STEADY[:12], rule_set="mdc_excel")
    assert {row["upl"] for row in points(few)} == {"NaN"}
    assert summary(few)["variation_type"] == ""
    assert summary(chart(tmp_path, STEADY[:13], rule_set="mdc_excel"))["variation_type"] == "common_cause"


@pytest.mark.parametrize(
    ("values", "refusal", "assurance"),
    [
        # values that are all below the target need no limits to say so
        ([0.1] * 15, "constant", "consistent_fail"),
        ([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0], "rare_events", None),
        ([5] * 9 + [4] + [5] * 9, "mostly_the_same", None),
    ],
)
def test_series_that_limits_do_not_suit_are_refused(
    tmp_path: Path, values: list[float], refusal: str, assurance: str | None
) -> None:
    result = chart(tmp_path, values, target=3)
    assert summary(result)["refusal"] == refusal
    assert shown(result) == (None, assurance)


def test_gaps_are_counted_and_reported(tmp_path: Path) -> None:
    result = chart(tmp_path, STEADY, skip=(3, 4))
    assert summary(result)["gaps"] == "2"
    assert summary(result)["sentence"] == "No significant change. 2 months are missing."
    assert result.warnings == ("s: 2 missing between the first date and the last",)


def test_direction_after_a_tie_between_two_trends(tmp_path: Path) -> None:
    values = [*STEADY, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 52, *STEADY]
    label = points(chart(tmp_path, values))[20]["special_cause_type"]
    mended = points(chart(tmp_path, values, rule_set="mdc_excel"))[20]["special_cause_type"]
    assert (label, mended) == ("7 Point Trend (Decreasing)", "7 Point Trend (Increasing)")


@pytest.mark.parametrize(("shift", "flagged"), [(6, 6), (7, 0), (8, 0)])
def test_named_rule_sets_differ_in_their_shift(tmp_path: Path, shift: int, flagged: int) -> None:
    values = [50, 54, 46, 54, 46, 54, 46, *[53] * 6, 46, 54, 46, 54, 46, 54, 46]
    name = "ptd" if shift == 7 else f"ptd_shift_{shift}"
    rows = points(chart(tmp_path, values, rule_set=name))
    assert sum(row["special_cause_type"] == f"{shift} Points Above CL" for row in rows) == flagged
    assert {row["rule_set"] for row in rows} == {name}


@pytest.mark.parametrize(
    ("rule_set", "label", "variation"),
    [
        ("ptd", "Common Cause", "common_cause"),
        ("mdc_excel_before_2023_11", "Common Cause", "common_cause"),
        ("mdc_excel_2023_11", "2 in 3 Above CL", "special_cause_improvement"),
        ("mdc_excel", "2 in 3 Above CL", "special_cause_improvement"),
    ],
)
@pytest.mark.parametrize("last", [[57.5, 54.6], [55.5, 55.2, 54.6], [57.5, 50.6, 54.6]])
def test_only_excel_since_november_2023_counts_a_point_beyond_the_limit_as_near_it(
    tmp_path: Path, rule_set: str, label: str, variation: str, last: list[float]
) -> None:
    steady = [50, 52, 49, 51, 50, 48, 51, 50, 52, 49, 50, 51, 49, 50, 48, 51, 50, 49, 52, 50, 49, 51, 50, 51]
    result = chart(tmp_path, [*steady, *last], rule_set=rule_set, fix_after_n_points=24)
    assert points(result)[24]["special_cause_type"] == "Above UCL"
    assert points(result)[-1]["special_cause_type"] == label
    assert summary(result)["variation_type"] == variation
    sentence = summary(result)["sentence"]
    assert ("2 of the last 3 months close to the upper limit" in sentence) == (label != "Common Cause")
    assert summary(result)["rule_set"] == rule_set


@pytest.mark.parametrize("rule_set", ["ptd", "mdc_excel"])
def test_an_absent_rebase_date_is_refused_or_reported(tmp_path: Path, rule_set: str) -> None:
    with pytest.raises(SpcError, match="no point on the rebase date 2020-03-15"):
        chart(tmp_path, STEADY, rebase=["2020-03-15"], rule_set=rule_set)
    result = chart_any_series(tmp_path / "series.csv", tmp_path / "options.json", ignores_absent_rebases=True)
    assert result.warnings == ("s: there is no point on the rebase date 2020-03-15; it is ignored",)
    assert summary(result)["n_groups"] == "1"


@pytest.mark.parametrize("hole", range(7))
def test_a_blank_anywhere_in_a_trend_costs_the_trend_alone(tmp_path: Path, hole: int) -> None:
    """The reference package stops with an error on these."""
    rising: list[float | None] = [40, 41, 42, 43, 44, 45, 46]
    rising[hole] = None
    rows = points(chart(tmp_path, [*STEADY, *rising, 40, *STEADY]))
    assert len(rows) == 2 * len(STEADY) + 8
    assert {row["part_of_trend7"] for row in rows} == {"0"}
    assert rows[len(STEADY) + hole]["special_cause_type"] == "Common Cause"


@pytest.mark.parametrize("values", [[None] * 14, [None] * 13 + [5], [5], [None]])
def test_next_to_nothing_has_an_answer(tmp_path: Path, values: list[float | None]) -> None:
    result = chart(tmp_path, values, target=3)
    assert len(points(result)) == len(values)
    assert shown(result) == (None, None)
    assert summary(result)["sentence"] in ("No values.", "Too few points for more than trial limits: 1 of 13.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("series_id,month,value\ns,2020-01,1\n", "no column date"),
        ("series_id,date,value\ns,2020-01,1\ns,2020-01-01,2\n", "line 3 repeats 2020-01-01 of s"),
        ("series_id,date,value\ns,2020-01,one\n", "line 2 has no value that can be read, but 'one'"),
        ("series_id,date,value\ns,2020-01,1\ns,2020-02,inf\n", "line 3 has no value that can be read, but 'inf'"),
        ("series_id,date,value\ns,2020-13,1\n", "line 2: '2020-13' is not a date that can be read"),
        ("series_id,date,value\n,2020-01,1\n", "line 2 has no series_id"),
        ("series_id,date,value\n", "there are no rows"),
        ("", "cannot read|no column"),
    ],
)
def test_series_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "series.csv").write_text(text)
    with pytest.raises(SpcError, match=message):
        chart_any_series(tmp_path / "series.csv")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"fix_after_n_points": 11}, "fix_after_n_points is a whole number of 12 or more, not 11"),
        ({"improvement_direction": "up"}, "improvement_direction is one of increase, decrease, neutral, not 'up'"),
        ({"target": "95%"}, "target is a number, not '95%'"),
        ({"rebase": ["May"]}, "rebase is a list of dates"),
        ({"screen_outliers": 1}, "screen_outliers is true or false, not 1"),
        ({"rule_set": "western_electric"}, "rule_set must be one of ptd, .*, not 'western_electric'"),
        ({"colour": "blue"}, "colour is not known"),
    ],
)
def test_options_that_are_not_understood(tmp_path: Path, option: dict[str, object], message: str) -> None:
    with pytest.raises(SpcError, match=message):
        chart(tmp_path, STEADY, (), **option)


def test_options_for_a_series_that_is_not_there_are_reported(tmp_path: Path) -> None:
    chart(tmp_path, STEADY)
    (tmp_path / "options.json").write_text(json.dumps([{"series_id": "t"}]))
    assert chart_any_series(tmp_path / "series.csv", tmp_path / "options.json").warnings == (
        "t: options are given, but there is no such series",
    )


def test_options_that_are_no_list(tmp_path: Path) -> None:
    chart(tmp_path, STEADY)
    (tmp_path / "options.json").write_text('{"series_id": "s"}')
    with pytest.raises(SpcError, match="a list of objects"):
        chart_any_series(tmp_path / "series.csv", tmp_path / "options.json")
