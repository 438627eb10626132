"""The page of each organisation: a provider, a commissioner, an area, England."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from reports.claims.claim import ClaimedText
from reports.components import (
    area_cells,
    card_groups,
    edition_claims,
    matrix,
    series_card,
    series_claims,
    service_tables,
    table_rows,
)
from reports.components.area_adopters import list_area_adopters
from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.present_area_reader import PresentAreaFigure, read_present_area
from reports.data.records import MeasureRecord, SeriesRecord
from reports.links import organisation_page_path
from reports.pages import member_sums, practice_sections, present_area
from reports.pages.page_site import PageSite
from reports.pages.site import EditionSite, RankedOrganisation
from reports.text import narrative, notes, standards

RowMaker = Callable[[str, str], table_rows.TableRow]


def organisation_pages(site: EditionSite) -> Iterator[str]:
    """Write every organisation's page and data, yielding progress from time to time."""
    shared = site.shared
    for count, (code, series_list) in enumerate(site.series.by_organisation(), start=1):
        organisation = shared.organisations[code]
        wholes = [series for series in series_list if not series.measure.is_of_service]
        for series in series_list:
            site.digest_series(series)
        for series in wholes if organisation.kind != "england" else ():
            site.tally.look_at(series, shared)
        if organisation.kind == "england":
            site.england = wholes
        if organisation.is_area or organisation.kind == "england":
            site.area_cells |= {(code, series.measure.name): area_cells.own_cell(series) for series in wholes}
        services = [series for series in series_list if series.measure.is_of_service]
        add_organisation_page(site, organisation, wholes, services)
        if count % 25 == 0:  # often enough for an estimate of the time left, seldom enough for a log
            yield f"{count} of {len(shared.organisations)} organisations"


@dataclass(frozen=True)
class OrganisationFigures:
    """All figures of the page of an organisation."""

    organisation: OrganisationRecord
    series_list: list[SeriesRecord]
    as_now: list[PresentAreaFigure]
    sums: member_sums.SumsByMeasure
    services: list[SeriesRecord]
    """The series of single services; `series_list` has those of all together."""
    lists: list[tuple[MeasureRecord, list[RankedOrganisation]]]
    """Of an area, its organisations on each section's headline measure."""


def add_organisation_page(
    site: EditionSite,
    organisation: OrganisationRecord,
    series_list: list[SeriesRecord],
    services: Sequence[SeriesRecord] = (),
) -> None:
    """Take the page of an organisation over, or write it with its data."""
    figures = OrganisationFigures(
        organisation,
        series_list,
        read_present_area(site.con, organisation.code) if organisation.is_area else [],
        member_sums.read_area_sums(site, organisation),
        list(services),
        _list_members(site, organisation),
    )
    organisations = site.shared.organisations
    members = [
        (measure.name, ranked.digest, organisations[ranked.code]) for measure, some in figures.lists for ranked in some
    ]
    digests = [list(map(site.digest_series, some)) for some in (series_list, services)]
    given = (replace(figures, series_list=[], services=[], lists=[]), digests, members)
    for series in (*series_list, *_list_charted(site, organisation, services)):
        site.add_page(series_card.data_file(series), site.digest_series(series), partial(_keep_data, series=series))
    render = partial(_write_page, figures=figures, make_row=site.listed_row)
    site.add_page(organisation_page_path(organisation.code, site.shared, ""), given, render)


def _list_charted(
    site: EditionSite, organisation: OrganisationRecord, services: Sequence[SeriesRecord]
) -> list[SeriesRecord]:
    """Those that some page has a chart of, and so a file: England's, and all of a measure that a practice names."""
    named = {practice.measure for practice in site.catalogue.practices.values()}
    return [series for series in services if organisation.kind == "england" or series.measure.name in named]


def _keep_data(site: PageSite, series: SeriesRecord) -> None:
    site.keep(series_card.data_file(series), table_rows.data_csv(series))


def _write_page(site: PageSite, figures: OrganisationFigures, make_row: RowMaker) -> None:
    organisation, series_list = figures.organisation, figures.series_list
    members = site.shared.members.get(organisation.code, [])
    cards = [series_card.make_card(series, site.shared) for series in series_list]
    site.write(
        organisation_page_path(organisation.code, site.shared, ""),
        "organisation.html",
        organisation=organisation,
        areas=[site.shared.organisations[code] for code in organisation.areas if code in site.shared.organisations],
        members=members,
        rows_claim=edition_claims.claim_rows,
        adopted_claim=edition_claims.claim_adopted,
        members_claim=edition_claims.claim_members(organisation.code, len(members)),
        measures_claim=edition_claims.claim_measures(organisation.code, len(series_list)),
        lists=[
            _member_list(site, measure, [make_row(measure.name, ranked.code) for ranked in some])
            for measure, some in figures.lists
        ],
        **_claim_notices(organisation, series_list, site.shared),
        adopted=practice_sections.adopted_practices(site, organisation.code),
        options=practice_sections.practice_options(site, organisation.code),
        coverage=practice_sections.area_coverage(site, organisation.code),
        area_adopters=list_area_adopters(site.catalogue, {member.code for member in members}),
        headline=_headline_sentences(series_list, site.shared),
        rows=table_rows.measure_rows(series_list),
        service_tables=service_tables.make_service_tables(figures.services, site.shared),
        matrix=matrix.of_measures(series_list),
        as_now=present_area.present_area_rows(site, organisation, figures.as_now),
        sums=member_sums.member_sum_rows(site, organisation, figures.sums),
        cards=cards,
        card_groups=card_groups.group_cards(cards),
    )


def _claim_notices(
    organisation: OrganisationRecord, series_list: list[SeriesRecord], shared: EditionRecord
) -> dict[str, Any]:
    notices = notes.of_organisation(organisation, series_list, shared)
    count = len(notices) + bool(organisation.closed or organisation.successor)
    return {"notices": notices, "notices_claim": edition_claims.claim_notices(count, organisation.code)}


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


def _list_members(site: EditionSite, area: OrganisationRecord) -> list[tuple[MeasureRecord, list[RankedOrganisation]]]:
    """An area's organisations on each section's headline measure, in the order of that measure's page."""
    codes = {member.code for member in site.shared.members.get(area.code, [])}
    lists = [
        (measure, [ranked for ranked in site.ranked.get(measure.name, ()) if ranked.code in codes])
        for measure in (site.shared.headlines if codes else ())
    ]
    return [(measure, some) for measure, some in lists if some]


def _member_list(
    site: PageSite, measure: MeasureRecord, rows: list[table_rows.TableRow]
) -> tuple[MeasureRecord, list[table_rows.TableRow], matrix.Matrix]:
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
    return measure, rows, matrix.make_matrix(items)
