"""Columns of `core.gain_comparison`: levels as scores, and in the unit of their measure, as pages show them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from transforms.gain.interval import Interval
from transforms.gain.panel import MeasurePanel, Places
from transforms.gain.scale import HALF_A_CASE
from transforms.gain.windows import Span

BEFORE, GAIN, CURRENT, BETWEEN = "before", "gain", "current", "between"
COMPARED_WINDOWS = (GAIN, CURRENT)
EXPECTED_BY_READING = ("expected_with_quarter", "expected_without_quarter", "expected_without_nine_months")


def level_columns(panel: MeasurePanel, places: Places, window: str, span: Span, actual: float) -> dict[str, Any]:
    """The row of a whole window, before its expected level is known."""
    return {
        "resolution": "window",
        "period": window,
        "number": 0,
        "actual": in_unit(panel, actual, find_shift(panel, places, span)),
        "actual_score": actual,
        "cases": _count_cases(panel, places, span),
    }


def expected_columns(
    panel: MeasurePanel, shift: float, actual: float, readings: Sequence[float], limits: Interval | None
) -> dict[str, float | None]:
    """What was expected of a window, by reading and as their mean, with the limits of the gain seen from `actual`.

    The level lies above the upper limit of what was expected just where the gain's lower limit is above none.
    """
    ends = [] if limits is None else [actual - end for end in (limits.lower, limits.upper)]
    lower, upper = sorted(in_unit(panel, end, shift) if math.isfinite(end) else end for end in ends) or (None, None)
    by_reading = [in_unit(panel, level, shift) for level in readings]
    mean = sum(readings) / len(readings)
    return {
        "expected": in_unit(panel, mean, shift),
        "expected_score": mean,
        "expected_lower": _finite(lower),
        "expected_upper": _finite(upper),
        **dict(zip(EXPECTED_BY_READING, (*by_reading, None, None), strict=False)),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def find_shift(panel: MeasurePanel, places: Places, span: Span) -> float:
    """What was added to the figures before their logarithms were taken: half a case, as a count or as a rate."""
    if panel.is_share:
        return 0.0
    columns = slice(*span)
    if panel.adds_cases:
        return HALF_A_CASE / max(int((~panel.left_out[columns]).sum()), 1)
    counted = panel.counted[places, columns]
    scores = panel.scores[places, columns][counted]
    added = np.exp(-scores if panel.is_decrease else scores) - panel.raw[places, columns][counted]
    return float(added.mean()) if len(added) else 0.0


def in_unit(panel: MeasurePanel, score: float, shift: float) -> float:
    """A score as a figure of the measure; of logarithms, that is the geometric mean of the months."""
    size = -score if panel.is_decrease else score
    if panel.is_share:
        return size
    # an upper limit may be so far off that it has no figure
    return float(np.exp(size)) - shift if size < math.log(np.finfo(np.float64).max) else math.inf


def _count_cases(panel: MeasurePanel, places: Places, span: Span) -> float | None:
    """The cases behind a window of a share: the denominators of its months."""
    columns = slice(*span)
    cases = panel.weights[places, columns][panel.counted[places, columns]]
    return float(cases.sum()) if panel.is_share and len(cases) and np.isfinite(cases).all() else None
