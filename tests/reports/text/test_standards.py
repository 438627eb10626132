"""A standard in words: what a page says about it never contradicts the months behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.components.table_rows import measure_rows, series_icons
from reports.data.records import SeriesRecord
from reports.text import standards
from tests.reports.series import measure, series, standard
from tests.transforms.spc.test_assurance import WAVES
from tests.transforms.spc.test_cases import chart

NAMES = "variation, variation_icon, assurance, sentence, refusal, assurance_refusal, recent_points, recent_reached"


def charted(folder: Path, values: list[float], target: float, direction: str = "increase") -> SeriesRecord:
    """The series with what the warehouse's own SQL says of it."""
    con = chart(folder, values, target=target, improvement_direction=direction).connection
    row = con.execute(f"select {NAMES} from mart.spc_summary").fetchone()
    assert row
    standards_ = [standard(target)]
    return series(values, measure(direction=direction), standards_, **dict(zip(NAMES.split(", "), row, strict=True)))


HIGH = [value / 100 + 0.3 for value in WAVES]
LOW = [value / 100 for value in WAVES]


@pytest.mark.parametrize(
    ("values", "target", "words"),
    [
        (LOW, 0.7, "it was met in 0 of the last 12 months. If nothing changes, we expect it to be missed every month."),
        (HIGH, 0.7, "it was met in 12 of the last 12 months. If nothing changes, we expect it to be met every month."),
        (LOW, 0.508, "met in 6 of the last 12 months. If nothing changes, we expect it to be met in some months and"),
        # England's four-hour standard: reached years ago, in none of the last 24 months
        ([*HIGH, *LOW, *LOW], 0.78, "met in 0 of the last 12 months. The limits span more than one level, so"),
        # the limits would say that it is never met, and it was met in most of the last months
        ([*LOW, *LOW, *HIGH], 0.78, "met in 12 of the last 12 months. The limits span more than one level, so"),
        (LOW, 0.57, "met in 0 of the last 12 months. The last 12 months do not match the limits"),
        (
            [1.0] * 20,
            0.95,
            "is met; it was met in 12 of the last 12 months. If nothing changes, we expect",
        ),
        (LOW[:5], 0.5, "met in 3 of the last 5 months with a figure."),
    ],
)
def test_what_is_said_of_a_standard_agrees_with_its_months(
    tmp_path: Path, values: list[float], target: float, words: str
) -> None:
    assert words in standards.against_standard(charted(tmp_path, values, target))


def test_without_an_expectation_there_is_no_icon_and_still_the_count(tmp_path: Path) -> None:
    moved = charted(tmp_path, [*HIGH, *LOW], 0.78)
    assert "standard" not in series_icons(moved)
    assert "met in 0 of the last 12 months" in measure_rows([moved])
    steady = charted(tmp_path, LOW, 0.7)
    assert "Expected to miss the standard every month; met in 0 of the last 12 months" in series_icons(steady)


def test_the_standard_is_met_or_missed_in_the_direction_of_the_measure() -> None:
    high, low = series([0.8], standards=[standard()]), series([0.7], standards=[standard()])
    assert standards.against_standard(high) == "The standard (78%) is met."
    assert standards.against_standard(low) == "The standard (78%) is missed by 8.0 points."
    fewer = series([0.8], measure(direction="decrease"), [standard()])
    assert standards.against_standard(fewer) == "The standard (78%) is missed by 2.0 points."


@pytest.mark.parametrize("value", [0.6, 0.78, 0.9])
def test_without_a_better_direction_nothing_is_met_or_missed(value: float) -> None:
    neutral = series([0.7] * 12 + [value], measure(direction="neutral"), [standard()], recent_points=12)
    words = standards.against_standard(neutral)
    assert "met" not in words
    assert "missed" not in words
    assert "not judge" in words
    assert standards.meets_standard(neutral, standard()) is None
    assert standards.met_count(neutral) == ""


def test_only_the_standard_of_the_month_counts() -> None:
    assert standards.against_standard(series([0.5], standards=[standard(0.78, 1)])) == ""
    assert "76" not in standards.against_standard(series([0.5] * 3, standards=[standard(0.76, 0, 1)]))


def test_of_a_past_month_nothing_is_expected(tmp_path: Path) -> None:
    past = standards.against_standard(charted(tmp_path, LOW, 0.7), is_past=True)
    assert past == "The standard of that month (78%) was missed by 18.0 points."
