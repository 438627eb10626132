"""The page of one adopter of one practice: what it gained, how much it keeps, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from reports import parts, views
from reports.charts.windows import Overlay
from reports.practices import history, narrative, read, warning, why
from reports.practices.adopter_parts import tiles, title, windows
from reports.practices.badge import badge
from reports.practices.figures import Figure
from reports.practices.methods import parameter_rows
from reports.practices.records import Adopter, Practice, Verdict
from reports.practices.words import SOURCES, label
from reports.records import Measure, Series
from reports.site import Site
from reports.slugs import slug
from reports.words import number, plural, short_month

YEARS_BEFORE = 3
"""Years before adoption that the chart shows: what came earlier is on the provider's page."""


def adopter_pages(site: Site) -> Iterator[str]:
    """Write a page for each adopter that has a verdict, practice by practice."""
    catalogue = site.catalogue
    for practice in catalogue.practices.values():
        ours = [one for (code, _), one in catalogue.verdicts.items() if code == practice.practice]
        ours = [one for one in ours if one.status != "not_adopted"]
        if not ours:
            continue
        series: dict[str, Series] = {}
        if practice.measure in site.shared.measures:
            codes = [one.organisation or "" for one in ours]
            found = views.series_among(site.con, site.shared, practice.measure, codes)
            series = {one.organisation: one for one in found}
        others = read.others_mean(site.con, practice)
        register = {one.organisation: one for one in catalogue.adopters.get(practice.practice, ())}
        for one in ours:
            code = one.organisation or ""
            mean = others.get(catalogue.peer_kinds.get(code, ""), {})
            _Page(site, practice, one, register.get(code), series.get(code), mean).write()
        yield f"practice {practice.title}: {plural(len(ours), 'adopter')}"


def place_of(practice: Practice, organisation: str) -> str:
    return f"practice/{practice.place}/{slug(organisation)}.html"


@dataclass(frozen=True)
class _Page:
    """What is known of one adopter while its page is put together."""

    site: Site
    practice: Practice
    verdict: Verdict
    adopter: Adopter | None
    series: Series | None
    others: dict[date, float]

    def write(self) -> None:
        site, found, catalogue = self.site, self.verdict, self.site.catalogue
        code = found.organisation or ""
        figures = self._figures(code)
        measure = site.shared.measures.get(self.practice.measure)
        site.write(
            place_of(self.practice, code),
            "adopter.html",
            practice=self.practice,
            programme=catalogue.programmes[self.practice.programme],
            code=code,
            name=catalogue.names.get(code, code),
            measure=measure,
            badge=badge(found),
            asked=label(found.status, found.reason),
            lead=narrative.headline(found, measure.title if measure else self.practice.measure, catalogue),
            subs=[*self._levels(measure), *narrative.details(found, catalogue)],
            expected=narrative.EXPECTED if found.gain else "",
            tiles=tiles(found),
            checks=why.checks(found, catalogue),
            chart=self._chart(measure),
            figures=figures,
            signals=[one for one in catalogue.signals.get(self.practice.practice, ()) if one.organisation == code],
            adopter=self.adopter,
            source=self._source(),
            parameters=parameter_rows(catalogue),
        )

    def _figures(self, code: str) -> dict[str, Figure]:
        """The charts beside the control chart, whose data are kept."""
        files, key = f"data/practice/{self.practice.place}-{slug(code)}", (self.practice.practice, code)
        catalogue = self.site.catalogue
        found = (
            history.figure(catalogue.runs.get(key, ()), f"{files}-history.csv"),
            warning.figure(catalogue.warnings.get(key, ()), self.verdict.scale, f"{files}-early-warning.csv"),
        )
        for figure in found:
            if figure:
                self.site.keep(figure.data_file, figure.table.csv())
        return {figure.anchor: figure for figure in found if figure}

    def _source(self) -> str:
        if self.adopter is None or self.adopter.source is None:
            return ""
        peer = self.adopter.peer_organisation
        text = SOURCES.get(self.adopter.source, self.adopter.source)
        return f"{text}: {self.site.catalogue.names.get(peer, peer)}" if peer else text

    def _chart(self, measure: Measure | None) -> tuple[str, parts.Card, Overlay] | None:
        found, series = self.verdict, self.series
        if series is None or measure is None or found.adopted_month is None or len(series.points) < 2:
            return None
        clipped = _clipped(series, found.adopted_month)
        first, last = clipped.points[0].month, clipped.last.month
        overlay = Overlay(
            found.adopted_month,
            windows(found, last),
            {month: value for month, value in self.others.items() if first <= month <= last},
        )
        # the figures behind the chart are those of the provider's page, which has all months
        return (
            f"{measure.title}: {title(found)}",
            parts.card(clipped, self.site.shared, overlay),
            overlay,
        )

    def _levels(self, measure: Measure | None) -> list[str]:
        """The measure's own means, which are not the gain: they hold what happened everywhere too."""
        before, series = self.verdict.baseline, self.series
        if before is None or measure is None or series is None:
            return []
        text = f"Over the year before adoption the mean was {number(before, measure.unit)}"
        span = self.verdict.current_span or self.verdict.gain_span
        now = [point.value for point in series.points if span and span[0] <= point.month <= span[1]]
        if not span or not now:
            return [f"{text}."]
        text += f"; from {short_month(span[0])} to {short_month(span[1])}, {number(sum(now) / len(now), measure.unit)}"
        return [f"{text}. That change holds what happened everywhere; the gain does not."]


def _clipped(series: Series, adopted: date) -> Series:
    """From three years before adoption on."""
    first = date(adopted.year - YEARS_BEFORE, adopted.month, 1)
    points = tuple(point for point in series.points if point.month >= first)
    hidden = tuple(month for month in series.hidden if month >= first)
    return replace(series, points=points, hidden=hidden) if len(points) > 1 else series
