"""Measure pages: definition, standards, England, areas and providers in order, the providers' funnel plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.charts.funnel import FunnelDot, funnel_chart
from reports.claims.claim import Claim
from reports.components import edition_claims, series_card, table_rows
from reports.data import series_reader
from reports.data.funnel_reader import FunnelPosition, read_funnel_positions
from reports.data.organisation_record import AREA_KINDS
from reports.data.records import MeasureRecord, SeriesRecord
from reports.pages.site import EditionSite
from reports.pages.waits_pages import waits_page
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


def measure_pages(site: EditionSite) -> Iterator[str]:
    """Write the measure pages, and keep the rows for the pages of areas."""
    shared = site.shared
    headlines = {measure.name for measure in shared.headlines}
    for measure in shared.measures.values():
        series_list = series_reader.series_for(site.con, shared, measure.name)
        england = next((series for series in series_list if series.organisation == "ENGLAND"), None)
        groups = _provider_groups(site, measure, series_list, keep=measure.name in headlines)
        site.write(
            f"measure/{slug(measure.name)}.html",
            "measure.html",
            measure=measure,
            card=series_card.make_card(england, shared) if england else None,
            groups=groups,
            definition=edition_claims.claim_definition(measure.name),
            newest=shared.years[measure.name][1],
            standards=shared.standards.get(measure.name, ()),
            exclusions=[exclusion for exclusion in shared.exclusions if exclusion.measure == measure.name],
            funnel=_funnel_figure(site, measure),
            outlier_claim=lambda dot, name=measure.name: edition_claims.claim_outlier(
                name, dot.code, dot.value, dot.position
            ),
        )
        waits_page(site, measure, series_list)
        yield f"measure {measure.title}"


def _provider_groups(
    site: EditionSite, measure: MeasureRecord, series_list: list[SeriesRecord], *, keep: bool
) -> list[ProviderGroup]:
    shared = site.shared
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
        rows = [table_rows.comparison_row(series, shared) for series in members if series.last.month == newest]
        if keep:
            site.members |= {(measure.name, row.organisation): row for row in rows}
        few = sum(newest in months for months in hidden)
        ever = sum(newest not in series.hidden for series in members)
        if rows or few:
            met = None if not rows or rows[0].is_met is None else sum(bool(row.is_met) for row in rows)
            text = Markup("".join(row.html for row in rows))  # noqa: S704 - escaped where it is made
            claim = edition_claims.claim_group(measure.name, kind, newest, (len(rows), ever, met, few))
            groups.append(ProviderGroup(slug(kind), title, newest, len(rows), ever, met, text, few, claim))
    return groups


def _funnel_figure(site: EditionSite, measure: MeasureRecord) -> FunnelFigure | None:
    if measure.unit != "share" or not measure.is_published_statistics:
        return None
    positions = read_funnel_positions(site.con, measure.name, site.shared.years[measure.name][1])
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
