"""The page of each organisation: a provider, a commissioner, an area, England."""

from __future__ import annotations

from collections.abc import Iterator

from reports import area_now, matrix, narrative, notes, parts, rows, views
from reports.practices import sections
from reports.records import Edition, Measure, Organisation, Series
from reports.site import Site
from reports.slugs import slug


def write(site: Site) -> Iterator[str]:
    """Write every organisation's page and data; tells now and then how far it is."""
    shared = site.shared
    for count, (code, found) in enumerate(views.by_organisation(site.con, shared), start=1):
        one = shared.organisations[code]
        for series in found:
            site.keep_data(series)
            if one.kind != "england":
                site.tally.look_at(series, shared)
        if one.kind == "england":
            site.england = found
        _page(site, one, found)
        if count % 100 == 0:
            yield f"{count} of {len(shared.organisations)} organisations"


def _page(site: Site, one: Organisation, found: list[Series]) -> None:
    folder = "area" if one.is_area or one.kind == "england" else "provider"
    members = site.shared.members.get(one.code, [])
    site.write(
        f"{folder}/{slug(one.code)}.html",
        "organisation.html",
        one=one,
        areas=[site.shared.organisations[code] for code in one.areas if code in site.shared.organisations],
        members=members,
        lists=_member_lists(site, members),
        notices=notes.of_organisation(one, found, site.shared),
        adopted=sections.adopted(site, one.code),
        options=sections.options(site, one.code),
        coverage=sections.coverage(site, one.code),
        headline=_headline(found, site.shared),
        rows=rows.measure_rows(found),
        matrix=matrix.of_measures(found),
        as_now=area_now.lines(site, one),
        cards=[parts.card(series, site.shared) for series in found],
    )


def _headline(found: list[Series], shared: Edition) -> list[tuple[str, str]]:
    """The sentences at the top: each measure with a standard, or the first one of each section."""
    chosen = [series for series in found if series.standard]
    told = {series.measure.section for series in chosen}
    for series in found:
        if series.measure.section not in told:
            told.add(series.measure.section)
            chosen.append(series)
    return [
        (narrative.headline(series), narrative.against_standard(series, is_past=shared.is_behind(series)))
        for series in chosen
    ]


def _member_lists(site: Site, members: list[Organisation]) -> list[tuple[Measure, list[rows.Row], matrix.Matrix]]:
    """An area's organisations on the headline measure of each section, in the order of the measure's own page."""
    codes = {member.code for member in members}
    lists = []
    for measure in site.shared.headlines if codes else ():
        found = [row for (name, code), row in site.members.items() if name == measure.name and code in codes]
        items = (
            matrix.Item(row.name, rows.place_of(row.organisation, site.shared, "../"), row.variation, row.assurance)
            for row in found
        )
        if found:
            lists.append((measure, found, matrix.matrix(items)))
    return lists
