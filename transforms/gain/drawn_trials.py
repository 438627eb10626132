"""The trials of `placebo.py` in many draws at once: what calibration runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transforms.gain.drawn_claims import find_single_claims
from transforms.gain.drawn_months import DrawnAdopters, later_means
from transforms.gain.drawn_pools import pool_draws
from transforms.gain.panel import Flags, Floats, Places
from transforms.gain.parameters import Parameters
from transforms.gain.placebo import SCENARIOS, PlaceboTrial, covers_truth, with_gain
from transforms.gain.pooled import FEWEST_ADOPTERS, PooledEffect
from transforms.gain.pooled_years import PooledYears
from transforms.gain.practice_evidence import rests_on_both
from transforms.gain.readings import PooledReadings
from transforms.gain.status_ladder import choose_status


def list_pooled_years(
    drawn: DrawnAdopters, parameters: Parameters, first: Sequence[PooledReadings | None] | None = None
) -> list[PooledYears]:
    """What the evidence on all adopters is made of, in each draw; `first` are the pools of the first year, if known."""
    later = replace(drawn, months=tuple(month for month in drawn.months if month.windows.current is not None))
    first, both = _pool_readings(drawn, 1) if first is None else first, _pool_readings(later, 2)
    falls = _mean_own_falls(later, parameters)
    comparable = {is_later: _are_comparable(some, parameters) for is_later, some in ((False, drawn), (True, later))}
    years = []
    for draw, (gain, of_both) in enumerate(zip(first, both, strict=True)):
        is_on_both = rests_on_both(gain, of_both, parameters)
        is_moving = bool(drawn.is_moving[draw])
        years.append(
            PooledYears(gain, of_both, is_on_both, bool(comparable[is_on_both][draw]), float(falls[draw]), is_moving)
        )
    return years


def _pool_readings(drawn: DrawnAdopters, windows: int) -> list[PooledReadings | None]:
    """The pool of each draw; None with fewer than two adopters."""
    pooled: list[PooledReadings | None] = [None] * len(drawn.adopted)
    adopters = _count_adopters(drawn)
    is_enough: Flags = adopters >= FEWEST_ADOPTERS
    if not is_enough.any():
        return pooled
    regions, months = drawn.panel.region_places, drawn.months
    whole = pool_draws(regions, [month.with_quarter.of_draws(is_enough) for month in months], windows)
    early = pool_draws(regions, [month.without_quarter.of_draws(is_enough) for month in months], windows)
    is_read_twice = np.any([month.is_read_twice for month in months], axis=0)
    far = _pool_third_readings(drawn, is_enough, windows)
    for place, draw in enumerate(np.flatnonzero(is_enough).tolist()):
        pooled[draw] = PooledReadings(whole[place], early[place] if is_read_twice[draw] else None, far.get(draw))
    return pooled


def _pool_third_readings(drawn: DrawnAdopters, is_enough: Flags, windows: int) -> dict[int, PooledEffect]:
    """The pools without as many months as a dip may last, of the draws in which adopters had moved in them."""
    asked = drawn.months[0].is_asked
    is_read_again = np.any([month.is_read_again for month in drawn.months], axis=0)
    is_due = (is_enough & drawn.is_moved)[asked] & is_read_again
    if not is_due.any():
        return {}
    fits = [month.without_nine_months.of_draws(is_due) for month in drawn.months]
    pooled = pool_draws(drawn.panel.region_places, fits, windows)
    return dict(zip(np.flatnonzero(asked)[is_due].tolist(), pooled, strict=True))


def _count_adopters(drawn: DrawnAdopters) -> Places:
    counts = np.zeros(len(drawn.adopted), dtype=np.int64)
    for month in drawn.months:
        counts += month.with_quarter.adopters
    return counts


def _are_comparable(drawn: DrawnAdopters, parameters: Parameters) -> Flags:
    """As `are_comparable` in practice_evidence.py."""
    shares = np.full(drawn.adopted.shape, np.nan)
    for month in drawn.months:
        fits = month.with_quarter
        shares = np.where(fits.is_adopter, fits.alike / np.maximum(fits.comparators, 1)[:, None], shares)
    # NaN comes last; `np.nanmedian` goes through the draws one by one
    ordered, counts, draws = np.sort(shares, axis=1), _count_adopters(drawn), np.arange(len(shares))
    medians = (ordered[draws, np.maximum(counts - 1, 0) // 2] + ordered[draws, counts // 2]) / 2
    comparable: Flags = (counts > 0) & (medians >= parameters.least_alike_late)
    return comparable


def _mean_own_falls(drawn: DrawnAdopters, parameters: Parameters) -> Floats:
    """How far the adopters' own level fell from the gain window to the current one, in the mean."""
    sums = np.zeros(len(drawn.adopted))
    for month in drawn.months:
        later = later_means(drawn.panel, month.windows, parameters)
        is_adopter = month.with_quarter.is_adopter
        sums += np.where(is_adopter, later[:, 0] - later[:, 1], 0.0).sum(axis=1)
    falls: Floats = sums / np.maximum(_count_adopters(drawn), 1)
    return falls


