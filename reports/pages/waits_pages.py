"""Waiting times in plain words for patients: each hospital by area, without verdicts, colours or places in a list."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims.claim import ClaimedText
from reports.components import edition_claims
from reports.data.organisation_record import OrganisationRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import month_name
from reports.pages.page_site import PageSite
from reports.slugs import slug

ENGLAND = "ENGLAND"


@dataclass(frozen=True)
class WaitRow:
    """A hospital with its share, as "83 in every 100"."""

    organisation: OrganisationRecord
    words: ClaimedText


@dataclass(frozen=True)
class WaitArea:
    """An area with its hospitals by name."""

    title: str
    area: OrganisationRecord | None
    rows: tuple[WaitRow, ...]


def waits_page(site: PageSite, measure: MeasureRecord, series_list: list[SeriesRecord]) -> None:
    """Write the page of a measure whose contract has words for patients."""
    current, hospitals = list_current(site, measure, series_list)
    england = next((series for series in current if series.organisation == ENGLAND), None)
    site.write(
        waits_path(measure),
        "waits.html",
        measure=measure,
        england=_whole_sentence(england) if england else None,
        areas=_group_by_area(site, hospitals),
    )


def has_waits_page(site: PageSite, measure: MeasureRecord, series_list: list[SeriesRecord]) -> bool:
    """Whether the contract of a measure has words for patients, and a hospital has a new figure."""
    return bool(measure.for_patients and list_current(site, measure, series_list)[1])


def list_current(
    site: PageSite, measure: MeasureRecord, series_list: list[SeriesRecord]
) -> tuple[list[SeriesRecord], list[SeriesRecord]]:
    """The series with a figure of the newest month, and those of hospitals."""
    newest = site.shared.years[measure.name][1]
    current = [series for series in series_list if series.last.month == newest]
    return current, [series for series in current if site.shared.organisations[series.organisation].kind == "provider"]


def waits_path(measure: MeasureRecord) -> str:
    return f"waits/{slug(measure.name)}.html"


def in_every_100(value: float) -> str:
    """A share as people say it; neither none nor all where there are a few."""
    share = round(value * 100)
    if share == 0 and value > 0:
        return "Fewer than 1 in every 100"
    if share == 100 and value < 1:
        return "More than 99 in every 100"
    return f"{share} in every 100"


def _whole_sentence(series: SeriesRecord) -> ClaimedText:
    text = f"{in_every_100(series.last.value)} {series.measure.for_patients}, {month_name(series.last.month)}."
    return ClaimedText(text, edition_claims.claim_in_100(series))


def _group_by_area(site: PageSite, hospitals: list[SeriesRecord]) -> list[WaitArea]:
    """The hospitals below the smallest area of each; those without one last."""
    organisations = site.shared.organisations
    groups: dict[str, list[WaitRow]] = {}
    for series in hospitals:
        organisation = organisations[series.organisation]
        area = next((code for code in organisation.areas if code in organisations), "")
        words = ClaimedText(in_every_100(series.last.value), edition_claims.claim_in_100(series))
        groups.setdefault(area, []).append(WaitRow(organisation, words))
    areas = [
        WaitArea(
            organisations[code].name if code else "Elsewhere",
            organisations.get(code),
            tuple(sorted(rows, key=lambda row: row.organisation.name.lower())),
        )
        for code, rows in groups.items()
    ]
    return sorted(areas, key=lambda group: (group.area is None, group.title.lower()))
