"""A made-up home in which figures are related in many ways at once: one family of measures for each way.

The first world (`world.py`) draws many small numbers of few kinds; this one has the relations that are harder to see:
published wholes, rare parts, figures that are shifted between trusts, histories of merged trusts, totals that no
register knows of, stocks and sums of months, relations in a window. Each family says which sums are true, as a reader
may know them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from checks.admission import admit
from checks.samples import ae
from checks.samples.world import make_world
from checks.storage.home import Home
from reports.publish import publish
from tests.reports.data.disclosure.family_figures import CASES, MERGED, MONTHS, PUBLISHED_MONTHS, TRUSTS, Families
from tests.reports.data.disclosure.window_families import add_windows
from tests.reports.data.disclosure.world import Cell
from transforms.build import build_warehouse

BOARDS = ("QZA", "QZB", "QZC")


def make_families(seed: int) -> Families:
    families = Families(seed)
    for make in (_published, _rare, _shifted, _merged, _unnamed, _overlapping, _stock, _by_months, add_windows):
        make(families)
    return families


def _published(families: Families) -> None:
    """Admissions by two parts, of which the sum is published: by month, since April, and by site."""
    world = make_world(8, families.seed)
    running: dict[str, list[int]] = {}
    for month in PUBLISHED_MONTHS:
        for row in ae.make_sheet(world, month).rows:
            code, admissions = row[1], sum(map(int, row[-4:]))
            cells = [(measure, code, month) for measure in ("ae_emergency_admissions", "adm_children", "adm_adults")]
            families.published[cells[0]] = float(admissions)
            if admissions > 100:
                children = families.few()
                families.send(code, month, adm_children=children, adm_adults=admissions - children)
                families.add(cells[0], *cells[1:])
                _send_running(families, (code, month), running.setdefault(code, [0, 0]), admissions)
                sites = (f"{code}01", f"{code}02")
                few = families.few() if families.random.random() < 0.7 else 0
                families.send(sites[0], month, site_admissions=admissions - few)
                if few:
                    families.send(sites[1], month, site_admissions=few)
                    families.add(cells[0], *(("site_admissions", site, month) for site in sites))


def _send_running(families: Families, place: tuple[str, str], running: list[int], admissions: int) -> None:
    """Admissions by pregnancy since April: of most months none are small, but the first of a year is."""
    code, month = place
    before = MONTHS[MONTHS.index(month) - 1]
    if month.endswith("-04"):
        running[:] = [0, 0]
    few = families.random.randint(1, 3)
    running[:] = [running[0] + few, running[1] + admissions - few]
    names = ("year_pregnant", "year_others")
    families.send(code, month, **dict(zip(names, running, strict=True)))
    factors = {("ae_emergency_admissions", code, month): 1.0}
    factors |= {(name, code, month): -1.0 for name in names}
    if not month.endswith("-04") and month != PUBLISHED_MONTHS[0]:
        factors |= {(name, code, before): 1.0 for name in names}
    families.sums.append(factors)


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
            families.send("RZB", month, **{f"whole_{at}": large + sum(small[number] for number in pair)})
            parts = (f"large_{at}", *(f"part_{number}" for number in pair))
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
    names = {cell[0] for cell in families.as_of(2)}
    _send(
        home,
        folder / "definitions.csv",
        "measure,title,unit,direction,target,chart",
        *_define(names),
    )
    _send(
        home, folder / "organisations.csv", "organisation,name,kind,area,area_kind,opened,closed", *_register(families)
    )
    pairs = (f"{part},{whole},{MERGED},merger" for part, whole in (("RZP", "RZR"), ("RZQ", "RZR"), ("RZT", "RZS")))
    _send(home, folder / "successions.csv", "predecessor,successor,month,kind", *pairs)
    editions = []
    for load, figures in enumerate(families.loads):
        rows = (_write_row(figures, cell) for cell in sorted(figures) if not cell[0].endswith(CASES))
        _send(home, folder / f"figures-{load}.csv", "measure,organisation,month,numerator,denominator", *rows)
        build_warehouse(home)
        editions.append(Path(shutil.copytree(publish(home), folder / f"edition-{load}")))
    return tuple(editions)


def _define(names: set[str]) -> list[str]:
    units = {name: "share" if name + CASES in names else "count" for name in sorted(names) if not name.endswith(CASES)}
    return [f"{name},{name.replace('_', ' ').capitalize()},{unit},neutral,,xmr" for name, unit in units.items()]


def _write_row(figures: dict[Cell, float], cell: Cell) -> str:
    measure, code, month = cell
    cases = figures.get((measure + CASES, code, month))
    return f"{measure},{code},{month},{figures[cell]:g},{'' if cases is None else f'{cases:g}'}"


def _register(families: Families) -> list[str]:
    codes = {cell[1] for cell in families.as_of(2)}
    boards = {"QZA": TRUSTS, "QZB": ("RZP", "RZQ", "RZR", "RZS", "RZT")}
    placed = {*BOARDS, *(code for members in boards.values() for code in members)}
    members = {**boards, "": tuple(sorted(codes - placed - {cell[1] for cell in families.published}))}
    trusts = [(code, area) for area, codes in members.items() for code in codes]
    return [
        "Y01,Made-up region,region,,,,",
        *(f"{area},Made-up board {area},ICB,Y01,region,," for area in BOARDS[:2]),
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
