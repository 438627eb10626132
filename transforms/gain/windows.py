"""The whole-year windows before and after adoption, and each organisation's mean over them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from transforms.gain.panel import Flags, Floats, MeasurePanel
from transforms.gain.parameters import Parameters
from transforms.gain.scale import score_of_cases

Span = tuple[int, int]
WITH_QUARTER, WITHOUT_QUARTER, WITHOUT_NINE_MONTHS = READINGS = range(3)
"""The readings of the months before adoption, by what they leave out (readings.py)."""
YEARS_BACK = 2
"""The baseline lies within this many years before adoption."""


@dataclass(frozen=True)
class ComparisonWindows:
    """Column spans (first, after last) for one month of adoption at one run; None where a window has not begun.

    `early_baseline` and `early_recent` are `baseline` and `recent` as if adoption had been where `recent` begins: they
    leave out the months just before adoption. `far_baseline` and `far_recent` leave out as many months before adoption
    as the longest dip lasts that is looked for; a year is rarely published before those, and half of one is enough.
    `gain` is the first whole year after the washout, `current` the latest whole year after that. `is_supported` is true
    while any of `current` lies within support, when a loss can be seen but a gain not yet shown to last without it.
    `since` are the months after the gain window while they are too few for `current`.
    While the gain window is incomplete, `is_provisional` is true and `gain` is the part so far.
    """

    baseline: Span | None
    recent: Span | None
    gain: Span | None
    current: Span | None
    is_provisional: bool
    is_supported: bool
    holding_months: int
    """Months after both the gain window and support have ended, at most twelve."""
    early_baseline: Span | None = None
    early_recent: Span | None = None
    far_baseline: Span | None = None
    far_recent: Span | None = None
    since: Span | None = None

    def before(self, reading: int) -> tuple[Span | None, Span | None]:
        """The baseline and the last months of a reading of the months before adoption."""
        spans = {WITH_QUARTER: (self.baseline, self.recent), WITHOUT_QUARTER: (self.early_baseline, self.early_recent)}
        return spans.get(reading, (self.far_baseline, self.far_recent))


def find_windows(panel: MeasurePanel, adopted: int, run: int, parameters: Parameters) -> ComparisonWindows:
    """Find the windows of an adoption in column `adopted` when column `run` is the newest."""
    length = parameters.window_months
    before = _find_windows_before(panel, adopted, parameters)
    start = adopted + panel.washout
    gain = (start, min(start + length, run + 1))
    settled = max(start + length, panel.support_end + 1)
    current = columns_without(panel.left_out, length, run + 1, max(0, start + length))
    has_months_since = current is None and run + 1 - (start + length) >= parameters.fewest_months_since
    return ComparisonWindows(
        baseline=before[0],
        recent=before[1],
        gain=gain if gain[1] - gain[0] >= parameters.provisional_months else None,
        current=current,
        is_provisional=gain[1] - gain[0] < length,
        is_supported=current is not None and current[0] <= panel.support_end,
        holding_months=max(0, min(length, run + 1 - settled)),
        early_baseline=before[2],
        early_recent=before[3],
        far_baseline=before[4],
        far_recent=before[5],
        since=(start + length, run + 1) if has_months_since else None,
    )


def _find_windows_before(panel: MeasurePanel, adopted: int, parameters: Parameters) -> tuple[Span | None, ...]:
    """The baseline and the last months of each reading of the months before adoption: the same in every run."""
    lengths = parameters.window_months, parameters.recent_months
    key = "windows", adopted, lengths
    if key not in panel.known_fits:
        earliest = max(0, adopted - YEARS_BACK * parameters.window_months)
        spans = [columns_without(panel.left_out, length, adopted, earliest) for length in lengths]
        end = spans[1][0] if spans[1] is not None else earliest  # nothing ends where nothing begins
        early = [columns_without(panel.left_out, length, end, earliest) for length in lengths]
        panel.known_fits[key] = *spans, *early, *_find_far_windows(panel, adopted, earliest, parameters)
    before: tuple[Span | None, ...] = panel.known_fits[key]
    return before


def _find_far_windows(
    panel: MeasurePanel, adopted: int, earliest: int, parameters: Parameters
) -> tuple[Span | None, Span | None]:
    """The longest baseline before the longest dip, of a year at most, and its last months."""
    dip = columns_without(panel.left_out, parameters.dip_months, adopted, earliest)
    end = dip[0] if dip else earliest
    lengths = range(parameters.window_months, parameters.fewest_far_months - 1, -1)
    spans = (columns_without(panel.left_out, length, end, earliest) for length in lengths)
    baseline = next((span for span in spans if span), None)
    recent = columns_without(panel.left_out, parameters.recent_months, end, earliest)
    return (baseline, recent) if baseline else (None, None)


def columns_without(left_out: Flags, wanted: int, end: int, earliest: int) -> tuple[int, int] | None:
    """The shortest run of columns up to `end` (not included) with `wanted` months that are not left out, or None."""
    if end - wanted >= earliest and not left_out[end - wanted : end].any():
        return end - wanted, end
    columns_passed = 0
    for column in range(end - 1, earliest - 1, -1):
        columns_passed += not left_out[column]
        if columns_passed == wanted:
            return column, end
    return None


def year_after(panel: MeasurePanel, adopted: int, run: int, year: int, parameters: Parameters) -> Span | None:
    """The complete year number `year` after adoption and washout (0 is the gain window); None until complete."""
    start = adopted + panel.washout + year * parameters.window_months
    span = (start, start + parameters.window_months)
    return span if span[1] <= run + 1 else None


def window_means(panel: MeasurePanel, span: Span, most_missing: float, *, is_stretched: bool = False) -> Floats:
    """The mean of each organisation over the span; NaN where more than `most_missing` of its months are missing.

    Of small counts it is the logarithm of their mean, not the mean of their logarithms.

    Months left out for a shock are not missing, but the mean is NaN where they are more than half of the span, unless
    the span was extended to make up for them. The result is cached: do not write to it.
    """
    key = (span, most_missing, is_stretched)
    if key not in panel.known_means:
        panel.known_means[key] = _compute_means(panel, span, most_missing, is_stretched)
    return panel.known_means[key]


def _compute_means(panel: MeasurePanel, span: Span, most_missing: float, is_stretched: bool) -> Floats:
    sums, counts = panel.running_sums
    first, end = span
    possible = int((~panel.left_out[first:end]).sum())
    if possible == 0 or (possible * 2 < end - first and not is_stretched):
        return np.full(len(panel.organisations), np.nan)
    counts_in_window = counts[:, end] - counts[:, first]
    enough: Flags = counts_in_window >= (1 - most_missing) * possible
    if panel.adds_cases:
        cases = panel.running_cases[:, end] - panel.running_cases[:, first]
        return np.where(enough, score_of_cases(cases, counts_in_window, is_decrease=panel.is_decrease), np.nan)
    return np.where(enough, (sums[:, end] - sums[:, first]) / np.maximum(counts_in_window, 1), np.nan)


def same_months_before(panel: MeasurePanel, adopted: int, span: Span, baseline: Span, most_missing: float) -> Floats:
    """The mean of each organisation over the baseline months whose calendar months also occur in the span.

    The result is cached: do not write to it.
    """
    key = (adopted, *span, *baseline), most_missing, False
    if key not in panel.known_means:
        panel.known_means[key] = _compute_same_months(panel, adopted, span, baseline, most_missing)
    return panel.known_means[key]


def _compute_same_months(panel: MeasurePanel, adopted: int, span: Span, baseline: Span, most_missing: float) -> Floats:
    wanted = {panel.month(column) % 12 for column in range(*span) if not panel.left_out[column]}
    columns = [
        column
        for column in range(*baseline)
        if panel.month(column) % 12 in wanted and not panel.left_out[column] and column < adopted
    ]
    if not columns:
        return np.full(len(panel.organisations), np.nan)
    values = panel.scores[:, columns]
    counted = np.isfinite(values)
    enough = counted.sum(axis=1) >= (1 - most_missing) * len(columns)
    if panel.adds_cases:
        cases = np.where(counted, panel.raw[:, columns], 0.0).sum(axis=1)
        return np.where(enough, score_of_cases(cases, counted.sum(axis=1), is_decrease=panel.is_decrease), np.nan)
    total = np.where(counted, values, 0.0).sum(axis=1)
    return np.where(enough, total / np.maximum(counted.sum(axis=1), 1), np.nan)


def raw_mean(panel: MeasurePanel, organisation: int, span: Span | None) -> float | None:
    """The unweighted mean of one organisation's published values over the span, without months of shocks."""
    if span is None:
        return None
    if span not in panel.known_raw_means:
        counted = panel.counted[:, slice(*span)]
        sums = np.where(counted, panel.raw[:, slice(*span)], 0.0).sum(axis=1)
        panel.known_raw_means[span] = np.where(counted.any(axis=1), sums / np.maximum(counted.sum(axis=1), 1), np.nan)
    mean = float(panel.known_raw_means[span][organisation])
    return None if math.isnan(mean) else mean
