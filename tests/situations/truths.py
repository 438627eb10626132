"""The situations: what truly happened, and what the verdict on all adopters may say of it.

Sixty organisations and sixty months. The first is a plain success; the others are those of docs/gain.md in which
methods that look right at first have been seen to go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Adoption = tuple[str, int, int, str]
"""Practice, organisation (by number), month (by number) and event."""
ORGANISATIONS, MONTHS = 60, 60
GAIN = 0.05
START = 20
"""Most adopt in the twenty-first month: three of washout and two years are over by the last."""
FEW, MANY = range(15), range(40)
MAIN, OTHER = "main", "other"


@dataclass(frozen=True)
class Situation:
    """One situation: the figures of a measure, who adopted what, and the answers that are right.

    `answers` are statuses with their reasons, which may be part of a reason in words; `words` must be on the page.
    """

    name: str
    title: str
    figures: Callable[[], Floats]
    adoptions: tuple[Adoption, ...]
    answers: tuple[tuple[str, str], ...]
    words: tuple[str, ...] = ()
    unit: str = "share"
    direction: str = "increase"
    practices: tuple[str, ...] = field(default=(MAIN,))


def _draw_shares(seed: int) -> Floats:
    """Levels that differ between organisations, and noise of 1.2 points that remembers half of the month before."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(0, 0.012, (ORGANISATIONS, MONTHS))
    for month in range(1, MONTHS):
        noise[:, month] += 0.5 * noise[:, month - 1]
    return 0.6 + generator.normal(0, 0.04, (ORGANISATIONS, 1)) + noise


def _stepped(seed: int, *steps: tuple[Iterable[int], int, float]) -> Callable[[], Floats]:
    """Shares that change for these organisations, from these months on, by so much."""

    def draw() -> Floats:
        values = _draw_shares(seed)
        for places, month, change in steps:
            values[list(places), month:] += change
        return values

    return draw


def _rising() -> Floats:
    """Adopters that had been rising for a year before adoption, then gain and hold it."""
    values = _draw_shares(14)
    values[list(FEW)] += 0.003 * np.clip(np.arange(MONTHS) - START + 12, 0, 12)
    values[list(FEW), START + 1 :] += GAIN
    return values


def _ramped() -> Floats:
    values = _draw_shares(7)
    values[list(FEW)] += GAIN * np.clip((np.arange(MONTHS) - START) / 24, 0, 1)
    return values


def _halved_counts() -> Floats:
    generator = np.random.default_rng(11)
    rates = np.full((ORGANISATIONS, MONTHS), 3.0)
    rates[list(MANY)[:30], START + 1 :] = 1.5
    return generator.poisson(rates).astype(np.float64)


def _adopted(places: Iterable[int], month: int = START, practice: str = MAIN) -> Iterator[Adoption]:
    yield from ((practice, place, month, "adopted") for place in places)


