"""The page of a practice: its pooled verdict with reasons and evidence, its spread, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.claims.claim import ClaimedText
from reports.components import (
    coverage_bars,
    evidence_figures,
    forest_table,
    practice_claims,
    spread_figures,
    verdict_history,
)
from reports.components.adopter_table import adopter_rows
from reports.components.badge import NumberTile, share_tile, verdict_badge
from reports.components.balancing_table import balancing_rows
from reports.components.figures import ChartFigure
from reports.components.method_tables import parameter_rows
from reports.components.pooled_figure import pooled_figure
from reports.components.retention_figure import retention_figure
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict, PracticeRecord, ProgrammeRecord
from reports.data.records import MeasureRecord
from reports.formatting import day_name, format_number, plural, short_month
from reports.pages.site import EditionSite
from reports.text import (
    cautions,
    headline,
    joint_words,
    patients,
    practice_narrative,
    verdict_reasons,
    verdict_sentences,
)
from reports.text.gain_words import APPROACH_WORDS, GAINED, format_gain, format_limits, round_people


def practice_pages(site: EditionSite) -> Iterator[str]:
    """Write the page of each practice and the data behind its charts."""
    for practice in site.catalogue.practices.values():
        _write_page(site, practice)
    if site.catalogue.practices:
        yield f"{len(site.catalogue.practices)} practices"


def _write_page(site: EditionSite, practice: PracticeRecord) -> None:
    catalogue, pooled = site.catalogue, site.catalogue.pooled.get(practice.practice)
    measure = site.shared.measures.get(practice.measure)
    figures = _make_figures(site, practice)
    areas = spread_figures.by_area(practice, catalogue, site.shared)
    forest = forest_table.forest_figure(catalogue, practice)
    for figure in (*figures.values(), *areas):
        site.keep(figure.data_file, figure.table.csv())
    if forest:
        site.keep(forest.data_file, forest.table.csv())
    unit = measure.unit if measure else "share"
    push, sources = coverage_bars.source_bars(practice, catalogue)
    site.write(
        f"practice/{practice.place}.html",
        "practice.html",
        practice=practice,
        programme=catalogue.programmes[practice.programme],
        facts=_approach_and_support(catalogue.programmes[practice.programme]),
        measure=measure,
        badge=verdict_badge(pooled),
        lead=lead_sentence(pooled, measure, practice, catalogue),
        **describe_cautions(pooled, measure, practice, catalogue),
        subs=_sub_sentences(pooled, measure, catalogue),
        tiles=practice_tiles(pooled, measure, practice, catalogue),
        checks=verdict_reasons.verdict_reasons(pooled, catalogue) if pooled else [],
        reason_claim=practice_claims.claim_status(pooled, "reason") if pooled else None,
        figures=figures,
        joint=_joint_texts(practice, measure, catalogue),
        signals=catalogue.signals.get(practice.practice, ()),
        names=catalogue.names,
        areas=areas,
        few=coverage_bars.few_areas(practice, catalogue, site.shared),
        forest=forest,
        balances=balancing_rows(practice, catalogue.balances.get(practice.practice, ()), site.shared.measures),
        parts=coverage_bars.coverage_bars(practice, catalogue),
        push=push,
        sources=sources,
        adopters=adopter_rows(catalogue, practice),
        starts=forest_table.closed_gaps(catalogue, practice, lambda value: format_number(value, unit)),
        parameters=parameter_rows(catalogue),
        washout=washout_sentence(practice),
    )


def _approach_and_support(programme: ProgrammeRecord) -> list[tuple[str, str]]:
    return [fact for fact in programme_facts(programme) if fact[0] in ("Approach", "Support")]


def washout_sentence(practice: PracticeRecord) -> str:
    """A sentence on the months that count neither as before nor as after."""
    months = verdict_sentences.DEFAULT_WASHOUT if practice.washout_months is None else practice.washout_months
    if not months:
        return "No washout"
    return f"{plural(months, 'month')} from adoption on {'is' if months == 1 else 'are'} not counted"


def _make_figures(site: EditionSite, practice: PracticeRecord) -> dict[str, ChartFigure]:
    catalogue = site.catalogue
    runs = catalogue.pooled_runs.get(practice.practice, ())
    pooled, measure = catalogue.pooled.get(practice.practice), site.shared.measures.get(practice.measure)
    comparison = catalogue.comparison(pooled) if pooled else None
    figures = (
        pooled_figure(pooled, comparison, practice, measure, peers_of(practice, catalogue)),
        retention_figure(practice, catalogue),
        evidence_figures.event_study(practice, catalogue),
        evidence_figures.survival_figure(practice, catalogue),
        spread_figures.adoption_figure(practice, catalogue),
        verdict_history.history_figure(runs, f"data/practice/{practice.place}-history.csv"),
    )
    return {figure.anchor: figure for figure in figures if figure}


def lead_sentence(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> str:
    """The headline of a practice, including one without a verdict."""
    if measure is None:
        return f"No verdict: there are no figures of its measure, {practice.measure}."
    if pooled is None:
        return "No verdict yet: nobody has adopted it." if not catalogue.adopters.get(practice.practice) else NO_VERDICT
    text = headline.write_headline(
        pooled, catalogue.comparison(pooled), measure, peers_of(practice, catalogue), catalogue
    )
    return ClaimedText(text, practice_claims.claim_status(pooled, "verdict"))


def describe_cautions(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> dict[str, Any]:
    """What to know before the headline is quoted; a headline without levels has its cautions in its own sentence."""
    if pooled is None:
        return {"cautions": [], "rate": "", "cautions_claim": None}
    has_levels = measure is not None and headline.headline_facts(
        pooled, catalogue.comparison(pooled), measure, peers_of(practice, catalogue)
    )
    warned = cautions.find_cautions(pooled, catalogue) if has_levels else {}
    rate = cautions.find_error_rate(pooled, catalogue)
    return {
        "cautions": list(warned.values()),
        "rate": cautions.error_rate_words(pooled, catalogue),
        "cautions_claim": practice_claims.claim_cautions(pooled, warned, rate),
    }


def peers_of(practice: PracticeRecord, catalogue: PracticeCatalogue) -> str:
    """The comparators in a sentence: those of the kind that most adopters are of."""
    kinds = [
        catalogue.peer_kinds.get(adopter.organisation, "") for adopter in catalogue.adopters.get(practice.practice, ())
    ]
    return headline.similar_peers(max(sorted(set(kinds)), key=kinds.count, default=""))


NO_VERDICT = "No verdict: its adopters have no comparators of their kind."


def _sub_sentences(
    pooled: GainVerdict | None, measure: MeasureRecord | None, catalogue: PracticeCatalogue
) -> list[ClaimedText]:
    if pooled is None or measure is None:
        return []
    sentences = practice_narrative.detail_sentences(pooled, catalogue)
    # the headline of a gain with levels has the patients, and the tile their limits
    about, has_levels = pooled.patients_affected, catalogue.comparison(pooled) is not None
    if shows_patients(pooled) and not (has_levels and pooled.status in GAINED and about and about.lower > 0):
        sentences.insert(0, patients.patients_sentence(pooled, measure.noun))
    return [ClaimedText(text, practice_claims.claim_status(pooled, "verdict detail")) for text in sentences if text]


def _joint_texts(
    practice: PracticeRecord, measure: MeasureRecord | None, catalogue: PracticeCatalogue
) -> list[tuple[ClaimedText, str]]:
    """The verdict on this practice together with each other one, and who took up both."""
    if measure is None:
        return []
    return [
        (
            ClaimedText(
                joint_words.joint_sentence(joint, measure.title, catalogue), practice_claims.claim_joint(joint)
            ),
            joint_words.adopters_sentence(joint),
        )
        for joint in catalogue.joint.get(practice.practice, ())
    ]


def shows_patients(pooled: GainVerdict) -> bool:
    """Whether to show patients affected: only where a gain has been seen."""
    return pooled.patients_affected is not None and pooled.status in patients.SOME_GAIN


def practice_tiles(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> list[NumberTile]:
    """The tiles: pooled gain, share retained, patients affected, coverage with held coverage."""
    tiles: list[NumberTile | None] = []
    if pooled and pooled.gain:
        css = "good" if pooled.gain.lower > 0 else "poor" if pooled.gain.upper < 0 else ""
        small = f"90% limits {format_limits(pooled.gain, pooled.scale)}"
        gain = format_gain(pooled.gain.value, pooled.scale, short=True)
        claim = practice_claims.claim_estimate(pooled, "gain", pooled.gain)
        tiles.append(NumberTile("Pooled gain, first year", gain, small, css, claim))
        tiles.append(_share_retained_tile(pooled))
        tiles.append(_patients_tile(pooled, measure) or _current_tile(pooled))
    last = spread_figures.newest_coverage(practice, catalogue)
    if last and last.coverage is not None:
        held_text = (
            f"; {spread_figures.describe_held_coverage(last.held)}; {CANNOT_TELL}" if last.held is not None else ""
        )
        small = f"{last.adopted} of {last.eligible} in {short_month(last.month)}{held_text}"
        claim = practice_claims.claim_coverage(practice.practice, spread_figures.ENGLAND, last)
        tiles.append(NumberTile("Coverage", spread_figures.format_share(last.coverage), small, "", claim))
    return [tile for tile in tiles if tile]


CANNOT_TELL = "single organisations often cannot tell"


def _share_retained_tile(pooled: GainVerdict) -> NumberTile:
    claim = practice_claims.claim_estimate(pooled, "share", pooled.share)
    if pooled.share:
        return share_tile(pooled.share, claim)
    small = "No ratio is given of a gain near none" if pooled.current else "Not known yet"
    return NumberTile("Gain kept", "–", small, "", claim)


def _patients_tile(pooled: GainVerdict, measure: MeasureRecord | None) -> NumberTile | None:
    """The tile of patients affected, only where the limits exclude zero: lists quote the number without limits."""
    about = pooled.patients_affected
    if about is None or measure is None or about.lower <= 0 <= about.upper or not shows_patients(pooled):
        return None
    words = f"{measure.noun[:1].upper()}{measure.noun[1:]} affected, latest year"
    limits = f"90% limits {round_people(about.lower)} to {round_people(about.upper)}"
    claim = practice_claims.claim_estimate(pooled, "patients", about)
    return NumberTile(words, round_people(about.value), limits, "", claim)


def _current_tile(pooled: GainVerdict) -> NumberTile | None:
    if pooled.current is None:
        return None
    limits = f"90% limits {format_limits(pooled.current, pooled.scale)}"
    css = "good" if pooled.current.lower > 0 else "poor" if pooled.current.upper < 0 else ""
    claim = practice_claims.claim_estimate(pooled, "current", pooled.current)
    return NumberTile("Latest year", format_gain(pooled.current.value, pooled.scale, short=True), limits, css, claim)


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
