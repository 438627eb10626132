"""The situations: how adopters are drawn, what is planted, and what the verdict on all of them should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from tests.bench.truth import plant
from tests.bench.truth.designs import DESIGNS, Order, at_random, draw_adopters
from tests.bench.truth.panels import ADOPTION_MONTHS
from transforms.gain.panel import NEVER_ADOPTED, MeasurePanel, OtherAdoption
from transforms.gain.status_ladder import Evidence, StatusVerdict

Draw = Callable[[MeasurePanel, int, np.random.Generator], MeasurePanel]
Plant = Callable[[MeasurePanel, np.random.Generator], MeasurePanel]
Rate = Callable[[Evidence, StatusVerdict], bool | None]
POINT = 0.01
GAIN = 5 * POINT
UNCLAIMED = frozenset({"no_detectable_gain", "not_assessable", "too_early"})
SHAKEN_PART = 0.2
"""Part of the comparators that a shock of their own strikes, such as a system that fails: a fifth broke the verdict."""
DEPENDS = "depends_on_months_before"


@dataclass(frozen=True)
class Case:
    """A situation. `units`: the panels it makes sense on; `sizes`: numbers of adopters (0: nearly all).

    `months_after`: everyone adopts in one month and the case is read so many months later; 0 for two years and more.
    """

    name: str
    rates: Mapping[str, Rate]
    plant: Plant = lambda panel, _: panel
    draw: Draw = field(default=lambda panel, adopters, generator: _draw(at_random, panel, adopters, generator))
    units: frozenset[str] = frozenset({"share"})
    sizes: tuple[int, ...] = (40, 15)
    has_peers: bool = False
    months_after: int = 0


def _draw(order: Order, panel: MeasurePanel, adopters: int, generator: np.random.Generator) -> MeasurePanel:
    return draw_adopters(panel, adopters, ADOPTION_MONTHS, generator, order)


def _claims(_: Evidence, verdict: StatusVerdict) -> bool:
    return verdict.status not in UNCLAIMED


def _answers(evidence: Evidence, verdict: StatusVerdict) -> bool:
    """A gain is claimed, or the verdict says that it depends on the months just before adoption."""
    return _claims(evidence, verdict) or verdict.reason == DEPENDS


def _is(*names: str) -> Rate:
    """The status, or the status with its reason after a colon, is one of these."""
    return lambda _, verdict: verdict.status in names or f"{verdict.status}:{verdict.reason}" in names


def _covers_gain(truth: float) -> Rate:
    def covers(evidence: Evidence, _: StatusVerdict) -> bool | None:
        return None if evidence.gain is None else evidence.gain.lower <= truth <= evidence.gain.upper

    return covers


def _covers_share(truth: float) -> Rate:
    def covers(evidence: Evidence, verdict: StatusVerdict) -> bool | None:
        if evidence.share is None or not _claims(evidence, verdict):
            return None
        return evidence.share.lower <= truth <= evidence.share.upper

    return covers


def _assessable(_: Evidence, verdict: StatusVerdict) -> bool:
    return verdict.status != "not_assessable"


def _planted(*profiles: plant.Profile) -> Plant:
    def add(panel: MeasurePanel, _: np.random.Generator) -> MeasurePanel:
        for profile in profiles:
            panel = plant.add_profile(panel, profile)
        return panel

    return add


def _second_practice(after: int, first: plant.Profile, *, judged: str) -> Plant:
    """Another practice for the measure, adopted by the same organisations so many months after the first."""

    def add(panel: MeasurePanel, _: np.random.Generator) -> MeasurePanel:
        changed = plant.add_profile(panel, first)
        later = np.where(panel.adopted < NEVER_ADOPTED, panel.adopted + after, NEVER_ADOPTED)
        adopted, other = (panel.adopted, later) if judged == "first" else (later, panel.adopted)
        both = np.flatnonzero(other < NEVER_ADOPTED).tolist()
        others = tuple(OtherAdoption(place, int(other[place]), "the other") for place in both)
        return replace(changed, adopted=adopted, other_adoptions=others)

    return add


def _two_waves(panel: MeasurePanel, adopters: int, generator: np.random.Generator) -> MeasurePanel:
    """Four adopt early; the others so late that they have no second year yet."""
    drawn = draw_adopters(panel, adopters, range(15, 18), generator, at_random)
    late = np.flatnonzero(drawn.adopted < NEVER_ADOPTED)[4:]
    adopted = drawn.adopted.copy()
    adopted[late] = generator.integers(26, 33, len(late))
    return replace(drawn, adopted=adopted)


def _early_lose(panel: MeasurePanel, _: np.random.Generator) -> MeasurePanel:
    early = panel.adopted < 18
    return plant.add_profile(plant.add_profile(panel, plant.gain_of(GAIN, left=0), early), plant.gain_of(GAIN), ~early)


def _others_catch_up(panel: MeasurePanel, _: np.random.Generator) -> MeasurePanel:
    """Adopters gain and keep it; the others gain as much once most adopters' first year is over."""
    changed = plant.add_profile(panel, plant.gain_of(GAIN))
    scores = changed.scores.copy()
    scores[panel.adopted >= NEVER_ADOPTED, max(ADOPTION_MONTHS) + plant.SECOND_YEAR :] += GAIN
    return replace(changed, scores=scores, raw=-scores if panel.is_decrease else scores)


