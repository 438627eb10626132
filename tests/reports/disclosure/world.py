"""A made-up home of local measures with many small numbers, whose hidden figures can be drawn anew.

Two worlds with the same `seed` and another `hidden_seed` show the same figures and hide others. Measures and
organisations add up to one another in every way that disclosure control knows of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from checks.admission import admit
from checks.storage.home import Home
from transforms.build import build_warehouse

THRESHOLD, LEAST_DENOMINATOR = 8, 20
REGION, ENGLAND = "Y01", "ENGLAND"
DEFINITIONS = (
    ("harm", "count", "decrease"),
    ("no_harm", "count", "neutral"),
    ("all_falls", "count", "decrease"),
    ("harm_rate", "rate", "decrease"),
    ("harm_since_start", "count", "neutral"),
    ("passed", "share", "increase"),
    ("failed", "share", "decrease"),
    ("readmitted", "share", "decrease"),
    ("theatre_stay", "days", "decrease"),
    ("calls", "count", "neutral"),
)
ADDED_UP = frozenset({"harm", "no_harm", "all_falls", "passed", "failed", "readmitted", "calls"})
"""Measures of which areas and England send sums too."""
Cell = tuple[str, str, str]
Figure = tuple[float, float | None]


@dataclass(frozen=True)
class World:
    """The figures sent first and those sent again, by measure, organisation and month."""

    members: dict[str, str]
    months: tuple[str, ...]
    first: dict[Cell, Figure]
    again: dict[Cell, Figure]

    @property
    def now(self) -> dict[Cell, Figure]:
        return {**self.first, **self.again}


@dataclass
class _Draw:
    """Numbers that are shown come from one source, those that are hidden from another."""

    shown: Random
    hidden: Random
    chance: float = 0.25
    figures: dict[Cell, Figure] = field(default_factory=dict)

    def number(self, usual: int) -> int:
        """Around what is usual; now and then a small one."""
        drawn, is_small = max(THRESHOLD, round(self.shown.gauss(usual, usual / 6))), self.shown.random() < self.chance
        small = self.hidden.randint(1, THRESHOLD - 1)
        return small if is_small else drawn


def make_world(seed: int, hidden_seed: int, organisations: int = 8, months: int = 18, chance: float = 0.25) -> World:
    """Draw a world; areas have two members each and the last of them one."""
    draw = _Draw(Random(f"shown {seed}"), Random(f"hidden {hidden_seed}"), chance)
    codes = [f"RZ{chr(65 + at // 26)}{chr(65 + at % 26)}" for at in range(organisations)]
    members = {code: f"QZ{chr(65 + (at + 1) // 2)}" for at, code in enumerate(codes)}
    names = tuple(f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(months))
    first = _figures(draw, codes, names)
    again = _corrections(draw, first, codes, names)
    return World(members, names, _with_sums(first, members), _sums_again(first, again, members))


def _figures(draw: _Draw, codes: list[str], months: tuple[str, ...]) -> dict[Cell, Figure]:
    actual: dict[Cell, Figure] = {}
    for code in codes:
        since_start = 0
        for month in months:
            harm, no_harm = draw.number(14), 30 + draw.shown.randint(0, 40)
            since_start += harm
            cases = 150 + draw.shown.randint(0, 90)
            left = draw.number(25)
            back, beds = draw.number(18), 900 + draw.shown.randint(0, 300)
            few = draw.shown.random() < draw.chance
            stays = draw.hidden.randint(2, LEAST_DENOMINATOR - 1) if few else 40 + draw.shown.randint(0, 20)
            days = stays * (3.5 if few else 3 + draw.shown.random())
            values: dict[str, Figure] = {
                "harm": (harm, None),
                "no_harm": (no_harm, None),
                "all_falls": (harm + no_harm, None),
                "harm_rate": (harm, beds),
                "harm_since_start": (since_start, None),
                "passed": (cases - left, cases),
                "failed": (left, cases),
                "readmitted": (back, cases + 11),
                "theatre_stay": (round(days, 1), stays),
                "calls": (draw.number(60), None),
            }
            actual |= {(measure, code, month): figure for measure, figure in values.items()}
    return actual


def _corrections(
    draw: _Draw, first: dict[Cell, Figure], codes: list[str], months: tuple[str, ...]
) -> dict[Cell, Figure]:
    """Some calls are sent again: what was small no more, and what was not small at all."""
    cells = draw.shown.sample([("calls", code, month) for code in codes for month in months], len(codes) * 2)
    return {cell: (float(draw.number(70)), None) for cell in cells}


def _with_sums(figures: dict[Cell, Figure], members: dict[str, str]) -> dict[Cell, Figure]:
    sums: dict[Cell, Figure] = {}
    for (measure, code, month), (top, bottom) in figures.items():
        for total in (members[code], REGION, ENGLAND) if measure in ADDED_UP else ():
            before, under = sums.get((measure, total, month), (0, None if bottom is None else 0))
            sums[measure, total, month] = (before + top, None if bottom is None else (under or 0) + bottom)
    return {**figures, **sums}


def _sums_again(first: dict[Cell, Figure], again: dict[Cell, Figure], members: dict[str, str]) -> dict[Cell, Figure]:
    """What was corrected, with the sums that it changes."""
    now = _with_sums({**first, **again}, members)
    before = _with_sums(first, members)
    return {cell: figure for cell, figure in now.items() if figure != before[cell]}


def fill_home(home: Home, world: World, folder: Path) -> Home:
    """Admit the files of a world and build its warehouse."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = sorted(set(world.members.values()))
    organisations = [
        f"{REGION},Made-up region,region,,,,",
        *(f"{area},Made-up board {area},ICB,{REGION},region,," for area in areas),
        *(f"{code},Made-up trust {code},provider,{area},ICB,," for code, area in world.members.items()),
    ]
    files = {
        "1-organisations.csv": ["organisation,name,kind,area,area_kind,opened,closed", *organisations],
        "2-definitions.csv": [
            "measure,title,unit,direction,target,chart",
            *(f"{name},{name.replace('_', ' ').capitalize()},{unit},{way},,xmr" for name, unit, way in DEFINITIONS),
        ],
        "3-first.csv": _lines(world.first),
        "4-again.csv": _lines(world.again),
    }
    for name, lines in files.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        [outcome] = admit(home, [path])
        if outcome.status != "accepted":
            raise ValueError(f"{name}: {outcome.status}: {outcome.reasons[:3]}")
    build_warehouse(home)
    return home


def _lines(figures: dict[Cell, Figure]) -> list[str]:
    rows = [
        f"{measure},{code},{month},{top:g},{'' if bottom is None else f'{bottom:g}'}"
        for (measure, code, month), (top, bottom) in sorted(figures.items())
    ]
    return ["measure,organisation,month,numerator,denominator", *rows]
