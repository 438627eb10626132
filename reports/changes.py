"""What changed: the movers of the month, out of how many looked at, and what landed."""

from __future__ import annotations

from dataclasses import dataclass

from reports.narrative import is_better
from reports.records import Edition, Series
from reports.words import change, month_name, number

ENOUGH = 500
"""Attendances or pathways a month below which a change of a share is mostly noise, and is not listed."""


@dataclass(frozen=True)
class Move:
    """One series that has a new signal in its last month."""

    series: Series
    is_better: bool | None
    sentence: str


def is_looked_at(series: Series, shared: Edition) -> bool:
    """Whether a series has a point of the newest month that could carry a signal."""
    last = series.last
    is_large = last.denominator is None or last.denominator >= ENOUGH
    return not shared.is_behind(series) and len(series.points) > 1 and series.variation is not None and is_large


def new_signal(series: Series) -> Move | None:
    """The move of a series whose last point is special cause and whose point before was not."""
    now, before = series.last.variation, series.points[-2].variation
    if not now.startswith("special") or now == before:
        return None
    better = {"special_cause_improvement": True, "special_cause_concern": False}.get(now)
    return Move(series, better, series.sentence or "")


def largest_first(moves: list[Move]) -> list[Move]:
    return sorted(moves, key=_size, reverse=True)


def _size(move: Move) -> float:
    """How far the last point lies from the mean, in widths of the expected range."""
    last = move.series.last
    if last.mean is None or last.upper is None or last.upper <= last.mean:
        return 0.0
    return abs(last.value - last.mean) / (last.upper - last.mean)


def headline(series: Series) -> str:
    """One sentence on England's last month."""
    measure, last, before, year = series.measure, series.last, series.at(1), series.at(12)
    text = f"{measure.title}: {number(last.value, measure.unit)} in {month_name(last.month)}"
    if before:
        text += f", {change(last.value - before.value, measure.unit)} on the month"
    if year:
        delta = last.value - year.value
        better = is_better(series, delta)
        word = "" if better is None else " (better)" if better else " (worse)"
        text += f", {change(delta, measure.unit)} on the year{word}"
    return f"{text}."
