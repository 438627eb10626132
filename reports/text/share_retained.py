"""The retained share of a gain in words: none of it below zero, all of it above one."""

from __future__ import annotations

from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.text.gain_words import format_percent, share_between

MORE_THAN_ALL = 1.05
"""From this share on, it is more than the first year's gain and not just that gain rounded."""


def share_in_brief(share: float) -> str:
    """'73%', or "nothing" and "all" for a share below zero or above one."""
    return "nothing" if share < 0 else "all" if share > MORE_THAN_ALL else format_percent(share)


def share_sentence(share: float) -> str:
    """'73% of the gain is kept'."""
    if share < 0:
        return "No part of the gain is left"
    return (
        "All of the gain is left, and more" if share > MORE_THAN_ALL else f"{format_percent(share)} of the gain is kept"
    )


def share_with_limits(estimate: EstimateLimits, name: str = "limits") -> str:
    """The limits, with the estimate where the words do not give it."""
    own = (
        ""
        if share_in_brief(estimate.value) == format_percent(estimate.value)
        else f"{format_percent(estimate.value)}; "
    )
    return f"{own}{name} {share_between(estimate)}"


def share_cell(verdict: GainVerdict) -> str:
    """The share retained with its limits, as far as they say something, or a dash where there is no share."""
    if verdict.share is None:
        return "–"
    words, limits = share_in_brief(verdict.share.value).capitalize(), _limits_in_brief(verdict.share)
    return f"{words} ({limits})" if limits else words


def _limits_in_brief(share: EstimateLimits) -> str:
    """Limits between none of a gain and all of it: less than none or more than all says no more to a reader."""
    if share.upper < 0 or share.lower > MORE_THAN_ALL:
        return ""
    if share.lower <= 0 and share.upper >= 1:
        return "nothing to all"
    if share.lower <= 0:
        return f"at most {format_percent(share.upper)}"
    return f"at least {format_percent(share.lower)}" if share.upper >= 1 else share_between(share)
