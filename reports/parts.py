"""The card of one series: its finding, its chart or its one value, where it stands among its peers, its data."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports import beside, narrative, notes
from reports.charts.control import chart
from reports.charts.spread import Mark, spread
from reports.charts.windows import Overlay
from reports.records import Edition, Series
from reports.rows import ICONS, data_table, icons
from reports.slugs import slug
from reports.words import aim, change, month_name, number, short_month

__all__ = ["ICONS", "Card", "card", "data_file"]


@dataclass(frozen=True)
class Aside:
    """Where the organisation stands: its place, the peers' histogram, and the gaps that are left."""

    place: str
    histogram: Markup
    gaps: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Card:
    """What the template shows of one series."""

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
    aside: Aside | None
    months: int
    has_limits: bool
    has_neutral: bool
    has_gaps: bool
    data_file: str
    measure: str
    beside: beside.Panel | None


def card(series: Series, shared: Edition, overlay: Overlay | None = None) -> Card:
    one = shared.organisations[series.organisation]
    is_past = shared.is_behind(series)
    is_charted = len(series.points) > 1
    picture = chart(series, overlay) if is_charted else ""
    return Card(
        anchor=slug(series.measure.name),
        title=narrative.finding(series),
        subtitle=narrative.statistic(series),
        lead=narrative.latest(series) if is_charted else "",
        process=narrative.process(series),
        standard=narrative.against_standard(series, is_past=is_past),
        standards=_drawn_standards(series) if 'class="tgt"' in picture else (),
        notes=notes.of_series(one, series, shared),
        description=narrative.description(series),
        value=number(series.last.value, series.measure.unit),
        value_month=month_name(series.last.month),
        chart=Markup(picture),  # noqa: S704 - numbers and escaped text, here and below
        icons=Markup(icons(series)),  # noqa: S704
        table=Markup(data_table(series)),  # noqa: S704
        aside=_aside(series, shared),
        months=len(series.points),
        has_limits=any(point.mean is not None for point in series.points) and is_charted,
        has_neutral=series.measure.direction == "neutral",
        has_gaps='class="lack"' in picture,
        data_file=data_file(series),
        measure=series.measure.name,
        beside=beside.panel(series),
    )


def data_file(series: Series) -> str:
    return f"data/{slug(series.organisation)}-{slug(series.measure.name)}.csv"


def _drawn_standards(series: Series) -> tuple[str, ...]:
    """Each standard in the chart, with who set it."""
    first, last = series.points[0].month, series.last.month
    return tuple(
        f"{one.title} ({one.set_by})"
        for one in series.standards
        if one.from_month <= last and (one.to_month is None or one.to_month >= first)
    )


def _aside(series: Series, shared: Edition) -> Aside | None:
    standing = series.standing
    if standing is None:
        return None
    measure, own = series.measure, series.last.value
    gaps = []
    if series.standard:
        gaps.append(_gap(series, f"Standard, {aim(series.standard.value, measure.unit)}", series.standard.value))
    if standing.best_quartile is not None and standing.peers >= 8:
        gaps.append(
            _gap(series, f"Best quarter, {number(standing.best_quartile, measure.unit)}", standing.best_quartile)
        )
    if standing.own_year is not None and standing.own_best is not None and standing.own_best_month:
        words = f"Own best year, {number(standing.own_best, measure.unit)} to {short_month(standing.own_best_month)}"
        gaps.append(_gap(series, words, standing.own_best, standing.own_year))
    peers = shared.spreads.get((measure.name, standing.peer_kind), ())
    marks = _marks(series, shared)
    label = f"Histogram of {len(peers)} {narrative.PEER_WORDS.get(standing.peer_kind, 'peers')}: {measure.title}. "
    label += f"This organisation {number(own, measure.unit)}"
    label += "".join(f", {mark.words}" for mark in marks)
    return Aside(
        narrative.standing(series),
        Markup(spread(peers, own, marks, escape(label))),  # noqa: S704
        tuple(gaps),
    )


def _marks(series: Series, shared: Edition) -> list[Mark]:
    measure = series.measure
    england = shared.england.get(measure.name)
    found = [] if england is None else [Mark(england, "eng", f"England {number(england, measure.unit)}")]
    if series.standard:
        words = f"standard {aim(series.standard.value, measure.unit)}"
        found.append(Mark(series.standard.value, "std", words))
    return found


def _gap(series: Series, words: str, wanted: float, now: float | None = None) -> tuple[str, str, str]:
    """What is aimed at, how far away the last month (or what is said to be now) is, and whether it is reached."""
    delta = (series.last.value if now is None else now) - wanted
    size = change(delta, series.measure.unit).lstrip("+−")
    if size.split()[0] in ("0", "0.0"):
        return words, "reached", "ok"
    is_reached = (delta > 0) == (series.measure.direction == "increase")
    return words, f"{size} {'better' if is_reached else 'to go'}", "ok" if is_reached else "no"
