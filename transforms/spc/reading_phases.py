"""Where the phases of the reading aid begin: at dated facts, and between them where the figures show a new level."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from transforms.spc.level_changes import POINTS_PER_PHASE, LevelChange, find_level_changes

APPROVED, NEW_LEVEL = "approved", "new_level"


@dataclass(frozen=True)
class PhaseFact:
    """A dated reason for a phase to begin; approved recalculations always begin one."""

    month: date
    cause: str
    detail: str | None


@dataclass(frozen=True)
class PhaseSeries:
    """The months and values of one series, its facts in the order of precedence, and the months that were refused."""

    months: Sequence[date]
    values: np.ndarray
    facts: Sequence[PhaseFact] = ()
    refused: Sequence[date] = ()


@dataclass(frozen=True)
class PhaseStart:
    """The first month of a phase and why it begins; the change is given where the figures alone show it."""

    month: date
    cause: str
    detail: str | None = None
    change: LevelChange | None = None
    mean_after: float | None = None
    points_after: int | None = None


def find_phase_starts(many: Sequence[PhaseSeries]) -> list[list[PhaseStart]]:
    """Find the starts of the phases of each series, in order, without the start of the series itself."""
    facts = [pick_facts(series) for series in many]
    stretches = [list(_cut_stretches(series, places)) for series, places in zip(many, facts, strict=True)]
    flat = iter(find_level_changes([stretch for some in stretches for _, stretch in some]))
    return [
        _merge_starts(series, places, [(start, change) for start, _ in some for change in next(flat)])
        for series, places, some in zip(many, facts, stretches, strict=True)
    ]


def pick_facts(series: PhaseSeries) -> dict[int, PhaseFact]:
    """The facts that begin a phase, by the place of their first value.

    A phase has 13 values or more: a fact that comes later in the order of precedence gives way to those before it, and
    one that is too recent waits. Only the months before the first fact may be fewer; they have no limits.
    """
    picked: dict[int, PhaseFact] = {}
    for fact in series.facts:
        place = bisect_left(series.months, fact.month)
        is_approved = fact.cause == APPROVED
        if 0 < place < len(series.months) and (is_approved or _has_room(place, [*picked, len(series.months)])):
            picked.setdefault(place, fact)
    refused = set(series.refused)
    return {place: picked[place] for place in sorted(picked) if not _is_refused(series, place, picked[place], refused)}


def _has_room(place: int, borders: Sequence[int]) -> bool:
    return all(abs(border - place) >= POINTS_PER_PHASE for border in borders)


def _is_refused(series: PhaseSeries, place: int, fact: PhaseFact, refused: set[date]) -> bool:
    return fact.cause != APPROVED and bool(refused & {fact.month, series.months[place]})


def _cut_stretches(series: PhaseSeries, places: dict[int, PhaseFact]) -> Iterator[tuple[int, np.ndarray]]:
    """The values between the facts, each stretch with the place of its first value."""
    for start, end in pairwise([0, *places, len(series.months)]):
        yield start, series.values[start:end]


def _drop_refused(series: PhaseSeries, changes: Sequence[tuple[int, LevelChange]]) -> dict[int, LevelChange]:
    """The changes that nobody refused, by their place; with more months, a refused one may be dated a little later.

    What comes after a refused change has been compared with the values since, so that it is not proposed again.
    """
    refused = [bisect_left(series.months, month) for month in series.refused]
    return {
        start + change.place: change
        for start, change in changes
        if all(abs(start + change.place - place) >= POINTS_PER_PHASE for place in refused)
    }


def _merge_starts(
    series: PhaseSeries, places: dict[int, PhaseFact], changes: Sequence[tuple[int, LevelChange]]
) -> list[PhaseStart]:
    changes_by_place = _drop_refused(series, changes)
    borders = sorted({*places, *changes_by_place})
    starts = []
    for place, end in pairwise([*borders, len(series.months)]):
        if change := changes_by_place.get(place):
            mean = float(series.values[place:end].mean())
            starts.append(PhaseStart(series.months[place], NEW_LEVEL, None, change, mean, end - place))
        else:
            fact = places[place]
            # an approved month is exact; another fact may lie in a gap, and its phase begins with the next value
            month = fact.month if fact.cause == APPROVED else series.months[place]
            starts.append(PhaseStart(month, fact.cause, fact.detail))
    return starts
