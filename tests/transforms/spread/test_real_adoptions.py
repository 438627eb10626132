"""The spread of two real practices: virtual wards by integrated care board, and paper referrals switched off.

The register's rows are made here from what was published; the practice is counted as the test says.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.transforms.spread import oracle
from tests.transforms.spread.world import YEAR, Event, Organisation, World, built, day, fetch

# Beds per 100,000 people from which an area counts as having adopted virtual wards; all had some in July 2023
BEDS = 20


def _month_number(text: str) -> int:
    """Months from January of the world's first year; before it they are negative."""
    names = ["January", "February", "March", "April", "May", "June", "July"]
    if match := re.fullmatch(r"(\w+) (\d{4})", text):
        return (int(match[2]) - YEAR) * 12 + names.index(match[1])
    parts = text.split("/") if "/" in text else text.split("-")[::-1]
    return (int(parts[2]) - YEAR) * 12 + int(parts[1]) - 1


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def wards(shared: Path) -> World:
    actual = _read_rows(shared / "data" / "adoption" / "virtual_ward_statistics.csv")
    boards = {row["icb_code"]: row for row in actual}
    events: list[Event] = []
    live: set[str] = set()
    for row in sorted(actual, key=lambda row: (row["date"], row["icb_code"])):
        name, has = row["icb_code"], float(row["capacity_per_population"]) >= BEDS
        if has != (name in live):
            live ^= {name}
            events.append(Event(name, _month_number(row["date"]), "adopted" if has else "stopped"))
    first, last = (_month_number(choose(row["date"] for row in actual)) for choose in (min, max))
    return World(
        [Organisation(name, row["region_code"], volume=float(row["population"])) for name, row in boards.items()],
        [(name, first, None) for name in boards],
        events,
        newest=last,
    )


def test_virtual_wards_spread_as_counted_by_hand(wards: World) -> None:
    with built(wards, "mart.spread", "mart.spread_variation") as con:
        actual = {(row["area"], row["month"]): row for row in fetch(con, "from mart.spread")}
        uneven = fetch(con, "from mart.spread_variation order by month")
    wanted = oracle.spread(wards)
    assert actual.keys() == wanted.keys()
    for key, row in wanted.items():
        for name, value in row.items():
            assert actual[key][name] == (None if value is None else pytest.approx(value)), (key, name)
    england = [row for (area, _), row in sorted(actual.items()) if area == "ENGLAND"]
    assert [row["adopted"] for row in england] == [15, 15, 18, 17, 21, 24, 25, 24]
    assert {row["eligible"] for row in england} == {42}
    assert [(row["areas"], row["above_0"]) for row in uneven][-1] == (7, 7)


def test_eight_months_of_virtual_wards_are_too_few_for_a_curve(wards: World) -> None:
    with built(wards, "mart.spread_curve") as con:
        [row] = fetch(con, "from mart.spread_curve")
    assert row["launch"] == day(_month_number("2023-07-01"))
    assert (row["model"], row["why_no_fit"]) == (
        "kaplan_meier",
        f"{row['ever_adopted']} of 42 so far, {_rate_lately(wards)} a month lately; too early to fit a curve",
    )
    # fifteen of 42 had as many beds when the figures begin
    assert row["t10"] == 1
    assert row["t90"] is None


def _rate_lately(wards: World) -> str:
    firsts: dict[str, int] = {}
    for event in wards.events:
        if event.event == "adopted":
            firsts.setdefault(event.organisation, event.month)
    return f"{sum(month > wards.newest - 3 for month in firsts.values()) / 3:.2g}"


def test_a_trusts_specialties_have_all_switched_paper_off(shared: Path) -> None:
    actual = _read_rows(shared / "data" / "adoption" / "rnoh_ers_paper_switch_off_excerpt.csv")
    names = [row["specialty"] for row in actual]
    world = World(
        [Organisation(name) for name in names],
        [(row["specialty"], _month_number(row["go_live_on_ers_raw"]), None) for row in actual],
        [Event(row["specialty"], _month_number(row["paper_switch_off_raw"])) for row in actual],
        newest=_month_number("2018-08-01"),
    )
    with built(world, "mart.spread_curve") as con:
        monthly = fetch(con, "from mart.spread order by month")
        [row] = fetch(con, "from mart.spread_curve")
    counts: list[tuple[Any, Any]] = [(item["eligible"], item["adopted"]) for item in monthly]
    # from March 2018 on: on the electronic service, and no longer on paper
    assert counts == [(2, 0), (3, 0), (4, 1), (6, 3), (7, 6), (7, 7)]
    assert row["why_no_fit"] == "7 of 7 so far, 2 a month lately; too early to fit a curve"
