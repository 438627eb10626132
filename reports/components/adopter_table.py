"""Who adopted a practice, as the register knows them, with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from reports.components.badge import StatusBadge, verdict_badge
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import PracticeRecord
from reports.formatting import month_name, short_month
from reports.pages.adopter_pages import place_of
from reports.text.gain_words import ADOPTER_CATEGORIES, SOURCE_WORDS


@dataclass(frozen=True)
class AdopterRow:
    """An adopter as the register knows it, with its verdict."""

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


def adopter_rows(catalogue: PracticeCatalogue, practice: PracticeRecord) -> list[AdopterRow]:
    """Who adopted, first ones first."""
    found = []
    for one in catalogue.adopters.get(practice.practice, ()):
        verdict = catalogue.verdicts.get((practice.practice, one.organisation))
        stopped = f", stopped {short_month(one.stopped_month)}" if one.stopped_month else ""
        found.append(
            AdopterRow(
                one.organisation,
                catalogue.names.get(one.organisation, one.organisation),
                f"{month_name(one.adopted_month)}{stopped}",
                ADOPTER_CATEGORIES.get(one.category or "", (one.category or "").replace("_", " ").capitalize()),
                SOURCE_WORDS.get(one.source or "", one.source or "–"),
                catalogue.names.get(one.peer_organisation or "", one.peer_organisation or ""),
                "–" if one.fidelity is None else f"{one.fidelity * 100:.0f}%",
                one.contact or "–",
                verdict_badge(verdict),
                place_of(practice, one.organisation) if verdict and verdict.status != "not_adopted" else "",
            )
        )
    return found
