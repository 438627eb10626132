"""The verdict's own error rates: what is drawn and planted, and when there is nothing to tell."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from tests.transforms.gain.panels import panel, wobble
from transforms.gain import early_warning, error_rates
from transforms.gain.adoption_orders import ORDERS
from transforms.gain.cohorts import list_cohorts
from transforms.gain.panel import NEVER_ADOPTED
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import _shift, draw_placebo_panel, run_trial, with_gain

DRAWN = range(18, 24)


def test_drawn_adopters_have_not_adopted_and_have_every_month() -> None:
    scores = wobble(50, 60, 1)
    scores[5, 30] = np.nan
    prepared = draw_placebo_panel(panel(scores, {0: 20}), 30, DRAWN, np.random.default_rng(1))
    chosen = np.flatnonzero(prepared.adopted < NEVER_ADOPTED)
    assert len(chosen) == 31
    assert 5 not in chosen
    assert set(prepared.adopted[1:][prepared.adopted[1:] < NEVER_ADOPTED].tolist()) <= set(DRAWN)


@pytest.mark.parametrize("left", [1.0, 0.5, 0.0])
def test_gain_is_planted_after_the_washout_and_lost_after_a_year(left: float) -> None:
    prepared = panel(np.zeros((3, 60)), {0: 20})
    actual = with_gain(prepared, 0.05, left, read_parameters()).scores
    assert actual[0].tolist() == pytest.approx([0.0] * 23 + [0.05] * 12 + [0.05 * left] * 25)
    assert not actual[1:].any()


def test_trial_finds_what_is_planted() -> None:
    prepared = draw_placebo_panel(panel(wobble(90, 60, 3, sd=0.005), {}), 30, DRAWN, np.random.default_rng(2))
    actual = run_trial(prepared, 0.08, 0.02, read_parameters())
    assert actual.statuses == {"held": "sustained", "half": "eroding", "lost": "lost"}
    assert set(actual.covered.values()) <= {True, False}
    assert actual.assessed == 30
    assert all(sum(statuse.values()) == 30 for statuse in actual.single_statuses.values())
    brief = run_trial(prepared, 0.08, 0.02, read_parameters(), with_singles=False)
    assert replace(brief, single_statuses=actual.single_statuses) == actual


def test_rates_are_near_what_is_promised() -> None:
    actual = error_rates.measure_error_rates(
        panel(wobble(100, 60, 3, sd=0.006), {}), "m", 0.02, read_parameters(), draws=40
    )
    assert actual is not None
    assert (actual["adopters"], actual["organisations"], actual["injected_gain"]) == (40, 100, 0.05)
    assert (actual["first_month"], actual["last_month"]) == (60 - 27 - 5 - 12, 59)
    assert actual["pooled_claims"] <= 0.15
    assert 0.02 <= actual["single_claims"] <= 0.07
    for scenario in ("held", "half", "lost"):
        assert 0.75 <= actual[f"coverage_{scenario}"] <= 1
    assert actual["held_found"] == actual["lost_found"] == 1
    assert actual["half_called_sustained"] <= 0.05
    assert actual["half_called_sustained"] <= actual["half_called_held"] <= 0.15
    for order in ORDERS:
        assert order == "random" or actual[f"{order}_claims"] <= 0.2


@pytest.mark.parametrize(
    ("size", "months", "is_reported"),
    [(33, 60, True), (32, 60, True), (31, 60, False), (60, 43, False), (60, 44, True)],
)
def test_no_rates_where_no_draw_could_be_assessed(size: int, months: int, is_reported: bool) -> None:
    """Of 32 organisations 12 are drawn and 20 stay to compare with; one fewer, and a rate of 0 would mean nothing."""
    actual = error_rates.measure_error_rates(panel(wobble(size, months, 1), {}), "m", 0.02, read_parameters(), draws=2)
    assert (actual is not None) == is_reported
    assert actual is None or actual["single_claims"] is not None


def test_rates_are_not_reported_over_a_shock() -> None:
    prepared = panel(wobble(60, 60, 1), {}, left_out=[30])
    assert error_rates.measure_error_rates(prepared, "m", 0.02, read_parameters(), draws=2) is None


def test_false_alarms_are_one_in_twenty() -> None:
    generator = np.random.default_rng(1)
    actual = [early_warning.false_alarms(generator.normal(size=160), 0.05) for _ in range(400)]
    assert np.mean([item for item in actual if item is not None]) == pytest.approx(4 / 81, abs=0.005)
    assert early_warning.false_alarms(generator.normal(size=37), 0.05) is None
    assert early_warning.false_alarms(generator.normal(size=38), 0.05) is not None


def test_early_warning_is_of_the_adopter_that_falls() -> None:
    scores = wobble(60, 60, 5, sd=0.005)
    scores[:2, 20:] += 0.05
    scores[0, 56:] -= 0.05
    rows = list(early_warning.early_warning_rows(panel(scores, {0: 20, 1: 20}), read_parameters()))
    latest = {row["organisation"]: row for row in rows if row["column"] == 59}
    assert latest["R000"]["is_warning"]
    assert not latest["R001"]["is_warning"]
    assert latest["R000"]["level"] < latest["R000"]["expected_low"] < 0
    months = {row["column"]: row["warnings_in_a_row"] for row in rows if row["organisation"] == "R000"}
    assert [months[column] for column in (54, 58, 59)] == [0, months[57] + 1, months[57] + 2]


def test_control_chart_rules_by_plain_loops() -> None:
    scores = wobble(30, 45, 8)
    prepared = panel(scores, {0: 15})
    actual = early_warning.rules_alarm(prepared, (18, 30), 44, prepared.adopted > 44)
    wanted = []
    for place in range(1, 30):
        apart = [scores[place, month] - scores[1:, month].mean() for month in range(45)]
        fixed = apart[18:30]
        mean = sum(fixed) / 12
        ranges = [abs(b - a) for a, b in itertools.pairwise(fixed)]
        limit = mean - 2.66 * sum(ranges) / 11
        wanted.append(apart[44] < limit or all(value < mean for value in apart[38:45]))
    assert actual.tolist() == wanted
    assert any(wanted)


@pytest.mark.parametrize("left", [1.0, 0.5, 0.0])
def test_a_gain_of_a_share_moves_effects_and_nothing_else(left: float) -> None:
    """The short way of the calibration agrees with fits of the changed figures."""
    prepared = draw_placebo_panel(panel(wobble(70, 60, 3), {}), 20, DRAWN, np.random.default_rng(4))
    cohorts = list_cohorts(prepared, 59, read_parameters())
    shifted = _shift(cohorts, 0.05, left)
    again = list_cohorts(with_gain(prepared, 0.05, left, read_parameters()), 59, read_parameters())
    for item, other in zip(shifted, again, strict=True):
        for name in ("first", "both"):
            moved, fitted = getattr(item, name)[0], getattr(other, name)[0]
            assert moved.effects == pytest.approx(fitted.effects, abs=1e-9)
            assert moved.residuals == pytest.approx(fitted.residuals, abs=1e-9)
            assert moved.leverage == pytest.approx(fitted.leverage, abs=1e-9)


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_adopters_are_drawn_in_the_order_asked_for(order: str) -> None:
    prepared = panel(wobble(70, 60, 3), {}, regions=[f"Y{place % 7}" for place in range(70)])
    drawn = draw_placebo_panel(prepared, 20, DRAWN, np.random.default_rng(4), order=order)
    chosen = np.flatnonzero(drawn.adopted < NEVER_ADOPTED)
    others = np.flatnonzero(drawn.adopted >= NEVER_ADOPTED)
    level = prepared.scores[:, 15:18].mean(axis=1)
    fall = level - prepared.scores[:, 6:15].mean(axis=1)
    assert len(chosen) == 20
    if order == "worst_first":
        assert level[chosen].mean() < level[others].mean() - 0.03
    if order in ("just_fallen", "already_rising"):
        assert bool(fall[chosen].mean() < fall[others].mean()) is (order == "just_fallen")
    if order == "whole_regions":
        # ten to a region: two regions are whole
        assert len({place % 7 for place in chosen.tolist()}) == 2
