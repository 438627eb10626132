"""Coverage as bars: counted in several ways, by area where there are few, and where adoptions came from."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.columns import bar
from reports.practices.catalogue import Catalogue
from reports.practices.evidence import Coverage
from reports.practices.figures import safe
from reports.practices.records import Practice
from reports.practices.spread_figures import (
    FEW,
    area_name,
    held_words,
    kinds_of,
    newest,
    ordered_areas,
    share,
    title_of,
)
from reports.practices.words import SOURCES
from reports.records import Edition
from reports.words import plural

HELD = "Volume of single organisations whose own verdict is gain, won back or sustained; many cannot tell by themselves"
UNREGISTERED = "Nobody is registered as eligible, so coverage cannot be told"


@dataclass(frozen=True)
class Part:
    """A share with its bar, for a row of a table."""

    words: str
    small: str
    count: str
    share: str
    bar: Markup


def few_areas(practice: Practice, catalogue: Catalogue, shared: Edition) -> list[tuple[str, list[Part]]]:
    """The coverage of areas by name, for each kind of area of which there are few."""
    return [
        (title_of(kind, found), [_part(one, area_name(area, catalogue, shared)) for area, one in ordered_areas(found)])
        for kind, found in kinds_of(practice, catalogue).items()
        if 1 < len(found) <= FEW
    ]


def _part(one: Coverage, name: str) -> Part:
    held = f"; {held_words(one.held)}" if one.held is not None else ""
    return Part(name, f"{one.adopted} of {one.eligible}{held}", "", share(one.coverage), safe(bar(one.coverage or 0.0)))


def parts(practice: Practice, catalogue: Catalogue) -> list[Part]:
    """Coverage counted in several ways, each with what it means."""
    found = newest(practice, catalogue)
    if found is None:
        return []
    if found.eligible is None:
        return [Part("By site", UNREGISTERED, "", "–", safe(bar(0.0)))]
    named = (
        ("By site", f"{found.adopted} of {plural(found.eligible, 'organisation')}", found.coverage, ""),
        ("By volume", "Weighted by how many patients each sees", found.volume, ""),
        ("By fidelity", "Weighted also by how fully it is done", found.effective, ""),
        ("Held, one by one", HELD, found.held, "held"),
    )
    return [
        Part(words, small, "", share(value), safe(bar(value, css)))
        for words, small, value, css in named
        if value is not None
    ]


def sources(practice: Practice, catalogue: Catalogue) -> tuple[str, list[Part]]:
    """Push and pull: where adoptions came from, and the sentence on it."""
    found = catalogue.sources.get(practice.practice, ())
    known = sum(one.adopters for one in found)
    if not known:
        return "", []
    pull = sum(one.adopters for one in found if one.is_pull)
    rows = [
        Part(
            SOURCES.get(one.source, one.source),
            "Pull" if one.is_pull else "Push",
            str(one.adopters),
            share(one.adopters / known),
            safe(bar(one.adopters / known, "pull" if one.is_pull else "")),
        )
        for one in found
    ]
    return f"{pull} of {plural(known, 'adoption')} {'was' if pull == 1 else 'were'} pull, not push", rows
