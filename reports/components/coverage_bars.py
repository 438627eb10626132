"""Coverage as bars: counted in several ways, by area where there are few, and where adoptions came from."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.columns import share_bar
from reports.components.figures import mark_safe
from reports.components.spread_figures import (
    MAX_AREAS_ON_ONE_CHART,
    area_name,
    format_share,
    held_words,
    kinds_of,
    newest_coverage,
    ordered_areas,
    title_of,
)
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_evidence import SpreadCoverage
from reports.data.practice_records import PracticeRecord
from reports.data.records import EditionRecord
from reports.formatting import plural
from reports.text.gain_words import SOURCE_WORDS

HELD = "Volume of single organisations whose own verdict is gain, won back or sustained; many cannot tell by themselves"
UNREGISTERED = "Nobody is registered as eligible, so coverage cannot be told"


@dataclass(frozen=True)
class CoverageBar:
    """A share with its bar, for a row of a table."""

    words: str
    small: str
    count: str
    share: str
    bar: Markup


def few_areas(
    practice: PracticeRecord, catalogue: PracticeCatalogue, shared: EditionRecord
) -> list[tuple[str, list[CoverageBar]]]:
    """The coverage of areas by name, for each kind of area of which there are few."""
    return [
        (
            title_of(kind, found),
            [_coverage_bar(one, area_name(area, catalogue, shared)) for area, one in ordered_areas(found)],
        )
        for kind, found in kinds_of(practice, catalogue).items()
        if 1 < len(found) <= MAX_AREAS_ON_ONE_CHART
    ]


def _coverage_bar(one: SpreadCoverage, name: str) -> CoverageBar:
    held = f"; {held_words(one.held)}" if one.held is not None else ""
    return CoverageBar(
        name,
        f"{one.adopted} of {one.eligible}{held}",
        "",
        format_share(one.coverage),
        mark_safe(share_bar(one.coverage or 0.0)),
    )


def coverage_bars(practice: PracticeRecord, catalogue: PracticeCatalogue) -> list[CoverageBar]:
    """Coverage counted in several ways, each with what it means."""
    found = newest_coverage(practice, catalogue)
    if found is None:
        return []
    if found.eligible is None:
        return [CoverageBar("By site", UNREGISTERED, "", "–", mark_safe(share_bar(0.0)))]
    named = (
        ("By site", f"{found.adopted} of {plural(found.eligible, 'organisation')}", found.coverage, ""),
        ("By volume", "Weighted by how many patients each sees", found.volume, ""),
        ("By fidelity", "Weighted also by how fully it is done", found.effective, ""),
        ("Held, one by one", HELD, found.held, "held"),
    )
    return [
        CoverageBar(words, small, "", format_share(value), mark_safe(share_bar(value, css)))
        for words, small, value, css in named
        if value is not None
    ]


def source_bars(practice: PracticeRecord, catalogue: PracticeCatalogue) -> tuple[str, list[CoverageBar]]:
    """Push and pull: where adoptions came from, and the sentence on it."""
    found = catalogue.sources.get(practice.practice, ())
    known = sum(one.adopters for one in found)
    if not known:
        return "", []
    pull = sum(one.adopters for one in found if one.is_pull)
    rows = [
        CoverageBar(
            SOURCE_WORDS.get(one.source, one.source),
            "Pull" if one.is_pull else "Push",
            str(one.adopters),
            format_share(one.adopters / known),
            mark_safe(share_bar(one.adopters / known, "pull" if one.is_pull else "")),
        )
        for one in found
    ]
    return f"{pull} of {plural(known, 'adoption')} {'was' if pull == 1 else 'were'} pull, not push", rows
