"""Every rung of the ladder and each of its borders; and the memory of the runs before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.gain import oracle
from transforms.gain.history import ConfirmedStatus, StatusMemory
from transforms.gain.interval import Interval
from transforms.gain.parameters import read_parameters
from transforms.gain.status_ladder import ALL_STATUSES, Evidence, StatusVerdict, choose_status

SURE = Interval(0.1, 0.05, 0.15)
NOTHING = Interval(0.01, -0.02, 0.04)
CURRENT_GAIN = Interval(0.09, 0.04, 0.14)
GONE = Interval(0.0, -0.03, 0.03)
WHOLE = Interval(0.9, 0.7, 1.1)


def evidence(
    months: int = 30,
    gain: Interval | None = SURE,
    current: Interval | None = CURRENT_GAIN,
    share: Interval | None = WHOLE,
    obstacle: str = "",
    worthwhile: float = 0.02,
    own_fall: float = 0.5,
    **more: Any,
) -> Evidence:
    return Evidence(months, 3, gain, current, share, months < 15, obstacle, worthwhile, own_fall=own_fall, **more)


def _verdict_on(actual_evidence: Evidence, *, has_fallen: bool = False) -> StatusVerdict:
    return choose_status(actual_evidence, has_fallen, read_parameters())


# before borders are met, just at them, and beyond
NUMBERS = st.sampled_from([-1.0, -0.01, 0.0, 0.01, 0.49, 0.5, 0.51, 0.74, 0.75, 0.76, 0.99, 1.0, 1.01, 2.0])
INTERVALS = st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted).map(lambda given: Interval(given[1], given[0], given[2]))


@given(
    st.builds(
        Evidence,
        months_since=st.integers(0, 40),
        washout=st.integers(0, 6),
        gain=st.none() | INTERVALS,
        current=st.none() | INTERVALS,
        share=st.none() | INTERVALS,
        is_provisional=st.booleans(),
        obstacle=st.sampled_from(["", "no baseline"]),
        is_late_gain=st.booleans(),
        is_disputed=st.booleans(),
        has_moved_before=st.booleans(),
        is_comparable=st.booleans(),
        own_fall=st.sampled_from([-0.1, 0.0, 0.3]),
        share_floor=NUMBERS,
        worthwhile=st.sampled_from([0.01, 0.02]),
    ),
    st.booleans(),
)
def test_every_evidence_has_the_status_of_the_table(actual_evidence: Evidence, has_fallen: bool) -> None:
    actual = _verdict_on(actual_evidence, has_fallen=has_fallen)
    assert actual.status in ALL_STATUSES
    assert actual.status == oracle.status(actual_evidence, has_fallen, read_parameters())
    if actual.status in ("not_assessable", "no_detectable_gain", "inconclusive"):
        assert actual.reason or actual.status == "inconclusive"


@pytest.mark.parametrize(
    ("actual_evidence", "status", "reason"),
    [
        # what cannot be assessed cannot, whatever else is known
        (evidence(obstacle="no baseline"), "not_assessable", "no baseline"),
        (evidence(months=0, obstacle="no baseline"), "not_assessable", "no baseline"),
        (evidence(gain=None), "not_assessable", "the months after adoption are not all published"),
        # time: six months after the washout an emerging gain may be told, twelve months after it the gain
        (evidence(months=8), "too_early", ""),
        (evidence(months=9), "gain_emerging", ""),
        (evidence(months=14), "gain_emerging", ""),
        (evidence(months=9, gain=NOTHING), "too_early", ""),
        (evidence(months=14, gain=None), "too_early", ""),
        (evidence(months=15, current=None, share=None), "gain", "still_to_hold"),
        (evidence(months=15, gain=NOTHING), "no_detectable_gain", "inconclusive_gain"),
        # no gain: one that is too small to matter, or one that may be there
        (evidence(gain=Interval(0.1, 0.0, 0.2)), "no_detectable_gain", "inconclusive_gain"),
        (evidence(gain=Interval(0.0, -0.01, 0.0199)), "no_detectable_gain", "no_worthwhile_gain"),
        (evidence(gain=Interval(0.0, -0.01, 0.02)), "no_detectable_gain", "inconclusive_gain"),
        # worse: surely below none, and enough started alike to say so
        (evidence(gain=Interval(-0.05, -0.08, -0.001)), "no_detectable_gain", "worse_than_expected"),
        (evidence(gain=Interval(-0.05, -0.1, 0.0)), "no_detectable_gain", "no_worthwhile_gain"),
        (
            evidence(gain=Interval(-0.05, -0.08, -0.001), is_comparable=False),
            "no_detectable_gain",
            "no_worthwhile_gain",
        ),
        (
            evidence(gain=Interval(-0.05, -0.1, -0.01), has_moved_before=True),
            "no_detectable_gain",
            "no_worthwhile_gain",
        ),
        # figures that were moving before adoption: nothing is sustained, and what is lost is lost
        (evidence(has_moved_before=True), "gain", "moved_before"),
        (evidence(has_moved_before=True, share=Interval(0.2, -0.1, 0.4)), "lost", "fell_back"),
        (evidence(has_moved_before=True, is_supported=True), "gain", "still_to_hold"),
        # holding: three quarters retained, and surely above a half
        (evidence(share=Interval(0.75, 0.51, 0.99)), "sustained", ""),
        # on weak evidence: the limits reach a half, and those at the level of weak evidence do not
        (evidence(share=Interval(0.75, 0.5, 0.99), share_floor=0.5001), "gain", "weak_evidence_of_holding"),
        (evidence(share=Interval(0.75, 0.5, 0.99), share_floor=0.5), "inconclusive", ""),
        (evidence(share=Interval(0.9, 0.2, 1.5)), "inconclusive", ""),
        (evidence(share=Interval(0.8, 0.3, 1.3), share_floor=0.6, current=GONE), "inconclusive", ""),
        (evidence(share=Interval(0.7499, 0.51, 0.99)), "eroding", "fell_back"),
        # losing: surely below a half, or surely below the whole
        (evidence(share=Interval(0.2, -0.1, 0.4999)), "lost", "fell_back"),
        (evidence(share=Interval(0.2, -0.1, 0.5)), "eroding", "fell_back"),
        (evidence(share=Interval(0.5, 0.1, 0.9999)), "eroding", "fell_back"),
        # half of the fall from 0.1 to 0 must be the adopters' own
        (evidence(share=Interval(0, -0.1, 0.4), current=GONE, own_fall=0.05), "lost", "fell_back"),
        (evidence(share=Interval(0, -0.1, 0.4), current=GONE, own_fall=0.0499), "lost", "others_caught_up"),
        (evidence(share=Interval(0.5, 0.1, 0.9), own_fall=-0.2), "eroding", "others_caught_up"),
        # a gain in the latest year alone, and one that depends on the months just before adoption
        (evidence(gain=NOTHING, share=None, is_late_gain=True), "gain", "came_late"),
        (evidence(gain=NOTHING, share=None, is_late_gain=True, is_disputed=True), "gain", "came_late"),
        (evidence(gain=NOTHING, share=None, is_disputed=True), "no_detectable_gain", "depends_on_months_before"),
        # the latest year is over and cannot be judged
        (
            evidence(current=None, why_no_current="too_few_left_to_compare"),
            "gain",
            "too_few_left_to_compare",
        ),
        (
            evidence(current=None, why_no_current="too_few_with_both_years"),
            "gain",
            "too_few_with_both_years",
        ),
        # before the latest year is over: an early sign, and no verdict on what is left
        (evidence(current=None, since=Interval(0.2, -0.1, 0.45)), "gain", "slipping"),
        (evidence(current=None, since=Interval(0.74, 0.5, 0.99)), "gain", "slipping"),
        (evidence(current=None, since=Interval(0.75, 0.5, 0.99)), "gain", "still_to_hold"),
        (evidence(current=None, since=Interval(0.5, 0.1, 1.0)), "gain", "still_to_hold"),
        (evidence(current=None, since=Interval(1.0, 0.9, 1.1)), "gain", "still_to_hold"),
        (evidence(current=None, gain=NOTHING, since=Interval(0.2, 0, 0.4)), "no_detectable_gain", "inconclusive_gain"),
        (evidence(share=Interval(0.5, 0.1, 1.0)), "inconclusive", ""),
        (evidence(share=Interval(0.8, 0.3, 1.3), current=GONE), "inconclusive", ""),
        (evidence(share=None), "inconclusive", "gain_too_weak_for_a_share"),
    ],
)
def test_rungs_and_borders(actual_evidence: Evidence, status: str, reason: str) -> None:
    assert _verdict_on(actual_evidence) == StatusVerdict(status, reason)


@pytest.mark.parametrize(
    ("actual_evidence", "status"),
    [
        (evidence(), "re_gained"),
        (evidence(share=Interval(0.75, 0.4, 1.2)), "re_gained"),
        (evidence(share=Interval(0.74, 0.6, 0.9)), "eroding"),
        (evidence(current=GONE), "sustained"),
        (evidence(share=Interval(0.1, -0.1, 0.3)), "lost"),
        (evidence(gain=NOTHING), "no_detectable_gain"),
    ],
)
def test_after_a_fall_what_holds_has_come_back(actual_evidence: Evidence, status: str) -> None:
    assert _verdict_on(actual_evidence, has_fallen=True).status == status


RUNS_BY_NAME = {
    "early": evidence(months=5),
    "gain": evidence(current=None, share=None),
    "sustained": evidence(),
    "lost": evidence(share=Interval(0.1, -0.1, 0.3), current=GONE),
    "eroding": evidence(share=Interval(0.5, 0.3, 0.8)),
    "open": evidence(share=Interval(0.6, 0.1, 1.4)),
    "none": evidence(gain=NOTHING),
}


def _confirm_runs(names: Iterable[str], first: int = 20) -> list[ConfirmedStatus]:
    memory = StatusMemory(read_parameters())
    return [memory.add_run(first + at, RUNS_BY_NAME[name]) for at, name in enumerate(names)]


def test_status_is_provisional_until_its_third_run() -> None:
    actual = _confirm_runs(["gain", "gain", "gain", "sustained", "sustained", "sustained"])
    assert [item.is_provisional for item in actual] == [True, True, False, True, True, False]
    assert [item.since for item in actual] == [20, 20, 20, 23, 23, 23]
    assert [item.confirmed for item in actual] == ["", "", "gain", "gain", "gain", "sustained"]
    assert [item.gain_confirmed for item in actual] == [None, None, 22, 22, 22, 22]


def test_one_run_of_something_else_starts_it_anew() -> None:
    actual = _confirm_runs(["gain", "gain", "open", "gain", "gain", "gain"])
    assert [item.is_provisional for item in actual] == [True, True, True, True, True, False]
    assert actual[-1].since == 23
    assert actual[-1].gain_confirmed == 25


@pytest.mark.parametrize(
    ("names", "status"),
    [
        # a fall that stood three runs, and then what holds: it has come back
        (["gain"] * 3 + ["lost"] * 3 + ["sustained"], "re_gained"),
        (["gain"] * 3 + ["eroding"] * 3 + ["sustained"], "re_gained"),
        (["gain"] * 3 + ["lost"] * 3 + ["open"] * 5 + ["sustained"], "re_gained"),
        # one that did not stand was no fall; nor do two that differ add up
        (["gain"] * 3 + ["lost"] * 2 + ["sustained"], "sustained"),
        (["gain"] * 3 + ["lost"] * 2 + ["eroding"] + ["sustained"], "sustained"),
        # before a gain was confirmed there was none to lose
        (["lost"] * 3 + ["sustained"], "sustained"),
        (["none"] * 3 + ["lost"] * 3 + ["sustained"], "sustained"),
        # it may be lost again, and come back again
        (["gain"] * 3 + ["lost"] * 3 + ["sustained"] * 3 + ["lost"], "lost"),
        (["gain"] * 3 + ["lost"] * 3 + ["sustained"] * 3 + ["lost"] + ["sustained"], "re_gained"),
    ],
)
def test_come_back_is_said_after_a_confirmed_fall_alone(names: list[str], status: str) -> None:
    assert _confirm_runs(names)[-1].verdict.status == status


def test_come_back_is_confirmed_as_any_other() -> None:
    actual = _confirm_runs(["gain"] * 3 + ["lost"] * 3 + ["sustained"] * 3)
    assert [item.verdict.status for item in actual[-3:]] == ["re_gained"] * 3
    assert [item.is_provisional for item in actual[-3:]] == [True, True, False]
    assert [item.confirmed for item in actual[-3:]] == ["lost", "lost", "re_gained"]


@given(st.lists(st.sampled_from(sorted(RUNS_BY_NAME)), max_size=40))
def test_history_by_counting(names: list[str]) -> None:
    actual = _confirm_runs(names, first=0)
    statuses = [item.verdict.status for item in actual]
    for run, item in enumerate(actual):
        since = run
        while since and statuses[since - 1] == statuses[run]:
            since -= 1
        assert item.since == since
        assert item.is_provisional == (run - since < 2)
        stood = [at for at in range(2, run + 1) if len(set(statuses[at - 2 : at + 1])) == 1]
        assert item.confirmed == (statuses[stood[-1]] if stood else "")
        gains = [at for at in stood if statuses[at] in ("gain", "sustained", "re_gained")]
        assert item.gain_confirmed == (gains[0] if gains else None)
        if statuses[run] == "re_gained":
            assert any(statuses[at] in ("lost", "eroding") and gains and at > gains[0] for at in stood)
