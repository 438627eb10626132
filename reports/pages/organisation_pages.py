"""The page of each organisation: a provider, a commissioner, an area, England."""

from __future__ import annotations

from collections.abc import Iterator

from reports.claims.claim import ClaimedText
from reports.components import area_cells, card_groups, edition_claims, matrix, series_card, series_claims, table_rows
from reports.components.area_adopters import list_area_adopters
from reports.data import series_reader
from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.links import organisation_page_path
from reports.pages import member_sums, practice_sections, present_area
from reports.pages.site import EditionSite
from reports.slugs import slug
from reports.text import narrative, notes, standards


def organisation_pages(site: EditionSite) -> Iterator[str]:
    """Write every organisation's page and data, yielding progress from time to time."""
    shared = site.shared
    for count, (code, series_list) in enumerate(series_reader.by_organisation(site.con, shared), start=1):
        organisation = shared.organisations[code]
        for series in series_list:
            site.keep_data(series)
            if organisation.kind != "england":
                site.tally.look_at(series, shared)
        if organisation.kind == "england":
            site.england = series_list
        if organisation.is_area or organisation.kind == "england":
            site.area_cells |= {(code, series.measure.name): area_cells.own_cell(series) for series in series_list}
        _write_page(site, organisation, series_list)
        if count % 25 == 0:  # often enough for an estimate of the time left, seldom enough for a log
            yield f"{count} of {len(shared.organisations)} organisations"


def _write_page(site: EditionSite, organisation: OrganisationRecord, series_list: list[SeriesRecord]) -> None:
    folder = "area" if organisation.is_area or organisation.kind == "england" else "provider"
    members = site.shared.members.get(organisation.code, [])
    cards = [series_card.make_card(series, site.shared) for series in series_list]
    site.write(
        f"{folder}/{slug(organisation.code)}.html",
        "organisation.html",
        organisation=organisation,
        areas=[site.shared.organisations[code] for code in organisation.areas if code in site.shared.organisations],
        members=members,
        rows_claim=edition_claims.claim_rows,
        adopted_claim=edition_claims.claim_adopted,
        members_claim=edition_claims.claim_members(organisation.code, len(members)),
        measures_claim=edition_claims.claim_measures(organisation.code, len(series_list)),
        lists=_member_lists(site, members),
        notices=notes.of_organisation(organisation, series_list, site.shared),
        adopted=practice_sections.adopted_practices(site, organisation.code),
        options=practice_sections.practice_options(site, organisation.code),
        coverage=practice_sections.area_coverage(site, organisation.code),
        area_adopters=list_area_adopters(site.catalogue, {member.code for member in members}),
        headline=_headline_sentences(series_list, site.shared),
        rows=table_rows.measure_rows(series_list),
        matrix=matrix.of_measures(series_list),
        as_now=present_area.present_area_rows(site, organisation),
        sums=member_sums.member_sum_rows(site, organisation),
        cards=cards,
        card_groups=card_groups.group_cards(cards),
    )


def _headline_sentences(
    series_list: list[SeriesRecord], shared: EditionRecord
) -> list[tuple[ClaimedText, ClaimedText]]:
    """The sentences at the top: each measure with a standard, or else the first of each section."""
    chosen = [series for series in series_list if series.standard]
    sections = {series.measure.section for series in chosen}
    for series in series_list:
        if series.measure.section not in sections:
            sections.add(series.measure.section)
            chosen.append(series)
    return [
        (
            ClaimedText(narrative.headline_sentence(series), series_claims.claim_latest(series)),
            ClaimedText(
                standards.against_standard(series, is_past=shared.is_behind(series)),
                series_claims.claim_standard(series),
            ),
        )
        for series in chosen
    ]


def _member_lists(
    site: EditionSite, members: list[OrganisationRecord]
) -> list[tuple[MeasureRecord, list[table_rows.TableRow], matrix.Matrix]]:
    """An area's organisations on each section's headline measure, in the order of that measure's page."""
    codes = {member.code for member in members}
    lists = []
    for measure in site.shared.headlines if codes else ():
        rows = [row for (name, code), row in site.members.items() if name == measure.name and code in codes]
        items = (
            matrix.MatrixItem(
                row.name,
                organisation_page_path(row.organisation, site.shared, "../"),
                row.variation,
                row.column,
                row.cell,
            )
            for row in rows
        )
        if rows:
            lists.append((measure, rows, matrix.make_matrix(items)))
    return lists
