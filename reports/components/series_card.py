"""The card of one series: its finding, its chart or single value, its place among peers, its data."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports.charts.control import control_chart
from reports.charts.spread import SpreadMark, spread_chart
from reports.charts.windows import WindowOverlay
from reports.components import secondary_chart
from reports.components.table_rows import ICONS, data_table, series_icons
from reports.data.edition_record import EditionRecord
from reports.data.records import SeriesRecord
from reports.formatting import format_gap, format_number, format_standard, month_name, short_month
from reports.slugs import slug
from reports.text import narrative, notes, precision, standards

__all__ = ["ICONS", "SeriesCard", "data_file", "make_card"]


@dataclass(frozen=True)
class CardAside:
    """The organisation's position: its rank, the peers' histogram, and the remaining gaps."""

    place: str
    histogram: Markup
    gaps: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SeriesCard:
    """The template's data for one series."""

    anchor: str
    title: str
    subtitle: str
    lead: str
    process: str
    standard: str
    standards: tuple[str, ...]
    notes: list[str]
    description: str
    value: str
    value_month: str
    chart: Markup
    icons: Markup
    table: Markup
    aside: CardAside | None
    months: int
    has_limits: bool
    centre: str
    has_range: bool
    has_neutral: bool
    has_gaps: bool
    data_file: str
    measure: str
    beside: secondary_chart.SecondaryPanel | None


def make_card(series: SeriesRecord, shared: EditionRecord, overlay: WindowOverlay | None = None) -> SeriesCard:
    organisation = shared.organisations[series.organisation]
    is_past = shared.is_behind(series)
    is_charted = len(series.points) > 1
    picture = control_chart(series, overlay) if is_charted else ""
    return SeriesCard(
        anchor=slug(series.measure.name),
        title=narrative.chart_title(series),
        subtitle=narrative.chart_subtitle(series),
        lead=narrative.latest_sentence(series) if is_charted else "",
        process=narrative.process_sentence(series),
        standard=standards.against_standard(series, is_past=is_past),
        standards=_drawn_standards(series) if 'class="tgt"' in picture else (),
        notes=notes.of_series(organisation, series, shared),
        description=narrative.chart_description(series),
        value=precision.format_value(series, series.last.value),
        value_month=month_name(series.last.month),
        chart=Markup(picture),  # noqa: S704 - numbers and escaped text, here and below
        icons=Markup(series_icons(series)),  # noqa: S704
        table=Markup(data_table(series)),  # noqa: S704
        aside=_make_aside(series, shared),
        months=len(series.points),
        has_limits=any(point.mean is not None for point in series.points) and is_charted,
        centre=series.centre_word,
        has_range=any(point.lower is not None for point in series.points),
        has_neutral=series.measure.direction == "neutral",
        has_gaps='class="lack"' in picture,
        data_file=data_file(series),
        measure=series.measure.name,
        beside=secondary_chart.render_panel(series),
    )


def data_file(series: SeriesRecord) -> str:
    return f"data/{slug(series.organisation)}-{slug(series.measure.name)}.csv"


def _drawn_standards(series: SeriesRecord) -> tuple[str, ...]:
    """Each standard in the chart, with its source."""
    first, last = series.points[0].month, series.last.month
    return tuple(
        f"{standard.title} ({standard.set_by})"
        for standard in series.standards
        if standard.from_month <= last and (standard.to_month is None or standard.to_month >= first)
    )


def _make_aside(series: SeriesRecord, shared: EditionRecord) -> CardAside | None:
    standing = series.standing
    if standing is None:
        return None
    measure, own = series.measure, series.last.value
    gaps = []
    if series.standard:
        gaps.append(
            _gap_words(
                series, f"Standard, {format_standard(series.standard.value, measure.unit)}", series.standard.value
            )
        )
    if standing.best_quartile is not None and standing.peers >= 8:
        gaps.append(
            _gap_words(
                series, f"Best quarter, {format_number(standing.best_quartile, measure.unit)}", standing.best_quartile
            )
        )
    if standing.own_year is not None and standing.own_best is not None and standing.own_best_month:
        words = (
            f"Own best year, {format_number(standing.own_best, measure.unit)} to {short_month(standing.own_best_month)}"
        )
        gaps.append(_gap_words(series, words, standing.own_best, standing.own_year))
    peers = shared.spreads.get((measure.name, standing.peer_kind), ())
    marks = _spread_marks(series, shared)
    label = f"Histogram of {len(peers)} {narrative.peer_words(measure, standing.peer_kind)}: {measure.title}. "
    label += f"This organisation {format_number(own, measure.unit)}"
    label += "".join(f", {mark.words}" for mark in marks)
    return CardAside(
        narrative.rank_sentence(series),
        Markup(spread_chart(peers, own, marks, escape(label))),  # noqa: S704
        tuple(gaps),
    )


def _spread_marks(series: SeriesRecord, shared: EditionRecord) -> list[SpreadMark]:
    measure = series.measure
    england = shared.england.get(measure.name)
    marks = [] if england is None else [SpreadMark(england, "eng", f"England {format_number(england, measure.unit)}")]
    if series.standard:
        words = f"standard {format_standard(series.standard.value, measure.unit)}"
        marks.append(SpreadMark(series.standard.value, "std", words))
    return marks


def _gap_words(series: SeriesRecord, words: str, wanted: float, now: float | None = None) -> tuple[str, str, str]:
    """The target, the distance of the last month (or of `now`) from it, and whether it is reached."""
    delta = (series.last.value if now is None else now) - wanted
    if delta == 0:
        return words, "reached", "ok"
    size = format_gap(delta, series.measure.unit)
    is_reached = (delta > 0) == (series.measure.direction == "increase")
    return words, f"{size} {'better' if is_reached else 'to go'}", "ok" if is_reached else "no"
