"""The rows of `core.gain_comparison`: what the newest verdicts compare, by window and by month.

Where the months before adoption are read in several ways, an expected level is the mean of all, as the gain is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from transforms.gain.adopters import AdopterFinding, list_findings
from transforms.gain.cohorts import AdoptionCohort, list_cohorts
from transforms.gain.comparison_columns import (
    BEFORE,
    BETWEEN,
    COMPARED_WINDOWS,
    expected_columns,
    find_shift,
    in_unit,
    level_columns,
)
from transforms.gain.expected_levels import FitLevels, find_fit_levels, list_spans
from transforms.gain.interval import Interval
from transforms.gain.panel import MeasurePanel
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.gain.pooled_comparison import iterate_pooled_rows
from transforms.gain.run_rows import ALL_ADOPTERS
from transforms.gain.windows import Span, window_means


def iterate_comparison_rows(practice: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """Yield the rows of every adopter of a practice, and of all together, at the newest run."""
    panel = practice.panel
    run, worthwhile = panel.months - 1, practice.worthwhile(parameters)
    if int(panel.adopted.min()) > run:
        return
    cohorts = list_cohorts(panel, run, parameters)
    for cohort in cohorts:
        for finding in list_findings(panel, cohort, run, worthwhile, parameters):
            names = {"practice": practice.practice, "organisation": panel.organisations[finding.adopter]}
            for row in _rows_of_adopter(panel, cohort, finding, parameters):
                yield {**names, **row}
    for row in iterate_pooled_rows(panel, cohorts, worthwhile, parameters):
        yield {"practice": practice.practice, "organisation": ALL_ADOPTERS, **row}


def _rows_of_adopter(
    panel: MeasurePanel, cohort: AdoptionCohort, finding: AdopterFinding, parameters: Parameters
) -> Iterator[dict[str, Any]]:
    """The level before, where it is known; then the windows and months, where the adopter is assessed."""
    at, adopter = cohort.windows, finding.adopter
    if at.baseline is None:
        return
    before = window_means(panel, at.baseline, parameters.most_missing, is_stretched=True)[adopter]
    if not math.isfinite(before):
        return
    yield _window_row(panel, adopter, BEFORE, at.baseline, float(before))
    if finding.evidence.gain is None:
        return
    fits = cohort.list_fits(adopter)
    readings = [find_fit_levels(panel, cohort, fit, parameters, reading) for reading, fit in fits]
    windows = dict(zip(COMPARED_WINDOWS, list_spans(at, fits[0][1]), strict=False))
    limits = (finding.evidence.gain, finding.evidence.current)
    for place, (window, span) in enumerate(windows.items()):
        yield _compared_row(panel, adopter, (place, window, span), readings, limits[place])
    yield from _month_rows(panel, adopter, {BEFORE: at.baseline, **windows}, readings)


def _window_row(panel: MeasurePanel, adopter: int, window: str, span: Span, actual: float) -> dict[str, Any]:
    return {
        **level_columns(panel, np.array([adopter]), window, span, actual),
        "from_month": panel.date(span[0]),
        "to_month": panel.date(span[1] - 1),
        "adopters": 1,
    }


def _compared_row(
    panel: MeasurePanel,
    adopter: int,
    at: tuple[int, str, Span],
    readings: list[FitLevels],
    limits: Interval | None,
) -> dict[str, Any]:
    place, window, span = at
    expected = [float(reading.expected[reading.row_of(adopter), place]) for reading in readings]
    actual = float(readings[0].actual[readings[0].row_of(adopter), place])
    shift = find_shift(panel, np.array([adopter]), span)
    return {
        **_window_row(panel, adopter, window, span, actual),
        **expected_columns(panel, shift, actual, expected, limits),
    }


def _month_rows(
    panel: MeasurePanel, adopter: int, windows: Mapping[str, Span], readings: list[FitLevels]
) -> Iterator[dict[str, Any]]:
    """The level expected in each month, from the baseline to the end of the last window."""
    expected = np.mean([reading.expected_months[reading.row_of(adopter)] for reading in readings], axis=0)
    adopted = int(panel.adopted[adopter])
    first, last = windows[BEFORE][0], max(span[1] for span in windows.values())
    shift = find_shift(panel, np.array([adopter]), (first, last))
    periods = {column: name for name in reversed(list(windows)) for column in range(*windows[name])}
    for column, score in enumerate(expected[first:last].tolist(), start=first):
        if math.isfinite(score):
            yield {
                "resolution": "month",
                "period": periods.get(column, BETWEEN),
                "number": column - adopted,
                "month": panel.date(column),
                "expected": in_unit(panel, score, shift),
                "expected_score": score,
                "adopters": 1,
            }
