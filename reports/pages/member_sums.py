"""Measures that nobody sends for an area: the sum of its organisations, with how many of them are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup, escape

from reports.charts.sparkline import sparkline_chart
from reports.claims.claim import Claim
from reports.components import area_cells, edition_claims
from reports.csv_text import table_csv
from reports.data.member_sum_reader import MemberSum, read_member_sums
from reports.data.organisation_record import OrganisationRecord
from reports.data.records import MeasureRecord, SeriesPoint, SeriesRecord
from reports.formatting import format_change, format_number, months_from, plural
from reports.pages.page_site import PageSite
from reports.pages.site import EditionSite
from reports.slugs import slug

CSV_FIELDS = ("measure", "area", "month", "numerator", "denominator", "value", "organisations", "members")
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class MemberSumRow:
    """One measure of an area: its newest sum, and how many organisations are in it."""

    measure: MeasureRecord
    month: date
    value: str
    on_year: str
    coverage: str
    is_complete: bool
    picture: Markup
    file: str
    claim: Claim


SumsByMeasure = dict[str, list[MemberSum]]


def read_area_sums(site: EditionSite, area: OrganisationRecord) -> SumsByMeasure:
    """The sums of an area by measure, and its cells in the list of areas."""
    if not area.is_area:
        return {}
    sums = {name: list(rows) for name, rows in groupby(read_member_sums(site.con, area.code), lambda row: row.measure)}
    for name, measure in site.shared.measures.items():
        if name in sums:
            claim = _claim_newest(area, measure, sums[name])
            site.area_cells[area.code, name] = area_cells.sum_cell(measure, sums[name][-1], claim)
    return sums


def member_sum_rows(site: PageSite, area: OrganisationRecord, sums: SumsByMeasure) -> list[MemberSumRow]:
    """List the measures of which an area has no figures of its own, in the order of the measures."""
    return [
        _make_row(site, area, measure, sums[name]) for name, measure in site.shared.measures.items() if name in sums
    ]


def _claim_newest(area: OrganisationRecord, measure: MeasureRecord, sums: list[MemberSum]) -> Claim:
    last = sums[-1]
    values = (last.value, change_on_year(sums), last.organisations, last.members)
    return edition_claims.claim_member_sum(measure.name, area.code, last.month, values)


def _make_row(site: PageSite, area: OrganisationRecord, measure: MeasureRecord, sums: list[MemberSum]) -> MemberSumRow:
    last, change = sums[-1], change_on_year(sums)
    file = f"data/sum-{slug(area.code)}-{slug(measure.name)}.csv"
    site.keep(file, table_csv(CSV_FIELDS, sums))
    return MemberSumRow(
        measure,
        last.month,
        format_number(last.value, measure.unit),
        "" if change is None else format_change(change, measure.unit),
        describe_coverage(last),
        last.is_complete,
        _draw_complete_months(area, measure, sums),
        file,
        _claim_newest(area, measure, sums),
    )


def change_on_year(sums: list[MemberSum]) -> float | None:
    """The change on the year; None where either month lacks an organisation, which would look like a change."""
    last = sums[-1]
    before = next((row for row in sums if months_from(row.month, last.month) == MONTHS_OF_A_YEAR), None)
    is_comparable = before is not None and before.is_complete and last.is_complete
    return last.value - before.value if before and is_comparable else None


def describe_coverage(row: MemberSum) -> str:
    if row.is_complete:
        return "The only one" if row.members == 1 else f"All {row.members}"
    return f"{row.organisations} of {plural(row.members, 'organisation')}"


def _draw_complete_months(area: OrganisationRecord, measure: MeasureRecord, sums: list[MemberSum]) -> Markup:
    """The months with every organisation: others would rise and fall with who has reported."""
    points = tuple(
        SeriesPoint(row.month, row.value, row.numerator, row.denominator, 1, None, None, None, "", "")
        for row in sums
        if row.is_complete
    )
    if not points:
        return Markup("")
    label = f"{measure.title}, sum of the organisations in {area.name}"
    series = SeriesRecord(measure, area.code, points, ())
    return Markup(sparkline_chart(series, str(escape(label))))  # noqa: S704 - the label is escaped
