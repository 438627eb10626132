"""The axis: whatever the values, all of them stand on it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from reports.charts.scale import scale_around

COUNTS = st.lists(st.floats(0, 1e8).map(lambda value: round(value, 3)), min_size=1, max_size=60)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(SHARES)
@example([0.7])
@example([0.0])
@example([1.0])
@example([1.0, 0.999999])
def test_every_share_is_within_the_scale(values: list[float]) -> None:
    scale = scale_around(values, ceiling=1.0, floor=0.0)
    assert 0 <= scale.low < scale.high <= 1
    assert all(-0.1 <= scale.place(value) <= 1000.1 for value in values)


@given(COUNTS)
@example([0.0, 0.0])
@example([0.001])
def test_every_count_is_within_the_scale_which_never_goes_below_0(values: list[float]) -> None:
    scale = scale_around(values, floor=0.0)
    assert 0 <= scale.low < scale.high
    assert all(-0.1 <= scale.place(value) <= 1000.1 for value in values)


@given(COUNTS)
def test_ticks_are_few_in_order_and_on_the_scale(values: list[float]) -> None:
    scale = scale_around(values, floor=0.0)
    assert len(scale.ticks) <= 9
    assert scale.ticks == sorted(scale.ticks)
    assert all(-0.5 <= scale.place(tick) <= 1000.5 for tick in scale.ticks)


def test_ticks_are_round() -> None:
    assert scale_around([0.62, 0.78], ceiling=1.0, floor=0.0).ticks == [0.65, 0.7, 0.75]
    assert scale_around([10, 4000], floor=0.0).ticks == [0, 1000, 2000, 3000, 4000]


def test_more_is_higher() -> None:
    scale = scale_around([1, 2, 3])
    assert scale.place(3) < scale.place(2) < scale.place(1)
