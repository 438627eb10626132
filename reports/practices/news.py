"""What the front page tells of practices: statuses that the newest run has confirmed, and new adopters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.practices.adopter_pages import place_of
from reports.practices.badge import Badge, of_status
from reports.practices.catalogue import Catalogue
from reports.practices.history import Change, change
from reports.practices.records import Run
from reports.practices.words import label
from reports.words import month_name, months_from

RECENT = 3
"""Months within which an adopter is new: registers come in late."""
SILENT = frozenset({"too_early", "not_assessable", "not_adopted"})


@dataclass(frozen=True)
class Told:
    """A change of status in words."""

    title: str
    place: str
    words: str
    badge: Badge
    is_pooled: bool


@dataclass(frozen=True)
class Joined:
    """A new adopter."""

    name: str
    title: str
    place: str
    when: str


@dataclass(frozen=True)
class News:
    """The changes of the newest run, out of how many verdicts looked at."""

    month: str
    changes: list[Told]
    looked: int
    provisional: int
    joined: list[Joined]
    since: str


def news(catalogue: Catalogue) -> News | None:
    """None while no verdict has been given at all."""
    months = [runs[-1].month for runs in (*catalogue.runs.values(), *catalogue.pooled_runs.values())]
    if not months:
        return None
    newest = max(months)
    pooled = {(code, ""): runs for code, runs in catalogue.pooled_runs.items() if runs[-1].month == newest}
    single = {key: runs for key, runs in catalogue.runs.items() if runs[-1].month == newest}
    looked = {**pooled, **single}
    found = [change(code, organisation or None, runs) for (code, organisation), runs in looked.items()]
    # from "too early" to a first answer is news, from an answer to "not assessable" is not
    told = [_told(catalogue, one) for one in found if one and one.now not in SILENT]
    told.sort(key=lambda one: (not one.is_pooled, one.title))
    return News(
        month_name(newest), told, len(looked), _provisional(looked), _joined(catalogue, newest), f"{RECENT} months"
    )


def _provisional(looked: dict[tuple[str, str], tuple[Run, ...]]) -> int:
    return sum(runs[-1].is_provisional and runs[-1].status not in SILENT for runs in looked.values())


def _told(catalogue: Catalogue, one: Change) -> Told:
    practice = catalogue.practices[one.practice]
    now = of_status(one.now, one.reason)
    words = f"from “{label(one.before)}” to “{now.words}”"
    if one.organisation is None:
        return Told(f"{practice.title}, all adopters together", f"practice/{practice.place}.html", words, now, True)
    name = catalogue.names.get(one.organisation, one.organisation)
    return Told(f"{name}: {practice.title}", place_of(practice, one.organisation), words, now, False)


def _joined(catalogue: Catalogue, newest: date) -> list[Joined]:
    found = []
    for code, adopters in catalogue.adopters.items():
        practice = catalogue.practices[code]
        for one in adopters:
            if 0 <= months_from(one.adopted_month, newest) < RECENT:
                name = catalogue.names.get(one.organisation, one.organisation)
                place = f"practice/{practice.place}.html"
                found.append((one.adopted_month, Joined(name, practice.title, place, month_name(one.adopted_month))))
    return [joined for _, joined in sorted(found, key=lambda pair: (pair[0], pair[1].name), reverse=True)]
