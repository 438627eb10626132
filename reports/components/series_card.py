"""The card of one series: its finding, its chart or single value, its place among peers, its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.charts import peer_layer
from reports.charts.control import control_chart
from reports.claims.claim import Claim, ClaimedText, join_html
from reports.components import register_claims, secondary_chart, series_claims
from reports.components.card_aside import CardAside, make_aside
from reports.components.table_rows import ICONS, data_table, series_icons
from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.peer_levels import PeerLevels
from reports.data.records import SeriesRecord
from reports.formatting import month_name
from reports.links import proposal_anchor, proposals_path
from reports.slugs import slug
from reports.text import narrative, notes, peer_sentences, precision, standards

__all__ = ["ICONS", "SeriesCard", "data_file", "make_card"]


@dataclass(frozen=True)
class SeriesCard:
    """The template's data for one series."""

    anchor: str
    title: ClaimedText
    subtitle: ClaimedText
    lead: ClaimedText
    process: ClaimedText
    standard: ClaimedText
    standards: tuple[str, ...]
    notes: list[str]
    notes_claim: Claim
    description: Markup
    value: ClaimedText
    value_month: ClaimedText
    chart: Markup
    dots: Claim
    icons: Markup
    table: Markup
    aside: CardAside | None
    months: int
    has_limits: bool
    centre: str
    has_range: bool
    has_neutral: bool
    has_gaps: bool
    has_grey: bool
    has_phases: bool
    proposal: str
    months_claim: Claim
    data_file: str
    measure: str
    measure_title: str
    section: str
    beside: secondary_chart.SecondaryPanel | None
    peers: ClaimedText | None
    has_england: bool


def make_card(series: SeriesRecord, shared: EditionRecord) -> SeriesCard:
    is_charted = len(series.points) > 1
    peers = _find_peers(series, shared)
    picture = control_chart(series, peers) if is_charted else ""
    latest = series_claims.claim_latest(series)
    lead, process, standard = _write_sentences(series, is_charted=is_charted, is_past=shared.is_behind(series))
    return SeriesCard(
        anchor=slug(series.measure.name),
        title=ClaimedText(narrative.chart_title(series), process.claim),
        subtitle=ClaimedText(narrative.chart_subtitle(series), series_claims.claim_span(series)),
        lead=lead,
        process=process,
        standard=standard,
        standards=_drawn_standards(series) if 'class="tgt"' in picture else (),
        **_claim_notes(shared.organisations[series.organisation], series, shared),
        description=_describe_chart(series, peers, (lead, process, standard)),
        value=ClaimedText(precision.format_value(series, series.last.value), latest),
        value_month=ClaimedText(month_name(series.last.month), latest),
        chart=Markup(picture),  # noqa: S704 - numbers and escaped text, here and below
        dots=series_claims.claim_dots(series),
        icons=Markup(series_icons(series)),  # noqa: S704
        table=Markup(data_table(series)),  # noqa: S704
        aside=make_aside(series, shared),
        months=len(series.points),
        has_limits=any(point.mean is not None for point in series.points) and is_charted,
        centre=series.centre_word,
        has_range=any(point.lower is not None for point in series.points),
        has_neutral=series.measure.direction == "neutral",
        proposal=_open_proposal(series),
        months_claim=series_claims.claim_span(series)._replace(kind="months"),
        data_file=data_file(series),
        measure=series.measure.name,
        measure_title=series.measure.title,
        section=series.measure.section,
        beside=secondary_chart.render_panel(series),
        peers=_claim_peers(series, peers, peer_sentences.levels_key) if peer_layer.has_peers(picture) else None,
        **_find_marks(picture),
    )


def _find_marks(picture: str) -> dict[str, Any]:
    """Which marks a chart has that its key explains."""
    return {
        "has_gaps": 'class="lack"' in picture,
        "has_grey": 'class="un"' in picture,
        "has_phases": 'class="phase"' in picture,
        "has_england": peer_layer.has_england(picture),
    }


def _write_sentences(
    series: SeriesRecord, *, is_charted: bool, is_past: bool
) -> tuple[ClaimedText, ClaimedText, ClaimedText]:
    """The last month, the finding of the chart, and how the last month compares with the standard."""
    return (
        ClaimedText(narrative.latest_sentence(series) if is_charted else "", series_claims.claim_latest(series)),
        ClaimedText(narrative.process_sentence(series), series_claims.claim_finding(series)),
        ClaimedText(standards.against_standard(series, is_past=is_past), series_claims.claim_standard(series)),
    )


def _find_peers(series: SeriesRecord, shared: EditionRecord) -> PeerLevels | None:
    """The levels of the peers with which the newest month is compared, if there are enough of them."""
    standing = series.standing
    return shared.peer_levels.get((series.measure.name, standing.peer_kind)) if standing else None


def _claim_peers(
    series: SeriesRecord, peers: PeerLevels | None, write: Callable[[SeriesRecord, PeerLevels], str]
) -> ClaimedText | None:
    if peers is None:
        return None
    return ClaimedText(write(series, peers), series_claims.claim_peer_levels(series, peers))


def _open_proposal(series: SeriesRecord) -> str:
    """Where an open proposal of the series is; empty where there is none."""
    if not any(rebase.is_open for rebase in series.rebases):
        return ""
    measure = series.measure.name
    return f"{proposals_path(measure)}#{proposal_anchor(measure, series.organisation)}"


def _describe_chart(series: SeriesRecord, peers: PeerLevels | None, beside: tuple[str, str, str]) -> Markup:
    """The chart in words, for screen readers: the sentences beside it, and the range and limits that eyes see."""
    lead, process, standard = beside
    values = [point.value for point in series.points]
    last, first = series.last, f"{series.points[0].month:%Y-%m}"
    span = series_claims.make_claim(series, "range", first, len(values), min(values), max(values))
    limits = series_claims.make_claim(series, "limits", last.mean, last.lower, last.upper)
    texts = (
        ClaimedText(narrative.range_sentence(series), span),
        lead,
        ClaimedText(narrative.limits_sentence(series), limits),
        process,
        standard,
        _claim_peers(series, peers, peer_sentences.levels_sentence) or "",
    )
    return Markup(join_html(texts))  # noqa: S704 - escaped where it is joined


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


def _claim_notes(organisation: OrganisationRecord, series: SeriesRecord, shared: EditionRecord) -> dict[str, Any]:
    """The notes beside a chart; those on its newest month and on its limits make claims of their own."""
    newest = series_claims.claim_newest(series, is_behind=shared.is_behind(series))
    others = notes.of_series(organisation, series, shared)
    shown = [ClaimedText(text, newest) for text in notes.newest_notes(series, shared)]
    return {
        "notes": [*shown, *others, *_claim_rebase_notes(series)],
        "notes_claim": series_claims.make_claim(series, "notes", len(others)),
    }


def _claim_rebase_notes(series: SeriesRecord) -> list[ClaimedText]:
    return [
        ClaimedText(text, register_claims.claim_rebase(rebase))
        for rebase, text in zip(series.rebases, notes.rebase_notes(series), strict=True)
    ]
