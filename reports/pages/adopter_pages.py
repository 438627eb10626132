"""The page of one adopter of one practice: its gain, how much it keeps, and the certainty of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from reports.claims.claim import ClaimedText
from reports.components import early_warning, practice_claims, register_claims, verdict_history
from reports.components.adopter_parts import adopter_tiles, chart_title
from reports.components.badge import verdict_badge
from reports.components.figures import ChartFigure
from reports.components.method_tables import parameter_rows
from reports.components.reason_list import describe_reasons
from reports.components.verdict_figure import VerdictFacts, verdict_figure
from reports.data.comparison import Comparison
from reports.data.practice_records import AdopterRecord, GainVerdict, PracticeRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import format_number, plural, short_month
from reports.links import adopter_page_path
from reports.pages.page_site import PageSite
from reports.pages.site import EditionSite
from reports.slugs import slug
from reports.text import cautions, headline, practice_narrative
from reports.text.gain_words import status_label
from reports.text.register_words import SOURCE_WORDS


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
            series_by_code = site.series.among(practice.measure, codes)
            series = {adopter.organisation: adopter for adopter in series_by_code}
        register = {adopter.organisation: adopter for adopter in catalogue.adopters.get(practice.practice, ())}
        for adopter in ours:
            code = adopter.organisation or ""
            own = series.get(code)
            given = (practice, adopter, register.get(code), site.digest_series(own) if own else "")
            page = partial(_write_page, practice=practice, verdict=adopter, adopter=register.get(code), series=own)
            site.add_page(adopter_page_path(practice, code), given, page)
        yield f"practice {practice.title}: {plural(len(ours), 'adopter')}"


def _write_page(
    site: PageSite,
    practice: PracticeRecord,
    verdict: GainVerdict,
    adopter: AdopterRecord | None,
    series: SeriesRecord | None,
) -> None:
    _AdopterPage(site, practice, verdict, adopter, series).write_page()


@dataclass(frozen=True)
class _AdopterPage:
    """The data of one adopter while its page is rendered."""

    site: PageSite
    practice: PracticeRecord
    verdict: GainVerdict
    adopter: AdopterRecord | None
    series: SeriesRecord | None

    @property
    def comparison(self) -> Comparison | None:
        return self.site.catalogue.comparison(self.verdict)

    @property
    def peers(self) -> str:
        """The comparators in a sentence."""
        return headline.similar_peers(self.site.catalogue.peer_kinds.get(self.verdict.organisation or ""))

    def write_page(self) -> None:
        site, verdict, catalogue = self.site, self.verdict, self.site.catalogue
        code = verdict.organisation or ""
        measure = site.shared.measures.get(self.practice.measure)
        figures = self._write_figures(code, measure)
        signals = catalogue.signals.get(self.practice.practice, ())
        signals = tuple(signal for signal in signals if signal.organisation == code)
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
            **self._describe_verdict(measure),
            tiles=adopter_tiles(verdict),
            **describe_reasons(verdict, catalogue),
            figures=figures,
            signals=signals,
            signals_claim=practice_claims.claim_signals(self.practice.practice, len(signals), code),
            adopter=self.adopter,
            register_claim=register_claims.claim_adopter(self.practice.practice, self.adopter)
            if self.adopter
            else None,
            source=self._describe_source(),
            parameters=parameter_rows(catalogue),
        )

    def _describe_verdict(self, measure: MeasureRecord | None) -> dict[str, Any]:
        """The sentences of the verdict: its headline, what to know before it is quoted, and the details."""
        verdict, catalogue = self.verdict, self.site.catalogue
        details = practice_narrative.detail_sentences(verdict, catalogue)
        rate = cautions.error_rate_words(verdict, catalogue)
        if measure is None or headline.headline_facts(verdict, self.comparison, measure, self.peers) is None:
            title = measure.title if measure else self.practice.measure
            lead = practice_narrative.verdict_headline(verdict, title, catalogue)
            warned, details = {}, [*self._level_sentences(measure), *details]
        else:
            lead = headline.write_headline(verdict, self.comparison, measure, self.peers, catalogue)
            warned = cautions.find_cautions(verdict, catalogue)
        detail_claim = practice_claims.claim_status(verdict, "verdict detail")
        return {
            "lead": ClaimedText(lead, practice_claims.claim_status(verdict, "verdict")),
            "cautions": list(warned.values()),
            "rate": rate,
            "cautions_claim": practice_claims.claim_cautions(
                verdict, warned, cautions.find_error_rate(verdict, catalogue)
            ),
            "subs": [ClaimedText(text, detail_claim) for text in details],
        }

    def _write_figures(self, code: str, measure: MeasureRecord | None) -> dict[str, ChartFigure]:
        """Make the charts and write their data files."""
        files, key = f"data/practice/{self.practice.place}-{slug(code)}", (self.practice.practice, code)
        catalogue = self.site.catalogue
        figures = (
            self._make_verdict_figure(measure, f"{files}-verdict.csv"),
            verdict_history.history_figure(catalogue.runs.get(key, ()), f"{files}-history.csv", *key),
            early_warning.warning_figure(
                catalogue.warnings.get(key, ()), self.verdict.scale, f"{files}-early-warning.csv", key
            ),
        )
        for figure in figures:
            if figure:
                self.site.keep(figure.data_file, figure.table.csv())
        return {figure.anchor: figure for figure in figures if figure}

    def _make_verdict_figure(self, measure: MeasureRecord | None, data_file: str) -> ChartFigure | None:
        if self.series is None or measure is None:
            return None
        support_ends = self.site.catalogue.programmes[self.practice.programme].support_ends
        title = f"{measure.title}: {chart_title(self.verdict)}"
        return verdict_figure(
            VerdictFacts(self.verdict, self.comparison, self.series, support_ends, self.peers, title, data_file)
        )

    def _describe_source(self) -> str:
        if self.adopter is None or self.adopter.source is None:
            return ""
        peer = self.adopter.peer_organisation
        text = SOURCE_WORDS.get(self.adopter.source, self.adopter.source)
        return f"{text}: {self.site.catalogue.names.get(peer, peer)}" if peer else text

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
        return [f"{text}. That change includes changes seen everywhere. The gain is what is on top."]
