"""Core tables in, marts out: columns, directions and scales, false discoveries, and cores of any shape."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.transforms.gain import oracle
from tests.transforms.gain.core import Core, built, day, fetch, lay, make
from tests.transforms.gain.panels import with_gap, wobble
from tests.transforms.gain.small import ADOPTED, BRIEF, MONTHS, SIZE, of_practice, sound, usual, verdicts

ESTIMATES = (
    "gain gain_lower gain_upper current current_lower current_upper share_retained share_lower share_upper "
    "minimum_detectable_gain"
)
OF_ADOPTER = "practice organisation measure adopted_month baseline status status_since months_held evidence_grade"
CONTRACT = {
    "mart.gain": f"{OF_ADOPTER} {ESTIMATES} is_provisional q_value reason",
    "mart.gain_history": f"{OF_ADOPTER} {ESTIMATES} month is_provisional p_value reason",
    "mart.programme_gain": "practice programme gain gain_lower gain_upper current current_lower current_upper "
    "share_retained share_lower share_upper adopters patients_affected status",
    "mart.event_study": "practice months_since_adoption effect lower upper adopters",
}


def test_columns_of_the_contract() -> None:
    with built(usual()) as con:
        for name, columns in CONTRACT.items():
            assert set(columns.split()) <= {row[0] for row in con.execute(f"describe {name}").fetchall()}, name
        sound(con)


def test_held_gain_is_reported_with_its_windows() -> None:
    row = verdicts(usual())["R00"]
    assert (row["status"], row["is_provisional"], row["scale"]) == ("sustained", False, "points")
    assert (row["baseline_from"], row["baseline_to"]) == (day(8), day(19))
    assert (row["gain_from"], row["gain_to"]) == (day(23), day(34))
    assert (row["current_from"], row["current_to"], row["month"]) == (day(42), day(53), day(53))
    assert row["gain"] == pytest.approx(0.06, abs=0.015)
    assert row["baseline"] == pytest.approx(usual().values[0, 8:20].mean())
    assert (row["months_held"], row["holding_months"], row["baseline_months"]) == (31, 12, 20)
    # twenty months before adoption are less than two years
    assert row["evidence_grade"] == "B"
    assert row["gain_lower"] > 0
    assert row["p_value"] == pytest.approx(1 / 37)
    assert row["stands_out"] is True


@pytest.mark.parametrize("left", [1.0, 0.0])
def test_less_is_better_where_the_practice_says_so(left: float) -> None:
    up = usual(left=left)
    down = replace(up, values=1 - up.values, direction="decrease")
    item, other = verdicts(up), verdicts(down)
    for name in ADOPTED:
        for column in ("gain", "gain_lower", "current", "current_upper", "share_retained", "p_value", "q_value"):
            assert item[name][column] == pytest.approx(other[name][column]), column
        assert item[name]["status"] == other[name]["status"]
        assert item[name]["baseline"] == pytest.approx(1 - other[name]["baseline"])


@pytest.mark.parametrize(("direction", "wanted"), [("decrease", 0.3), ("increase", -0.3)])
def test_counts_are_read_as_ratios(direction: str, wanted: float) -> None:
    values = np.round(2000 * np.exp(wobble(SIZE, MONTHS, 2, sd=0.02)))
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 1 :] *= np.exp(-0.3)
    actual = verdicts(Core(values, ADOPTED, unit="count", direction=direction))
    for name in ADOPTED:
        assert actual[name]["scale"] == "log"
        assert actual[name]["gain"] == pytest.approx(wanted, abs=0.06)
        assert actual[name]["worthwhile_gain"] == pytest.approx(math.log(1.05))
    assert {actual[name]["status"] for name in ADOPTED} == {"sustained" if wanted > 0 else "no_detectable_gain"}


def test_patients_are_of_the_adopters_in_the_last_year() -> None:
    row = of_practice(usual())
    assert row["status"] == "sustained"
    assert (row["adopters"], row["ever_adopted"], row["live_adopters"]) == (4, 4, 4)
    assert row["patients"] == 4 * 12 * 1000
    assert row["patients_affected"] == pytest.approx(row["current"] * 48000)
    assert row["patients_lower"] == pytest.approx(row["current_lower"] * 48000)


def test_without_washout_the_gain_begins_with_adoption() -> None:
    row = verdicts(usual(washout=0))["R00"]
    assert (row["gain_from"], row["gain_to"]) == (day(20), day(31))
    assert row["status"] == "sustained"


def test_support_that_has_not_ended_leaves_the_gain_to_hold() -> None:
    for end in (MONTHS - 5, MONTHS, MONTHS + 24):
        row = verdicts(usual(support_end=end))["R00"]
        assert (row["status"], row["reason"]) == ("gain", "still_to_hold")
        assert row["current"] > 0
        assert row["holding_months"] == max(0, MONTHS - 1 - end)
    assert verdicts(usual(support_end=MONTHS - 13))["R00"]["status"] == "sustained"


def test_a_gain_can_be_lost_while_support_runs() -> None:
    assert verdicts(usual(left=0.0, support_end=MONTHS + 24))["R00"]["status"] in ("lost", "eroding")


@st.composite
def cores(draw: st.DrawFn) -> Core:
    months = draw(st.integers(3, 60))
    size = draw(st.sampled_from([5, 26, 34]))
    values = with_gap(wobble(size, months, draw(st.integers(0, 99))), draw(st.sampled_from([0.0, 0.05, 0.3])), 2)
    for place in draw(st.lists(st.integers(0, size - 1), max_size=3)):
        values[place] = draw(st.sampled_from([np.nan, 0.5, 0.0, 1.0]))
    names = st.sampled_from([f"R{place:02d}" for place in range(size)] + ["X99"])
    start = draw(st.integers(0, months))
    return Core(
        values,
        draw(st.dictionaries(names, st.integers(-6, months + 4), max_size=8)),
        unit=draw(st.sampled_from(["share", "count", "rate"])),
        direction=draw(st.sampled_from(["increase", "decrease"])),
        washout=draw(st.integers(0, 6)),
        support_end=draw(st.none() | st.integers(0, months + 20)),
        shocks=draw(st.sampled_from([[], [(start, start + 3)], [(start, start + 15)]])),
        kinds=draw(st.sampled_from([{}, {"R01": "other provider"}])),
        eligible=["R00", "R01", "X99"],
    )


@settings(max_examples=8)
@given(cores())
def test_no_core_breaks_a_mart(core: Core) -> None:
    with built(core) as con:
        sound(con)
        newest = day(core.values.shape[1] - 1)
        reported = {row["organisation"]: row["status"] for row in fetch(con, "from mart.gain")}
        for name, month in core.adopted.items():
            assert name in reported or day(month) > newest
            if day(month) <= _last_published(core, newest):
                assert reported[name] != "not_adopted"
            else:
                assert reported.get(name, "not_adopted") == "not_adopted"


def _last_published(core: Core, newest: datetime.date) -> datetime.date:
    """The newest month with a figure: what comes after it is not known yet."""
    months = np.flatnonzero(np.isfinite(core.values).any(axis=0))
    return day(int(months[-1])) if len(months) else newest


P_VALUES = st.lists(st.sampled_from([1, 2, 2, 3, 5, 9, 20, 40]).map(lambda place: place / 61), min_size=1, max_size=40)


@settings(max_examples=20)
@given(P_VALUES)
def test_false_discoveries_are_those_of_benjamini_and_hochberg(p_values: list[float]) -> None:
    rows = [
        {
            "practice": "P",
            "organisation": f"R{place:02d}",
            "month": day(1),
            "measure": "m",
            "p_value": p,
            "status": "gain",
            "gain_lower": 0.1,
        }
        for place, p in enumerate(p_values)
    ]
    unasked = [
        {**rows[0], "organisation": "Z", "status": "too_early"},
        {**rows[0], "organisation": "Y", "p_value": None},
    ]
    with built(Core(np.zeros((0, 0)), {}), ()) as con:
        lay(
            con,
            "mart.gain_history",
            "practice varchar, organisation varchar, month date, measure varchar, p_value double, status varchar, "
            "is_provisional boolean, gain_lower double",
            [*rows, *unasked],
        )
        make(con, "mart.gain")
        actual = {row["organisation"]: row for row in fetch(con, "from mart.gain")}
    q_values = [actual[row["organisation"]]["q_value"] for row in rows]
    assert q_values == pytest.approx(multipletests(p_values, method="fdr_bh")[1].tolist())
    assert q_values == pytest.approx(oracle.false_discoveries(p_values))
    assert actual["Z"]["q_value"] is None
    assert actual["Y"]["q_value"] is None
    for row in rows:
        assert actual[row["organisation"]]["stands_out"] == (actual[row["organisation"]]["q_value"] <= 0.1)


def test_who_adopted_another_practice_for_the_measure_is_no_comparator() -> None:
    """Its gain is not what happens without a practice: twelve that gain elsewhere would hide half of what is there."""
    core = usual()
    values = core.values.copy()
    others = {f"R{place:02d}": 22 for place in range(10, 22)}
    for name in others:
        values[int(name[1:]), 23:] += 0.1
    tables = core.tables()
    practices = [{**tables["core.practice"][0], "practice": name} for name in ("P", "Q")]
    adoptions = tables["core.adoption"] + [
        {"practice": "Q", "organisation": name, "first_adopted_month": day(month), "is_live": True}
        for name, month in others.items()
    ]
    with built(replace(core, values=values), BRIEF, practice=practices, adoption=adoptions) as con:
        actual = {(row["practice"], row["organisation"]): row for row in fetch(con, "from mart.gain")}
        pooled = {row["practice"]: row for row in fetch(con, "from mart.programme_gain")}
        early = fetch(con, "from mart.gain_history where practice = 'P' and month = date '2021-09-01'")
    assert actual["P", "R00"]["comparators"] == actual["Q", "R10"]["comparators"] == SIZE - 4 - 12
    assert pooled["P"]["gain"] == pytest.approx(0.06, abs=0.01)
    assert pooled["Q"]["gain"] == pytest.approx(0.1, abs=0.01)
    # before they adopted they were untouched
    assert {row["comparators"] for row in early} == {SIZE - 2}
