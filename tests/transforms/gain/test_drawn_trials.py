"""Calibration's draws all at once give what they give one by one, with the fits of the verdict itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.transforms.gain.panels import panel, wobble
from transforms.gain.cohorts import list_cohorts
from transforms.gain.drawn_months import fit_drawn_adopters
from transforms.gain.drawn_trials import count_pooled_claims, list_pooled_years, run_drawn_trials
from transforms.gain.history import judge_practice
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import draw_placebo_panel, run_trial
from transforms.gain.practice_evidence import pool_adopters
from transforms.gain.scale import on_scale

PARAMETERS = read_parameters()
MONTHS = 60


def _shares() -> MeasurePanel:
    """Ninety organisations in uneven regions; some lack months, and one most of the months that are compared."""
    scores = wobble(90, MONTHS, 3, sd=0.02)
    scores[7, 30:36] = scores[8, 45] = np.nan
    scores[9, 15:30] = np.nan
    return panel(scores, {}, regions=[f"Y{place % 7 if place < 60 else 0}" for place in range(90)])


def _counts(cases: float) -> MeasurePanel:
    raw = np.random.default_rng(5).poisson(cases, (80, MONTHS)).astype(np.float64)
    scores = on_scale(raw, is_share=False, is_count=True, is_decrease=True)
    regions = [f"Y{place % 5}" for place in range(80)]
    return replace(panel(scores, {}, regions=regions), raw=raw, is_share=False, is_count=True, is_decrease=True)


PANELS = {"shares": (_shares, 18), "few cases": (lambda: _counts(2.0), 18), "many cases": (lambda: _counts(90.0), 18)}
ONE_YEAR_BEFORE = {"no quarter to leave out": (_shares, 12), "only for some months": (_shares, 13)}


@pytest.mark.parametrize("name", [*PANELS, *ONE_YEAR_BEFORE])
@pytest.mark.parametrize("adopters", [25, 3])
def test_every_draw_agrees_with_the_same_draw_alone(name: str, adopters: int) -> None:
    make_panel, first = (PANELS | ONE_YEAR_BEFORE)[name]
    clean, generator = make_panel(), np.random.default_rng(1)
    drawn_panels = [draw_placebo_panel(clean, adopters, range(first, first + 6), generator) for _ in range(4)]
    adopted = np.array([item.adopted for item in drawn_panels])
    drawn = fit_drawn_adopters(clean, adopted, PARAMETERS, with_singles=True)
    years = list_pooled_years(drawn, PARAMETERS)
    trials = run_drawn_trials(drawn, 0.05, 0.02, PARAMETERS)
    for item, trial, single in zip(years, trials, drawn_panels, strict=True):
        pools = pool_adopters(single, list_cohorts(single, MONTHS - 1, PARAMETERS), PARAMETERS)
        for ours, theirs in zip((item.gain, item.both), pools, strict=True):
            assert ours is not None
            assert theirs is not None
            assert len(ours.all) == len(theirs.all)
            for reading, other in zip(ours.all, theirs.all, strict=True):
                assert reading.effects == pytest.approx(other.effects, abs=1e-9)
                assert reading.covariance == pytest.approx(other.covariance, abs=1e-9)
                assert reading.own_covariance == pytest.approx(other.own_covariance, abs=1e-9)
                assert reading.freedom == pytest.approx(other.freedom, abs=1e-6)
                assert (reading.adopters, reading.comparators) == (other.adopters, other.comparators)
        wanted = run_trial(single, 0.05, 0.02, PARAMETERS, with_singles=False)
        assert (trial.estimate, trial.error) == pytest.approx((wanted.estimate, wanted.error), abs=1e-9)
        assert replace(trial, estimate=0.0, error=0.0) == replace(wanted, estimate=0.0, error=0.0)


@pytest.mark.parametrize("order", ["worst_first", "just_fallen", "whole_regions"])
def test_claims_agree_with_the_verdict_draw_by_draw(order: str) -> None:
    clean, generator = _shares(), np.random.default_rng(2)
    panels = [draw_placebo_panel(clean, 12, range(18, 24), generator, order=order) for _ in range(12)]
    drawn = fit_drawn_adopters(clean, np.array([item.adopted for item in panels]), PARAMETERS)
    wanted = sum(judge_practice(item, MONTHS - 1, 0.02, PARAMETERS)[0].shows_gain for item in panels)
    assert count_pooled_claims(drawn, PARAMETERS) == wanted
