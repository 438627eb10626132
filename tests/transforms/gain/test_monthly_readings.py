"""Verdicts read every month: each draw agrees with its own history, and wrong ones add up over two years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.transforms.gain.panels import panel, wobble
from transforms.gain import error_rates, monthly_readings
from transforms.gain.cohorts import list_cohorts
from transforms.gain.history import StatusMemory
from transforms.gain.monthly_readings import find_reading_months, measure_any_claims
from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import read_parameters
from transforms.gain.placebo import draw_placebo_panel
from transforms.gain.practice_evidence import find_practice_evidence
from transforms.gain.status_ladder import HOLDING_STATUSES

PARAMETERS = read_parameters()


def _panel(months: int = 60, **more: object) -> MeasurePanel:
    return panel(wobble(60, months, 3, sd=0.02), {}, regions=[f"Y{place % 7}" for place in range(60)], **more)


def _read_one(drawn: MeasurePanel, runs: range) -> tuple[bool, bool]:
    """Whether a gain is confirmed, or seen, in any run of one draw, by the verdict itself."""
    memory, statuses = StatusMemory(PARAMETERS), set()
    for run in runs:
        together = find_practice_evidence(drawn, list_cohorts(drawn, run, PARAMETERS), 0.02, PARAMETERS)
        statuses.add(memory.add_run(run, together.evidence).verdict.status)
    return memory.gain_confirmed is not None, bool(statuses & HOLDING_STATUSES)


# few adopters make draws in which a month of adoption has none, or only one has its first year
@pytest.mark.parametrize(("adopters", "first"), [(20, 22), (3, 22), (3, 12)])
def test_each_draw_agrees_with_the_history_of_its_verdict(adopters: int, first: int) -> None:
    clean, generator = _panel(), np.random.default_rng(7)
    clean = replace(clean, scores=clean.scores + np.linspace(0, 0.05, 60)[:, None] * np.linspace(0, 1, 60)[None, :])
    panels = [draw_placebo_panel(clean, adopters, range(first, first + 6), generator) for _ in range(6)]
    runs = range(first + 14, 60)
    wanted = np.array([_read_one(item, runs) for item in panels])
    actual = measure_any_claims(clean, np.array([item.adopted for item in panels]), runs, 0.02, PARAMETERS)
    assert actual == tuple(wanted.mean(axis=0))


def test_a_gain_that_is_there_is_confirmed_in_every_draw() -> None:
    clean = _panel()
    months, runs = find_reading_months(clean, 6, PARAMETERS) or (range(0), range(0))
    drawn = draw_placebo_panel(clean, 20, months, np.random.default_rng(1))
    better = clean.scores + np.where(drawn.adopted < 60, 0.1, 0.0)[:, None] * (np.arange(60) >= months.start)
    assert measure_any_claims(replace(clean, scores=better), drawn.adopted[None, :], runs, 0.02, PARAMETERS) == (1, 1)


@pytest.mark.parametrize(("months", "start"), [(37, None), (38, 12), (50, 12), (60, 22), (90, 52)])
def test_two_years_are_read_or_as_many_months_as_there_are(months: int, start: int | None) -> None:
    spans = find_reading_months(_panel(months), 6, PARAMETERS)
    assert (spans and spans[0].start) == start
    if spans is not None:
        assert spans[1] == range(spans[0].start + 14, months)
        assert len(spans[1]) <= monthly_readings.MOST_READ


def test_no_months_of_a_shock_are_read() -> None:
    assert find_reading_months(_panel(left_out=[15]), 6, PARAMETERS) is None
    assert find_reading_months(_panel(left_out=[5]), 6, PARAMETERS) is not None


def test_the_rates_are_with_the_others_of_a_measure() -> None:
    rates = error_rates.measure_error_rates(_panel(), "m", 0.02, PARAMETERS, draws=10)
    assert rates is not None
    assert (rates["months_read"], rates["later_months"]) == (24, 33)
    for name in ("held", "half", "lost"):
        assert 0.5 <= rates[f"later_coverage_{name}"] <= 1
    assert 0 <= rates["any_month_confirmed"] <= rates["any_month_claims"] <= 0.5
    short = error_rates.measure_error_rates(_panel(44), "m", 0.02, PARAMETERS, draws=2)
    assert short is not None
    assert (short["months_read"], short["later_months"]) == (18, 27)
    none = error_rates.measure_error_rates(_panel(44, left_out=[5]), "m", 0.02, PARAMETERS, draws=2)
    assert none is None or none["later_coverage_held"] is None
