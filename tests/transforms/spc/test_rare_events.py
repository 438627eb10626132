"""G charts of what lies between rare events, T charts of times between them, and which series are routed to them."""

from __future__ import annotations

import itertools
import math
from statistics import mean, median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.spc.charts import Row, month, warehouse

Month = tuple[int, int | None] | None
"""Events and opportunities of a month; None where the month is absent."""
events = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 1, 2])
plain = st.lists(st.one_of(st.tuples(events, st.none()), st.none()), min_size=1, max_size=60)
counted = st.lists(st.one_of(st.tuples(events, st.integers(5, 500)), st.none()), min_size=1, max_size=60)


def intervals(series: list[Month]) -> list[float]:
    """What lies between events, month by month: the opportunities since the last event, less the events themselves.

    A count without a denominator has its months for opportunities, and a month with any for one event. What is before
    the first event has no beginning; what spans an absent month is not known.
    """
    actual: list[float] = []
    since: float | None = None
    for number, seen in enumerate(series):
        if seen is None:
            is_before_the_first_row = not any(series[:number])
            since = since if is_before_the_first_row else None
            continue
        count = seen[0] if seen[1] else min(seen[0], 1)
        if since is not None:
            since += seen[1] or 1
        if count:
            actual += [since / count - 1] * count if since is not None else []
            since = 0.0
    return actual


def is_rare(series: list[Month]) -> bool:
    seen = [series_item[0] for series_item in series if series_item]
    return bool(seen) and 2 * seen.count(0) >= len(seen)


def rows(name: str, many: list[list[Month]], *, is_share: bool) -> list[Row]:
    return [
        # the events of a share that should rise are those that it misses
        (name, f"R{n}", month(place), seen[1] - seen[0], seen[1], 1 - seen[0] / seen[1])
        if is_share and seen[1]
        else (name, f"R{n}", month(place), seen[0], seen[1], seen[0])
        for n, series in enumerate(many)
        for place, seen in enumerate(series)
        if seen
    ]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=st.lists(plain, min_size=1, max_size=8), others=st.lists(counted, min_size=1, max_size=8))
def test_what_lies_between_rare_events(some: list[list[Month]], others: list[list[Month]]) -> None:
    measures = [
        ("never", "count", "decrease", "g"),
        ("seen", "share", "increase", "xmr"),
        ("end", "count", "neutral", "t"),
    ]
    observed = rows("never", some, is_share=False) + rows("seen", others, is_share=True)
    con = warehouse(measures, [*observed, ("end", "R0", month(0), None, None, 1.0)])
    actual = con.execute(
        "select measure, organisation, between_events, mean, centre, lower_limit, upper_limit, is_outside "
        "from mart.rare_event_chart where chart = 'g' order by measure, organisation, place"
    ).fetchall()
    for name, many in (("never", some), ("seen", others)):
        for n, series in enumerate(many):
            mine = [row[2:] for row in actual if row[:2] == (name, f"R{n}")]
            wanted = intervals(series) if is_rare(series) else []
            assert [row[0] for row in mine] == pytest.approx(wanted)
            if wanted:
                middle = mean(wanted)
                reach = 3 * math.sqrt(middle * (middle + 1))
                assert mine[0][1:5] == pytest.approx(
                    (middle, median(wanted), max(0.0, middle - reach), middle + reach), abs=1e-9
                )


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(st.integers(1, 400), min_size=2, max_size=30), min_size=1, max_size=8))
def test_times_between_events(many: list[list[int]]) -> None:
    observed: list[Row] = [
        ("days", f"R{n}", month(place), None, None, float(days))
        for n, series in enumerate(many)
        for place, days in enumerate(series)
    ]
    con = warehouse([("days", "days", "increase", "t")], observed)
    for n, series in enumerate(many):
        roots = [days ** (1 / 3.6) for days in series]
        ranges = [abs(b - a) for a, b in itertools.pairwise(roots)]
        remaining = [moved for moved in ranges if moved < 3.267 * mean(ranges)]
        query = f"select centre, lower_limit, upper_limit from mart.rare_event_chart where organisation = 'R{n}'"
        ours = con.execute(query).fetchall()
        assert len(ours) == len(series)
        if not remaining:
            assert {limits[1:] for limits in ours} == {(None, None)}
            continue
        reach = 3 * mean(remaining) / 1.128
        theirs = (mean(roots) ** 3.6, max(0.0, mean(roots) - reach) ** 3.6, (mean(roots) + reach) ** 3.6)
        assert ours[0] == pytest.approx(theirs, rel=1e-9)


def drawn(series: list[Month], unit: str = "count", direction: str = "decrease") -> tuple[object, ...]:
    con = warehouse([("m", unit, direction, "xmr")], rows("m", [series], is_share=unit == "share"))
    actual = con.execute("select chart, basis, is_trial, since, sentence from mart.chart").fetchone()
    assert actual is not None
    return actual


def test_a_mostly_zero_count_is_routed_to_months_between_events() -> None:
    series: list[Month] = [(3 if place % 5 == 0 else 0, None) for place in range(40)]
    *actual, sentence = drawn(series)
    assert actual == ["g", "months", True, 4.0]
    assert sentence == (
        "Any in 8 of 40 months, last in December 2017. "
        "Usually 4 months pass between two, by chance up to 17; passed since: 4."
    )


def test_a_long_time_without_an_event_is_an_improvement() -> None:
    series: list[Month] = [(int(place % 3 == 0 and place < 60), None) for place in range(80)]
    chart, _, is_trial, since, sentence = drawn(series)
    assert (chart, is_trial, since) == ("g", False, 22.0)
    assert str(sentence).endswith("passed since: 22: improvement.")


def test_a_rare_miss_of_many_is_routed_to_cases_between_events() -> None:
    series: list[Month] = [(int(place % 4 == 0), 50) for place in range(40)]
    assert drawn(series, "share", "increase")[:4] == ("g", "opportunities", True, 150.0)


def test_too_few_events_are_refused_with_the_reason() -> None:
    few: list[Month] = [(int(place in (3, 20)), None) for place in range(40)]
    none: list[Month] = [(0, None)] * 40
    assert drawn(few)[0] is None
    assert str(drawn(few)[-1]).endswith("Too few to chart what lies between them.")
    assert drawn(none)[-1] == "None in 40 months. There is nothing to chart."


def test_a_measure_without_a_better_direction_has_no_unwanted_events() -> None:
    series: list[Month] = [(3 if place % 5 == 0 else 0, None) for place in range(40)]
    assert drawn(series, direction="neutral")[0] is None
