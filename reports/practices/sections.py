"""What the pages of organisations and areas tell of practices."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.columns import bar
from reports.practices import forest, spread_figures
from reports.practices.adopter_pages import place_of
from reports.practices.badge import Badge, badge
from reports.practices.figures import safe
from reports.practices.narrative import merged, provisional
from reports.practices.records import Practice, Verdict
from reports.practices.shares import kept
from reports.practices.words import FALLING, between, gain
from reports.site import Site
from reports.words import month_name, number


@dataclass(frozen=True)
class Row:
    """A practice on the page of an organisation that has adopted it."""

    title: str
    place: str
    adopted: str
    gain: str
    kept: str
    badge: Badge
    note: str


@dataclass(frozen=True)
class Closed:
    """An organisation that had a like gap and closed some of it."""

    code: str
    name: str
    place: str
    told: str


@dataclass(frozen=True)
class Option:
    """A practice that an organisation could adopt, with what it did elsewhere."""

    title: str
    place: str
    told: str
    badge: Badge
    level: str
    closed: list[Closed]


@dataclass(frozen=True)
class Held:
    """The coverage of a practice in an area, beside England's."""

    title: str
    place: str
    told: str
    bar: Markup
    share: str
    held: str
    england: str
    badge: Badge


def adopted(site: Site, code: str) -> list[Row]:
    """The practices that an organisation has adopted, each with its verdict."""
    catalogue = site.catalogue
    rows = []
    for one in catalogue.of_organisation.get(code, []):
        if one.status == "not_adopted":
            continue
        practice = catalogue.practices[one.practice]
        rows.append(
            Row(
                practice.title,
                place_of(practice, code),
                month_name(one.adopted_month) if one.adopted_month else "–",
                gain(one.gain.value, one.scale, short=True) if one.gain else "–",
                kept(one),
                badge(one),
                merged(one, catalogue) or provisional(one, catalogue),
            )
        )
    return rows


def options(site: Site, code: str) -> list[Option]:
    """The practices that an organisation could adopt and has not."""
    found = [one for one in site.catalogue.of_organisation.get(code, []) if one.status == "not_adopted"]
    return [_option(site, site.catalogue.practices[one.practice], code) for one in found]


def _option(site: Site, practice: Practice, code: str) -> Option:
    catalogue, measure = site.catalogue, site.shared.measures.get(practice.measure)
    last = spread_figures.newest(practice, catalogue)
    pooled = catalogue.pooled.get(practice.practice)
    told = "Nobody uses it yet"
    if last and last.adopted:
        told = f"{last.adopted} of {last.eligible} use it" if last.eligible else f"{last.adopted} use it"
    if pooled and pooled.gain:
        told += f"; together, {gain(pooled.gain.value, pooled.scale, short=True)} in the first year"
        told += f" (90% limits {between(pooled.gain, pooled.scale)})"
    place = f"practice/{practice.place}.html"
    level = site.levels(practice.measure).get(code)
    if level is None or measure is None or not measure.is_comparable:
        return Option(practice.title, place, told, badge(pooled), "", [])
    closed = [_closed(site, practice, one) for one in forest.near(catalogue, practice, level, measure.unit)]
    shown = number(level, measure.unit)
    return Option(practice.title, place, told, badge(pooled), shown, closed)


def _closed(site: Site, practice: Practice, one: Verdict) -> Closed:
    code, measure = one.organisation or "", site.shared.measures[practice.measure]
    contacts = {found.organisation: found.contact for found in site.catalogue.adopters.get(practice.practice, ())}
    told = f"from {number(one.baseline, measure.unit)}"
    if one.gain:
        told += f", {'now' if one.scale == FALLING else 'gained'} {gain(one.gain.value, one.scale, short=True)}"
    told += f"; ask: {contacts[code]}" if contacts.get(code) else ""
    return Closed(code, site.catalogue.names.get(code, code), place_of(practice, code), told)


def coverage(site: Site, area: str) -> list[Held]:
    """Each practice's coverage in an area; on England's own page, England's."""
    rows = []
    for practice in site.catalogue.practices.values():
        found = spread_figures.newest(practice, site.catalogue, area)
        if found is None or found.coverage is None:
            continue
        england = spread_figures.newest(practice, site.catalogue)
        rows.append(
            Held(
                practice.title,
                f"practice/{practice.place}.html",
                f"{found.adopted} of {found.eligible}",
                safe(bar(found.coverage)),
                spread_figures.share(found.coverage),
                spread_figures.share(found.held),
                spread_figures.share(england.coverage) if england else "–",
                badge(site.catalogue.pooled.get(practice.practice)),
            )
        )
    return rows
