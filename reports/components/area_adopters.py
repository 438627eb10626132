"""The adopters in an area, each with its verdict: has a practice held here?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import practice_claims
from reports.components.badge import StatusBadge, verdict_badge
from reports.data.catalogue import PracticeCatalogue
from reports.formatting import month_name
from reports.links import adopter_page_path
from reports.text.gain_words import format_gain
from reports.text.share_retained import share_cell


@dataclass(frozen=True)
class AreaAdopter:
    """An adopter of a practice in an area."""

    practice: str
    practice_page: str
    name: str
    page: str
    adopted: str
    gain: str
    gain_kept: str
    badge: StatusBadge
    claim: Claim


def list_area_adopters(catalogue: PracticeCatalogue, members: Collection[str]) -> list[AreaAdopter]:
    """List them by practice and name."""
    rows = []
    for (code, organisation), verdict in catalogue.verdicts.items():
        if organisation in members and verdict.status != "not_adopted":
            practice = catalogue.practices[code]
            rows.append(
                AreaAdopter(
                    practice.title,
                    f"practice/{practice.place}.html",
                    catalogue.names.get(organisation, organisation),
                    adopter_page_path(practice, organisation),
                    month_name(verdict.adopted_month) if verdict.adopted_month else "–",
                    format_gain(verdict.gain.value, verdict.scale, short=True) if verdict.gain else "–",
                    share_cell(verdict),
                    verdict_badge(verdict),
                    practice_claims.claim_status(verdict, "row"),
                )
            )
    return sorted(rows, key=lambda row: (row.practice, row.name.lower()))
