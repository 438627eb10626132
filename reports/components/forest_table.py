"""The forest plot of a practice's adopters: a table whose rows are pictures on one axis, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.forest import forest_axis, forest_row, forest_ticks
from reports.components.badge import StatusBadge, verdict_badge
from reports.components.figures import FigureTable, make_table, mark_safe
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.formatting import plural, short_month
from reports.text.gain_words import FALLING, GAINED, format_gain, format_limits, is_log, shown_ends
from reports.text.share_retained import share_cell

CSV_FIELDS = (
    *("adopted_month", "status", "reason", "is_provisional", "status_since", "evidence_grade", "stands_out"),
    *("baseline", "minimum_detectable_gain", "months_held"),
)


@dataclass(frozen=True)
class ForestLine:
    """One adopter, or all of them together."""

    code: str
    name: str
    small: str
    picture: Markup
    gain: str
    limits: str
    kept: str
    badge: StatusBadge
    stands_out: bool


@dataclass(frozen=True)
class ForestFigure:
    title: str
    subtitle: str
    axis: Markup
    lines: tuple[ForestLine, ...]
    rest: tuple[ForestLine, ...]
    table: FigureTable
    data_file: str


def of_practice(catalogue: PracticeCatalogue, practice: PracticeRecord) -> list[GainVerdict]:
    """The adopters' verdicts: those with an estimate first, best first; then the others by code."""
    found = [one for (code, _), one in catalogue.verdicts.items() if code == practice.practice]
    found = [one for one in found if one.status != "not_adopted"]
    return sorted(
        found, key=lambda one: (one.gain is None, -(one.gain.value if one.gain else 0), one.organisation or "")
    )


def forest_figure(catalogue: PracticeCatalogue, practice: PracticeRecord) -> ForestFigure | None:
    """None where nobody has adopted."""
    found = of_practice(catalogue, practice)
    if not found:
        return None
    pooled = catalogue.pooled.get(practice.practice)
    known = [one for one in found if one.gain]
    scale = forest_axis([shown_ends(one.gain, one.scale) for one in known if one.gain])
    lines = [
        _forest_line(catalogue, one, forest_row(scale, shown_ends(one.gain, one.scale), verdict_badge(one).css))
        for one in known
        if one.gain
    ]
    if pooled and pooled.gain:
        together = _forest_line(catalogue, pooled, forest_row(scale, shown_ends(pooled.gain, pooled.scale), "pooled"))
        lines.append(together)
    out = sum(bool(one.stands_out) for one in found)
    title = f"{out} of {plural(len(known), 'adopter')} {'stands' if out == 1 else 'stand'} out with a gain"
    if not known:
        title = "No adopter can be assessed yet"
    return ForestFigure(
        title,
        "Gain in the first year, or so far, with its 90% limits, best first. A star marks those that stand out when "
        f"all that were looked at are allowed for (Benjamini-Hochberg).{_axis_words(known)}",
        mark_safe(forest_ticks(scale)),
        tuple(lines),
        tuple(_forest_line(catalogue, one, "") for one in found if not one.gain),
        _forest_table(catalogue, found),
        f"data/practice/{practice.place}-adopters.csv",
    )


def _axis_words(known: list[GainVerdict]) -> str:
    if not known or not is_log(known[0].scale):
        return ""
    better = "; below none is better" if known[0].scale == FALLING else ""
    return f" The axis is in per cent of the level{better}."


def _forest_line(catalogue: PracticeCatalogue, found: GainVerdict, picture: str) -> ForestLine:
    code = found.organisation or ""
    small = f"Adopted {short_month(found.adopted_month)}" if found.adopted_month else ""
    if found.is_pooled:
        small = f"{plural(found.adopters, 'adopter')} with a whole year"
    return ForestLine(
        code,
        catalogue.names.get(code, code) if code else "All together",
        small,
        mark_safe(picture),
        format_gain(found.gain.value, found.scale, short=True) if found.gain else "",
        format_limits(found.gain, found.scale) if found.gain else "",
        share_cell(found) if found.share else "",
        verdict_badge(found),
        bool(found.stands_out),
    )


def _forest_table(catalogue: PracticeCatalogue, found: list[GainVerdict]) -> FigureTable:
    raw = []
    for one in found:
        limits = [
            getattr(estimate, end) if estimate else None
            for estimate in (one.gain, one.current, one.share)
            for end in ("value", "lower", "upper")
        ]
        code = one.organisation or ""
        raw.append([code, catalogue.names.get(code, code), *(getattr(one, name) for name in CSV_FIELDS), *limits])
    names = [f"{name}{end}" for name in ("gain", "current", "share_retained") for end in ("", "_lower", "_upper")]
    return make_table((), (), ("organisation", "name", *CSV_FIELDS, *names), raw)


@dataclass(frozen=True)
class ClosedGap:
    """An adopter that gained: the level it started from, for those who are there now."""

    code: str
    name: str
    level: str
    gain: str
    contact: str
    badge: StatusBadge


def closed_gaps(
    catalogue: PracticeCatalogue, practice: PracticeRecord, show: Callable[[float], str]
) -> list[ClosedGap]:
    """Who had which gap and closed some of it, from the lowest level to the highest."""
    contacts = {one.organisation: one.contact for one in catalogue.adopters.get(practice.practice, ())}
    found = [
        one for one in of_practice(catalogue, practice) if _gain_stands(one) and one.gain and one.baseline is not None
    ]
    return [
        ClosedGap(
            one.organisation or "",
            catalogue.names.get(one.organisation or "", one.organisation or ""),
            show(one.baseline or 0.0),
            format_gain(one.gain.value, one.scale, short=True),
            contacts.get(one.organisation or "") or "–",
            verdict_badge(one),
        )
        for one in sorted(found, key=lambda one: one.baseline or 0.0)
        if one.gain
    ]


def _gain_stands(found: GainVerdict) -> bool:
    """Whether its gain stands and it is there to be asked."""
    return found.status in GAINED and not found.merged_into


def adopters_near_level(
    catalogue: PracticeCatalogue, practice: PracticeRecord, level: float, unit: str, count: int = 3
) -> list[GainVerdict]:
    """Those that started near this level and gained, the nearest first."""
    reach = 0.05 if unit == "share" else abs(level) * 0.1
    found = [
        one
        for one in of_practice(catalogue, practice)
        if _gain_stands(one) and one.baseline is not None and abs(one.baseline - level) <= reach
    ]
    return sorted(found, key=lambda one: abs((one.baseline or 0.0) - level))[:count]
