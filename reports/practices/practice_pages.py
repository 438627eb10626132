"""The page of a practice: its pooled verdict, why, how it came about, how far it has spread, and who to ask."""

from __future__ import annotations

from collections.abc import Iterator

from reports.practices import (
    coverage,
    evidence_figures,
    forest,
    history,
    narrative,
    patients,
    shares,
    spread_figures,
    why,
)
from reports.practices.badge import Tile, badge
from reports.practices.balances import balances
from reports.practices.catalogue import Catalogue
from reports.practices.figures import Figure
from reports.practices.methods import parameter_rows
from reports.practices.records import Practice, Programme, Verdict
from reports.practices.who import adopters
from reports.practices.words import APPROACHES, between, gain, rounded
from reports.records import Measure
from reports.site import Site
from reports.words import day_name, number, plural, short_month


def practice_pages(site: Site) -> Iterator[str]:
    """Write the page of each practice and the data behind its charts."""
    for practice in site.catalogue.practices.values():
        _write(site, practice)
    if site.catalogue.practices:
        yield f"{len(site.catalogue.practices)} practices"


def _write(site: Site, practice: Practice) -> None:
    catalogue, pooled = site.catalogue, site.catalogue.pooled.get(practice.practice)
    measure = site.shared.measures.get(practice.measure)
    figures = _figures(site, practice)
    areas = spread_figures.by_area(practice, catalogue, site.shared)
    grove = forest.forest(catalogue, practice)
    for figure in (*figures.values(), *areas):
        site.keep(figure.data_file, figure.table.csv())
    if grove:
        site.keep(grove.data_file, grove.table.csv())
    unit = measure.unit if measure else "share"
    push, sources = coverage.sources(practice, catalogue)
    site.write(
        f"practice/{practice.place}.html",
        "practice.html",
        practice=practice,
        programme=catalogue.programmes[practice.programme],
        facts=[fact for fact in facts(catalogue.programmes[practice.programme]) if fact[0] in ("Approach", "Support")],
        measure=measure,
        badge=badge(pooled),
        lead=lead(pooled, measure, practice, catalogue),
        subs=_subs(pooled, measure, catalogue),
        tiles=tiles(pooled, measure, practice, catalogue),
        checks=why.checks(pooled, catalogue) if pooled else [],
        figures=figures,
        signals=catalogue.signals.get(practice.practice, ()),
        names=catalogue.names,
        areas=areas,
        few=coverage.few_areas(practice, catalogue, site.shared),
        forest=grove,
        balances=balances(site, practice),
        parts=coverage.parts(practice, catalogue),
        push=push,
        sources=sources,
        adopters=adopters(catalogue, practice),
        starts=forest.starts(catalogue, practice, lambda value: number(value, unit)),
        parameters=parameter_rows(catalogue),
        washout=washout(practice),
        expected=narrative.EXPECTED if pooled and pooled.gain else "",
    )


def washout(practice: Practice) -> str:
    """Which months count neither as before nor as after."""
    months = narrative.DEFAULT_WASHOUT if practice.washout_months is None else practice.washout_months
    if not months:
        return "No washout"
    return f"{plural(months, 'month')} from adoption on {'is' if months == 1 else 'are'} not counted"


def _figures(site: Site, practice: Practice) -> dict[str, Figure]:
    catalogue = site.catalogue
    runs = catalogue.pooled_runs.get(practice.practice, ())
    found = (
        evidence_figures.retention(practice, catalogue),
        evidence_figures.event_study(practice, catalogue),
        evidence_figures.lasting(practice, catalogue),
        spread_figures.adopted(practice, catalogue),
        history.figure(runs, f"data/practice/{practice.place}-history.csv"),
    )
    return {figure.anchor: figure for figure in found if figure}


def lead(pooled: Verdict | None, measure: Measure | None, practice: Practice, catalogue: Catalogue) -> str:
    """The headline of a practice, also where there is no verdict."""
    if measure is None:
        return f"No verdict: there are no figures of its measure, {practice.measure}."
    if pooled is None:
        return "No verdict yet: nobody has adopted it." if not catalogue.adopters.get(practice.practice) else NO_VERDICT
    return narrative.headline(pooled, measure.title, catalogue)


NO_VERDICT = "No verdict: its adopters have no comparators of their kind."


def _subs(pooled: Verdict | None, measure: Measure | None, catalogue: Catalogue) -> list[str]:
    if pooled is None or measure is None:
        return []
    told = narrative.details(pooled, catalogue)
    if shows_patients(pooled):
        told.insert(0, patients.patients(pooled, measure.noun))
    return [text for text in told if text]


def shows_patients(pooled: Verdict) -> bool:
    """Only where a gain has been seen."""
    return pooled.patients_affected is not None and pooled.status in patients.SOME_GAIN


def tiles(pooled: Verdict | None, measure: Measure | None, practice: Practice, catalogue: Catalogue) -> list[Tile]:
    """Pooled gain, share retained, patients affected, coverage with held coverage."""
    found: list[Tile | None] = []
    if pooled and pooled.gain:
        css = "good" if pooled.gain.lower > 0 else "poor" if pooled.gain.upper < 0 else ""
        small = f"90% limits {between(pooled.gain, pooled.scale)}"
        found.append(Tile("Pooled gain, first year", gain(pooled.gain.value, pooled.scale, short=True), small, css))
        found.append(_kept_tile(pooled))
        found.append(_patients_tile(pooled, measure) or _current_tile(pooled))
    last = spread_figures.newest(practice, catalogue)
    if last and last.coverage is not None:
        held = f"; {spread_figures.held_words(last.held)}; {CANNOT_TELL}" if last.held is not None else ""
        small = f"{last.adopted} of {last.eligible} in {short_month(last.month)}{held}"
        found.append(Tile("Coverage", spread_figures.share(last.coverage), small, ""))
    return [tile for tile in found if tile]


CANNOT_TELL = "single organisations often cannot tell"


def _kept_tile(pooled: Verdict) -> Tile:
    if pooled.share:
        return shares.tile(pooled.share)
    return Tile("Gain kept", "–", "No ratio is given of a gain near none" if pooled.current else "Not known yet", "")


def _patients_tile(pooled: Verdict, measure: Measure | None) -> Tile | None:
    """Only where it can be told from none: the number goes into lists, where its limits do not stand beside it."""
    about = pooled.patients_affected
    if about is None or measure is None or about.lower <= 0 <= about.upper or not shows_patients(pooled):
        return None
    words = f"{measure.noun[:1].upper()}{measure.noun[1:]} affected, latest year"
    return Tile(words, rounded(about.value), f"90% limits {rounded(about.lower)} to {rounded(about.upper)}", "")


def _current_tile(pooled: Verdict) -> Tile | None:
    if pooled.current is None:
        return None
    limits = f"90% limits {between(pooled.current, pooled.scale)}"
    css = "good" if pooled.current.lower > 0 else "poor" if pooled.current.upper < 0 else ""
    return Tile("Latest year", gain(pooled.current.value, pooled.scale, short=True), limits, css)


def facts(programme: Programme) -> tuple[tuple[str, str], ...]:
    """What the register says of a programme."""
    ends = f"Ends {day_name(programme.support_ends)}" if programme.support_ends else "No end is registered"
    found = (
        ("Approach", APPROACHES.get(programme.approach or "", programme.approach or "")),
        ("Lead", programme.lead or ""),
        ("Sponsor", programme.sponsor or ""),
        ("Starts", day_name(programme.starts) if programme.starts else ""),
        ("Support", ends),
    )
    return tuple((name, text) for name, text in found if text)
