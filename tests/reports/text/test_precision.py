"""What is called a signal can be seen in the numbers beside it: none is unchanged, none is 0.0."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from reports.charts.control import control_chart
from reports.claims.claim import Claim
from reports.components.table_rows import measure_rows
from reports.data.records import SeriesRecord
from reports.text import changes, narrative, precision, standards
from tests.reports.series import measure, series, standard

SIGNAL: dict[str, Any] = {"variation": "special_cause_concern", "variation_icon": "concern_high"}
YEAR = 12

NO_CLAIMS = (Claim("latest"), Claim("standard"))


def signalled(values: list[float], unit: str, mean: float, reach: float) -> SeriesRecord:
    limits = {"mean": mean, "lower": mean - reach, "upper": mean + reach}
    return series(values, measure(unit, "decrease"), limits=limits, sentence="A signal.", **SIGNAL)


@pytest.mark.parametrize(
    ("values", "unit", "mean", "reach", "figure", "move"),
    [
        ([0.01] * YEAR + [0.03], "rate", 0.01, 0.005, "0.030 per 1,000", "up 0.020 per 1,000"),
        ([0.7] * YEAR + [0.7004], "share", 0.7, 0.0003, "70.04%", "up 0.04 percentage points"),
        ([12.0] * YEAR + [12.04], "weeks", 12, 0.03, "12.04 weeks", "up 0.04 weeks"),
        ([0.0002] * YEAR + [0.0009], "share", 0.0002, 0.0005, "0.090%", "up 0.070 percentage points"),
        ([0.001] * YEAR + [0.004], "days", 0.001, 0.002, "0.0040 days", "up 0.0030 days"),
        ([0.7] * YEAR + [0.8], "share", 0.7, 0.05, "80.0%", "up 10.0 percentage points"),
    ],
)
def test_a_signal_is_seen_in_its_numbers(
    values: list[float], unit: str, mean: float, reach: float, figure: str, move: str
) -> None:
    actual = signalled(values, unit, mean, reach)
    for words in (narrative.latest_sentence(actual), narrative.headline_sentence(actual)):
        assert f"{figure} in" in words
        assert f"{move} on the month" in words
        assert "unchanged" not in words
    tile = changes.make_tile(actual, "", "", NO_CLAIMS)
    assert tile.value == figure
    assert tile.on_year == f"{move} on the year"
    assert figure in measure_rows([actual])
    assert len(set(re.findall(r"</tspan>([^<]+)</text>", control_chart(actual)))) >= 3, "mean and limits differ"


def test_months_alike_are_the_same_as_each_other_and_the_series_is_not_unchanged() -> None:
    actual = signalled([0.5] * 6 + [0.7] * 8, "share", 0.6, 0.05)
    words = narrative.latest_sentence(actual)
    assert words.endswith("the same as the month before and up 20.0 on the year.")
    steady = replace(actual, variation="common_cause", variation_icon="common_cause")
    assert "unchanged on the month" in narrative.latest_sentence(steady)


def test_what_is_unchanged_is_neither_better_nor_worse() -> None:
    tile = changes.make_tile(series([0.7] * YEAR + [0.70001]), "", "", NO_CLAIMS)
    assert (tile.on_year, tile.css) == ("unchanged on the year", "")


def test_a_standard_missed_by_a_little_is_not_missed_by_nothing() -> None:
    actual = series([0.7] * YEAR + [0.7797], standards=[standard()])
    assert "missed by 0.03 points" in standards.against_standard(actual)


def test_a_count_has_no_decimals() -> None:
    assert precision.series_decimals(signalled([1.0] * YEAR + [9.0], "count", 1, 0.5)) == 0
