"""What the verdict on all adopters of a practice compares: the mean of their levels, and of those expected of them.

Adopters started in different months. Before adoption and in the first year their months are lined up by months since
adoption; the latest year is the same months for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.gain.cohort_fits import Readings
from transforms.gain.cohorts import AdoptionCohort
from transforms.gain.comparison_columns import (
    BEFORE,
    COMPARED_WINDOWS,
    CURRENT,
    expected_columns,
    find_shift,
    in_unit,
    level_columns,
)
from transforms.gain.expected_levels import FitLevels, find_fit_levels, list_spans
from transforms.gain.interval import Interval
from transforms.gain.panel import Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.practice_evidence import PracticeEvidence, find_practice_evidence
from transforms.gain.windows import READINGS, Span


@dataclass(frozen=True)
class _CohortLevels:
    """A cohort of the pool in one reading."""

    cohort: AdoptionCohort
    levels: FitLevels

    def span(self, window: str) -> Span:
        """The window's columns; the baseline is that of the reading with the months just before adoption."""
        at = self.cohort.windows
        span = {BEFORE: at.baseline, CURRENT: at.current}.get(window, at.gain)
        if span is None:
            raise ValueError(f"a pooled cohort has no window {window}")
        return span


Reading = list[_CohortLevels]


def iterate_pooled_rows(
    panel: MeasurePanel, cohorts: list[AdoptionCohort], worthwhile: float, parameters: Parameters
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the windows and months of all adopters together; none where they are not pooled."""
    together = find_practice_evidence(panel, cohorts, worthwhile, parameters)
    if together.pooled is None:
        return
    readings = _list_readings(panel, together, parameters)
    limits = (together.evidence.gain, together.evidence.current)
    yield _before_row(panel, readings[0])
    windows = COMPARED_WINDOWS[: len(list_spans(readings[0][0].cohort.windows, readings[0][0].levels.fit))]
    for place in range(len(windows)):
        yield _compared_row(panel, readings, place, limits[place])
    for window in () if panel.adds_cases else (BEFORE, *windows):
        yield from _month_rows(panel, readings, window)


def _list_readings(panel: MeasurePanel, together: PracticeEvidence, parameters: Parameters) -> list[Reading]:
    """The levels in each reading of the months before adoption, cohort by cohort, as they were pooled."""
    known = [cohort.together[0 if fit is cohort.both[0] else 1] for cohort, fit in together.fits]
    cohorts = [cohort for cohort, _ in together.fits]
    return [
        [_find_levels_of(panel, cohort, fits, place, parameters) for cohort, fits in zip(cohorts, known, strict=True)]
        for place in READINGS
        if any(fits[place] is not None for fits in known)
    ]


def _find_levels_of(
    panel: MeasurePanel, cohort: AdoptionCohort, fits: Readings, reading: int, parameters: Parameters
) -> _CohortLevels:
    """The levels of a cohort; where it lacks the reading, those of the one before it."""
    place, fit = next((place, fit) for place in range(reading, -1, -1) if (fit := fits[place]) is not None)
    return _CohortLevels(cohort, find_fit_levels(panel, cohort, fit, parameters, place))


def _places(reading: Reading) -> Places:
    return np.concatenate([of_cohort.levels.fit.adopters for of_cohort in reading])


def _before_row(panel: MeasurePanel, reading: Reading) -> dict[str, Any]:
    mean = float(np.concatenate([of_cohort.levels.before for of_cohort in reading]).mean())
    row = level_columns(panel, _places(reading), BEFORE, reading[0].span(BEFORE), mean)
    return {**row, "cases": None, "adopters": len(_places(reading))}


def _compared_row(panel: MeasurePanel, readings: list[Reading], place: int, limits: Interval | None) -> dict[str, Any]:
    """A window of all adopters. A reading may lack some of them: it counts by its own gap."""
    window, places = COMPARED_WINDOWS[place], _places(readings[0])
    expected, actual = (
        [
            float(np.concatenate([getattr(of_cohort.levels, name)[:, place] for of_cohort in reading]).mean())
            for reading in readings
        ]
        for name in ("expected", "actual")
    )
    mean = sum(actual) / len(actual)
    levels = [mean - (own - other) for own, other in zip(actual, expected, strict=True)]
    # the windows of cohorts differ: half a case is taken as it is in those of the first
    span = readings[0][0].span(window)
    shift = find_shift(panel, places, span)
    dates = {"from_month": panel.date(span[0]), "to_month": panel.date(span[1] - 1)} if window == CURRENT else {}
    return {
        **level_columns(panel, places, window, span, mean),
        **expected_columns(panel, shift, mean, levels, limits),
        **dates,
        "cases": None,
        "adopters": len(places),
    }


def _month_rows(panel: MeasurePanel, readings: list[Reading], window: str) -> Iterator[dict[str, Any]]:
    """The means by month of a window, by months since adoption or, in the latest year, by date."""
    first = readings[0][0]
    columns = _columns(panel, first, window)
    expected = np.mean([_mean_by_month(panel, reading, window, is_expected=True) for reading in readings], axis=0)
    actual = np.mean([_mean_by_month(panel, reading, window, is_expected=False) for reading in readings], axis=0)
    shift = find_shift(panel, _places(readings[0]), first.span(window))
    for at, column in enumerate(columns):
        if np.isfinite(expected[at]) and np.isfinite(actual[at]):
            yield {
                "resolution": "month",
                "period": window,
                "number": at - len(columns) if window == BEFORE else column - first.cohort.adopted,
                "month": panel.date(column) if window == CURRENT else None,
                "actual": in_unit(panel, float(actual[at]), shift),
                "actual_score": float(actual[at]),
                "expected": in_unit(panel, float(expected[at]), shift),
                "expected_score": float(expected[at]),
                "adopters": len(_places(readings[0])),
            }


def _columns(panel: MeasurePanel, of_cohort: _CohortLevels, window: str) -> list[int]:
    """The months of a window that count; in the first year a shock leaves a gap."""
    columns = range(*of_cohort.span(window))
    return [column for column in columns if window not in (BEFORE, CURRENT) or not panel.left_out[column]]


def _mean_by_month(panel: MeasurePanel, reading: Reading, window: str, *, is_expected: bool) -> Floats:
    """The mean over the adopters of a reading, month by month; NaN where a shock leaves nobody."""
    rows = [_by_month(panel, of_cohort, window, is_expected=is_expected) for of_cohort in reading]
    values = np.concatenate(rows)
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0)
    return means


def _by_month(panel: MeasurePanel, of_cohort: _CohortLevels, window: str, *, is_expected: bool) -> Floats:
    """A row for each adopter; a figure that it lacks is taken to be its mean over the window."""
    columns, levels = _columns(panel, of_cohort, window), of_cohort.levels
    if is_expected:
        return levels.expected_months[:, columns]
    own = levels.before if window == BEFORE else levels.actual[:, COMPARED_WINDOWS.index(window)]
    places = levels.fit.adopters[:, None]
    scores = np.where(panel.counted[places, columns], panel.scores[places, columns], own[:, None])
    scores[:, panel.left_out[columns]] = np.nan
    return scores
