"""Two practices that organisations took up together: one verdict on both, found from either."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.transforms.gain.core import Core, built, day, fetch
from tests.transforms.gain.panels import wobble
from tests.transforms.gain.small import ADOPTED, BRIEF, MONTHS, SIZE, usual

Months = dict[str, int]


def _judge(core: Core, *others: Months, changes: dict[str, Any] | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """The verdicts on pairs where organisations also adopted Q, R … for the same measure in these months."""
    tables = core.tables()
    names = "PQRS"[: len(others) + 1]
    practices = [{**tables["core.practice"][0], "practice": name, "title": f"Practice {name}"} for name in names]
    practices[-1] |= changes or {}
    adoptions = tables["core.adoption"] + [
        {"practice": practice, "organisation": name, "first_adopted_month": day(month), "is_live": True}
        for practice, months in zip(names[1:], others, strict=True)
        for name, month in months.items()
    ]
    with built(core, (*BRIEF, "mart.joint_gain"), practice=practices, adoption=adoptions) as con:
        return {(row["practice"], row["other_practice"]): row for row in fetch(con, "from mart.joint_gain")}


def _later(months: int) -> Months:
    return {name: month + months for name, month in ADOPTED.items()}


def test_a_gain_of_both_that_holds_is_sustained_from_either_side() -> None:
    pairs = _judge(usual(), _later(2))
    assert pairs.keys() == {("P", "Q"), ("Q", "P")}
    row, other = pairs["P", "Q"], pairs["Q", "P"]
    assert {**other, "practice": "P", "other_practice": "Q"} == row
    assert (row["status"], row["adopters"], row["adopters_of_both"]) == ("sustained", 4, 4)
    assert row["gain_lower"] < 0.06 < row["gain_upper"]
    assert row["settled_months"] == 2 + 3
    assert row["adopted_month"] == day(20)


def test_it_is_the_verdict_on_one_practice_adopted_first_that_settles_so_late() -> None:
    row = _judge(usual(), _later(2))["P", "Q"]
    core = usual(washout=5)
    with built(core, BRIEF) as con:
        [alone] = fetch(con, "from mart.programme_gain")
    shared = row.keys() & alone.keys() - {"practice"}
    assert {name: row[name] for name in shared} == {name: alone[name] for name in shared}


def test_the_order_of_the_two_does_not_matter() -> None:
    before = _judge(usual(), _later(-4))["P", "Q"]
    assert (before["settled_months"], before["adopted_month"]) == (7, day(16))


def test_a_gain_of_both_that_is_lost_is_lost() -> None:
    values = wobble(SIZE, MONTHS, 1, sd=0.006)
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 1 : month + 19] += 0.06
    assert _judge(Core(values, ADOPTED), _later(4))["P", "Q"]["status"] == "lost"


@pytest.mark.parametrize(("apart", "is_pair"), [(0, True), (14, True), (15, False)])
def test_a_second_practice_after_the_first_year_is_no_pair(apart: int, is_pair: bool) -> None:
    assert bool(_judge(usual(), _later(apart))) == is_pair


def test_one_organisation_with_both_is_no_pair() -> None:
    assert _judge(usual(), {"R00": 24}) == {}


def test_adopters_of_one_of_the_two_are_neither_adopters_nor_compared_with() -> None:
    row = _judge(usual(), {"R00": 22, "R01": 22, "R20": 22, "R21": 22})["P", "Q"]
    assert (row["adopters_of_both"], row["adopters"]) == (2, 2)
    assert row["comparators"] == SIZE - len({*ADOPTED, "R20", "R21"})


def test_a_third_practice_leaves_an_adopter_of_both_unassessed() -> None:
    pairs = _judge(usual(), _later(4), {"R00": 26})
    assert (pairs["P", "Q"]["adopters_of_both"], pairs["P", "Q"]["adopters"]) == (4, 3)
    assert ("P", "R") not in pairs


def test_practices_that_want_the_measure_to_go_different_ways_are_no_pair() -> None:
    assert _judge(usual(), _later(4), changes={"direction": "decrease"}) == {}


def test_the_longer_of_two_washouts_counts() -> None:
    assert _judge(usual(), _later(1), changes={"washout_months": 6})["P", "Q"]["settled_months"] == 7
    assert _judge(usual(), _later(1), changes={"washout_months": 0})["P", "Q"]["settled_months"] == 3


def test_young_pairs_are_reported_as_too_early() -> None:
    months = dict.fromkeys(("R00", "R01", "R02"), MONTHS - 8)
    core = Core(wobble(SIZE, MONTHS, 1, sd=0.006), months)
    row = _judge(core, {name: month + 2 for name, month in months.items()})["P", "Q"]
    assert (row["status"], row["gain"]) == ("too_early", None)
    assert not np.isnan(row["worthwhile_gain"])
