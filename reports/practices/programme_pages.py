"""The pages of programmes, and the list of programmes and practices that leads to everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.practices.badge import Badge, Tile, badge
from reports.practices.practice_pages import facts, lead, tiles
from reports.practices.records import Practice, Programme
from reports.site import Site
from reports.words import plural


@dataclass(frozen=True)
class Entry:
    """A practice as lists of them show it."""

    practice: Practice
    measure: str
    badge: Badge
    lead: str
    tiles: list[Tile]


@dataclass(frozen=True)
class Group:
    """A programme with its practices."""

    programme: Programme
    facts: tuple[tuple[str, str], ...]
    entries: list[Entry]


def programme_pages(site: Site) -> Iterator[str]:
    """Write the list and a page for each programme."""
    groups = _groups(site)
    site.write("practices.html", "practices.html", groups=groups, count=len(site.catalogue.practices))
    for group in groups:
        site.write(f"programme/{group.programme.place}.html", "programme.html", group=group, summary=summary(group))
    if groups:
        yield plural(len(groups), "programme")


def _groups(site: Site) -> list[Group]:
    return [
        Group(one, facts(one), [entry(site, practice) for practice in site.catalogue.of_programme(one.programme)])
        for one in site.catalogue.programmes.values()
    ]


def entry(site: Site, practice: Practice) -> Entry:
    pooled, measure = site.catalogue.pooled.get(practice.practice), site.shared.measures.get(practice.measure)
    told = lead(pooled, measure, practice, site.catalogue)
    shown = tiles(pooled, measure, practice, site.catalogue)
    return Entry(practice, measure.title if measure else practice.measure, badge(pooled), told, shown)


def summary(group: Group) -> str:
    """How many of the programme's practices have which verdict, in a sentence."""
    counts: dict[str, int] = {}
    for one in group.entries:
        counts[one.badge.words] = counts.get(one.badge.words, 0) + 1
    if not counts:
        return "No practice of this programme is registered."
    told = ", ".join(f"{words.lower()} {count}" for words, count in counts.items())
    return f"{plural(len(group.entries), 'practice')}: {told}."
