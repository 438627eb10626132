"""Adopters that closed some of their gap, by the level that they started from, and whom to ask at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import practice_claims, register_claims
from reports.components.badge import StatusBadge, verdict_badge
from reports.components.forest_table import of_practice
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import AdopterRecord, GainVerdict, PracticeRecord
from reports.text.gain_words import GAINED, format_gain


@dataclass(frozen=True)
class ClosedGap:
    """An adopter that gained, with its starting level, for organisations at that level now."""

    code: str
    name: str
    level: str
    gain: str
    contact: str
    contact_claim: Claim | None
    badge: StatusBadge
    claim: Claim


def closed_gaps(
    catalogue: PracticeCatalogue, practice: PracticeRecord, show: Callable[[float], str]
) -> list[ClosedGap]:
    """List adopters that closed some of their gap, from the lowest starting level to the highest."""
    register = {adopter.organisation: adopter for adopter in catalogue.adopters.get(practice.practice, ())}
    gaps = [
        adopter
        for adopter in of_practice(catalogue, practice)
        if _gain_stands(adopter) and adopter.gain and adopter.baseline is not None
    ]
    return [
        ClosedGap(
            adopter.organisation or "",
            catalogue.names.get(adopter.organisation or "", adopter.organisation or ""),
            show(adopter.baseline or 0.0),
            format_gain(adopter.gain.value, adopter.scale, short=True),
            *_describe_contact(practice, register.get(adopter.organisation or "")),
            verdict_badge(adopter),
            practice_claims.claim_status(adopter, "row"),
        )
        for adopter in sorted(gaps, key=lambda adopter: adopter.baseline or 0.0)
        if adopter.gain
    ]


def _describe_contact(practice: PracticeRecord, adopter: AdopterRecord | None) -> tuple[str, Claim | None]:
    if adopter is None:
        return "–", None
    return adopter.contact or "–", register_claims.claim_adopter(practice.practice, adopter)


def _gain_stands(verdict: GainVerdict) -> bool:
    """Whether the adopter still has its gain and still exists, so that it can be asked."""
    return verdict.status in GAINED and not verdict.merged_into


def adopters_near_level(
    catalogue: PracticeCatalogue, practice: PracticeRecord, level: float, unit: str, count: int = 3
) -> list[GainVerdict]:
    """List adopters that started near this level and gained, nearest first."""
    reach = 0.05 if unit == "share" else abs(level) * 0.1  # 5 points, or a tenth: declared in docs/dashboards.md
    candidates = [
        verdict
        for verdict in of_practice(catalogue, practice)
        if _gain_stands(verdict) and verdict.baseline is not None and abs(verdict.baseline - level) <= reach
    ]
    return sorted(candidates, key=lambda verdict: abs((verdict.baseline or 0.0) - level))[:count]
