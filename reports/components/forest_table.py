"""The forest plot of a practice's adopters: a table of pictures on one axis, best first."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.forest import forest_axis, forest_row, forest_ticks
from reports.claims.claim import Claim
from reports.components import practice_claims
from reports.components.badge import StatusBadge, verdict_badge
from reports.components.figures import FigureTable, make_table, mark_safe
from reports.data.catalogue import PracticeCatalogue
from reports.data.gain_scale import FALLING
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.formatting import plural, short_month
from reports.text.gain_words import format_gain, format_limits, is_log, shown_ends
from reports.text.share_retained import share_cell

CSV_FIELDS = (
    *("adopted_month", "status", "reason", "is_provisional", "status_since", "evidence_grade", "stands_out"),
    *("baseline", "minimum_detectable_gain", "months_held"),
)


@dataclass(frozen=True)
class ForestLine:
    """One adopter, or all adopters together."""

    code: str
    name: str
    small: str
    picture: Markup
    gain: str
    limits: str
    share_retained: str
    badge: StatusBadge
    stands_out: bool
    claim: Claim


@dataclass(frozen=True)
class ForestFigure:
    title: str
    subtitle: str
    axis: Markup
    lines: tuple[ForestLine, ...]
    rest: tuple[ForestLine, ...]
    table: FigureTable
    data_file: str
    claim: Claim


def of_practice(catalogue: PracticeCatalogue, practice: PracticeRecord) -> list[GainVerdict]:
    """List the adopters' verdicts: those with an estimate, best first, then the others by code."""
    verdicts = [verdict for (code, _), verdict in catalogue.verdicts.items() if code == practice.practice]
    verdicts = [verdict for verdict in verdicts if verdict.status != "not_adopted"]
    return sorted(
        verdicts,
        key=lambda verdict: (
            verdict.gain is None,
            -(verdict.gain.value if verdict.gain else 0),
            verdict.organisation or "",
        ),
    )


def forest_figure(catalogue: PracticeCatalogue, practice: PracticeRecord) -> ForestFigure | None:
    """Make the forest plot; None where nobody has adopted."""
    verdicts = of_practice(catalogue, practice)
    if not verdicts:
        return None
    pooled = catalogue.pooled.get(practice.practice)
    known = [verdict for verdict in verdicts if verdict.gain]
    scale = forest_axis([shown_ends(verdict.gain, verdict.scale) for verdict in known if verdict.gain])
    lines = [
        _forest_line(
            catalogue, verdict, forest_row(scale, shown_ends(verdict.gain, verdict.scale), verdict_badge(verdict).css)
        )
        for verdict in known
        if verdict.gain
    ]
    if pooled and pooled.gain:
        together = _forest_line(catalogue, pooled, forest_row(scale, shown_ends(pooled.gain, pooled.scale), "pooled"))
        lines.append(together)
    out = sum(bool(verdict.stands_out) for verdict in verdicts)
    title = f"{out} of {plural(len(known), 'adopter')} {'stands' if out == 1 else 'stand'} out with a gain"
    if not known:
        title = "No adopter can be assessed yet"
    return ForestFigure(
        title,
        "Gain in the first year, or so far, with its 90% limits, best first. A star marks those that stand out when "
        f"all that were looked at are allowed for (Benjamini-Hochberg).{_axis_words(known)}",
        mark_safe(forest_ticks(scale)),
        tuple(lines),
        tuple(_forest_line(catalogue, verdict, "") for verdict in verdicts if not verdict.gain),
        _forest_table(catalogue, verdicts),
        f"data/practice/{practice.place}-adopters.csv",
        practice_claims.claim_evidence("forest", practice.practice, len(known), len(verdicts) - len(known), out),
    )


def _axis_words(known: list[GainVerdict]) -> str:
    if not known or not is_log(known[0].scale):
        return ""
    better = "; below none is better" if known[0].scale == FALLING else ""
    return f" The axis is in per cent of the level{better}."


def _forest_line(catalogue: PracticeCatalogue, verdict: GainVerdict, picture: str) -> ForestLine:
    code = verdict.organisation or ""
    small = f"Adopted {short_month(verdict.adopted_month)}" if verdict.adopted_month else ""
    if verdict.is_pooled:
        small = f"{plural(verdict.adopters, 'adopter')} with a whole year"
    return ForestLine(
        code,
        catalogue.names.get(code, code) if code else "All together",
        small,
        mark_safe(picture),
        format_gain(verdict.gain.value, verdict.scale, short=True) if verdict.gain else "",
        format_limits(verdict.gain, verdict.scale) if verdict.gain else "",
        share_cell(verdict) if verdict.share else "",
        verdict_badge(verdict),
        bool(verdict.stands_out),
        practice_claims.claim_status(verdict, "row"),
    )


def _forest_table(catalogue: PracticeCatalogue, verdicts: list[GainVerdict]) -> FigureTable:
    raw = []
    for verdict in verdicts:
        limits = [
            getattr(estimate, end) if estimate else None
            for estimate in (verdict.gain, verdict.current, verdict.share)
            for end in ("value", "lower", "upper")
        ]
        code = verdict.organisation or ""
        raw.append([code, catalogue.names.get(code, code), *(getattr(verdict, name) for name in CSV_FIELDS), *limits])
    names = [f"{name}{end}" for name in ("gain", "current", "share_retained") for end in ("", "_lower", "_upper")]
    return make_table((), (), ("organisation", "name", *CSV_FIELDS, *names), raw)
