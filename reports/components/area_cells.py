"""The list of areas with a figure for each headline measure: the area's own, or the sum of its organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import edition_claims, series_claims
from reports.data.edition_record import EditionRecord
from reports.data.member_sum_reader import MemberSum
from reports.data.organisation_record import AREA_KINDS, OrganisationRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import format_number, short_month
from reports.text import precision

ENGLAND = "ENGLAND"
Key = tuple[str, str]
"""An area and a measure."""


@dataclass(frozen=True)
class AreaCell:
    """The newest figure of an area on one measure."""

    value: str
    note: str
    claim: Claim


@dataclass(frozen=True)
class AreaRow:
    """An area with its cells, None where it has no figure."""

    area: OrganisationRecord
    count: int
    count_claim: Claim | None
    cells: tuple[AreaCell | None, ...]


@dataclass(frozen=True)
class AreaTable:
    """The areas of one kind, below England."""

    title: str
    measures: tuple[MeasureRecord, ...]
    rows: tuple[AreaRow, ...]


def own_cell(series: SeriesRecord) -> AreaCell:
    """The cell of an area that has figures of its own."""
    value = precision.format_value(series, series.last.value)
    return AreaCell(value, short_month(series.last.month), series_claims.claim_latest(series))


def sum_cell(measure: MeasureRecord, last: MemberSum, claim: Claim) -> AreaCell:
    """The cell of a sum; where organisations are missing, it says how many are in it."""
    coverage = "" if last.is_complete else f" of {last.organisations} of {last.members}"
    return AreaCell(format_number(last.value, measure.unit), f"{short_month(last.month)}, sum{coverage}", claim)


def make_area_tables(shared: EditionRecord, cells: Mapping[Key, AreaCell]) -> list[AreaTable]:
    """One table for each kind of area, with the headline measures that any of them has."""
    tables = []
    for kind, title in AREA_KINDS.items():
        areas = shared.of_kind(kind)
        measures = tuple(
            measure for measure in shared.headlines if any((area.code, measure.name) in cells for area in areas)
        )
        england = [shared.organisations[ENGLAND]] if ENGLAND in shared.organisations and measures else []
        if areas:
            rows = tuple(_make_row(shared, area, measures, cells) for area in (*england, *areas))
            tables.append(AreaTable(title, measures, rows))
    return tables


def _make_row(
    shared: EditionRecord, area: OrganisationRecord, measures: Iterable[MeasureRecord], cells: Mapping[Key, AreaCell]
) -> AreaRow:
    count = len(shared.members.get(area.code, ()))
    claim = edition_claims.claim_members(area.code, count) if area.is_area else None
    return AreaRow(area, count, claim, tuple(cells.get((area.code, measure.name)) for measure in measures))
