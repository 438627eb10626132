"""The adopters of a practice from the register, with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import practice_claims, register_claims
from reports.components.badge import StatusBadge, verdict_badge
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import PracticeRecord
from reports.formatting import month_name, short_month
from reports.links import adopter_page_path
from reports.text.register_words import ADOPTER_CATEGORIES, SOURCE_WORDS


@dataclass(frozen=True)
class AdopterRow:
    """An adopter from the register, with its verdict."""

    code: str
    name: str
    adopted: str
    category: str
    source: str
    peer: str
    fidelity: str
    contact: str
    badge: StatusBadge
    place: str
    claim: Claim | None
    register_claim: Claim


def adopter_rows(catalogue: PracticeCatalogue, practice: PracticeRecord) -> list[AdopterRow]:
    """List the adopters, earliest first."""
    rows = []
    for adopter in catalogue.adopters.get(practice.practice, ()):
        verdict = catalogue.verdicts.get((practice.practice, adopter.organisation))
        stopped = f", stopped {short_month(adopter.stopped_month)}" if adopter.stopped_month else ""
        rows.append(
            AdopterRow(
                adopter.organisation,
                catalogue.names.get(adopter.organisation, adopter.organisation),
                f"{month_name(adopter.adopted_month)}{stopped}",
                ADOPTER_CATEGORIES.get(adopter.category or "", (adopter.category or "").replace("_", " ").capitalize()),
                SOURCE_WORDS.get(adopter.source or "", adopter.source or "–"),
                catalogue.names.get(adopter.peer_organisation or "", adopter.peer_organisation or ""),
                "–" if adopter.fidelity is None else f"{adopter.fidelity * 100:.0f}%",
                adopter.contact or "–",
                verdict_badge(verdict),
                adopter_page_path(practice, adopter.organisation)
                if verdict and verdict.status != "not_adopted"
                else "",
                practice_claims.claim_status(verdict, "row") if verdict else None,
                register_claims.claim_adopter(practice.practice, adopter),
            )
        )
    return rows
