"""The forest plot of a practice's adopters: a table whose rows are pictures on one axis, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.forest import axis, row, ticks
from reports.practices.badge import Badge, badge
from reports.practices.catalogue import Catalogue
from reports.practices.figures import Table, safe, table
from reports.practices.records import Practice, Verdict
from reports.practices.shares import kept
from reports.practices.words import FALLING, GAINED, between, gain, is_log, shown_ends
from reports.words import plural, short_month

RAW = (
    *("adopted_month", "status", "reason", "is_provisional", "status_since", "evidence_grade", "stands_out"),
    *("baseline", "minimum_detectable_gain", "months_held"),
)


@dataclass(frozen=True)
class Line:
    """One adopter, or all of them together."""

    code: str
    name: str
    small: str
    picture: Markup
    gain: str
    limits: str
    kept: str
    badge: Badge
    stands_out: bool


@dataclass(frozen=True)
class Forest:
    title: str
    subtitle: str
    axis: Markup
    lines: tuple[Line, ...]
    rest: tuple[Line, ...]
    table: Table
    data_file: str


def of_practice(catalogue: Catalogue, practice: Practice) -> list[Verdict]:
    """The adopters' verdicts: those with an estimate first, best first; then the others by code."""
    found = [one for (code, _), one in catalogue.verdicts.items() if code == practice.practice]
    found = [one for one in found if one.status != "not_adopted"]
    return sorted(
        found, key=lambda one: (one.gain is None, -(one.gain.value if one.gain else 0), one.organisation or "")
    )


def forest(catalogue: Catalogue, practice: Practice) -> Forest | None:
    """None where nobody has adopted."""
    found = of_practice(catalogue, practice)
    if not found:
        return None
    pooled = catalogue.pooled.get(practice.practice)
    known = [one for one in found if one.gain]
    scale = axis([shown_ends(one.gain, one.scale) for one in known if one.gain])
    lines = [
        _line(catalogue, one, row(scale, shown_ends(one.gain, one.scale), badge(one).css)) for one in known if one.gain
    ]
    if pooled and pooled.gain:
        together = _line(catalogue, pooled, row(scale, shown_ends(pooled.gain, pooled.scale), "pooled"))
        lines.append(together)
    out = sum(bool(one.stands_out) for one in found)
    title = f"{out} of {plural(len(known), 'adopter')} {'stands' if out == 1 else 'stand'} out with a gain"
    if not known:
        title = "No adopter can be assessed yet"
    return Forest(
        title,
        "Gain in the first year, or so far, with its 90% limits, best first. A star marks those that stand out when "
        f"all that were looked at are allowed for (Benjamini-Hochberg).{_axis_words(known)}",
        safe(ticks(scale)),
        tuple(lines),
        tuple(_line(catalogue, one, "") for one in found if not one.gain),
        _table(catalogue, found),
        f"data/practice/{practice.place}-adopters.csv",
    )


def _axis_words(known: list[Verdict]) -> str:
    if not known or not is_log(known[0].scale):
        return ""
    better = "; below none is better" if known[0].scale == FALLING else ""
    return f" The axis is in per cent of the level{better}."


def _line(catalogue: Catalogue, found: Verdict, picture: str) -> Line:
    code = found.organisation or ""
    small = f"Adopted {short_month(found.adopted_month)}" if found.adopted_month else ""
    if found.is_pooled:
        small = f"{plural(found.adopters, 'adopter')} with a whole year"
    return Line(
        code,
        catalogue.names.get(code, code) if code else "All together",
        small,
        safe(picture),
        gain(found.gain.value, found.scale, short=True) if found.gain else "",
        between(found.gain, found.scale) if found.gain else "",
        kept(found) if found.share else "",
        badge(found),
        bool(found.stands_out),
    )


def _table(catalogue: Catalogue, found: list[Verdict]) -> Table:
    raw = []
    for one in found:
        limits = [
            getattr(estimate, end) if estimate else None
            for estimate in (one.gain, one.current, one.share)
            for end in ("value", "lower", "upper")
        ]
        code = one.organisation or ""
        raw.append([code, catalogue.names.get(code, code), *(getattr(one, name) for name in RAW), *limits])
    names = [f"{name}{end}" for name in ("gain", "current", "share_retained") for end in ("", "_lower", "_upper")]
    return table((), (), ("organisation", "name", *RAW, *names), raw)


@dataclass(frozen=True)
class Start:
    """An adopter that gained: the level it started from, for those who are there now."""

    code: str
    name: str
    level: str
    gain: str
    contact: str
    badge: Badge


def starts(catalogue: Catalogue, practice: Practice, show: Callable[[float], str]) -> list[Start]:
    """Who had which gap and closed some of it, from the lowest level to the highest."""
    contacts = {one.organisation: one.contact for one in catalogue.adopters.get(practice.practice, ())}
    found = [one for one in of_practice(catalogue, practice) if _stands(one) and one.gain and one.baseline is not None]
    return [
        Start(
            one.organisation or "",
            catalogue.names.get(one.organisation or "", one.organisation or ""),
            show(one.baseline or 0.0),
            gain(one.gain.value, one.scale, short=True),
            contacts.get(one.organisation or "") or "–",
            badge(one),
        )
        for one in sorted(found, key=lambda one: one.baseline or 0.0)
        if one.gain
    ]


def _stands(found: Verdict) -> bool:
    """Whether its gain stands and it is there to be asked."""
    return found.status in GAINED and not found.merged_into


def near(catalogue: Catalogue, practice: Practice, level: float, unit: str, count: int = 3) -> list[Verdict]:
    """Those that started near this level and gained, the nearest first."""
    reach = 0.05 if unit == "share" else abs(level) * 0.1
    found = [
        one
        for one in of_practice(catalogue, practice)
        if _stands(one) and one.baseline is not None and abs(one.baseline - level) <= reach
    ]
    return sorted(found, key=lambda one: abs((one.baseline or 0.0) - level))[:count]