def count_pooled_claims(drawn: DrawnAdopters, parameters: Parameters) -> int:
    """In how many draws a pooled gain is claimed."""
    return sum(item.shows_gain(parameters) for item in list_pooled_years(drawn, parameters))


def run_drawn_trials(
    drawn: DrawnAdopters, gain: float, worthwhile: float, parameters: Parameters, *, with_singles: bool = True
) -> list[PlaceboTrial]:
    """Assess every draw, as it is and with each scenario's gain added to its adopters.

    Single organisations are assessed only on request: that takes a third reading of more draws.
    """
    years = list_pooled_years(drawn, parameters)
    claims = _count_single_claims(drawn, parameters) if with_singles else np.zeros(len(years), dtype=np.int64)
    by_scenario = {
        name: _judge_scenario(drawn, years, gain, left, worthwhile, parameters) for name, left in SCENARIOS.items()
    }
    return [
        PlaceboTrial(
            estimate=float(item.pooled.effects[0]) if item.pooled else np.nan,
            error=float(item.pooled.widest.covariance[0, 0]) ** 0.5 if item.pooled else np.nan,
            pooled_claims=item.shows_gain(parameters),
            false_claims=int(claims[draw]),
            assessed=0 if item.gain is None else item.gain.adopters,
            statuses={name: answers[draw][0] for name, answers in by_scenario.items()},
            reasons={name: answers[draw][1] for name, answers in by_scenario.items()},
            covered={name: answers[draw][2] for name, answers in by_scenario.items()},
            single_statuses={name: Counter() for name in SCENARIOS},
        )
        for draw, item in enumerate(years)
    ]


def _count_single_claims(drawn: DrawnAdopters, parameters: Parameters) -> Places:
    counts: Places = np.sum([find_single_claims(month, parameters).sum(axis=1) for month in drawn.months], axis=0)
    return counts


def _judge_scenario(
    drawn: DrawnAdopters, years: Sequence[PooledYears], gain: float, left: float, worthwhile: float, p: Parameters
) -> list[tuple[str, str, bool | None]]:
    """By draw: status, reason and whether the limits covered the true share."""
    if drawn.panel.is_count:
        years = _years_of_changed_counts(drawn, gain, left, p)
    else:
        years = [_shift(item, gain, left, p) for item in years]
    answers = []
    for item in years:
        evidence = item.as_evidence(drawn.panel, worthwhile, p)
        verdict = choose_status(evidence, False, p)
        answers.append((verdict.status, verdict.reason, covers_truth(evidence, left)))
    return answers


def _shift(years: PooledYears, gain: float, left: float, parameters: Parameters) -> PooledYears:
    """As if a gain had been added to the adopters: it moves their effects and nothing else."""
    steps = np.array([gain, gain * left])

    first, both = (None if readings is None else readings.move(steps) for readings in (years.gain, years.both))
    is_on_both = rests_on_both(first, both, parameters)
    own_fall = years.own_fall + gain * (1 - left)
    return replace(years, gain=first, both=both, rests_on_both=is_on_both, own_fall=own_fall)


def _years_of_changed_counts(
    drawn: DrawnAdopters, gain: float, left: float, parameters: Parameters
) -> list[PooledYears]:
    """As if each case of the adopters had stayed, or come, by chance: only the adopters' own means change."""
    steps = [np.zeros((2, *drawn.adopted.shape)) for _ in drawn.months]
    before = [later_means(drawn.panel, month.windows, parameters) for month in drawn.months]
    for draw, adopted in enumerate(drawn.adopted):
        changed = with_gain(replace(drawn.panel, adopted=adopted), gain, left, parameters)
        changed.__dict__["adds_cases"] = drawn.panel.adds_cases
        for place, month in enumerate(drawn.months):
            steps[place][:, draw] = (later_means(changed, month.windows, parameters) - before[place]).T
    moved = tuple(month.moved(np.nan_to_num(step)) for month, step in zip(drawn.months, steps, strict=True))
    falls = [
        np.where(month.with_quarter.is_adopter, step[0] - step[1], 0.0).sum(axis=1)
        for month, step in zip(drawn.months, steps, strict=True)
    ]
    more = np.sum(falls, axis=0) / _count_adopters(drawn)
    years = list_pooled_years(replace(drawn, months=moved), parameters)
    return [replace(item, own_fall=item.own_fall + float(fall)) for item, fall in zip(years, more, strict=True)]
