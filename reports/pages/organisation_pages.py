"""The page of each organisation: a provider, a commissioner, an area, England."""

from __future__ import annotations

from collections.abc import Iterator

from reports.components import matrix, series_card, table_rows
from reports.data import series_reader
from reports.data.records import EditionRecord, MeasureRecord, OrganisationRecord, SeriesRecord
from reports.pages import practice_sections, present_area
from reports.pages.site import EditionSite
from reports.slugs import slug
from reports.text import narrative, notes


def organisation_pages(site: EditionSite) -> Iterator[str]:
    """Write every organisation's page and data; tells now and then how far it is."""
    shared = site.shared
    for count, (code, found) in enumerate(series_reader.by_organisation(site.con, shared), start=1):
        one = shared.organisations[code]
        for series in found:
            site.keep_data(series)
            if one.kind != "england":
                site.tally.look_at(series, shared)
        if one.kind == "england":
            site.england = found
        _write_page(site, one, found)
        if count % 100 == 0:
            yield f"{count} of {len(shared.organisations)} organisations"


def _write_page(site: EditionSite, one: OrganisationRecord, found: list[SeriesRecord]) -> None:
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
        adopted=practice_sections.adopted_practices(site, one.code),
        options=practice_sections.practice_options(site, one.code),
        coverage=practice_sections.area_coverage(site, one.code),
        headline=_headline_sentences(found, site.shared),
        rows=table_rows.measure_rows(found),
        matrix=matrix.of_measures(found),
        as_now=present_area.present_area_rows(site, one),
        cards=[series_card.make_card(series, site.shared) for series in found],
    )


def _headline_sentences(found: list[SeriesRecord], shared: EditionRecord) -> list[tuple[str, str]]:
    """The sentences at the top: each measure with a standard, or the first one of each section."""
    chosen = [series for series in found if series.standard]
    told = {series.measure.section for series in chosen}
    for series in found:
        if series.measure.section not in told:
            told.add(series.measure.section)
            chosen.append(series)
    return [
        (narrative.headline_sentence(series), narrative.against_standard(series, is_past=shared.is_behind(series)))
        for series in chosen
    ]


def _member_lists(
    site: EditionSite, members: list[OrganisationRecord]
) -> list[tuple[MeasureRecord, list[table_rows.TableRow], matrix.Matrix]]:
    """An area's organisations on the headline measure of each section, in the order of the measure's own page."""
    codes = {member.code for member in members}
    lists = []
    for measure in site.shared.headlines if codes else ():
        found = [row for (name, code), row in site.members.items() if name == measure.name and code in codes]
        items = (
            matrix.MatrixItem(
                row.name, table_rows.place_of(row.organisation, site.shared, "../"), row.variation, row.assurance
            )
            for row in found
        )
        if found:
            lists.append((measure, found, matrix.make_matrix(items)))
    return lists
