"""Status badges and number tiles for the templates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports.claims.claim import Claim
from reports.components import practice_claims
from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.text.gain_words import GAINED, STATUS_SHAPES, STATUS_STYLES, status_label
from reports.text.share_retained import MORE_THAN_ALL, share_in_brief, share_with_limits


@dataclass(frozen=True)
class StatusBadge:
    """A status: its words, CSS class and sign; an open badge is provisional, or may be chance among so many."""

    words: str
    css: str
    shape: str
    is_provisional: bool
    doubt: str = ""
    claim: Claim | None = None
    """None where there is no verdict, or the badge explains a status."""


@dataclass(frozen=True)
class NumberTile:
    """A number with its label and note."""

    words: str
    value: str
    small: str
    css: str
    claim: Claim


def verdict_badge(verdict: GainVerdict | None) -> StatusBadge:
    """The badge of a verdict, or a badge for no verdict."""
    if verdict is None:
        return StatusBadge("No verdict", "plain", STATUS_SHAPES["not_assessable"], False)
    if verdict.merged_into:
        # the gain of an organisation that merged is not a finding on those who now run it
        return StatusBadge(
            "Merged", "plain", STATUS_SHAPES["not_assessable"], False, claim=practice_claims.claim_status(verdict)
        )
    badge = status_badge(verdict.status, verdict.reason, is_provisional=verdict.is_provisional)
    # of so many adopters some gain by chance: only one that stands out among them all has a solid badge
    return replace(badge, doubt=find_doubt(verdict), claim=practice_claims.claim_status(verdict))


def find_doubt(verdict: GainVerdict) -> str:
    """Why a gain that is claimed has no solid badge; empty where it has one."""
    if verdict.status not in GAINED:
        return ""
    if verdict.stands_out is False:
        return "may be chance"
    return "may not be the practice" if "trend_before" in verdict.grade_causes else ""


def status_badge(status: str, reason: str = "", *, is_provisional: bool = False) -> StatusBadge:
    return StatusBadge(
        status_label(status, reason),
        STATUS_STYLES.get(status, "plain"),
        STATUS_SHAPES.get(status, "s-nil"),
        is_provisional,
    )


def share_tile(estimate: EstimateLimits, claim: Claim) -> NumberTile:
    more = "And more: " if estimate.value > MORE_THAN_ALL else ""
    return NumberTile(
        "Gain kept",
        share_in_brief(estimate.value).capitalize(),
        f"{more}{share_with_limits(estimate, '90% limits')}",
        "",
        claim,
    )
