"""The page of one adopter of one practice: its gain, how much it keeps, and the certainty of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from reports.charts.windows import WindowOverlay
from reports.claims.claim import ClaimedText
from reports.components import early_warning, practice_claims, series_card, verdict_history
from reports.components.adopter_parts import adopter_tiles, chart_title, chart_windows
from reports.components.badge import verdict_badge
from reports.components.figures import ChartFigure
from reports.components.method_tables import parameter_rows
from reports.data import practices, series_reader
from reports.data.practice_records import AdopterRecord, GainVerdict, PracticeRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import format_number, plural, short_month
from reports.links import adopter_page_path
from reports.pages.site import EditionSite
from reports.slugs import slug
from reports.text import practice_narrative, verdict_reasons
from reports.text.gain_words import SOURCE_WORDS, status_label

YEARS_BEFORE = 3
"""Years before adoption shown on the chart; earlier months are on the provider's page."""


def adopter_pages(site: EditionSite) -> Iterator[str]:
    """Write a page for each adopter that has a verdict, practice by practice."""
    catalogue = site.catalogue
    for practice in catalogue.practices.values():
        ours = [adopter for (code, _), adopter in catalogue.verdicts.items() if code == practice.practice]
        ours = [adopter for adopter in ours if adopter.status != "not_adopted"]
        if not ours:
            continue
        series: dict[str, SeriesRecord] = {}
        if practice.measure in site.shared.measures:
            codes = [adopter.organisation or "" for adopter in ours]
            series_by_code = series_reader.series_among(site.con, site.shared, practice.measure, codes)
            series = {adopter.organisation: adopter for adopter in series_by_code}
        others = practices.others_mean(site.con, practice)
        register = {adopter.organisation: adopter for adopter in catalogue.adopters.get(practice.practice, ())}
        for adopter in ours:
            code = adopter.organisation or ""
            mean = others.get(catalogue.peer_kinds.get(code, ""), {})
            _AdopterPage(site, practice, adopter, register.get(code), series.get(code), mean).write_page()
        yield f"practice {practice.title}: {plural(len(ours), 'adopter')}"


@dataclass(frozen=True)
class _AdopterPage:
    """The data of one adopter while its page is rendered."""

    site: EditionSite
    practice: PracticeRecord
    verdict: GainVerdict
    adopter: AdopterRecord | None
    series: SeriesRecord | None
    others: dict[date, float]

    def write_page(self) -> None:
        site, verdict, catalogue = self.site, self.verdict, self.site.catalogue
        code = verdict.organisation or ""
        figures = self._write_figures(code)
        measure = site.shared.measures.get(self.practice.measure)
        site.write(
            adopter_page_path(self.practice, code),
            "adopter.html",
            practice=self.practice,
            programme=catalogue.programmes[self.practice.programme],
            code=code,
            name=catalogue.names.get(code, code),
            measure=measure,
            badge=verdict_badge(verdict),
            asked=status_label(verdict.status, verdict.reason),
            lead=ClaimedText(
                practice_narrative.verdict_headline(
                    verdict, measure.title if measure else self.practice.measure, catalogue
                ),
                practice_claims.claim_status(verdict, "verdict"),
            ),
            subs=[
                ClaimedText(text, practice_claims.claim_status(verdict, "verdict detail"))
                for text in (
                    *self._level_sentences(measure),
                    *practice_narrative.detail_sentences(verdict, catalogue),
                )
            ],
            expected=practice_narrative.EXPECTED if verdict.gain else "",
            tiles=adopter_tiles(verdict),
            checks=verdict_reasons.verdict_reasons(verdict, catalogue),
            reason_claim=practice_claims.claim_status(verdict, "reason"),
            chart=self._make_card(measure),
            figures=figures,
            signals=[
                signal for signal in catalogue.signals.get(self.practice.practice, ()) if signal.organisation == code
            ],
            adopter=self.adopter,
            source=self._describe_source(),
            parameters=parameter_rows(catalogue),
        )

    def _write_figures(self, code: str) -> dict[str, ChartFigure]:
        """Make the other charts and write their data files."""
        files, key = f"data/practice/{self.practice.place}-{slug(code)}", (self.practice.practice, code)
        catalogue = self.site.catalogue
        figures = (
            verdict_history.history_figure(catalogue.runs.get(key, ()), f"{files}-history.csv"),
            early_warning.warning_figure(
                catalogue.warnings.get(key, ()), self.verdict.scale, f"{files}-early-warning.csv"
            ),
        )
        for figure in figures:
            if figure:
                self.site.keep(figure.data_file, figure.table.csv())
        return {figure.anchor: figure for figure in figures if figure}

    def _describe_source(self) -> str:
        if self.adopter is None or self.adopter.source is None:
            return ""
        peer = self.adopter.peer_organisation
        text = SOURCE_WORDS.get(self.adopter.source, self.adopter.source)
        return f"{text}: {self.site.catalogue.names.get(peer, peer)}" if peer else text

    def _make_card(
        self, measure: MeasureRecord | None
    ) -> tuple[ClaimedText, series_card.SeriesCard, WindowOverlay] | None:
        verdict, series = self.verdict, self.series
        if series is None or measure is None or verdict.adopted_month is None or len(series.points) < 2:
            return None
        clipped = _clip_series(series, verdict.adopted_month)
        first, last = clipped.points[0].month, clipped.last.month
        overlay = WindowOverlay(
            verdict.adopted_month,
            chart_windows(verdict, last),
            {month: value for month, value in self.others.items() if first <= month <= last},
        )
        # the chart's data file is that of the provider's page, which has all months
        return (
            ClaimedText(
                f"{measure.title}: {chart_title(verdict)}", practice_claims.claim_status(verdict, "chart title")
            ),
            series_card.make_card(clipped, self.site.shared, overlay),
            overlay,
        )

    def _level_sentences(self, measure: MeasureRecord | None) -> list[str]:
        """The measure's own means, which are not the gain: they include changes seen everywhere."""
        before, series = self.verdict.baseline, self.series
        if before is None or measure is None or series is None:
            return []
        text = f"Over the year before adoption the mean was {format_number(before, measure.unit)}"
        span = self.verdict.current_span or self.verdict.gain_span
        now = [point.value for point in series.points if span and span[0] <= point.month <= span[1]]
        if not span or not now:
            return [f"{text}."]
        mean = format_number(sum(now) / len(now), measure.unit)
        text += f"; from {short_month(span[0])} to {short_month(span[1])}, {mean}"
        return [f"{text}. That change holds what happened everywhere; the gain does not."]


def _clip_series(series: SeriesRecord, adopted: date) -> SeriesRecord:
    """The series from three years before adoption."""
    first = date(adopted.year - YEARS_BEFORE, adopted.month, 1)
    points = tuple(point for point in series.points if point.month >= first)
    hidden = tuple(month for month in series.hidden if month >= first)
    return replace(series, points=points, hidden=hidden) if len(points) > 1 else series
