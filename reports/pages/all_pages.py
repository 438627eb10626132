"""The pages of an edition, the order in which they are written, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.components import area_cells, edition_claims, series_claims
from reports.data.organisation_record import AREA_KINDS, OrganisationRecord
from reports.data.records import MeasureRecord
from reports.pages import organisation_pages
from reports.pages.adopter_pages import adopter_pages
from reports.pages.changed_pages import changed_pages
from reports.pages.data_page import data_page
from reports.pages.feeds import write_feeds
from reports.pages.front_page import front_page
from reports.pages.gaps_page import gaps_page
from reports.pages.measure_pages import measure_pages
from reports.pages.methods_page import methods_page
from reports.pages.practice_pages import practice_pages
from reports.pages.programme_pages import programme_pages
from reports.pages.proposals_page import proposals_page
from reports.pages.quality_log import quality_log
from reports.pages.quality_page import quality_page
from reports.pages.revisions_page import revisions_page
from reports.pages.search_index import write_search_index
from reports.pages.site import EditionSite

PROVIDER_LIST = ("provider", "PCT")


def render_pages(site: EditionSite) -> Iterator[str]:
    """Write every page, yielding what has been written as progress."""
    yield from measure_pages(site)
    # one organisation at a time: with all series in memory, the garbage collector would traverse them repeatedly
    yield from organisation_pages.organisation_pages(site)
    yield from render_practice_pages(site)
    yield from changed_pages(site)
    _write_lists(site)
    quality_page(site)
    quality_log(site)
    revisions_page(site)
    proposals_page(site)
    gaps_page(site)
    methods_page(site)
    data_page(site)
    write_feeds(site)
    front_page(site)
    write_search_index(site)
    yield "front page, data quality, methods, data package"


def render_practice_pages(site: EditionSite) -> Iterator[str]:
    """Write the pages of verdicts and spread, yielding progress."""
    yield from programme_pages(site)
    yield from practice_pages(site)
    yield from adopter_pages(site)


def _write_lists(site: EditionSite) -> None:
    shared = site.shared
    site.write("areas.html", "areas.html", tables=area_cells.make_area_tables(shared, site.area_cells))
    count = len(shared.of_kind(*PROVIDER_LIST))
    site.write(
        "providers.html",
        "providers.html",
        groups=_by_area(site),
        count=count,
        listed_claim=edition_claims.claim_listed,
        kinds=PROVIDER_LIST,
        count_claim=edition_claims.claim_listed(PROVIDER_LIST, count),
    )
    sections: dict[str, list[tuple[MeasureRecord, Any]]] = {}
    england = {series.measure.name: series for series in site.england}
    for measure in shared.whole_measures.values():
        sections.setdefault(measure.section, []).append((measure, england.get(measure.name)))
    site.write("measures.html", "measures.html", sections=sections, latest_claim=series_claims.claim_latest)


def _by_area(site: EditionSite) -> list[tuple[str, list[tuple[OrganisationRecord | None, list[OrganisationRecord]]]]]:
    """Providers and commissioners by kind and name of their smallest known area; those without one last."""
    shared = site.shared
    groups: dict[str, dict[str, list[OrganisationRecord]]] = {}
    for organisation in shared.of_kind(*PROVIDER_LIST):
        area = next((shared.organisations[code] for code in organisation.areas if code in shared.organisations), None)
        kind = AREA_KINDS[area.kind] if area else "No area"
        groups.setdefault(kind, {}).setdefault(area.code if area else "", []).append(organisation)
    ordered = [kind for kind in (*(AREA_KINDS[kind] for kind in ("ICB", "region", "SHA")), "No area") if kind in groups]

    def by_name(code: str) -> str:
        return shared.organisations[code].name if code else ""

    return [
        (kind, [(shared.organisations.get(code), groups[kind][code]) for code in sorted(groups[kind], key=by_name)])
        for kind in ordered
    ]
