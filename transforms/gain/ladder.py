"""The status ladder: what the evidence on one adopter, or on all adopters of a practice, allows to be said.

A pure function of the evidence of one monthly run. The order is the order in which the rungs are tried.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.gain.interval import Interval
from transforms.gain.parameters import Parameters

HOLDING = frozenset({"gain", "sustained", "re_gained"})
FALLEN = frozenset({"lost", "eroding"})
STATUSES = (
    "not_adopted",
    "not_assessable",
    "too_early",
    "gain_emerging",
    "no_detectable_gain",
    "gain",
    "re_gained",
    "sustained",
    "lost",
    "eroding",
    "inconclusive",
)


@dataclass(frozen=True)
class Evidence:
    """What is known in one run.

    `gain` over the gain window, or the part of it there is while `is_provisional`; `current` and `share` once the
    current window is a whole year. `obstacle` says in words why nothing can be assessed; `worthwhile` is the smallest
    gain worth having, on the scale of the gain. `is_supported` while part of the current window lies within support.
    """

    months_since: int
    washout: int
    gain: Interval | None
    current: Interval | None
    share: Interval | None
    is_provisional: bool
    obstacle: str
    worthwhile: float
    is_supported: bool = False


@dataclass(frozen=True)
class Verdict:
    """A status and, for those that need one, the finer reason."""

    status: str
    reason: str = ""


def verdict(evidence: Evidence, has_fallen: bool, parameters: Parameters) -> Verdict:
    """The first rung whose evidence is met. `has_fallen`: a confirmed status was lost or eroding before."""
    if evidence.obstacle:
        return Verdict("not_assessable", evidence.obstacle)
    early = _early(evidence, parameters)
    if early is not None:
        return early
    if evidence.gain is None:
        return Verdict("not_assessable", "the months after adoption are not all published")
    if evidence.gain.lower <= 0:
        is_small = evidence.gain.upper < evidence.worthwhile
        return Verdict("no_detectable_gain", "no_worthwhile_gain" if is_small else "inconclusive_gain")
    if evidence.current is None:
        return Verdict("gain", "still_to_hold")
    found = _held(evidence.current, evidence.share, has_fallen, parameters)
    if evidence.is_supported and found.status in HOLDING:
        # what holds while it is held up has not been shown to hold
        return Verdict("gain", "still_to_hold")
    return found


def _early(evidence: Evidence, parameters: Parameters) -> Verdict | None:
    if evidence.months_since >= evidence.washout + parameters.window_months:
        return None
    has_enough = evidence.months_since >= evidence.washout + parameters.provisional_months
    if has_enough and evidence.gain is not None and evidence.gain.lower > 0:
        return Verdict("gain_emerging")
    return Verdict("too_early")


def _held(current: Interval, share: Interval | None, has_fallen: bool, parameters: Parameters) -> Verdict:
    """The rungs once gain and current window are whole; `share` is None where the gain is too weak to divide by."""
    if share is None:
        return Verdict("inconclusive", "gain_too_weak_for_a_share")
    holds = share.estimate >= parameters.share_that_holds
    if has_fallen and holds and current.lower > 0:
        return Verdict("re_gained")
    if holds and share.lower > parameters.share_that_is_lost:
        return Verdict("sustained")
    if share.upper < parameters.share_that_is_lost:
        return Verdict("lost")
    if not holds and share.upper < 1:
        return Verdict("eroding")
    if holds and current.lower > 0:
        return Verdict("gain", "weak_evidence_of_holding")
    return Verdict("inconclusive")
