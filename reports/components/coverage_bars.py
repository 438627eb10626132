"""Coverage as bars: counted in several ways, by area where there are few, and by source of adoption."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.columns import share_bar
from reports.claims.claim import Claim
from reports.components.figures import mark_safe
from reports.components.practice_claims import claim_evidence
from reports.components.spread_figures import (
    MAX_AREAS_ON_ONE_CHART,
    area_name,
    describe_held_coverage,
    format_share,
    kinds_of,
    newest_coverage,
    ordered_areas,
    title_of,
)
from reports.data.catalogue import PracticeCatalogue
from reports.data.edition_record import EditionRecord
from reports.data.practice_evidence import SpreadCoverage
from reports.data.practice_records import PracticeRecord
from reports.formatting import plural
from reports.text.register_words import SOURCE_WORDS

HELD_COVERAGE_HINT = (
    "Patients of adopters whose own verdict is gain, won back or sustained; many are too small to say by themselves"
)
UNREGISTERED = "Nobody is registered as eligible, so there is no share to show"


@dataclass(frozen=True)
class CoverageBar:
    """A share with its bar, for a table row."""

    words: str
    small: str
    count: str
    share: str
    bar: Markup


def few_areas(
    practice: PracticeRecord, catalogue: PracticeCatalogue, shared: EditionRecord
) -> list[tuple[str, list[CoverageBar], Claim]]:
    """Coverage by area name, for each kind of area with few areas."""
    return [
        (
            title_of(kind, areas),
            [
                _coverage_bar(area_coverage, area_name(area, catalogue, shared))
                for area, area_coverage in ordered_areas(areas)
            ],
            claim_evidence("area bars", practice.practice, len(areas), organisation=kind),
        )
        for kind, areas in kinds_of(practice, catalogue).items()
        if 1 < len(areas) <= MAX_AREAS_ON_ONE_CHART
    ]


def _coverage_bar(coverage: SpreadCoverage, name: str) -> CoverageBar:
    held_text = f"; {describe_held_coverage(coverage.held_coverage)}" if coverage.held_coverage is not None else ""
    return CoverageBar(
        name,
        f"{coverage.adopted} of {coverage.eligible}{held_text}",
        "",
        format_share(coverage.coverage),
        mark_safe(share_bar(coverage.coverage or 0.0)),
    )


def coverage_bars(practice: PracticeRecord, catalogue: PracticeCatalogue) -> list[CoverageBar]:
    """Coverage counted in several ways, each with its meaning."""
    newest = newest_coverage(practice, catalogue)
    if newest is None:
        return []
    if newest.eligible is None:
        return [CoverageBar("By site", UNREGISTERED, "", "–", mark_safe(share_bar(0.0)))]
    named = (
        ("By site", f"{newest.adopted} of {plural(newest.eligible, 'organisation')}", newest.coverage, ""),
        ("By volume", "Weighted by how many patients each sees", newest.volume, ""),
        ("By fidelity", "Weighted also by how fully it is done", newest.effective, ""),
        ("Confirmed", HELD_COVERAGE_HINT, newest.held_coverage, "held"),
    )
    return [
        CoverageBar(words, small, "", format_share(value), mark_safe(share_bar(value, css)))
        for words, small, value, css in named
        if value is not None
    ]


def source_bars(practice: PracticeRecord, catalogue: PracticeCatalogue) -> tuple[str, list[CoverageBar]]:
    """Push and pull: the sources of adoptions, with a sentence about them."""
    sources = catalogue.sources.get(practice.practice, ())
    known = sum(source.adopters for source in sources)
    if not known:
        return "", []
    pull = sum(source.adopters for source in sources if source.is_pull)
    rows = [
        CoverageBar(
            SOURCE_WORDS.get(source.source, source.source),
            "Pull" if source.is_pull else "Push",
            str(source.adopters),
            format_share(source.adopters / known),
            mark_safe(share_bar(source.adopters / known, "pull" if source.is_pull else "")),
        )
        for source in sources
    ]
    return f"{pull} of {plural(known, 'adoption')} {'was' if pull == 1 else 'were'} pull, not push", rows
