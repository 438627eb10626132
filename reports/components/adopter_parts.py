"""Parts of an adopter's page: the chart's title, the four numbers."""

from __future__ import annotations

from reports.components import practice_claims
from reports.components.badge import NumberTile, share_tile
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, short_month
from reports.text.gain_words import format_gain, format_limits

TITLES = {
    "sustained": "the gain after adoption is holding",
    "re_gained": "the gain has come back",
    "gain": "better after adoption",
    "gain_emerging": "a gain is emerging",
    "lost": "the gain after adoption is gone",
    "eroding": "part of the gain is gone",
    "inconclusive": "better after adoption, then unclear",
    "no_detectable_gain": "no gain that stands out from chance",
    "too_early": "too early to tell",
    "not_assessable": "not assessable",
}


def chart_title(verdict: GainVerdict) -> str:
    if verdict.merged_into:
        return "until it merged"
    if verdict.reason == "worse_than_expected":
        return "worse than expected after adoption"
    return TITLES.get(verdict.status, "after adoption")


KNOWN_TO_HOLD = frozenset({"sustained", "re_gained"})
PARTIAL = frozenset({"too_early", "gain_emerging"})
"""Statuses of adopters whose first year is not complete."""


def adopter_tiles(verdict: GainVerdict) -> list[NumberTile]:
    """The four numbers: gain, current gain, share retained, months held."""
    return [
        _limits_tile("Gain so far" if verdict.status in PARTIAL else "Gain, first year", verdict, "gain"),
        _limits_tile("Latest year", verdict, "current"),
        _share_retained_tile(verdict),
        _time_tile(verdict),
    ]


def _time_tile(verdict: GainVerdict) -> NumberTile:
    """Months held, but only of a gain that is known to hold; else how long it has been followed, or when it began."""
    adopted = f"Adopted {month_name(verdict.adopted_month)}" if verdict.adopted_month else ""
    detail = practice_claims.claim_status(verdict, "verdict detail")
    if verdict.months_held is not None and verdict.status in KNOWN_TO_HOLD:
        claim = practice_claims.claim_months_held(verdict)
        return NumberTile("Months held", f"{verdict.months_held:,}", adopted, "", claim)
    if verdict.reason == "still_to_hold" and verdict.current is None and verdict.holding_months is not None:
        return NumberTile(
            "Followed after the first year", f"{verdict.holding_months} of 12 months", adopted, "", detail
        )
    return NumberTile("Adopted", short_month(verdict.adopted_month) if verdict.adopted_month else "–", "", "", detail)


def _limits_tile(words: str, verdict: GainVerdict, name: str) -> NumberTile:
    limits = verdict.gain if name == "gain" else verdict.current
    claim = practice_claims.claim_estimate(verdict, name, limits)
    if limits is None:
        return NumberTile(words, "–", _absent_value(verdict), "", claim)
    css = "good" if limits.lower > 0 else "poor" if limits.upper < 0 else ""
    return NumberTile(
        words,
        format_gain(limits.value, verdict.scale, short=True),
        f"90% limits {format_limits(limits, verdict.scale)}",
        css,
        claim,
    )


def _share_retained_tile(verdict: GainVerdict) -> NumberTile:
    claim = practice_claims.claim_estimate(verdict, "share", verdict.share)
    if verdict.share:
        return share_tile(verdict.share, claim)
    small = "No ratio is given of a gain near none" if verdict.current else _absent_value(verdict)
    return NumberTile("Gain kept", "–", small, "", claim)


def _absent_value(verdict: GainVerdict) -> str:
    if verdict.is_withheld and verdict.status not in ("too_early", "not_assessable"):
        return "Hidden: small numbers"
    return "Not assessable" if verdict.status == "not_assessable" else "Not known yet"
