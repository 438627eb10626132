"""The share of a gain that is retained, as people say it: none of it below nought, all of it beyond one."""

from __future__ import annotations

from reports.practices.badge import Tile
from reports.practices.records import Limits, Verdict
from reports.practices.words import percent, share_between

MORE = 1.05
"""From here on it is more than the gain of the first year, and not that gain rounded."""


def brief(share: float) -> str:
    """'73%', or "nothing" and "all" where a share would be none of anything."""
    return "nothing" if share < 0 else "all" if share > MORE else percent(share)


def sentence(share: float) -> str:
    """'73% of the gain is kept'."""
    if share < 0:
        return "No part of the gain is left"
    return "All of the gain is left, and more" if share > MORE else f"{percent(share)} of the gain is kept"


def limited(found: Limits, name: str = "limits") -> str:
    """The limits, with the estimate where its words do not tell it."""
    own = "" if brief(found.value) == percent(found.value) else f"{percent(found.value)}; "
    return f"{own}{name} {share_between(found)}"


def tile(found: Limits) -> Tile:
    more = "And more: " if found.value > MORE else ""
    return Tile("Gain kept", brief(found.value).capitalize(), f"{more}{limited(found, '90% limits')}", "")


def kept(found: Verdict) -> str:
    """The share retained with its limits, or a dash where there is none."""
    if found.share is None:
        return "–"
    own = "" if brief(found.share.value) == percent(found.share.value) else f"{percent(found.share.value)}, "
    return f"{brief(found.share.value).capitalize()} ({own}{share_between(found.share)})"
