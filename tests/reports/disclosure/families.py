"""A made-up home in which figures are related in many ways at once: one family of measures for each way.

The first world (`world.py`) draws many small numbers of few kinds; this one has the relations that are harder to see:
published wholes, rare parts, figures that are shifted between trusts, histories of merged trusts, totals that no
register knows of, stocks and sums of months. Each family says which sums are true, as a reader may know them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from checks.admission import admit
from checks.samples import ae
from checks.samples.world import make_world
from checks.storage.home import Home
from reports.publish import publish
from tests.reports.disclosure.world import THRESHOLD, Cell
from transforms.build import build_warehouse

MONTHS = tuple(f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(24))
MERGED = MONTHS[18]
PUBLISHED_MONTHS = MONTHS[-10:]
TRUSTS = ("RZA", "RZB", "RZC")
Factors = dict[Cell, float]


@dataclass
class Families:
    """Figures by file, published figures, and sums that are zero: each figure with its factor."""

    seed: int
    loads: list[dict[Cell, float]] = field(default_factory=lambda: [{}, {}, {}])
    published: dict[Cell, float] = field(default_factory=dict)
    sums: list[Factors] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(f"families {self.seed}")

    def few(self, chance: float = 0.2) -> int:
        return self.random.randint(1, THRESHOLD - 1) if self.random.random() < chance else self.random.randint(9, 30)

    def many(self) -> int:
        return self.random.randint(40, 90)

    def send(self, code: str, month: str, load: int = 0, **numbers: float) -> None:
        self.loads[load] |= {(measure, code, month): float(number) for measure, number in numbers.items()}

    def add(self, whole: Cell, *parts: Cell) -> None:
        self.sums.append({whole: 1.0, **dict.fromkeys(parts, -1.0)})

    def as_of(self, load: int) -> dict[Cell, tuple[float, int]]:
        """Each figure after a file, and which file sent it."""
        return {cell: (number, at) for at in range(load + 1) for cell, number in self.loads[at].items()}


def make_families(seed: int) -> Families:
    families = Families(seed)
    for make in (_published, _rare, _shifted, _merged, _unnamed, _overlapping, _stock, _by_months):
        make(families)
    return families


def _published(families: Families) -> None:
    """Admissions of children and of adults, of which the sum is published."""
    world = make_world(8, families.seed)
    for month in PUBLISHED_MONTHS:
        for row in ae.make_sheet(world, month).rows:
            code, admissions = row[1], sum(map(int, row[-4:]))
            cells = [(measure, code, month) for measure in ("ae_emergency_admissions", "adm_children", "adm_adults")]
            families.published[cells[0]] = float(admissions)
            if admissions > 100:
                children = families.few()
                families.send(code, month, adm_children=children, adm_adults=admissions - children)
                families.add(cells[0], *cells[1:])


def _rare(families: Families) -> None:
    """Falls by degree of harm; the worst happens in two months at one trust."""
    names = ("falls_none", "falls_low", "falls_moderate", "falls_severe")
    for code in TRUSTS:
        for at, month in enumerate(MONTHS):
            severe = families.random.randint(1, 3) if (code, at) in (("RZA", 7), ("RZA", 19)) else 0
            parts = dict(zip(names, (families.many(), families.many(), families.few(0), severe), strict=True))
            families.send(code, month, falls=sum(parts.values()), **parts)
            families.add(("falls", code, month), *((name, code, month) for name in names))


def _shifted(families: Families) -> None:
    """Figures that are corrected in random ways, with and without their board's total."""
    for month in MONTHS:
        now = {code: families.few() for code in TRUSTS}
        total = sum(now.values())
        families.add(("calls", "QZA", month), *(("calls", code, month) for code in TRUSTS))
        for load in range(3):
            changed = [code for code in TRUSTS if load == 0 or families.random.random() < 0.4]
            was = sum(now[code] for code in changed)
            now |= {code: families.few() for code in changed}
            left = was - sum(now[code] for code in changed[:-1])
            if load and len(changed) > 1 and left > 0 and families.random.random() < 0.5:
                now[changed[-1]] = left
            for code in changed:
                families.send(code, month, load, calls=now[code])
            if load == 0 or (sum(now.values()) != total and families.random.random() < 0.8):
                total = sum(now.values())
                families.send("QZA", month, load, calls=total)


def _merged(families: Families) -> None:
    """Two trusts that became one, whose history is sent for both; and one that took over the figures of another."""
    for month in MONTHS[:18]:
        first, other, own = families.few(), families.many(), families.many()
        families.send("RZP", month, slips=first)
        families.send("RZQ", month, slips=other)
        families.send("RZR", month, slips=first + other)
        families.add(("slips", "RZR", month), ("slips", "RZP", month), ("slips", "RZQ", month))
        families.send("RZS", month, slips=own)
        families.send("RZT", month, slips=first)
        families.send("RZS", month, 1, slips=own + first)


