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
