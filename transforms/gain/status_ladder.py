"""The status ladder: the status that the evidence supports for one adopter, or for all adopters of a practice.

A pure function of the evidence of one monthly run; the rungs are tried in the order written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from transforms.gain.interval import Interval
from transforms.gain.parameters import Parameters

HOLDING_STATUSES = frozenset({"gain", "sustained", "re_gained"})
FALLEN_STATUSES = frozenset({"lost", "eroding"})
OWN_PART = 0.5
"""At least half of what was lost must be the adopters' own fall, or the others have caught up."""
ALL_STATUSES = (
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
    """The evidence at one run.

    `gain` covers the gain window, or as much of it as there is while `is_provisional`; `current` and `share` exist once
    the current window is a whole year. `obstacle` says why nothing can be assessed; `worthwhile` is the smallest gain
    worth having, on the scale of the gain. `is_supported` is true while the current window overlaps the support period,
    `is_disputed` where one reading of the months before adoption shows a gain and another does not.
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
    is_disputed: bool = False
    has_moved_before: bool = False
    """Whether the figures had moved before adoption: what did that may have done the rest."""
    is_comparable: bool = True
    """Whether enough others started as low, or as high: if not, what was expected may be far from the truth."""
    is_late_gain: bool = False
    """Whether the latest year alone shows a gain, at half the level: the first year was looked at too."""
    why_no_current: str = ""
    """Why the latest year cannot be judged although it is over."""
    since: Interval | None = None
    """Before there is a current window: the share of the gain that is left in the months after the first year."""
    own_fall: float = 0.0
    """How far the adopters' own level fell from the gain window to the latest year; below 0 if it rose."""
    share_floor: float = -math.inf
    """The lower limit of the share at the level of weak evidence, which is less strict than that of `share`."""

    @property
    def shows_gain(self) -> bool:
        return self.gain is not None and (self.gain.lower > 0 or self.is_late_gain)


@dataclass(frozen=True)
class StatusVerdict:
    """A status and, where one is needed, the detailed reason."""

    status: str
    reason: str = ""


def choose_status(evidence: Evidence, has_fallen: bool, parameters: Parameters) -> StatusVerdict:
    """Choose the first rung that the evidence meets. `has_fallen`: an earlier confirmed status was lost or eroding."""
    if evidence.obstacle:
        return StatusVerdict("not_assessable", evidence.obstacle)
    early = _status_before_windows(evidence, parameters)
    if early is not None:
        return early
    if evidence.gain is None:
        return StatusVerdict("not_assessable", "the months after adoption are not all published")
    why_no_gain = _why_no_gain(evidence, evidence.gain)
    if why_no_gain:
        return StatusVerdict("no_detectable_gain", why_no_gain)
    if evidence.current is None:
        return StatusVerdict("gain", _why_not_followed(evidence, parameters))
    if evidence.gain.lower <= 0:
        return StatusVerdict("gain", "came_late")
    fall = evidence.gain.estimate - evidence.current.estimate
    why_fallen = "fell_back" if evidence.own_fall >= OWN_PART * fall else "others_caught_up"
    status_verdict = _status_with_both_windows(evidence, evidence.current, has_fallen, why_fallen, parameters)
    return _qualify(status_verdict, evidence)


def _qualify(status_verdict: StatusVerdict, evidence: Evidence) -> StatusVerdict:
    """A gain that holds, and that something else than the practice may hold up, is not said to be sustained."""
    if status_verdict.status not in HOLDING_STATUSES:
        return status_verdict
    if evidence.is_supported:
        # a gain that lasts while it is supported has not been shown to last without support
        return StatusVerdict("gain", "still_to_hold")
    return StatusVerdict("gain", "moved_before") if evidence.has_moved_before else status_verdict


def _why_not_followed(evidence: Evidence, parameters: Parameters) -> str:
    """Why it is not said whether a gain holds; a gain of which less is left is slipping, before a year is over."""
    since = evidence.since
    if since is not None and since.estimate < parameters.share_that_holds and since.upper < 1:
        return "slipping"
    return evidence.why_no_current or "still_to_hold"


def _why_no_gain(evidence: Evidence, gain: Interval) -> str:
    """Why no gain is claimed; empty where one is. One that is certain and too small to matter is not claimed either."""
    if evidence.is_late_gain and gain.lower <= 0:
        return ""
    # adopters that were falling before adoption may have gone on falling, which is no harm of the practice
    if gain.upper < 0 and evidence.is_comparable and not evidence.has_moved_before:
        return "worse_than_expected"
    if gain.upper < evidence.worthwhile:
        return "depends_on_months_before" if evidence.is_disputed else "no_worthwhile_gain"
    if gain.lower > 0:
        return ""
    return "depends_on_months_before" if evidence.is_disputed else "inconclusive_gain"


def _status_before_windows(evidence: Evidence, parameters: Parameters) -> StatusVerdict | None:
    if evidence.months_since >= evidence.washout + parameters.window_months:
        return None
    has_enough = evidence.months_since >= evidence.washout + parameters.provisional_months
    if has_enough and evidence.gain is not None and evidence.gain.lower > 0:
        return StatusVerdict("gain_emerging")
    return StatusVerdict("too_early")


def _status_with_both_windows(
    evidence: Evidence, current: Interval, has_fallen: bool, why_fallen: str, parameters: Parameters
) -> StatusVerdict:
    """The rungs once both windows are complete; there is no share where the gain is too small to divide by."""
    share = evidence.share
    if share is None:
        return StatusVerdict("inconclusive", "gain_too_weak_for_a_share")
    holds = share.estimate >= parameters.share_that_holds
    if has_fallen and holds and current.lower > 0:
        return StatusVerdict("re_gained")
    if holds and share.lower > parameters.share_that_is_lost:
        return StatusVerdict("sustained")
    if share.upper < parameters.share_that_is_lost:
        return StatusVerdict("lost", why_fallen)
    if not holds and share.upper < 1:
        return StatusVerdict("eroding", why_fallen)
    if holds and current.lower > 0 and evidence.share_floor > parameters.share_that_is_lost:
        return StatusVerdict("gain", "weak_evidence_of_holding")
    return StatusVerdict("inconclusive")
