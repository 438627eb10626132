"""The pages of programmes, and the list of all programmes and practices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.claims.claim import Claim, ClaimedText
from reports.components import register_claims
from reports.components.badge import NumberTile, StatusBadge, verdict_badge
from reports.components.practice_sentences import lead_sentence
from reports.components.practice_tiles import practice_tiles
from reports.data.practice_records import PracticeRecord, ProgrammeRecord
from reports.formatting import plural
from reports.pages.page_site import PageSite
from reports.pages.practice_pages import programme_facts
from reports.pages.site import EditionSite
from reports.text import cautions


@dataclass(frozen=True)
class PracticeEntry:
    """A practice in a list."""

    practice: PracticeRecord
    measure: str
    badge: StatusBadge
    lead: str
    tiles: list[NumberTile]
    caution: str


@dataclass(frozen=True)
class ProgrammeGroup:
    """A programme with its practices."""

    programme: ProgrammeRecord
    facts: tuple[tuple[str, str], ...]
    facts_claim: Claim
    entries: list[PracticeEntry]


def programme_pages(site: EditionSite) -> Iterator[str]:
    """Write the list of programmes and a page for each."""
    groups = _programme_groups(site)
    count = len(site.catalogue.practices)
    claim = register_claims.claim_practice_count(count)
    site.write("practices.html", "practices.html", groups=groups, count=count, count_claim=claim)
    for group in groups:
        site.write(
            f"programme/{group.programme.place}.html", "programme.html", group=group, summary=programme_summary(group)
        )
    if groups:
        yield plural(len(groups), "programme")


def _programme_groups(site: EditionSite) -> list[ProgrammeGroup]:
    return [
        ProgrammeGroup(
            programme,
            programme_facts(programme),
            register_claims.claim_programme(programme),
            [practice_entry(site, practice) for practice in site.catalogue.of_programme(programme.programme)],
        )
        for programme in site.catalogue.programmes.values()
    ]


def practice_entry(site: PageSite, practice: PracticeRecord) -> PracticeEntry:
    pooled, measure = site.catalogue.pooled.get(practice.practice), site.shared.measures.get(practice.measure)
    sentence = lead_sentence(pooled, measure, practice, site.catalogue)
    shown = practice_tiles(pooled, measure, practice, site.catalogue)
    caution = cautions.caution_sentence(pooled, site.catalogue) if pooled else ""
    return PracticeEntry(
        practice, measure.title if measure else practice.measure, verdict_badge(pooled), sentence, shown, caution
    )


def programme_summary(group: ProgrammeGroup) -> ClaimedText:
    """A sentence with the number of the programme's practices by verdict."""
    counts: dict[str, int] = {}
    for entry in group.entries:
        counts[entry.badge.words] = counts.get(entry.badge.words, 0) + 1
    claim = register_claims.claim_programme_summary(group.programme.programme, [entry.badge for entry in group.entries])
    if not counts:
        return ClaimedText("No practice of this programme is registered.", claim)
    status_counts = ", ".join(f"{words.lower()} {count}" for words, count in counts.items())
    return ClaimedText(f"{plural(len(group.entries), 'practice')}: {status_counts}.", claim)
