"""The trial of the verdict, in short: one panel made up, few draws. `python -m tests.bench truth` is the long form."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from tests.bench import truth
from tests.bench.truth import cases, designs, peers
from tests.bench.truth.cases import CASES
from tests.bench.truth.panels import TrialPanel
from tests.transforms.gain.panels import panel, wobble
from transforms.gain.panel import NEVER_ADOPTED

TRIAL = TrialPanel("made up", panel(wobble(80, 48, 5, sd=0.012), {}, regions=[f"Y{place % 7}" for place in range(80)]))
BY_NAME = {case.name: case for case in CASES}


def _rates(name: str, draws: int = 12) -> dict[tuple[str, int], float]:
    return {(rate.rate, rate.adopters): rate.share for rate in truth.run_case(BY_NAME[name], TRIAL, draws)}


def test_what_is_planted_is_found_and_what_is_not_is_not() -> None:
    assert _rates("held")["found", 40] == 1
    assert _rates("lost")["fallen", 40] == 1
    assert _rates("nothing, random")["claimed", 40] <= 0.25


def test_plain_comparisons_credit_those_that_had_fallen_to_their_lowest() -> None:
    rates = _rates("nothing, just fallen")
    assert rates["claimed", 40] <= 0.25
    assert rates["CS claims", 40] >= 0.75
    assert set(peers.PEERS) == {name.removesuffix(" claims") for name, _ in rates if name.endswith(" claims")}


def test_a_dip_or_a_late_date_does_not_decide() -> None:
    assert _rates("dip of 4")["claimed", 40] <= 0.25
    assert _rates("late date")["answered", 40] == 1


def test_draws_are_the_same_each_time() -> None:
    assert truth.run_case(BY_NAME["gain of 2"], TRIAL, 5) == truth.run_case(BY_NAME["gain of 2"], TRIAL, 5)


@pytest.mark.parametrize("name", sorted(designs.DESIGNS))
def test_a_design_draws_so_many_adopters_in_the_months_asked_for(name: str) -> None:
    generator = np.random.default_rng(1)
    drawn = designs.draw_adopters(TRIAL.panel, 15, range(15, 21), generator, designs.DESIGNS[name])
    adopted = drawn.adopted[drawn.adopted < NEVER_ADOPTED]
    assert len(adopted) == 15
    assert set(adopted.tolist()) <= set(range(15, 21))


def test_every_bound_is_of_a_rate_that_is_measured_and_has_its_reason() -> None:
    with truth.BOUNDS_FILE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        assert row["rate"] in BY_NAME[row["case"]].rates, row
        assert row["at_least"] or row["at_most"], row
        assert row["scope"] in ("each panel", "all panels")
        assert row["reason"]
    bounded = {row["case"] for row in rows}
    assert {case.name for case in CASES} - bounded == {
        "gain of 2",
        "ramp over two years",
        "nearly all adopted, gain of 3",
        "nothing, rising each month",
        "half lost, 18 months on",
        "half lost, 24 months on",
    }


def _cell(rate: str, share: float, *, case: str = "nothing, random", draws: int = 200) -> truth.CellRate:
    return truth.CellRate(case, rate, "made up", 40, share, draws)


def test_a_rate_beyond_its_bound_is_a_fault() -> None:
    assert not list(truth.find_faults([_cell("claimed", 0.05)]))
    [fault, other] = truth.find_faults([_cell("claimed", 0.2)])
    assert "nothing, random, claimed, 40 adopters, all panels: 0.200, at most 0.05" in (fault, other)
    assert list(truth.find_faults([_cell("found", 0.5, case="held")]))
    # few draws scatter: one of ten is no fault yet
    assert not list(truth.find_faults([_cell("claimed", 0.1, draws=10)]))


def test_panels_count_together_by_their_draws() -> None:
    both = [_cell("claimed", 0.0, draws=300), _cell("claimed", 0.08, draws=100)]
    assert [fault for fault in truth.find_faults(both) if "all panels" in fault] == []
    assert cases.POINT == 0.01
