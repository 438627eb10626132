"""The two readings of the months just before adoption: by a second implementation, and what they are for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.gain import oracle
from tests.transforms.gain.core import Core
from tests.transforms.gain.panels import panel, with_gap, wobble
from tests.transforms.gain.small import ADOPTED, MONTHS, of_practice, usual, verdicts
from transforms.gain.cohorts import list_cohorts
from transforms.gain.history import judge_practice
from transforms.gain.interval import Interval, hull
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.practice_evidence import pool_adopters
from transforms.gain.windows import find_windows

PARAMETERS = read_parameters()


def _effects_by_statsmodels(prepared: MeasurePanel, adopted: int, *, is_early: bool) -> list[float]:
    """Each adopter's gain, as a person would work it out: months as lists, one regression, one prediction each."""
    item = oracle.asked(prepared, adopted, prepared.months - 1)
    recent = oracle.before(item, 3)
    assert recent is not None
    start = oracle.asked(prepared, recent[0], prepared.months - 1) if is_early else item
    baseline, recent = oracle.before(start, 12), oracle.before(start, 3)
    gain = oracle.gain_months(item)
    assert baseline is not None
    assert recent is not None
    assert gain is not None
    rows = {}
    for place in range(len(prepared.organisations)):
        values = oracle.series(prepared, place)
        means = [oracle.mean(values, months, frozenset(), is_gain=False) for months in (baseline, gain)]
        lately = [values[month] for month in recent if month in values]
        if None not in means and len(lately) >= 2:
            rows[place] = (means[0], float(np.mean(lately)), means[1] - means[0])
    comparators = [rows[place] for place in rows if prepared.adopted[place] >= prepared.months]
    terms = [[1.0, base, base**2, last] for base, last, _ in comparators]
    fitted = sm.OLS([change for *_, change in comparators], terms).fit()
    return [
        rows[place][2] - float(fitted.predict([[1.0, rows[place][0], rows[place][0] ** 2, rows[place][1]]])[0])
        for place in sorted(rows)
        if prepared.adopted[place] == adopted
    ]


@settings(max_examples=12)
@given(st.integers(0, 300), st.lists(st.integers(16, 24), min_size=2, max_size=6), st.sampled_from([0.0, 0.03]))
def test_both_readings_are_those_of_a_second_implementation(seed: int, months: list[int], gaps: float) -> None:
    prepared = panel(with_gap(wobble(50, 44, seed), gaps, seed), dict(enumerate(months)))
    gain, _ = pool_adopters(prepared, list_cohorts(prepared, 43, PARAMETERS), PARAMETERS)
    if gain is None or gain.without_quarter is None:
        return
    for reading, is_early in ((gain.with_quarter, False), (gain.without_quarter, True)):
        wanted = [
            effect
            for adopted in sorted(set(months))
            for effect in _effects_by_statsmodels(prepared, adopted, is_early=is_early)
        ]
        assert reading.adopters == len(wanted)
        assert float(reading.effects[0]) == pytest.approx(np.mean(wanted), abs=1e-9)
    limits = [reading.around(0, PARAMETERS) for reading in gain.all]
    actual = gain.around(0, PARAMETERS)
    assert actual.lower == min(item.lower for item in limits)
    assert actual.upper == max(item.upper for item in limits)
    assert actual.estimate == pytest.approx(np.mean([item.estimate for item in limits]), abs=1e-9)


def test_early_windows_end_where_the_last_quarter_begins() -> None:
    prepared = panel(wobble(5, 60, 1), {0: 30}, left_out=[25, 28])
    at = find_windows(prepared, 30, 59, PARAMETERS)
    # two of the last months are left out for a shock: the quarter is of three that count
    assert (at.recent, at.baseline) == ((26, 30), (16, 30))
    assert (at.early_recent, at.early_baseline) == ((22, 26), (13, 26))


def test_hull_is_the_mean_with_the_widest_limits() -> None:
    assert hull([Interval(1, 0, 3), Interval(2, -1, 2.5)]) == Interval(1.5, -1, 3)


def _judge_after(change_from: int, change_to: int, size: float) -> dict[str, Any]:
    """The verdict on four adopters whose figures differ by so much in these months since adoption.

    The noise remembers: where it does not, the months just before adoption say nothing, and both readings agree.
    """
    values = wobble(80, MONTHS, 8, sd=0.006, memory=0.95)
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + change_from : month + change_to] += size
    return of_practice(Core(values, ADOPTED))


@pytest.mark.parametrize("dip", [-0.02, -0.04])
def test_a_dip_before_adoption_is_no_gain(dip: float) -> None:
    row = _judge_after(-3, 0, dip)
    assert row["status"] == "no_detectable_gain"
    assert row["gain_with_quarter"] > row["gain_without_quarter"] - dip / 2
    names = ("gain_with_quarter", "gain_without_quarter", "gain_without_nine_months")
    readings = [row[name] for name in names if row[name] is not None]
    assert len(readings) == (3 if dip == -0.04 else 2)
    assert row["gain"] == pytest.approx(np.mean(readings))


@pytest.mark.parametrize("months", [4, 6, 9])
def test_a_longer_dip_is_no_gain_and_says_that_it_depends(months: int) -> None:
    row = _judge_after(-months, 0, -0.06)
    assert row["status"] == "no_detectable_gain"
    assert row["reason"] == "depends_on_months_before"
    assert row["gain_without_nine_months"] < 0.02 < row["gain_with_quarter"]
    assert row["gain_lower"] <= 0


@pytest.mark.parametrize("months", [6, 9])
def test_a_gain_that_began_long_before_its_month_is_claimed_or_says_check_the_date(months: int) -> None:
    row = _judge_after(-months, MONTHS, 0.06)
    assert row["gain_without_nine_months"] == pytest.approx(0.06, abs=0.02)
    assert row["status"] in ("gain", "sustained") or row["reason"] == "depends_on_months_before"


def test_a_gain_that_began_before_its_registered_month_says_check_the_date() -> None:
    row = _judge_after(-3, MONTHS, 0.06)
    assert (row["status"], row["reason"]) == ("no_detectable_gain", "depends_on_months_before")
    assert row["gain_without_quarter"] == pytest.approx(0.06, abs=0.02)
    assert row["gain_with_quarter"] < 0.02
    assert row["gain_lower"] <= 0 < 0.06 < row["gain_upper"]


def test_too_few_months_to_leave_any_out_leave_one_reading() -> None:
    adopted = dict.fromkeys(ADOPTED, 13)
    row = of_practice(usual(adopted=adopted))
    assert row["gain_with_quarter"] == row["gain"]
    assert row["gain_without_quarter"] is None
    alone = verdicts(usual(adopted={**adopted, "R02": 24}))
    assert alone["R00"]["gain_without_quarter"] is None
    assert alone["R02"]["gain_without_quarter"] is not None


def test_an_adopter_clears_both_readings_or_none() -> None:
    core = usual()
    for row in verdicts(core).values():
        assert row["gain"] == pytest.approx((row["gain_with_quarter"] + row["gain_without_quarter"]) / 2)
        assert row["gain_lower"] < min(row["gain_with_quarter"], row["gain_without_quarter"])
        assert row["gain_upper"] > max(row["gain_with_quarter"], row["gain_without_quarter"])


def test_a_practice_is_judged_as_in_its_run() -> None:
    prepared = panel(wobble(60, MONTHS, 3), dict.fromkeys(range(12), 20))
    evidence, verdict = judge_practice(prepared, MONTHS - 1, 0.02, PARAMETERS)
    assert verdict.status == "no_detectable_gain"
    assert evidence.gain is not None
