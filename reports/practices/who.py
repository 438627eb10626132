"""Who adopted a practice, as the register knows them, with their verdicts."""

from __future__ import annotations

from dataclasses import dataclass

from reports.practices.adopter_pages import place_of
from reports.practices.badge import Badge, badge
from reports.practices.catalogue import Catalogue
from reports.practices.records import Practice
from reports.practices.words import CATEGORIES, SOURCES
from reports.words import month_name, short_month


@dataclass(frozen=True)
class Who:
    """An adopter as the register knows it, with its verdict."""

    code: str
    name: str
    adopted: str
    category: str
    source: str
    peer: str
    fidelity: str
    contact: str
    badge: Badge
    place: str


def adopters(catalogue: Catalogue, practice: Practice) -> list[Who]:
    """Who adopted, first ones first."""
    found = []
    for one in catalogue.adopters.get(practice.practice, ()):
        verdict = catalogue.verdicts.get((practice.practice, one.organisation))
        stopped = f", stopped {short_month(one.stopped_month)}" if one.stopped_month else ""
        found.append(
            Who(
                one.organisation,
                catalogue.names.get(one.organisation, one.organisation),
                f"{month_name(one.adopted_month)}{stopped}",
                CATEGORIES.get(one.category or "", (one.category or "").replace("_", " ").capitalize()),
                SOURCES.get(one.source or "", one.source or "–"),
                catalogue.names.get(one.peer_organisation or "", one.peer_organisation or ""),
                "–" if one.fidelity is None else f"{one.fidelity * 100:.0f}%",
                one.contact or "–",
                badge(verdict),
                place_of(practice, one.organisation) if verdict and verdict.status != "not_adopted" else "",
            )
        )
    return found
