"""The page of a practice: its pooled verdict with reasons and evidence, its spread, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from reports.components import (
    closed_gaps,
    coverage_bars,
    evidence_figures,
    forest_table,
    register_claims,
    spread_figures,
    verdict_history,
)
from reports.components.adopter_table import adopter_rows
from reports.components.badge import verdict_badge
from reports.components.balancing_table import balancing_rows, summarise_balances
from reports.components.figures import ChartFigure
from reports.components.method_tables import parameter_rows
from reports.components.pooled_figure import pooled_figure
from reports.components.practice_claims import claim_evidence, claim_signals
from reports.components.practice_sentences import (
    describe_cautions,
    lead_sentence,
    make_joint_texts,
    make_sub_sentences,
    name_peers,
)
from reports.components.practice_tiles import practice_tiles
from reports.components.reason_list import describe_reasons
from reports.components.retention_figure import retention_figure
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import PracticeRecord, ProgrammeRecord
from reports.formatting import day_name, format_number, plural
from reports.pages.page_site import PageSite
from reports.pages.site import EditionSite
from reports.text.register_words import APPROACH_WORDS


def practice_pages(site: EditionSite) -> Iterator[str]:
    """Write the page of each practice and the data behind its charts."""
    for practice in site.catalogue.practices.values():
        site.add_page(f"practice/{practice.place}.html", practice, partial(_write_page, practice=practice))
    if site.catalogue.practices:
        yield f"{len(site.catalogue.practices)} practices"


def _write_page(site: PageSite, practice: PracticeRecord) -> None:
    catalogue = site.catalogue
    figures = _make_figures(site, practice)
    areas = spread_figures.by_area(practice, catalogue, site.shared)
    forest = forest_table.forest_figure(catalogue, practice)
    drawn: list[ChartFigure | forest_table.ForestFigure] = [*figures.values(), *areas, *([forest] if forest else [])]
    for figure in drawn:
        site.keep(figure.data_file, figure.table.csv())
    site.write(
        f"practice/{practice.place}.html",
        "practice.html",
        practice=practice,
        programme=catalogue.programmes[practice.programme],
        facts=_approach_and_support(catalogue.programmes[practice.programme]),
        facts_claim=register_claims.claim_practice(practice),
        measure=site.shared.measures.get(practice.measure),
        figures=figures,
        areas=areas,
        forest=forest,
        **_describe_verdict(site, practice),
        **_describe_spread(site, practice),
        names=catalogue.names,
        parameters=parameter_rows(catalogue),
        washout=washout_sentence(practice, catalogue),
    )


def _describe_verdict(site: PageSite, practice: PracticeRecord) -> dict[str, Any]:
    """What the template says of the pooled verdict, its reasons and the measures beside it."""
    catalogue, pooled = site.catalogue, site.catalogue.pooled.get(practice.practice)
    measure = site.shared.measures.get(practice.measure)
    signals = catalogue.signals.get(practice.practice, ())
    balances = balancing_rows(practice, catalogue.balances.get(practice.practice, ()), site.shared.measures)
    return {
        "badge": verdict_badge(pooled),
        "lead": lead_sentence(pooled, measure, practice, catalogue),
        **describe_cautions(pooled, measure, practice, catalogue),
        "subs": make_sub_sentences(pooled, measure, catalogue),
        "tiles": practice_tiles(pooled, measure, practice, catalogue),
        **describe_reasons(pooled, catalogue),
        "joint": make_joint_texts(practice, measure, catalogue),
        "signals": signals,
        "signals_claim": claim_signals(practice.practice, len(signals)),
        "balances": balances,
        "balances_title": summarise_balances(practice, balances),
    }


def _describe_spread(site: PageSite, practice: PracticeRecord) -> dict[str, Any]:
    """What the template says of who has adopted, in which areas, and from where they started."""
    catalogue, measure = site.catalogue, site.shared.measures.get(practice.measure)
    unit = measure.unit if measure else "share"
    push, sources = coverage_bars.source_bars(practice, catalogue)
    parts, adopters = coverage_bars.coverage_bars(practice, catalogue), adopter_rows(catalogue, practice)
    return {
        "few": coverage_bars.few_areas(practice, catalogue, site.shared),
        "parts": parts,
        "parts_claim": claim_evidence("coverage ways", practice.practice, len(parts)),
        "push": push,
        "sources": sources,
        "sources_claim": claim_evidence("adoption sources", practice.practice, len(sources)),
        "adopters": adopters,
        "adopters_claim": claim_evidence("adopters", practice.practice, len(adopters)),
        "starts": closed_gaps.closed_gaps(catalogue, practice, lambda value: format_number(value, unit)),
    }


def _approach_and_support(programme: ProgrammeRecord) -> list[tuple[str, str]]:
    return [fact for fact in programme_facts(programme) if fact[0] in ("Approach", "Support")]


def washout_sentence(practice: PracticeRecord, catalogue: PracticeCatalogue) -> str:
    """A sentence on the months that count neither as before nor as after."""
    months = catalogue.washout_of(practice)
    if not months:
        return "No washout"
    return f"{plural(months, 'month')} from adoption on {'is' if months == 1 else 'are'} not counted"


def _make_figures(site: PageSite, practice: PracticeRecord) -> dict[str, ChartFigure]:
    catalogue = site.catalogue
    runs = catalogue.pooled_runs.get(practice.practice, ())
    pooled, measure = catalogue.pooled.get(practice.practice), site.shared.measures.get(practice.measure)
    comparison = catalogue.comparison(pooled) if pooled else None
    figures = (
        pooled_figure(pooled, comparison, practice, measure, name_peers(practice, catalogue)),
        retention_figure(practice, catalogue),
        evidence_figures.event_study(practice, catalogue),
        evidence_figures.survival_figure(practice, catalogue),
        spread_figures.adoption_figure(practice, catalogue),
        verdict_history.history_figure(runs, f"data/practice/{practice.place}-history.csv", practice.practice),
    )
    return {figure.anchor: figure for figure in figures if figure}


def programme_facts(programme: ProgrammeRecord) -> tuple[tuple[str, str], ...]:
    """The register's entries for a programme."""
    ends = f"Ends {day_name(programme.support_ends)}" if programme.support_ends else "No end is registered"
    facts = (
        ("Approach", APPROACH_WORDS.get(programme.approach or "", programme.approach or "")),
        ("Lead", programme.lead or ""),
        ("Sponsor", programme.sponsor or ""),
        ("Starts", day_name(programme.starts) if programme.starts else ""),
        ("Support", ends),
    )
    return tuple((name, text) for name, text in facts if text)