def _fifth_shaken(panel: MeasurePanel, generator: np.random.Generator) -> MeasurePanel:
    """Nothing gained; a fifth of the others lie five points lower for a year from the first adoption on."""
    others = np.flatnonzero(panel.adopted >= NEVER_ADOPTED)
    chosen = generator.permutation(others)[: round(SHAKEN_PART * len(others))]
    scores = panel.scores.copy()
    scores[chosen, ADOPTION_MONTHS.start : ADOPTION_MONTHS.start + plant.YEAR] -= GAIN
    return replace(panel, scores=scores, raw=-scores if panel.is_decrease else scores)


def _nearly_all(panel: MeasurePanel, _: int, generator: np.random.Generator) -> MeasurePanel:
    """87% adopt, at any time from the sixteenth month to the last but two: as practices spread in time."""
    count = round(0.87 * len(panel.organisations))
    return draw_adopters(panel, count, range(ADOPTION_MONTHS.start, panel.months - 2), generator, at_random)


def _halved(panel: MeasurePanel, generator: np.random.Generator) -> MeasurePanel:
    return plant.thin_counts(panel, 0.5, generator)


def _in_one_month(panel: MeasurePanel, adopters: int, generator: np.random.Generator) -> MeasurePanel:
    first = ADOPTION_MONTHS.start
    return draw_adopters(panel, adopters, range(first, first + 1), generator, at_random)


def _horizon_cases() -> Iterator[Case]:
    """Gains that hold, are half lost and are lost, by the months from adoption to the reading."""
    for months in HORIZONS:
        for name, left in (("held", 1.0), ("half lost", 0.5), ("lost", 0.0)):
            yield Case(
                f"{name}, {months} months on",
                {"gain covered": _covers_gain(GAIN), "share covered": _covers_share(left)},
                _planted(plant.gain_of(GAIN, left=left)),
                _in_one_month,
                months_after=months,
            )


def _early_cases() -> Iterator[Case]:
    """The early sign that a gain is slipping, from three months after the first year on."""
    for months in (18, 24):
        for name, left in (("held", 1.0), ("half lost", 0.5), ("lost", 0.0)):
            yield Case(
                f"{name}, {months} months on",
                {"slipping": _is("gain:slipping")},
                _planted(plant.gain_of(GAIN, left=left)),
                _in_one_month,
                months_after=months,
            )


def _dip_cases() -> Iterator[Case]:
    """Nothing gained, and lower for months before adoption: as many as the second reading leaves out, or more."""
    for size in (2, 4):
        yield Case(f"dip of {size}", {"claimed": _claims}, _planted(plant.dip_of(size * POINT)))
        for months in (4, 6, 9):
            yield Case(
                f"dip of {size}, {months} months",
                {"claimed": _claims, "sustained": _is("sustained")},
                _planted(plant.dip_of(size * POINT, months)),
            )