def _unnamed(families: Families) -> None:
    """A board's total under another name, and a board to which no register gives members."""
    for month in MONTHS:
        visits, beds = {code: families.few() for code in TRUSTS}, {code: families.few() for code in ("RZX", "RZY")}
        for code, number in visits.items():
            families.send(code, month, visits=number)
        for code, number in beds.items():
            families.send(code, month, beds=number)
        families.send("QZA", month, board_visits=sum(visits.values()))
        families.send("QZC", month, beds=sum(beds.values()))
        families.add(("board_visits", "QZA", month), *(("visits", code, month) for code in visits))
        families.add(("beds", "QZC", month), *(("beds", code, month) for code in beds))


def _overlapping(families: Families) -> None:
    """Three small parts, each in two of three wholes that have a large part of their own too."""
    for month in MONTHS:
        small = [families.few() for _ in range(3)]
        for at in range(3):
            pair = (at, (at + 1) % 3)
            large = families.many()
            families.send("RZB", month, **{f"part_{at}": small[at], f"large_{at}": large})
            families.send("RZB", month, **{f"whole_{at}": large + sum(small[one] for one in pair)})
            parts = (f"large_{at}", *(f"part_{one}" for one in pair))
            families.add((f"whole_{at}", "RZB", month), *((part, "RZB", month) for part in parts))


def _stock(families: Families) -> None:
    """A waiting list: what it was, and whom it gained, less those whom it lost."""
    for code in TRUSTS:
        stock = 400
        for before, month in zip(("", *MONTHS), MONTHS, strict=False):
            added, removed = families.few(), families.few()
            stock += added - removed
            families.send(code, month, list=stock, added=added, removed=removed)
            if before:
                cells = (("list", code, month), ("list", code, before), ("added", code, month))
                families.sums.append({cells[0]: 1, cells[1]: -1, cells[2]: -1, ("removed", code, month): 1})


def _by_months(families: Families) -> None:
    """Sums of six months that are sent every month, and half-years that are sent twice a year."""
    for code in TRUSTS:
        numbers = [families.few(0.1) for _ in MONTHS]
        for at, month in enumerate(MONTHS):
            families.send(code, month, theatre=numbers[at])
            for name, is_sent in (("theatre_six", at >= 5), ("theatre_half_year", at % 6 == 5)):
                if is_sent:
                    families.send(code, month, **{name: sum(numbers[at - 5 : at + 1])})
                    families.add((name, code, month), *(("theatre", code, part) for part in MONTHS[at - 5 : at + 1]))


def publish_families(home: Home, families: Families, folder: Path) -> tuple[Path, ...]:
    """Fill a home, and keep a copy of the edition that is published after each file."""
    folder.mkdir(parents=True, exist_ok=True)
    world = make_world(8, families.seed)
    for month in PUBLISHED_MONTHS:
        _admit(home, folder / ae.file_name(month), ae.make_file(world, month))
    names = sorted({cell[0] for cell in families.as_of(2)})
    _send(home, folder / "definitions.csv", "measure,title,unit,direction,target,chart", *map(_define, names))
    _send(home, folder / "organisations.csv", "organisation,name,kind,area,area_kind,opened,closed", *_register())
    pairs = (f"{part},{whole},{MERGED},merger" for part, whole in (("RZP", "RZR"), ("RZQ", "RZR"), ("RZT", "RZS")))
    _send(home, folder / "successions.csv", "predecessor,successor,month,kind", *pairs)
    kept = []
    for load, figures in enumerate(families.loads):
        rows = (f"{measure},{code},{month},{top:g}," for (measure, code, month), top in sorted(figures.items()))
        _send(home, folder / f"figures-{load}.csv", "measure,organisation,month,numerator,denominator", *rows)
        build_warehouse(home)
        kept.append(Path(shutil.copytree(publish(home), folder / f"edition-{load}")))
    return tuple(kept)


def _define(name: str) -> str:
    return f"{name},{name.replace('_', ' ').capitalize()},count,neutral,,xmr"


def _register() -> list[str]:
    members = {"QZA": TRUSTS, "QZB": ("RZP", "RZQ", "RZR", "RZS", "RZT"), "": ("RZX", "RZY")}
    trusts = [(code, area) for area, codes in members.items() for code in codes]
    return [
        "Y01,Made-up region,region,,,,",
        *(f"{area},Made-up board {area},ICB,Y01,region,," for area in ("QZA", "QZB")),
        "QZC,Made-up board QZC,ICB,,,,",
        *(f"{code},Made-up trust {code},provider,{area},{'ICB' if area else ''},," for code, area in trusts),
    ]


def _send(home: Home, path: Path, *lines: str) -> None:
    _admit(home, path, ("\n".join(lines) + "\n").encode())


def _admit(home: Home, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    [outcome] = admit(home, [path])
    if outcome.status != "accepted":
        raise ValueError(f"{path.name}: {outcome.status}: {outcome.reasons[:3]}")
