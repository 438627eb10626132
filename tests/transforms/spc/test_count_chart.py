"""C, U and U' limits against the formulas in plain Python, on many series in one pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.spc.charts import Row, month, warehouse

Series = list[tuple[int, int | None]]
"""Each month's count and the area of opportunity that it arose from."""
counts = st.lists(st.tuples(st.integers(0, 60), st.none()), min_size=1, max_size=40)
rates = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4000)), min_size=1, max_size=40)


def limits(series: Series) -> list[tuple[float, ...]]:
    """Centre, limits, and Laney's limits (none where nothing varies or there is nothing to compare)."""
    areas = [area or 1 for _, area in series]
    centre = sum(count for count, _ in series) / sum(areas)
    deviations = [math.sqrt(centre / area) for area in areas]
    actual: list[tuple[float, ...]] = []
    sigma = _estimate_sigma([count / area for (count, _), area in zip(series, areas, strict=True)], centre, deviations)
    for deviation in deviations:
        reach = 3 * deviation
        plain = (centre, max(centre - reach, 0.0), centre + reach)
        actual.append(plain if sigma is None else (*plain, max(centre - reach * sigma, 0.0), centre + reach * sigma))
    return actual


def _estimate_sigma(rates_seen: Sequence[float], centre: float, deviations: Sequence[float]) -> float | None:
    if centre == 0:
        return None
    scores = [(rate - centre) / deviation for rate, deviation in zip(rates_seen, deviations, strict=True)]
    ranges = [abs(b - a) for a, b in pairwise(scores)]
    if not ranges:
        return None
    remaining = [moved for moved in ranges if moved < 3.267 * sum(ranges) / len(ranges)]
    return sum(remaining) / len(remaining) / 1.128 if remaining else None


def rows(name: str, many: Sequence[Series]) -> list[Row]:
    return [
        (name, f"R{n}", month(place), count, area, count / (area or 1))
        for n, series in enumerate(many)
        for place, (count, area) in enumerate(series)
    ]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=st.lists(counts, min_size=1, max_size=8), others=st.lists(rates, min_size=1, max_size=8))
def test_limits_follow_the_formulas(some: list[Series], others: list[Series]) -> None:
    con = warehouse(
        [("falls", "count", "decrease", "c"), ("rate", "rate", "decrease", "u_prime")],
        rows("falls", some) + rows("rate", others),
    )
    actual = con.execute(
        "select measure, organisation, chart, centre, lower_limit, upper_limit, lower_laney, upper_laney "
        "from mart.count_chart order by measure, organisation, month"
    ).fetchall()
    for name, chart, many in (("falls", "c", some), ("rate", "u", others)):
        for n, series in enumerate(many):
            mine = [row[2:] for row in actual if row[:2] == (name, f"R{n}")]
            assert {row[0] for row in mine} == {chart}
            for ours, theirs in zip(mine, limits(series), strict=True):
                known = [value for value in ours[1:] if value is not None and not math.isnan(value)]
                assert known == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_a_published_example_is_met() -> None:
    """A C chart of nonconformities: 516 in 26 samples, limits 33.21 and 6.48 (Montgomery, Introduction to SQC)."""
    seen = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
    con = warehouse([("m", "count", "decrease", "c")], rows("m", [[(count, None) for count in seen]]))
    answer = con.execute(
        "select any_value(centre), any_value(lower_limit), any_value(upper_limit) from mart.count_chart"
    )
    assert answer.fetchone() == pytest.approx((19.85, 6.48, 33.21), abs=0.01)
    outside = con.execute("select value from mart.count_chart where is_outside order by month").fetchall()
    assert outside == [(5,), (39,)]


def test_the_measure_says_which_limits_are_drawn() -> None:
    series: Series = [(10 + place % 7, 100 + 40 * (place % 3)) for place in range(24)]
    for chart, column in (("u", "upper_limit"), ("u_prime", "upper_laney")):
        con = warehouse([("m", "rate", "decrease", chart)], rows("m", [series]))
        query = f"select chart, list(upper_limit order by month), (select list({column} order by month) "
        drawn, ours, theirs = con.execute(
            f"{query} from mart.count_chart) from mart.chart_limit group by all"
        ).fetchone()  # type: ignore[misc]
        assert drawn == chart
        assert ours == theirs
        assert con.execute("select asked, chart, is_routed from mart.chart").fetchall() == [(chart, chart, False)]


