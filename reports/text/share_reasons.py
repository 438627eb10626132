"""The reason of a verdict that is about the share of the gain: how much is kept, or why no share can be given yet."""

from __future__ import annotations

from datetime import date

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.formatting import month_name
from reports.text import share_retained
from reports.text.gain_words import format_percent
from reports.text.verdict_reason import MET, MISSED, OPEN, VerdictReason

CANNOT_COME = frozenset({"another_practice_since", "too_few_left_to_compare"})
"""Reasons for which there will be no share, however long one waits."""


def share_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    """The share retained, or what is left since the first year, or from when on there can be a share."""
    if verdict.share is not None:
        return _share_retained_reason(verdict.share, catalogue)
    if verdict.status not in ("gain", "gain_emerging") or verdict.current is not None or verdict.gain is None:
        return None
    if verdict.share_since is not None:
        return _share_since_reason(verdict, verdict.share_since)
    return _no_share_reason(verdict, catalogue)


def _share_retained_reason(share: EstimateLimits, catalogue: PracticeCatalogue) -> VerdictReason:
    hold, lost = catalogue.value("share_that_holds") or 0.75, catalogue.value("share_that_is_lost") or 0.5
    holds, is_sure = share.value >= hold, share.lower > lost
    state = MET if holds and is_sure else OPEN if holds else MISSED
    needed = f"at least {format_percent(hold)} needed, and the lower limit above {format_percent(lost)}"
    return VerdictReason(state, share_retained.share_sentence(share.value), f"{_limits(share)}; {needed}")


def _share_since_reason(verdict: GainVerdict, since: EstimateLimits) -> VerdictReason:
    state = MISSED if verdict.reason == "slipping" else OPEN
    words = f"{share_retained.share_sentence(since.value)} since the first year"
    return VerdictReason(state, words, f"{_limits(since)}; not a whole year yet")


def _limits(share: EstimateLimits) -> str:
    limits = share_retained.share_with_limits(share)
    return f"{limits[:1].upper()}{limits[1:]}"


def _no_share_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    """No share before the year after the first one is over; the month is known once the first one is."""
    if verdict.merged_into or verdict.reason in CANNOT_COME:
        return None
    month = ""
    if verdict.status == "gain" and verdict.gain_span is not None:
        last = verdict.gain_span[1]
        ordinal = last.year * 12 + last.month - 1 + catalogue.whole_value("window_months", 12)
        month = f": {month_name(date(ordinal // 12, ordinal % 12 + 1, 1))} at the earliest"
    return VerdictReason(OPEN, "No share of the gain yet", f"It takes the year after the first one{month}")