LATE = START + 15
"""The month in which the second year begins, after three months of washout and a first year."""
GAINED = (FEW, START + 1, GAIN)
LOST = (FEW, LATE, -GAIN)
SPREAD_OUT = tuple(adoption for place in range(52) for adoption in _adopted([place], 16 + place * 40 // 52))
"""Fifty-two of sixty adopt, one after the other, up to the newest months."""
SITUATIONS = (
    Situation(
        *("success", "A gain that holds", _stepped(1, GAINED), tuple(_adopted(FEW))),
        (("sustained", ""),),
        ("the gain has held",),
    ),
    Situation(
        *("late_date", "A gain that began three months before its registered month"),
        *(_stepped(2, (FEW, START - 3, GAIN)), tuple(_adopted(FEW))),
        (("no_detectable_gain", "depends_on_months_before"), ("gain", "moved_before")),
    ),
    Situation(
        *("dip", "A chance dip just before adoption, and no gain"),
        *(_stepped(3, (FEW, START - 3, -0.04), (FEW, START, 0.04)), tuple(_adopted(FEW))),
        (("no_detectable_gain", ""),),
    ),
    Situation(
        *("bundle", "A useless practice four months after a good one, at the same organisations"),
        *(_stepped(4, GAINED), (*_adopted(FEW, START, OTHER), *_adopted(FEW, START + 4))),
        (("not_assessable", "also adopted Practice other"),),
        ("Together with Practice other: the gain is holding",),
        practices=(MAIN, OTHER),
    ),
    Situation(
        *("late_gain", "A gain that comes in the second year", _stepped(5, (FEW, LATE, GAIN)), tuple(_adopted(FEW))),
        (("gain", "came_late"),),
        ("in the latest year, though the first year showed no clear gain",),
    ),
    Situation(
        *("two_waves", "Four early adopters lose it, and thirty-two hold it"),
        _stepped(6, (range(4), 17, GAIN), (range(4), 31, -GAIN), (range(4, 36), 41, GAIN)),
        (*_adopted(range(4), 16), *_adopted(range(4, 36), 40)),
        (("gain", "too_few_with_both_years"),),
        ("only 4 of 36 adopters have a second year",),
    ),
    Situation(
        *("catching_up", "The others catch up, and the adopters keep their level"),
        *(_stepped(8, GAINED, (range(15, 60), LATE, GAIN)), tuple(_adopted(FEW))),
        (("lost", "others_caught_up"), ("eroding", "others_caught_up")),
        ("because others have caught up",),
    ),
    Situation(
        *("few_cases", "Three cases a month, halved", _halved_counts, tuple(_adopted(range(30)))),
        (("sustained", ""), ("gain", "weak_evidence_of_holding")),
        unit="count",
        direction="decrease",
    ),
    Situation(
        *("spread_out", "Fifty-two of sixty adopt, and gain"),
        _stepped(9, *(((place,), month + 1, GAIN) for _, place, month, _ in SPREAD_OUT)),
        SPREAD_OUT,
        (("gain", "too_few_left_to_compare"),),
        ("too few that have not adopted are left to compare with",),
    ),
    Situation(
        *("early_loss", "A gain that is lost after its first year, five months later"),
        *(_stepped(10, (FEW, 41, GAIN), (FEW, 55, -GAIN)), tuple(_adopted(FEW, 40))),
        (("gain", "slipping"),),
        ("an early sign that the gain is being lost",),
    ),
    Situation(
        *("all_stopped", "A gain that is lost once all adopters have stopped", _stepped(12, GAINED, LOST)),
        (*_adopted(FEW), *((MAIN, place, LATE, "stopped") for place in FEW)),
        (("lost", "fell_back"), ("eroding", "fell_back")),
        ("own figures fell back", "All adopters have since stopped"),
    ),
    Situation(
        *("long_after", "A gain that holds, read long after; two adopters have taken up another practice since"),
        _stepped(13, (FEW, 17, GAIN)),
        (*_adopted(FEW, 16), *_adopted(range(2), 36, OTHER)),
        (("sustained", ""),),
        ("the gain has held for 41 months",),
        practices=(MAIN, OTHER),
    ),
    Situation(
        *("long_dip", "A dip of nine months before adoption, and no gain"),
        *(_stepped(15, (FEW, START - 9, -0.04), (FEW, START, 0.04)), tuple(_adopted(FEW))),
        (("no_detectable_gain", "depends_on_months_before"),),
        ("without nine, of which not all are more than chance",),
    ),
    Situation(
        *("harm", "Figures that are worse after adoption", _stepped(16, (FEW, START + 1, -GAIN)), tuple(_adopted(FEW))),
        (("no_detectable_gain", "worse_than_expected"),),
        ("Worse than expected after adoption",),
    ),
    Situation(
        *("rising", "Adopters that had been rising for a year, then gain and hold it", _rising, tuple(_adopted(FEW))),
        (("gain", "moved_before"),),
        ("though the adopters’ figures were already moving before adoption",),
    ),
)
