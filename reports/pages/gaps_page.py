"""Who had your gap and closed it: every adopter whose gain holds, by the level that it started from."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.components.closed_gaps import ClosedGap, closed_gaps
from reports.data.records import MeasureRecord
from reports.formatting import format_number
from reports.links import adopter_page_path, organisation_page_path
from reports.pages.site import EditionSite


@dataclass(frozen=True)
class GapRow:
    """An adopter, where it started, and what it adopted."""

    gap: ClosedGap
    start: float
    page: str
    area: str
    practice: str
    adopter_page: str


@dataclass(frozen=True)
class GapTable:
    """The adopters of all practices that are to move one measure, from the lowest start to the highest."""

    measure: MeasureRecord
    rows: tuple[GapRow, ...]
    claim: Claim


def gaps_page(site: EditionSite) -> None:
    tables = [table for measure in site.shared.measures.values() if (table := _make_table(site, measure))]
    site.write("gaps.html", "gaps.html", tables=tables)


def _make_table(site: EditionSite, measure: MeasureRecord) -> GapTable | None:
    rows = [row for practice in site.catalogue.practices for row in _list_rows(site, measure, practice)]
    rows.sort(key=lambda row: row.start)
    return GapTable(measure, tuple(rows), edition_claims.claim_gaps(measure.name, len(rows))) if rows else None


def _list_rows(site: EditionSite, measure: MeasureRecord, code: str) -> list[GapRow]:
    practice, catalogue = site.catalogue.practices[code], site.catalogue
    if practice.measure != measure.name:
        return []
    gaps = closed_gaps(catalogue, practice, lambda value: format_number(value, measure.unit))
    return [
        GapRow(
            gap,
            catalogue.verdicts[code, gap.code].baseline or 0.0,
            organisation_page_path(gap.code, site.shared, "") if gap.code in site.shared.organisations else "",
            _name_area(site, gap.code),
            practice.title,
            adopter_page_path(practice, gap.code),
        )
        for gap in gaps
    ]


def _name_area(site: EditionSite, code: str) -> str:
    """The smallest area of an organisation that has a page."""
    organisations = site.shared.organisations
    areas = organisations[code].areas if code in organisations else []
    return next((organisations[area].name for area in areas if area in organisations), "–")
