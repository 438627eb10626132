"""The sections on practices in the pages of organisations and areas."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.columns import share_bar
from reports.claims.claim import Claim, ClaimedText
from reports.components import closed_gaps, practice_claims, spread_figures
from reports.components.badge import StatusBadge, verdict_badge
from reports.components.figures import mark_safe
from reports.data.gain_scale import FALLING
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.formatting import format_number, month_name
from reports.links import adopter_page_path
from reports.pages.page_site import PageSite
from reports.text.gain_words import format_gain, format_limits
from reports.text.practice_narrative import merger_sentence, provisional_sentence
from reports.text.share_retained import share_cell


@dataclass(frozen=True)
class AdoptedPracticeRow:
    """A practice on the page of an adopter."""

    title: str
    place: str
    adopted: str
    gain: str
    share_retained: str
    badge: StatusBadge
    note: str
    claim: Claim


@dataclass(frozen=True)
class ClosedGapRow:
    """An organisation that had a similar gap and closed some of it."""

    code: str
    name: str
    place: str
    closing: str
    claim: Claim


@dataclass(frozen=True)
class PracticeOption:
    """A practice that an organisation could adopt, with its results elsewhere."""

    title: str
    place: str
    results: Markup
    badge: StatusBadge
    closed: list[ClosedGapRow]


@dataclass(frozen=True)
class AreaCoverage:
    """The coverage of a practice in an area, beside England's."""

    title: str
    place: str
    sites_text: str
    bar: Markup
    share: str
    held_coverage: str
    england: str
    badge: StatusBadge
    claims: tuple[Claim, Claim | None]
    """Of the area, and of England."""


def adopted_practices(site: PageSite, code: str) -> list[AdoptedPracticeRow]:
    """List the practices that an organisation has adopted, each with its verdict."""
    catalogue = site.catalogue
    rows = []
    for verdict in catalogue.of_organisation.get(code, []):
        if verdict.status == "not_adopted":
            continue
        practice = catalogue.practices[verdict.practice]
        rows.append(
            AdoptedPracticeRow(
                practice.title,
                adopter_page_path(practice, code),
                month_name(verdict.adopted_month) if verdict.adopted_month else "–",
                format_gain(verdict.gain.value, verdict.scale, short=True) if verdict.gain else "–",
                share_cell(verdict),
                verdict_badge(verdict),
                merger_sentence(verdict, catalogue) or provisional_sentence(verdict, catalogue),
                practice_claims.claim_status(verdict, "row"),
            )
        )
    return rows


def practice_options(site: PageSite, code: str) -> list[PracticeOption]:
    """List the practices that an organisation could adopt and has not."""
    verdicts = [verdict for verdict in site.catalogue.of_organisation.get(code, []) if verdict.status == "not_adopted"]
    return [_make_option(site, site.catalogue.practices[verdict.practice], code) for verdict in verdicts]


def _make_option(site: PageSite, practice: PracticeRecord, code: str) -> PracticeOption:
    catalogue, measure = site.catalogue, site.shared.measures.get(practice.measure)
    last = spread_figures.newest_coverage(practice, catalogue)
    pooled = catalogue.pooled.get(practice.practice)
    use = "Nobody uses it yet"
    if last and last.adopted:
        use = f"{last.adopted} of {last.eligible} use it" if last.eligible else f"{last.adopted} use it"
    sentence = Markup("{}").format(
        ClaimedText(use, practice_claims.claim_coverage(practice.practice, spread_figures.ENGLAND, last))
        if last
        else use
    )
    if pooled and pooled.gain:
        gain = f"together, {format_gain(pooled.gain.value, pooled.scale, short=True)} in the first year"
        gain += f" (90% limits {format_limits(pooled.gain, pooled.scale)})"
        sentence += Markup("; {}").format(ClaimedText(gain, practice_claims.claim_status(pooled, "row")))
    place = f"practice/{practice.place}.html"
    level = site.levels(practice.measure).get(code)
    if level is None or measure is None or not measure.is_comparable:
        return PracticeOption(practice.title, place, sentence, verdict_badge(pooled), [])
    closed = [
        _closed_gap_row(site, practice, verdict)
        for verdict in closed_gaps.adopters_near_level(catalogue, practice, level, measure.unit)
    ]
    return PracticeOption(practice.title, place, sentence, verdict_badge(pooled), closed)


def _closed_gap_row(site: PageSite, practice: PracticeRecord, verdict: GainVerdict) -> ClosedGapRow:
    code, measure = verdict.organisation or "", site.shared.measures[practice.measure]
    contacts = {adopter.organisation: adopter.contact for adopter in site.catalogue.adopters.get(practice.practice, ())}
    level_text = f"from {format_number(verdict.baseline, measure.unit)}"
    if verdict.gain:
        verb = "now" if verdict.scale == FALLING else "gained"
        level_text += f", {verb} {format_gain(verdict.gain.value, verdict.scale, short=True)}"
    claim = practice_claims.claim_status(verdict, "row")
    level_text += f"; ask: {contacts[code]}" if contacts.get(code) else ""
    return ClosedGapRow(
        code, site.catalogue.names.get(code, code), adopter_page_path(practice, code), level_text, claim
    )


def area_coverage(site: PageSite, area: str) -> list[AreaCoverage]:
    """List each practice's coverage in an area; on England's page, England's own."""
    rows = []
    for practice in site.catalogue.practices.values():
        newest = spread_figures.newest_coverage(practice, site.catalogue, area)
        if newest is None or newest.coverage is None:
            continue
        england = spread_figures.newest_coverage(practice, site.catalogue)
        rows.append(
            AreaCoverage(
                practice.title,
                f"practice/{practice.place}.html",
                f"{newest.adopted} of {newest.eligible}",
                mark_safe(share_bar(newest.coverage)),
                spread_figures.format_share(newest.coverage),
                spread_figures.format_share(newest.held_coverage),
                spread_figures.format_share(england.coverage) if england else "–",
                verdict_badge(site.catalogue.pooled.get(practice.practice)),
                (
                    practice_claims.claim_coverage(practice.practice, area, newest),
                    practice_claims.claim_coverage(practice.practice, spread_figures.ENGLAND, england)
                    if england
                    else None,
                ),
            )
        )
    return rows
