"""Whether adopters had moved before adoption: by a second implementation, and which months are looked at."""

from __future__ import annotations

import math
from statistics import fmean

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.transforms.gain.panels import panel, wobble
from transforms.gain import lead_in
from transforms.gain.cohorts import list_cohorts
from transforms.gain.panel import NEVER_ADOPTED, MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.practice_evidence import pool_adopters
from transforms.gain.windows import WITHOUT_NINE_MONTHS, find_windows

PARAMETERS = read_parameters()
MONTHS = 48


def _months_before(adopted: int) -> list[int]:
    """The year that ended nine months before, or what is published of it."""
    return list(range(max(0, adopted - 21), adopted - 9))


def _mean(prepared: MeasurePanel, place: int, months: list[int]) -> float:
    return fmean(float(prepared.scores[place, month]) for month in months)


def _effects_by_loops(prepared: MeasurePanel, adopted: int, spans: list[list[int]]) -> list[list[float]]:
    """Each adopter's changes to these months, less those expected from its level and its last months before them."""
    before = _months_before(adopted)
    rows = {
        place: (_mean(prepared, place, before), _mean(prepared, place, before[-3:]))
        for place in range(len(prepared.organisations))
    }
    others = [place for place in rows if prepared.adopted[place] > adopted + 14]
    columns = []
    for months in spans:
        changes = {place: _mean(prepared, place, months) - rows[place][0] for place in rows}
        terms = [[1.0, rows[place][0], rows[place][0] ** 2, rows[place][1]] for place in others]
        fitted = sm.OLS([changes[place] for place in others], terms).fit()
        columns.append(
            [
                changes[place] - float(fitted.predict([[1.0, rows[place][0], rows[place][0] ** 2, rows[place][1]]])[0])
                for place in rows
                if prepared.adopted[place] == adopted
            ]
        )
    return [list(row) for row in zip(*columns, strict=True)]


@settings(max_examples=8)
@given(st.integers(0, 300), st.lists(st.integers(15, 24), min_size=2, max_size=6))
def test_lead_in_and_third_reading_are_those_of_a_second_implementation(seed: int, months: list[int]) -> None:
    prepared = panel(wobble(50, MONTHS, seed), dict(enumerate(months)))
    cohorts = list_cohorts(prepared, MONTHS - 1, PARAMETERS)
    for cohort in cohorts:
        adopted = cohort.adopted
        spans = [list(range(adopted - length, adopted)) for length in (4, 6, 9)]
        assert cohort.lead_in is not None
        wanted = np.array(_effects_by_loops(prepared, adopted, spans))
        assert cohort.lead_in.effects == pytest.approx(wanted, abs=1e-9)
        if cohort.first[WITHOUT_NINE_MONTHS] is not None:
            gain = _effects_by_loops(prepared, adopted, [list(range(adopted + 3, adopted + 15))])
            assert cohort.first[WITHOUT_NINE_MONTHS].effects == pytest.approx(np.array(gain), abs=1e-9)
    gain_pool, _ = pool_adopters(prepared, cohorts, PARAMETERS)
    assert gain_pool is not None
    is_asked = any(cohort.is_moved_together for cohort in cohorts)
    assert (gain_pool.without_nine_months is not None) == is_asked
    if gain_pool.without_nine_months is not None:
        gains = [
            row[0]
            for adopted in sorted(set(months))
            for row in _effects_by_loops(prepared, adopted, [list(range(adopted + 3, adopted + 15))])
        ]
        assert float(gain_pool.without_nine_months.effects[0]) == pytest.approx(fmean(gains), abs=1e-9)


def test_an_adopter_has_moved_if_any_span_lies_beyond_its_limits() -> None:
    prepared = panel(wobble(60, MONTHS, 2), dict.fromkeys(range(12), 20))
    [cohort] = list_cohorts(prepared, MONTHS - 1, PARAMETERS)
    fit = cohort.lead_in
    assert fit is not None
    reach = float(stats.t.isf(PARAMETERS.level, len(fit.comparators) - 4))
    wanted = set()
    for place, adopter in enumerate(fit.adopters.tolist()):
        for span in range(3):
            noise = sum(float(value) ** 2 for value in fit.residuals[:, span]) / (len(fit.comparators) - 4)
            error = math.sqrt(noise * (1 + float(fit.leverage[place])))
            if abs(float(fit.effects[place, span])) > reach * error:
                wanted.add(adopter)
    assert cohort.moved == wanted


@pytest.mark.parametrize(
    ("adopted", "far_baseline"), [(30, (9, 21)), (21, (0, 12)), (20, (0, 11)), (15, (0, 6)), (14, None)]
)
def test_the_months_before_a_dip_are_a_year_or_half_of_one_at_least(
    adopted: int, far_baseline: tuple[int, int] | None
) -> None:
    prepared = panel(wobble(5, 60, 1), {0: adopted})
    at = find_windows(prepared, adopted, 59, PARAMETERS)
    assert at.far_baseline == far_baseline
    assert at.far_recent == (None if far_baseline is None else (adopted - 12, adopted - 9))
    spans = lead_in.list_lead_in_spans(prepared, adopted, at)
    wanted = [(adopted - months, adopted) for months in (4, 6, 9)]
    assert spans == (None if far_baseline is None else wanted)


def test_a_shock_before_adoption_is_no_dip() -> None:
    prepared = panel(wobble(5, 60, 1), {0: 30}, left_out=[25, 28])
    at = find_windows(prepared, 30, 59, PARAMETERS)
    assert at.far_baseline == (7, 19)
    assert lead_in.list_lead_in_spans(prepared, 30, at) == [(24, 30), (22, 30), (19, 30)]


@pytest.mark.parametrize("dip", [0.0, -0.04, 0.04])
def test_adopters_that_moved_are_read_a_third_time(dip: float) -> None:
    scores = wobble(60, MONTHS, 5, sd=0.006)
    scores[:12, 14:20] += dip
    prepared = panel(scores, dict.fromkeys(range(12), 20))
    [cohort] = list_cohorts(prepared, MONTHS - 1, PARAMETERS)
    assert cohort.is_moved_together == (dip != 0)
    assert (cohort.together[1][WITHOUT_NINE_MONTHS] is not None) == (dip != 0)
    moved = [place for place in range(12) if place in cohort.moved]
    assert len(moved) >= 10 if dip else len(moved) <= 4
    for place in range(12):
        readings = [reading for reading, _ in cohort.list_fits(place)]
        assert readings == ([0, 1, 2] if place in cohort.asked else [0, 1])
    assert cohort.asked <= cohort.moved
    assert bool(cohort.asked) == (dip != 0)


def test_nothing_is_looked_at_until_the_first_year_is_over() -> None:
    prepared = panel(wobble(60, MONTHS, 5), dict.fromkeys(range(12), 20))
    assert [cohort.lead_in for cohort in list_cohorts(prepared, 33, PARAMETERS)] == [None]
    [cohort] = list_cohorts(prepared, 34, PARAMETERS)
    assert cohort.lead_in is not None
    assert len(cohort.lead_in.comparators) == int((prepared.adopted >= NEVER_ADOPTED).sum())