def test_a_month_beyond_the_limits_is_reported() -> None:
    series: Series = [(10 + place % 5, None) for place in range(23)] + [(60, None)]
    con = warehouse([("m", "count", "decrease", "c")], rows("m", [series]))
    [(variation, sentence)] = con.execute("select variation, sentence from mart.chart").fetchall()
    assert variation == "special_cause_concern"
    assert sentence.startswith("December 2016 above the upper limit: deterioration.")


IN_CONTROL = [7, 5, 6, 8, 5, 6, 7, 4, 6, 9, 5, 6, 7, 6, 5, 8, 6, 5, 7, 6, 4, 7, 6, 5]
"""Falls a month in about 1,000 bed days, as chance gives them."""


def per_thousand(
    chart: str, counted: Sequence[int], unit: str = "rate", direction: str = "decrease"
) -> list[tuple[Any, ...]]:
    """The last point, centre, limits and finding of a series whose values are per 1,000 where its unit is a rate."""
    factor = 1000 if unit == "rate" else 0
    days = [980 + 10 * (place % 5) for place in range(len(counted))]
    observed: list[Row] = [
        ("m", "R0", month(place), count, area, factor * count / area if factor else count)
        for place, (count, area) in enumerate(zip(counted, days, strict=True))
    ]
    con = warehouse([("m", unit, direction, chart)], observed)
    return con.execute("select last_value, centre, lower_limit, upper_limit, variation from mart.chart").fetchall()


@pytest.mark.parametrize("chart", ["u", "u_prime", "xmr"])
@pytest.mark.parametrize("direction", ["increase", "decrease"])
def test_a_rate_and_its_limits_have_one_scale(chart: str, direction: str) -> None:
    [(last, centre, lower, upper, variation)] = per_thousand(chart, IN_CONTROL, direction=direction)
    assert variation == "common_cause"
    assert (last, centre) == (pytest.approx(5, rel=0.05), pytest.approx(6.1, rel=0.05))
    assert lower < last < upper < 20


@pytest.mark.parametrize("chart", ["u", "u_prime"])
def test_a_month_beyond_the_limits_of_a_rate_is_seen_and_only_it(chart: str) -> None:
    [(last, _, _, upper, variation)] = per_thousand(chart, [*IN_CONTROL, 25])
    assert variation == "special_cause_concern"
    assert last > upper > 10


def test_months_without_an_event_have_the_same_scale() -> None:
    [(last, centre, lower, upper, variation)] = per_thousand("u", [count - 4 for count in IN_CONTROL])
    assert variation == "common_cause"
    assert 0 <= lower <= last < upper
    assert centre == pytest.approx(2.1, rel=0.05)


def test_a_count_with_a_denominator_is_compared_with_limits_of_counts() -> None:
    [(last, centre, lower, upper, variation)] = per_thousand("c", IN_CONTROL, unit="count")
    assert (last, variation) == (5, "common_cause")
    assert lower < last < upper
    assert centre == pytest.approx(sum(IN_CONTROL) / len(IN_CONTROL))


def test_no_limits_of_rates_are_drawn_around_counts() -> None:
    [(_, _, lower, upper, variation)] = per_thousand("u", IN_CONTROL, unit="count")
    assert (lower, upper, variation) == (None, None, None)


@pytest.mark.parametrize("chart", ["c", "xmr"])
def test_a_chart_has_one_finding(chart: str) -> None:
    """Twelve months a little lower and twelve a little higher: no limit is passed, and the level has shifted."""
    lately: Series = [(count + (4 if place >= 12 else 0), None) for place, count in enumerate(IN_CONTROL)]
    con = warehouse([("m", "count", "decrease", chart)], rows("m", [lately]))
    [(variation, is_shifted, sentence)] = con.execute(
        "select variation, is_shifted, sentence from mart.chart"
    ).fetchall()
    if chart == "c":
        assert (variation, is_shifted) == (None, True)
        assert sentence.endswith("the process has shifted.")
    else:
        assert not is_shifted, "the rules of XmR have runs of their own"


def test_a_signal_is_not_followed_by_no_sign_of_a_shift() -> None:
    beyond: Series = [(count, None) for count in [*IN_CONTROL, 40]]
    con = warehouse([("m", "count", "decrease", "c")], rows("m", [beyond]))
    [(variation, sentence)] = con.execute("select variation, sentence from mart.chart").fetchall()
    assert (variation, sentence) == ("special_cause_concern", "January 2017 above the upper limit: deterioration.")
    steady = warehouse([("m", "count", "decrease", "c")], rows("m", [[(count, None) for count in IN_CONTROL]]))
    assert steady.execute("select variation, sentence from mart.chart").fetchall() == [
        ("common_cause", "No sign of a shift.")
    ]
