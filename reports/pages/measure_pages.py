"""Measure pages: definition, standards, England, areas and providers in order, the providers' funnel plot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from markupsafe import Markup

from reports.charts.funnel import FunnelDot, funnel_chart
from reports.claims.claim import Claim
from reports.components import edition_claims, series_card, table_rows
from reports.components.table_rows import TableRow
from reports.data.edition_record import EditionRecord
from reports.data.funnel_reader import FunnelPosition, read_funnel_positions
from reports.data.organisation_record import AREA_KINDS
from reports.data.records import MeasureRecord, SeriesRecord
from reports.pages import waits_pages
from reports.pages.page_site import PageSite
from reports.pages.site import EditionSite, RankedOrganisation
from reports.slugs import slug

KINDS = (*AREA_KINDS.items(), ("provider", "Providers"), ("PCT", "Primary care trusts"))
ENOUGH_FOR_A_FUNNEL = 20  # chosen: with fewer dots, limits that allow for over-dispersion are too uncertain


@dataclass(frozen=True)
class ProviderGroup:
    """Organisations of one kind with a figure in the newest month of a measure, best first."""

    anchor: str
    title: str
    month: date
    now: int
    ever: int
    met: int | None
    rows: Markup
    hidden: int
    claim: Claim


@dataclass(frozen=True)
class FunnelFigure:
    """The funnel plot of the largest peer kind, and the organisations outside it."""

    chart: Markup
    peers: int
    above: list[FunnelDot]
    below: list[FunnelDot]
    claim: Claim
    rows: Markup


@dataclass(frozen=True)
class RankedSeries:
    """The series of one kind of organisation, best first: those of the newest month, and how many are not there."""

    kind: str
    title: str
    month: date
    current: list[SeriesRecord]
    ever: int
    hidden: int


@dataclass(frozen=True)
class MeasureFigures:
    """All figures of the page of a measure."""

    measure: MeasureRecord
    england: SeriesRecord | None
    ranked: list[RankedSeries]
    positions: list[FunnelPosition]


def measure_pages(site: EditionSite) -> Iterator[str]:
    """Take the measure pages over or write them, and keep the order of organisations for the pages of areas."""
    shared = site.shared
    headlines = {measure.name for measure in shared.headlines}
    for measure in shared.measures.values():
        series_list = site.series.of_measure(measure.name)
        england = next((series for series in series_list if series.organisation == "ENGLAND"), None)
        ranked = _rank_series(shared, measure, series_list)
        if measure.name in headlines:
            site.ranked[measure.name] = [
                RankedOrganisation(series.organisation, site.digest_series(series))
                for group in ranked
                for series in group.current
            ]
        figures = MeasureFigures(measure, england, ranked, _read_positions(site, measure))
        digests = {series.organisation: site.digest_series(series) for series in series_list}
        named = [(digests[code], shared.organisations[code]) for code in sorted(digests)]
        given = (measure, named, [replace(group, current=[]) for group in ranked], figures.positions)
        render = partial(_write_page, figures=figures, make_row=site.comparison_row)
        site.add_page(f"measure/{slug(measure.name)}.html", given, render)
        if waits_pages.has_waits_page(site, measure, series_list):
            waits = partial(waits_pages.waits_page, measure=measure, series_list=series_list)
            site.add_page(waits_pages.waits_path(measure), given, waits)
        yield f"measure {measure.title}"


def _write_page(site: PageSite, figures: MeasureFigures, make_row: Callable[[SeriesRecord], TableRow]) -> None:
    shared, measure, england = site.shared, figures.measure, figures.england
    site.write(
        f"measure/{slug(measure.name)}.html",
        "measure.html",
        measure=measure,
        whole=shared.measures.get(measure.whole_measure) if measure.is_of_service else None,
        services=shared.service_measures.get(measure.name, ()),
        card=series_card.make_card(england, shared) if england else None,
        groups=[_provider_group(measure, group, list(map(make_row, group.current))) for group in figures.ranked],
        definition=edition_claims.claim_definition(measure.name),
        newest=shared.years[measure.name][1],
        standards=shared.standards.get(measure.name, ()),
        exclusions=[exclusion for exclusion in shared.exclusions if exclusion.measure == measure.name],
        funnel=_funnel_figure(site, measure, figures.positions),
        outlier_claim=lambda dot, name=measure.name: edition_claims.claim_outlier(
            name, dot.code, dot.value, dot.position
        ),
    )


def _rank_series(shared: EditionRecord, measure: MeasureRecord, series_list: list[SeriesRecord]) -> list[RankedSeries]:
    # best first; a measure without a direction, highest first
    series_list = sorted(series_list, key=lambda series: series.last.value, reverse=measure.direction != "decrease")
    groups = []
    for kind, title in KINDS:
        members = [series for series in series_list if shared.organisations[series.organisation].kind == kind]
        hidden = [
            months
            for (name, code), months in shared.hidden.items()
            if name == measure.name and shared.organisations[code].kind == kind
        ]
        newest = max((series.last_reported for series in members), default=shared.month)
        newest = max([newest, *(months[-1] for months in hidden)]) if members else newest
        current = [series for series in members if series.last.month == newest]
        few = sum(newest in months for months in hidden)
        ever = sum(newest not in series.hidden for series in members)
        if current or few:
            groups.append(RankedSeries(kind, title, newest, current, ever, few))
    return groups


def _provider_group(measure: MeasureRecord, group: RankedSeries, rows: list[TableRow]) -> ProviderGroup:
    met = None if not rows or rows[0].is_met is None else sum(bool(row.is_met) for row in rows)
    text = Markup("".join(row.html for row in rows))  # noqa: S704 - escaped where it is made
    claim = edition_claims.claim_group(
        measure.name, group.kind, group.month, (len(rows), group.ever, met, group.hidden)
    )
    return ProviderGroup(
        slug(group.kind), group.title, group.month, len(rows), group.ever, met, text, group.hidden, claim
    )


def _read_positions(site: EditionSite, measure: MeasureRecord) -> list[FunnelPosition]:
    if measure.unit != "share" or not measure.is_published_statistics:
        return []
    return read_funnel_positions(site.con, measure.name, site.shared.years[measure.name][1])


def _funnel_figure(site: PageSite, measure: MeasureRecord, positions: list[FunnelPosition]) -> FunnelFigure | None:
    if len(positions) < ENOUGH_FOR_A_FUNNEL:
        return None
    centre = positions[0].centre
    dots = [_make_dot(position, site.shared.organisations[position.organisation].name) for position in positions]
    outside = sorted((dot for dot in dots if dot.is_outside), key=lambda dot: dot.value, reverse=True)
    above = [dot for dot in outside if dot.position.startswith("above")]
    below = [dot for dot in reversed(outside) if dot.position.startswith("below")]
    month = site.shared.years[measure.name][1]
    claim = edition_claims.claim_funnel(measure.name, month, len(dots), len(above), len(below))
    picture = Markup(funnel_chart(dots, centre, measure.unit))  # noqa: S704 - numbers
    return FunnelFigure(picture, len(dots), above, below, claim, table_rows.funnel_rows(measure, dots, site.shared))


def _make_dot(position: FunnelPosition, name: str) -> FunnelDot:
    return FunnelDot(
        position.organisation,
        name,
        position.value,
        position.denominator,
        position.position,
        *(position.lower_95, position.upper_95, position.lower_998, position.upper_998),
    )
