"""A made-up home of local measures with many small numbers, whose hidden figures can be drawn anew.

Its figures are sent in three files, and an edition is published after each. Two worlds with the same `seed` and
another `hidden_seed` show the same figures and hide others. Measures and organisations add up to one another in every
way that disclosure control knows of.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from checks.admission import admit
from checks.storage.home import Home
from reports.publish import publish
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
    ("by_ambulance", "count", "neutral"),
    ("by_car", "count", "neutral"),
    ("by_bus", "count", "neutral"),
    ("on_foot", "count", "neutral"),
    ("arrived", "count", "neutral"),
)
ARRIVALS = ("by_ambulance", "by_car", "by_bus", "on_foot")
"""Four parts of all who arrived; those on foot are sometimes few."""
ADDED_UP = frozenset({"harm", "no_harm", "all_falls", "passed", "failed", "readmitted", "calls"})
"""Measures of which areas and England send sums too."""
Cell = tuple[str, str, str]
Figure = tuple[float, float | None]


@dataclass(frozen=True)
class World:
    """The figures of each file in the order in which they were sent, and who belonged to which area."""

    members: dict[str, str]
    """The area of each trust by the first register."""
    moved: dict[str, str]
    """Trusts that a second register, sent with the last file, places in another area."""
    months: tuple[str, ...]
    loads: tuple[dict[Cell, Figure], ...]

    @property
    def now(self) -> dict[Cell, Figure]:
        return self.as_of(len(self.loads) - 1)

    def as_of(self, load: int) -> dict[Cell, Figure]:
        return {cell: figure for sent in self.loads[: load + 1] for cell, figure in sent.items()}

    def sent_in(self, cell: Cell, load: int) -> int:
        """The file that sent the value which this figure has after a file."""
        return max(at for at in range(load + 1) if cell in self.loads[at])

    def area_of(self, code: str, load: int) -> str:
        is_last = load == len(self.loads) - 1
        return self.moved.get(code, self.members[code]) if is_last else self.members[code]

    def members_of(self, total: str, load: int) -> list[str]:
        return [code for code in self.members if total in (self.area_of(code, load), REGION, ENGLAND)]

    def corrected(self) -> set[Cell]:
        return {cell for sent in self.loads[1:] for cell in sent}


@dataclass
class Draw:
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
    draw = Draw(Random(f"shown {seed}"), Random(f"hidden {hidden_seed}"), chance)
    codes = [f"RZ{chr(65 + at // 26)}{chr(65 + at % 26)}" for at in range(organisations)]
    members = {code: f"QZ{chr(65 + (at + 1) // 2)}" for at, code in enumerate(codes)}
    names = tuple(f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(months))
    world = World(members, {codes[1]: members[codes[3]]}, names, ())
    first = _with_sums(world, _figures(draw, codes, names), 0)
    return replace(world, loads=(first, *make_corrections(draw, world, first)))


def _figures(draw: Draw, codes: list[str], months: tuple[str, ...]) -> dict[Cell, Figure]:
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
            arrivals = [30 + draw.shown.randint(0, 30) for _ in ARRIVALS[:-1]] + [draw.number(20)]
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
                "arrived": (sum(arrivals), None),
                **{measure: (number, None) for measure, number in zip(ARRIVALS, arrivals, strict=True)},
            }
            actual |= {(measure, code, month): figure for measure, figure in values.items()}
    return actual


def make_corrections(draw: Draw, world: World, first: dict[Cell, Figure]) -> tuple[dict[Cell, Figure], ...]:
    """The second and the third file: calls that are sent again, in each way that editions could be subtracted.

    - Corrected with its totals, from or to a small number.
    - Small in the second file only; the third corrects it and leaves the totals as they were.
    - Shifted between the two trusts of an area, so that a total that was shown stays and one of its parts gets small.
    - A trust that was moved: some totals of both areas are sent again without and with it.
    """
    places = [(area, month) for area in sorted(set(world.members.values())) for month in world.months]
    draw.shown.shuffle(places)
    second: dict[Cell, Figure] = {}
    third: dict[Cell, Figure] = {}
    changed: set[Cell] = set()
    for at, (area, month) in enumerate(places):
        cells = [("calls", code, month) for code in world.members_of(area, 0)]
        was = [first[cell][0] for cell in cells]
        small = float(draw.hidden.randint(1, THRESHOLD - 1))
        if at % 4 == 1:
            drawn = float(draw.number(70))
            # two hidden numbers that are equal are no correction
            second[cells[0]] = (drawn if drawn != was[0] else drawn % (THRESHOLD - 1) + 1, None)
        elif at % 4 == 2:
            second[cells[0]] = (small if small != was[0] else small % (THRESHOLD - 1) + 1, None)
            third[cells[0]] = (60.0 + draw.shown.randint(0, 20), None)
        elif at % 4 == 3 and len(cells) == 2 and min(was) >= THRESHOLD:
            second |= {cells[0]: (small, None), cells[1]: (sum(was) - small, None)}
        if at % 4 in (1, 2):
            changed |= {("calls", total, month) for total in (area, REGION, ENGLAND)}
    sums = _with_sums(world, {cell: first[cell] for cell in first if cell[1] in world.members} | second, 0)
    second |= {cell: sums[cell] for cell in changed}
    return second, third | _sums_of_moved(world, {**first, **second, **third})


def _sums_of_moved(world: World, figures: dict[Cell, Figure]) -> dict[Cell, Figure]:
    last = replace(world, loads=({}, {}, {}))
    trusts = {cell: figure for cell, figure in figures.items() if cell[0] == "calls" and cell[1] in world.members}
    sums = _with_sums(last, trusts, 2)
    areas = {area for code, area in world.moved.items()} | {world.members[code] for code in world.moved}
    return {("calls", area, month): sums["calls", area, month] for area in areas for month in world.months[:4]}


def _with_sums(world: World, figures: dict[Cell, Figure], load: int) -> dict[Cell, Figure]:
    """The figures of trusts, with the sums of their areas as they are after this file."""
    sums: dict[Cell, Figure] = {}
    for (measure, code, month), (top, bottom) in figures.items():
        for total in (world.area_of(code, load), REGION, ENGLAND) if measure in ADDED_UP else ():
            before, under = sums.get((measure, total, month), (0, None if bottom is None else 0))
            sums[measure, total, month] = (before + top, None if bottom is None else (under or 0) + bottom)
    return {**figures, **sums}


def fill_home(home: Home, world: World, folder: Path, after: Callable[[], None] | None = None) -> Home:
    """Admit the files of a world one after the other, and build its warehouse: in the end, or after each."""
    folder.mkdir(parents=True, exist_ok=True)
    definitions = (f"{name},{name.replace('_', ' ').capitalize()},{unit},{way},,xmr" for name, unit, way in DEFINITIONS)
    _admit(home, folder / "definitions.csv", ["measure,title,unit,direction,target,chart", *definitions])
    for at, figures in enumerate(world.loads):
        if at in (0, len(world.loads) - 1):
            _admit(home, folder / f"organisations-{at}.csv", _register_lines(world, at))
        _admit(home, folder / f"figures-{at}.csv", _lines(figures))
        if after:
            build_warehouse(home)
            after()
    if not after:
        build_warehouse(home)
    return home


def publish_world(home: Home, world: World, folder: Path) -> tuple[Path, ...]:
    """Fill a home, and keep a copy of the edition that is published after each file."""
    editions: list[Path] = []

    def keep_edition() -> None:
        editions.append(Path(shutil.copytree(publish(home), folder / f"edition-{len(editions)}")))

    fill_home(home, world, folder / "files", keep_edition)
    return tuple(editions)


def _admit(home: Home, path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    [outcome] = admit(home, [path])
    if outcome.status != "accepted":
        raise ValueError(f"{path.name}: {outcome.status}: {outcome.reasons[:3]}")


def _register_lines(world: World, load: int) -> list[str]:
    areas = sorted({*world.members.values(), *world.moved.values()})
    return [
        "organisation,name,kind,area,area_kind,opened,closed",
        f"{REGION},Made-up region,region,,,,",
        *(f"{area},Made-up board {area},ICB,{REGION},region,," for area in areas),
        *(f"{code},Made-up trust {code},provider,{world.area_of(code, load)},ICB,," for code in world.members),
    ]


def _lines(figures: dict[Cell, Figure]) -> list[str]:
    rows = [
        f"{measure},{code},{month},{top:g},{'' if bottom is None else f'{bottom:g}'}"
        for (measure, code, month), (top, bottom) in sorted(figures.items())
    ]
    return ["measure,organisation,month,numerator,denominator", *rows]
