"""Early warning: an adopter whose latest months are low compared with organisations that have not adopted.

It is a prompt to look, not a verdict. The last three months less the months of the gain window, both as differences
from the comparators' mean, are compared with the same difference for every comparator: an adopter among the lowest has
a warning. The false-alarm rate is measured on comparators that did not set the threshold and is reported with the
warning, as is the rate of the usual control chart rules with limits fixed on the gain window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from transforms.gain.panel import Flags, Floats, MeasurePanel, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import Span, find_windows, window_means

MONTHS_TOLD = 12
SHIFT = 7  # a shift as in NHSRplotthedots (docs/spc.md)
REACH = 2.66  # an XmR chart's limit in mean moving ranges: 3 / 1.128, rounded (docs/spc.md)


@dataclass(frozen=True)
class CentredComparators:
    """Scores less their mean in each month, and how many are missing before each (comparators x months)."""

    centred: Floats
    gaps: Places


KnownComparators = dict[int, CentredComparators]
"""By run."""


def early_warning_rows(panel: MeasurePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """List adopters by month over the last year: the difference, the warning threshold and the false-alarm rates."""
    known: KnownComparators = {}
    for adopted, adopters in panel.cohorts.items():
        in_a_row = dict.fromkeys(adopters.tolist(), 0)
        for run in range(max(0, panel.months - MONTHS_TOLD), panel.months) if 0 <= adopted < panel.months else ():
            yield from _of_run(panel, adopted, run, in_a_row, known, parameters)


def _of_run(
    panel: MeasurePanel,
    adopted: int,
    run: int,
    in_a_row: dict[int, int],
    known: KnownComparators,
    parameters: Parameters,
) -> Iterator[dict[str, Any]]:
    at = find_windows(panel, adopted, run, parameters)
    if at.gain is None or at.is_provisional or run - at.gain[1] + 1 < parameters.recent_months:
        return
    is_comparator = panel.comparators(run)
    recent = (run + 1 - parameters.recent_months, run + 1)
    fall = window_means(panel, recent, parameters.most_missing) - window_means(panel, at.gain, parameters.most_missing)
    compared = fall[is_comparator & np.isfinite(fall)]
    place = int(parameters.level * (len(compared) + 1))
    if len(compared) < parameters.fewest_comparators or not place:
        return
    threshold = float(np.sort(compared)[place - 1])
    middle = float(np.mean(compared))
    rate = false_alarms(compared, parameters.level)
    if run not in known:
        known[run] = _centre_comparators(panel, is_comparator)
    alarms = _rules_alarm(known[run], at.gain, run)
    for adopter in in_a_row:
        if not np.isfinite(fall[adopter]):
            continue
        is_warning = bool(fall[adopter] < threshold)
        in_a_row[adopter] = in_a_row[adopter] + 1 if is_warning else 0
        yield {
            "organisation": panel.organisations[adopter],
            "column": run,
            "level": float(fall[adopter]) - middle,
            "expected_low": threshold - middle,
            "is_warning": is_warning,
            "warnings_in_a_row": in_a_row[adopter],
            "false_alarm_rate": rate,
            "spc_false_alarm_rate": np.count_nonzero(alarms) / len(alarms) if len(alarms) else None,
        }


def false_alarms(compared: Floats, level: float) -> float | None:
    """The share of comparators below the threshold set by the other half, averaged over both halves.

    None where half of them are too few to set a threshold.
    """
    halves = (compared[::2], compared[1::2])
    rates = []
    for own, other in (halves, halves[::-1]):
        place = int(level * (len(other) + 1))
        if not place:
            return None
        rates.append(np.count_nonzero(own < np.sort(other)[place - 1]) / len(own))
    return sum(rates) / len(rates)


def rules_alarm(panel: MeasurePanel, gain: tuple[int, int], run: int, is_comparator: Flags) -> Flags:
    """Whether each comparator would alarm by control chart rules: below the limit, or seven in a row below the mean.

    Only comparators with every month are included, which may be none.
    """
    return _rules_alarm(_centre_comparators(panel, is_comparator), gain, run)


def _centre_comparators(panel: MeasurePanel, is_comparator: Flags) -> CentredComparators:
    """The same for every month of adoption at one run."""
    scores = panel.scores[is_comparator]
    is_published = np.isfinite(scores)
    sums = np.where(is_published, scores, 0.0).sum(axis=0)
    centred = scores - sums / np.maximum(is_published.sum(axis=0), 1)
    gaps = np.zeros((len(scores), panel.months + 1), dtype=np.int64)
    np.cumsum(~is_published, axis=1, out=gaps[:, 1:])
    return CentredComparators(centred, gaps)


def _rules_alarm(comparators: CentredComparators, gain: Span, run: int) -> Flags:
    is_known = comparators.gaps[:, run + 1] == comparators.gaps[:, gain[0]]
    if not is_known.any():
        return np.zeros(0, dtype=bool)
    known = comparators.centred[is_known, gain[0] : run + 1]
    length = gain[1] - gain[0]
    fixed, later = known[:, :length], known[:, length:]
    mean = fixed.sum(axis=1) / length
    limit = mean - REACH * np.abs(fixed[:, 1:] - fixed[:, :-1]).sum(axis=1) / (length - 1)
    lately = later[:, -SHIFT:]
    is_shift = (lately < mean[:, None]).all(axis=1) & (lately.shape[1] == SHIFT)
    alarms: Flags = (known[:, -1] < limit) | is_shift
    return alarms
