"""An organisation's services: a table for each measure that is divided by service, a row for each service."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports.claims.claim import Claim, claim_attribute
from reports.components import edition_claims, series_claims
from reports.components.table_rows import render_closing_cells, render_count_note, render_standard_cell
from reports.data.edition_record import EditionRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import format_standard
from reports.slugs import slug
from reports.text import narrative


@dataclass(frozen=True)
class ServiceTable:
    """The services of an organisation on one measure."""

    measure: MeasureRecord
    """The measure of all services together."""
    count: int
    noun: str
    plural: str
    rows: Markup
    claim: Claim


def make_service_tables(series_list: list[SeriesRecord], shared: EditionRecord) -> list[ServiceTable]:
    """Make the tables from the series of single services, in the order of the measures."""
    series_by_whole: dict[str, list[SeriesRecord]] = {}
    for series in series_list:
        series_by_whole.setdefault(series.measure.whole_measure, []).append(series)
    return [_make_table(shared.measures[whole], some) for whole, some in series_by_whole.items()]


def _make_table(whole: MeasureRecord, series_list: list[SeriesRecord]) -> ServiceTable:
    rows = Markup("".join(map(_render_row, series_list)))  # noqa: S704 - numbers and escaped text
    noun, plural = whole.service_noun or "service", whole.service_plural or "services"
    claim = edition_claims.claim_services(whole.name, series_list[0].organisation, len(series_list))
    return ServiceTable(whole, len(series_list), noun, plural, rows, claim)


def _render_row(series: SeriesRecord) -> str:
    """One service, with its place among the peers, linked to the page that compares organisations in it."""
    measure, standard, standing = series.measure, series.standard, series.standing
    standard_words = format_standard(standard.value, measure.unit) + render_count_note(series) if standard else ""
    place = ""
    if standing:
        claim = claim_attribute(series_claims.claim_rank(series, standing))
        place = f'<small class="rank"{claim}>{escape(narrative.rank_sentence(series))}</small>'
    anchor = slug(measure.name)
    return (
        f'<tr id="{anchor}"><th scope="row"><a href="../measure/{anchor}.html">'
        f"{escape(measure.service_title or measure.title)}</a>{place}</th>"
        + render_closing_cells(series, measure.title, render_standard_cell(series, ' class="n"', standard_words))
    )
