"""Which recalculations the figures themselves propose: lasting shifts, of measures that have a better direction."""

from __future__ import annotations

import pytest

from tests.transforms.spc.charts import Row, month, warehouse

BEFORE = [50 + place % 3 for place in range(14)]
AFTER = [70 + place % 3 for place in range(13)]


@pytest.mark.parametrize(("direction", "proposed"), [("increase", 1), ("decrease", 1), ("neutral", 0)])
def test_only_a_measure_with_a_better_direction_is_proposed(direction: str, proposed: int) -> None:
    rows: list[Row] = [("m", "R0", month(place), None, None, value) for place, value in enumerate([*BEFORE, *AFTER])]
    con = warehouse([("m", "count", direction, "xmr")], rows)
    actual = con.execute("select month, state, is_applied from mart.rebase_proposal").fetchall()
    assert actual == [(month(14), "proposed by the data", None)] * proposed


def test_what_somebody_asked_for_stays_whatever_the_direction() -> None:
    rows: list[Row] = [("m", "R0", month(place), None, None, value) for place, value in enumerate([*BEFORE, *AFTER])]
    con = warehouse([("m", "count", "neutral", "xmr")], rows, [("m", "R0", month(14), "proposed")])
    assert con.execute("select month, state from mart.rebase_proposal").fetchall() == [(month(14), "proposed")]


@pytest.mark.parametrize(
    ("unit", "before", "after", "words"),
    [
        ("count", 50, 70, "70 on average, 50 in the 15 before."),
        ("count", 5_000, 7_000, "7,000 on average, 5,000 in the 15 before."),
        ("count", 2, 2.4, "2.4 on average, 2.0 in the 15 before."),
        ("share", 0.5, 0.7, "70.0% on average, 50.0% in the 15 before."),
        ("share", 0.7, 0.7004, "70.040% on average, 70.000% in the 15 before."),
        ("weeks", 5, 7, "7.0 weeks on average, 5.0 weeks in the 15 before."),
        ("rate", 0.01, 0.03, "0.030 per 1,000 on average, 0.010 per 1,000 in the 15 before."),
        ("days", 0.2, 0.9, "0.9 days on average, 0.2 days in the 15 before."),
    ],
)
def test_the_evidence_shows_the_difference_that_it_is_of(unit: str, before: float, after: float, words: str) -> None:
    step = abs(after - before) / 30
    values = [*(before + step * (place % 3 - 1) for place in range(15)), *(after for _ in range(13))]
    rows: list[Row] = [("m", "R0", month(place), None, None, value) for place, value in enumerate(values)]
    con = warehouse([("m", unit, "decrease", "xmr")], rows)
    [(evidence,)] = con.execute("select evidence from mart.rebase_proposal").fetchall()
    assert evidence.endswith(words)
