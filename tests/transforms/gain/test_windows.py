"""Windows and their means against plain loops, with gaps, shocks, washout and the end of support."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.gain import oracle
from tests.transforms.gain.panels import FIRST, panel, with_gap, wobble
from transforms.gain.panel import NEVER_ADOPTED, MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.scale import on_scale
from transforms.gain.windows import Span, find_windows, same_months_before, window_means, year_after


def _make_span(months: oracle.Months | None) -> Span | None:
    return None if months is None else (months[0], months[-1] + 1)


@st.composite
def adoptions(draw: st.DrawFn) -> tuple[MeasurePanel, int, int]:
    months = draw(st.integers(1, 70))
    start = draw(st.integers(0, months - 1))
    shocks = range(start, min(months, start + draw(st.integers(0, 20))))
    scores = with_gap(wobble(5, months, draw(st.integers(0, 99))), draw(st.sampled_from([0.0, 0.1, 0.3])), 1)
    prepared = panel(
        scores,
        {0: draw(st.integers(-30, months - 1))},
        washout=draw(st.integers(0, 6)),
        support_end=draw(st.integers(-1, months + 12)),
        left_out=shocks,
    )
    return prepared, int(prepared.adopted[0]), draw(st.integers(max(0, int(prepared.adopted[0])), months - 1))


@given(adoptions())
def test_windows_are_those_of_plain_loops(given_: tuple[MeasurePanel, int, int]) -> None:
    prepared, adopted, run = given_
    actual, item = find_windows(prepared, adopted, run, read_parameters()), oracle.asked(prepared, adopted, run)
    assert actual.baseline == _make_span(oracle.before(item, 12))
    assert actual.recent == _make_span(oracle.before(item, 3))
    assert actual.gain == _make_span(oracle.gain_months(item))
    assert actual.current == _make_span(oracle.current_months(item))
    assert actual.is_provisional == (run < adopted + prepared.washout + 11)
    settled = max(adopted + prepared.washout + 12, prepared.support_end + 1)
    assert actual.holding_months == len([month for month in range(settled, settled + 12) if month <= run])


@given(adoptions())
def test_means_are_those_of_plain_loops(given_: tuple[MeasurePanel, int, int]) -> None:
    prepared, adopted, run = given_
    actual, item = find_windows(prepared, adopted, run, read_parameters()), oracle.asked(prepared, adopted, run)
    for span in (actual.baseline, actual.recent, actual.gain, actual.current):
        if span is None or span[0] < 0:
            continue
        is_gain, months = span == actual.gain, list(range(*span))
        got = window_means(prepared, span, read_parameters().most_missing, is_stretched=not is_gain).tolist()
        wanted = [oracle.mean(oracle.series(prepared, at), months, item.shocks, is_gain=is_gain) for at in range(5)]
        assert got == pytest.approx([math.nan if item_item is None else item_item for item_item in wanted], nan_ok=True)


@given(adoptions())
def test_part_of_a_year_is_matched_month_by_month(given_: tuple[MeasurePanel, int, int]) -> None:
    prepared, adopted, run = given_
    actual, item = find_windows(prepared, adopted, run, read_parameters()), oracle.asked(prepared, adopted, run)
    if actual.baseline is None or actual.gain is None:
        return
    got = same_months_before(prepared, adopted, actual.gain, actual.baseline, read_parameters().most_missing).tolist()
    part, baseline = list(range(*actual.gain)), list(range(*actual.baseline))
    wanted = [oracle.matched(oracle.series(prepared, place), part, baseline, item.shocks, FIRST) for place in range(5)]
    assert got == pytest.approx([math.nan if item_item is None else item_item for item_item in wanted], nan_ok=True)


def test_a_quarter_missing_is_borne_and_more_is_not() -> None:
    scores = np.ones((2, 12))
    scores[0, :3] = scores[1, :4] = np.nan
    actual = window_means(panel(scores, {}), (0, 12), read_parameters().most_missing)
    assert actual[0] == 1
    assert math.isnan(actual[1])


def test_a_shock_over_half_a_window_is_borne_and_more_is_not() -> None:
    scores = np.ones((1, 12))
    assert window_means(panel(scores, {}, left_out=range(6)), (0, 12), 0.25)[0] == 1
    assert math.isnan(window_means(panel(scores, {}, left_out=range(7)), (0, 12), 0.25)[0])


def test_years_after_adoption_are_reported_once_they_are_complete() -> None:
    prepared = panel(wobble(2, 60, 1), {0: 20})
    spans = [year_after(prepared, 20, 59, year, read_parameters()) for year in range(4)]
    assert spans == [(23, 35), (35, 47), (47, 59), None]
    assert year_after(prepared, 20, 57, 2, read_parameters()) is None


def test_up_is_better_on_every_scale() -> None:
    raw = np.array([[1.0, 2.0, 0.0]])
    assert on_scale(raw, is_share=True, is_count=False, is_decrease=True).tolist() == [[-1.0, -2.0, -0.0]]
    counts = on_scale(raw, is_share=False, is_count=True, is_decrease=True)[0]
    assert counts.tolist() == pytest.approx([-math.log(1.5), -math.log(2.5), -math.log(0.5)])
    # days and weeks of zero are as good as can be: half the smallest value takes their place
    days = on_scale(raw, is_share=False, is_count=False, is_decrease=False)[0]
    assert days.tolist() == pytest.approx([0.0, math.log(2), math.log(0.5)])
    assert NEVER_ADOPTED > 12 * 9999