def _late_date_cases() -> Iterator[Case]:
    """Gains that began so many months before the registered month."""
    for months in (3, 6, 9):
        yield Case(
            "late date" if months == 3 else f"late date, {months} months",
            {"claimed": _claims, "answered": _answers, "gain covered": _covers_gain(GAIN)},
            _planted(plant.gain_of(GAIN, start=-months)),
        )


HORIZONS = (27, 33, 36, 42)
"""Months from adoption on; the share has limits from the 27th on. The longest panel has 42 after a baseline."""
ALL_UNITS = frozenset({"share", "count"})
FALLEN = _is("lost", "eroding")
HARMED = _is("no_detectable_gain:worse_than_expected")
SEEMS_HELD = _is("sustained", "gain:weak_evidence_of_holding")
LN2 = float(np.log(2))
CASES = (
    *(
        Case(
            f"nothing, {name}",
            {"claimed": _claims, "worse": HARMED},
            draw=partial(_draw, order),
            units=ALL_UNITS,
            has_peers=True,
        )
        for name, order in DESIGNS.items()
    ),
    *(Case(f"gain of {size}", {"found": _claims}, _planted(plant.gain_of(size * POINT))) for size in (2, 3)),
    Case(
        "held",
        {
            "found": _claims,
            "seems held": SEEMS_HELD,
            "moved before": _is("gain:moved_before"),
            "gain covered": _covers_gain(GAIN),
            "share covered": _covers_share(1),
        },
        _planted(plant.gain_of(GAIN)),
    ),
    Case(
        "half lost",
        {"seems held": SEEMS_HELD, "share covered": _covers_share(0.5)},
        _planted(plant.gain_of(GAIN, left=0.5)),
    ),
    Case(
        "lost",
        {
            "fallen": FALLEN,
            "share covered": _covers_share(0),
            "others caught up": _is("lost:others_caught_up", "eroding:others_caught_up"),
        },
        _planted(plant.gain_of(GAIN, left=0)),
    ),
    *_dip_cases(),
    *_late_date_cases(),
    Case("worse by 5", {"worse": HARMED, "claimed": _claims}, _planted(plant.harm_of(GAIN))),
    Case("worse by 3", {"worse": HARMED}, _planted(plant.harm_of(3 * POINT))),
    *(
        Case(f"bump of 4, {months} months", {"worse": HARMED}, _planted(plant.dip_of(-4 * POINT, months)))
        for months in (3, 6, 9)
    ),
    Case("bundle, useless second", {"claimed": _claims}, _second_practice(4, plant.gain_of(GAIN), judged="second")),
    Case(
        "bundle, lost first",
        {"sustained": _is("sustained")},
        _second_practice(12, plant.gain_of(GAIN), judged="first"),
    ),
    Case("late gain", {"found": _claims}, _planted(plant.late_gain_of(GAIN))),
    Case("ramp over two years", {"found": _claims}, _planted(plant.ramp_to(GAIN))),
    Case("two waves, the first loses it", {"fallen": FALLEN, "found": _claims}, _early_lose, _two_waves, sizes=(40,)),
    Case(
        "others catch up",
        {
            "fell back": _is("lost:fell_back", "eroding:fell_back", "lost:", "eroding:"),
            "caught up": _is("lost:others_caught_up", "eroding:others_caught_up"),
        },
        _others_catch_up,
    ),
    Case("nothing, a fifth shaken", {"claimed": _claims}, _fifth_shaken, has_peers=True),
    Case("nearly all adopted", {"assessable": _assessable, "claimed": _claims}, draw=_nearly_all, sizes=(0,)),
    Case(
        "nearly all adopted, gain of 3", {"found": _claims}, _planted(plant.gain_of(3 * POINT)), _nearly_all, sizes=(0,)
    ),
    Case(
        "counts halved",
        {"found": _claims, "gain covered": _covers_gain(LN2)},
        _halved,
        units=frozenset({"count", "few cases"}),
    ),
    *_early_cases(),
    *_horizon_cases(),
)
