"""The definitions of the verdict again, slowly: plain loops over dicts, written from the text and not from the code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from transforms.gain.panel import MeasurePanel
from transforms.gain.parameters import Parameters

Months = list[int]
Matrix = list[list[float]]


@dataclass(frozen=True)
class Asked:
    """One adoption, as a person would put it: months since the first of the data."""

    adopted: int
    newest: int
    washout: int
    support_end: int | None
    shocks: frozenset[int]


def series(panel: MeasurePanel, place: int) -> dict[int, float]:
    """What was published of one organisation, by month."""
    actual = enumerate(panel.scores[place].tolist())
    return {month: value for month, value in actual if not math.isnan(value)}


def asked(panel: MeasurePanel, adopted: int, run: int) -> Asked:
    shocks = frozenset(month for month in range(panel.months) if panel.left_out[month])
    return Asked(adopted, run, panel.washout, None if panel.support_end < 0 else panel.support_end, shocks)


def before(asked_item: Asked, wanted: int) -> Months | None:
    """The latest months before adoption, in the two years before it, with so many that no shock covers."""
    months: Months = []
    for month in range(asked_item.adopted - 1, max(-1, asked_item.adopted - 25), -1):
        months.insert(0, month)
        if sum(month_item not in asked_item.shocks for month_item in months) == wanted:
            return months
    return None


def gain_months(asked_item: Asked) -> Months | None:
    """The first year after the washout, or what there is of it from six months on."""
    year = range(asked_item.adopted + asked_item.washout, asked_item.adopted + asked_item.washout + 12)
    actual = [month for month in year if month <= asked_item.newest]
    return actual if len(actual) >= 6 else None


def current_months(asked_item: Asked) -> Months | None:
    """The latest twelve months that no shock covers, all after the gain's year."""
    months: Months = []
    first = max(0, asked_item.adopted + asked_item.washout + 12)
    for month in range(asked_item.newest, first - 1, -1):
        months.insert(0, month)
        if sum(month_item not in asked_item.shocks for month_item in months) == 12:
            return months
    return None


def mean(values: dict[int, float], months: Months, shocks: frozenset[int], *, is_gain: bool) -> float | None:
    """None when shocks cover more than half of the gain's year, or more than a quarter of the others are missing."""
    asked_for = [month for month in months if month not in shocks]
    if not asked_for or (is_gain and len(months) - len(asked_for) > len(months) / 2):
        return None
    known = [values[month] for month in asked_for if month in values]
    if (len(asked_for) - len(known)) / len(asked_for) > 0.25:
        return None
    return fmean(known)


def matched(
    values: dict[int, float], part: Months, baseline: Months, shocks: frozenset[int], first_month: int
) -> float | None:
    """The mean over those months of the baseline whose names the part of a year has."""
    names = {(first_month + month) % 12 for month in part if month not in shocks}
    same = [month for month in baseline if (first_month + month) % 12 in names and month not in shocks]
    known = [values[month] for month in same if month in values]
    if not same or (len(same) - len(known)) / len(same) > 0.25:
        return None
    return fmean(known)


def outer(values: Sequence[float], other: Sequence[float]) -> Matrix:
    return [[a * b for b in other] for a in values]


def added(*matrices: Matrix) -> Matrix:
    return [[sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)]


def times(matrix: Matrix, factor: float) -> Matrix:
    return [[factor * cell for cell in row] for row in matrix]


def false_discoveries(p_values: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted p values, by their definition: the least level at which each is rejected."""
    count = len(p_values)
    ordered = sorted(p_values)
    return [min(1.0, min(p * count / (rank + 1) for rank, p in enumerate(ordered) if p >= value)) for value in p_values]


def status(evidence: object, has_fallen: bool, parameters: Parameters) -> str:
    """The table of the definitions, rung by rung, by numbers alone."""
    reported = vars(evidence)
    months, washout = reported["months_since"], reported["washout"]
    gain, current, share = reported["gain"], reported["current"], reported["share"]
    gained = gain is not None and gain.lower > 0
    holds = share is not None and share.estimate >= parameters.share_that_holds
    remaining = current is not None and current.lower > 0
    supported, moved = reported["is_supported"], reported["has_moved_before"]
    is_small = gain is not None and gain.upper < reported["worthwhile"]
    rungs = (
        ("not_assessable", bool(reported["obstacle"])),
        ("gain_emerging", washout + 6 <= months < washout + 12 and gained),
        ("too_early", months < washout + 12),
        ("not_assessable", gain is None),
        ("no_detectable_gain", not gained and not reported["is_late_gain"]),
        ("no_detectable_gain", is_small and not (reported["is_late_gain"] and not gained)),
        ("gain", current is None),
        ("gain", not gained),
        ("inconclusive", share is None),
        ("gain", (supported or moved) and has_fallen and remaining and holds),
        ("re_gained", has_fallen and remaining and holds),
        ("gain", (supported or moved) and holds and share is not None and share.lower > parameters.share_that_is_lost),
        ("sustained", holds and share is not None and share.lower > parameters.share_that_is_lost),
        ("lost", share is not None and share.upper < parameters.share_that_is_lost),
        ("eroding", not holds and share is not None and share.upper < 1),
        ("gain", remaining and holds and reported["share_floor"] > parameters.share_that_is_lost),
    )
    return next((name for name, is_met in rungs if is_met), "inconclusive")
