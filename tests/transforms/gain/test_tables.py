"""Core tables in, marts out: directions and scales, and everything that a register and an extract may leave out."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.transforms.gain import oracle
from tests.transforms.gain.core import TABLES, Core, built, day, fetch, lay, make
from tests.transforms.gain.panels import with_gap, wobble
from transforms.gain.ladder import STATUSES

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
SIZE, MONTHS = 40, 54
ADOPTED = {"R00": 20, "R01": 20, "R02": 24, "R03": 24}
BRIEF = ("core.gain_run", "mart.gain_history", "mart.programme_gain_history", "mart.gain", "mart.programme_gain")


def _core(size: float = 0.06, *, left: float = 1.0, seed: int = 1, **other: Any) -> Core:
    """Four adopters that gain so much from the month after adoption on, `left` of it after the gain's year."""
    values = wobble(SIZE, MONTHS, seed, sd=0.006)
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 1 :] += size
        values[int(name[1:]), month + 15 :] -= size * (1 - left)
    return replace(Core(values, ADOPTED), **other)


def _gain(core: Core) -> dict[str, dict[str, Any]]:
    with built(core, BRIEF) as con:
        return {row["organisation"]: row for row in fetch(con, "from mart.gain")}


def _practice(core: Core) -> dict[str, Any]:
    with built(core, BRIEF) as con:
        [row] = fetch(con, "from mart.programme_gain")
    return row


def _sound(con: duckdb.DuckDBPyConnection) -> None:
    """No number is missing in a way that is not NULL, limits stand around estimates, every status is known."""
    for name in TABLES:
        for row in fetch(con, f"from {name}"):
            for column, value in row.items():
                assert not isinstance(value, float) or math.isfinite(value), (name, column)
            for what in ("gain", "current", "share"):
                low, high = row.get(f"{what}_lower"), row.get(f"{what}_upper")
                middle = row.get("share_retained" if what == "share" else what)
                if None not in (low, middle, high):
                    assert low <= middle + 1e-12
                    assert middle <= high + 1e-12
            assert row.get("status", "gain") in STATUSES
            if row.get("status") == "not_assessable":
                assert row["reason"]


def test_columns_of_the_contract() -> None:
    with built(_core()) as con:
        for name, columns in CONTRACT.items():
            assert set(columns.split()) <= {row[0] for row in con.execute(f"describe {name}").fetchall()}, name
        _sound(con)


def test_held_gain_is_told_with_its_windows() -> None:
    row = _gain(_core())["R00"]
    assert (row["status"], row["is_provisional"], row["scale"]) == ("sustained", False, "points")
    assert (row["baseline_from"], row["baseline_to"]) == (day(8), day(19))
    assert (row["gain_from"], row["gain_to"]) == (day(23), day(34))
    assert (row["current_from"], row["current_to"], row["month"]) == (day(42), day(53), day(53))
    assert row["gain"] == pytest.approx(0.06, abs=0.015)
    assert row["baseline"] == pytest.approx(_core().values[0, 8:20].mean())
    assert (row["months_held"], row["holding_months"], row["baseline_months"]) == (31, 12, 20)
    # twenty months before adoption are less than two years
    assert row["evidence_grade"] == "B"
    assert row["gain_lower"] > 0
    assert row["p_value"] == pytest.approx(1 / 37)
    assert row["stands_out"] is True


@pytest.mark.parametrize("left", [1.0, 0.0])
def test_less_is_better_where_the_practice_says_so(left: float) -> None:
    up = _core(left=left)
    down = replace(up, values=1 - up.values, direction="decrease")
    one, other = _gain(up), _gain(down)
    for name in ADOPTED:
        for column in ("gain", "gain_lower", "current", "current_upper", "share_retained", "p_value", "q_value"):
            assert one[name][column] == pytest.approx(other[name][column]), column
        assert one[name]["status"] == other[name]["status"]
        assert one[name]["baseline"] == pytest.approx(1 - other[name]["baseline"])


@pytest.mark.parametrize(("direction", "wanted"), [("decrease", 0.3), ("increase", -0.3)])
def test_counts_are_read_as_ratios(direction: str, wanted: float) -> None:
    values = np.round(2000 * np.exp(wobble(SIZE, MONTHS, 2, sd=0.02)))
    for name, month in ADOPTED.items():
        values[int(name[1:]), month + 1 :] *= np.exp(-0.3)
    found = _gain(Core(values, ADOPTED, unit="count", direction=direction))
    for name in ADOPTED:
        assert found[name]["scale"] == "log"
        assert found[name]["gain"] == pytest.approx(wanted, abs=0.06)
        assert found[name]["worthwhile_gain"] == pytest.approx(math.log(1.05))
    assert {found[name]["status"] for name in ADOPTED} == {"sustained" if wanted > 0 else "no_detectable_gain"}


def test_patients_are_of_the_adopters_in_the_last_year() -> None:
    row = _practice(_core())
    assert row["status"] == "sustained"
    assert (row["adopters"], row["ever_adopted"], row["live_adopters"]) == (4, 4, 4)
    assert row["patients"] == 4 * 12 * 1000
    assert row["patients_affected"] == pytest.approx(row["current"] * 48000)
    assert row["patients_lower"] == pytest.approx(row["current_lower"] * 48000)


def test_adopter_of_another_kind_is_told() -> None:
    found = _gain(_core(kinds={"R03": "other provider"}))
    assert found["R03"]["status"] == "not_assessable"
    assert "another kind" in found["R03"]["reason"]
    assert found["R03"]["adopted_month"] == day(24)
    assert found["R00"]["status"] == "sustained"


def test_adopter_without_any_figure_is_told() -> None:
    core = _core()
    values = core.values.copy()
    values[2] = np.nan
    found = _gain(replace(core, values=values, adopted={**ADOPTED, "X99": 20}))
    for name in ("R02", "X99"):
        assert found[name]["status"] == "not_assessable"
        assert "not published" in found[name]["reason"]


def test_measure_that_nobody_publishes_leaves_no_adopter_out() -> None:
    core = _core()
    nothing = np.full_like(core.values, np.nan)
    other = [{"measure": "n", "organisation": "R00", "month": day(MONTHS), "value": 1.0}]
    with built(replace(core, values=nothing, eligible=["R00", "R09"]), BRIEF, observation=other) as con:
        found = {row["organisation"]: row for row in fetch(con, "from mart.gain")}
    assert {name: found[name]["status"] for name in found} == {
        **dict.fromkeys(ADOPTED, "not_assessable"),
        "R09": "not_adopted",
    }
    assert all(found[name]["reason"] for name in ADOPTED)


@pytest.mark.parametrize(("size", "is_assessed"), [(23, False), (24, True)])
def test_twenty_comparators_are_needed(size: int, is_assessed: bool) -> None:
    core = _core()
    found = _gain(replace(core, values=core.values[:size]))
    practice = _practice(replace(core, values=core.values[:size]))
    assert (found["R00"]["status"] != "not_assessable") == is_assessed
    assert (practice["status"] != "not_assessable") == is_assessed
    if not is_assessed:
        assert found["R00"]["reason"] == practice["reason"]
        assert "only 19 organisations" in found["R00"]["reason"]
        assert found["R00"]["gain"] is None


def test_everybody_adopted_leaves_nobody_to_compare_with() -> None:
    core = _core()
    found = _gain(replace(core, adopted={f"R{place:02d}": 20 for place in range(SIZE)}))
    assert {row["status"] for row in found.values()} == {"not_assessable"}
    assert "only 0 organisations" in found["R05"]["reason"]


@pytest.mark.parametrize("month", [-8, 0, 11])
def test_adoption_before_a_year_of_data(month: int) -> None:
    found = _gain(_core(adopted={"R00": month, "R01": 20, "R02": 20}))
    assert found["R00"]["status"] == "not_assessable"
    assert "fewer than 12 months before adoption" in found["R00"]["reason"]
    assert found["R00"]["adopted_month"] == day(month)
    assert found["R01"]["status"] == "no_detectable_gain" or found["R01"]["gain"] is not None


def test_adoption_after_the_data_is_none_yet() -> None:
    with built(_core(adopted={**ADOPTED, "R09": MONTHS + 2}, eligible=["R09", "R10"])) as con:
        found = {row["organisation"]: row["status"] for row in fetch(con, "from mart.gain")}
        assert (found["R09"], found["R10"]) == ("not_adopted", "not_adopted")
        assert found["R00"] == "sustained"
    with built(_core(adopted={"R09": MONTHS + 2})) as con:
        assert not fetch(con, "from core.gain_run")
        _sound(con)


def test_without_washout_the_gain_begins_with_adoption() -> None:
    row = _gain(_core(washout=0))["R00"]
    assert (row["gain_from"], row["gain_to"]) == (day(20), day(31))
    assert row["status"] == "sustained"


def test_support_that_has_not_ended_leaves_the_gain_to_hold() -> None:
    for end in (MONTHS - 5, MONTHS, MONTHS + 24):
        row = _gain(_core(support_end=end))["R00"]
        assert (row["status"], row["reason"], row["current"]) == ("gain", "still_to_hold", None)
        assert row["holding_months"] == max(0, MONTHS - 1 - end)
    assert _gain(_core(support_end=MONTHS - 13))["R00"]["status"] == "sustained"


def test_shock_over_the_year_of_gain() -> None:
    half = _gain(_core(shocks=[(23, 28)]))["R00"]
    assert half["status"] != "not_assessable"
    more = _gain(_core(shocks=[(23, 29)]))["R00"]
    assert more["status"] == "not_assessable"
    assert "shock" in more["reason"]
    assert more["status_with_shocks"] == "sustained"
    assert half["status_with_shocks"] == "sustained"


def test_shock_before_adoption_moves_the_baseline_back() -> None:
    row = _gain(_core(shocks=[(14, 17)]))["R00"]
    assert (row["baseline_from"], row["baseline_to"]) == (day(4), day(19))
    assert row["status"] == "sustained"
    gone = _gain(_core(shocks=[(6, 19)]))["R00"]
    assert gone["status"] == "not_assessable"
    assert "before adoption" in gone["reason"]


@pytest.mark.parametrize(("missing", "is_assessed"), [([19], True), ([18], True), ([18, 19], False)])
def test_one_of_the_last_months_before_adoption_may_be_missing(missing: list[int], is_assessed: bool) -> None:
    """Whether of one adopter, or a month that nobody published."""
    for of in (0, slice(None)):
        core = _core()
        values = core.values.copy()
        values[of, missing] = np.nan
        row = _gain(replace(core, values=values))["R00"]
        assert row["status"] == ("sustained" if is_assessed else "not_assessable")
        assert is_assessed or "last months before adoption" in row["reason"]


def test_months_missing_after_adoption_are_told() -> None:
    core = _core()
    values = core.values.copy()
    values[0, 23:27] = np.nan
    values[1, 42:46] = np.nan
    values[2, 12:16] = np.nan
    found = _gain(replace(core, values=values))
    assert [found[name]["status"] for name in ("R00", "R01", "R02")] == ["not_assessable"] * 3
    assert "year after adoption" in found["R00"]["reason"]
    assert "latest year" in found["R01"]["reason"]
    assert "before adoption are missing" in found["R02"]["reason"]


def test_series_without_any_noise() -> None:
    values = np.full((SIZE, MONTHS), 0.5)
    with built(Core(values, ADOPTED, eligible=["R10"])) as con:
        _sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain_history where month >= date '2023-06-01'")} == {
            "no_detectable_gain"
        }
    for name, month in ADOPTED.items():
        values[int(name[1:]), month:] = 0.75
    with built(Core(values, ADOPTED)) as con:
        _sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain")} == {"sustained"}


def test_one_adopter_is_assessed_alone_and_not_pooled() -> None:
    core = _core(adopted={"R00": 20})
    assert _gain(core)["R00"]["status"] == "sustained"
    row = _practice(core)
    assert (row["status"], row["adopters"], row["gain"]) == ("not_assessable", 0, None)
    assert "2 adopters" in row["reason"]


def test_adopters_that_cannot_be_assessed_make_no_young_practice() -> None:
    row = _practice(_core(adopted={"R00": 2, "R01": 3, "R02": 5}))
    assert row["status"] == "not_assessable"
    assert row["reason"]


def test_young_practice_is_too_early() -> None:
    row = _practice(_core(adopted={"R00": MONTHS - 4, "R01": MONTHS - 3}))
    assert row["status"] == "too_early"


def test_month_that_nobody_published() -> None:
    core = _core()
    values = core.values.copy()
    values[:, MONTHS - 4] = np.nan
    with built(replace(core, values=values)) as con:
        _sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain")} == {"sustained"}
        assert fetch(con, "from mart.early_warning")


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


@settings(max_examples=40)
@given(cores())
def test_no_core_breaks_a_mart(core: Core) -> None:
    with built(core) as con:
        _sound(con)
        newest = day(core.values.shape[1] - 1)
        told = {row["organisation"]: row["status"] for row in fetch(con, "from mart.gain")}
        for name, month in core.adopted.items():
            assert name in told or day(month) > newest
            if day(month) <= _last_published(core, newest):
                assert told[name] != "not_adopted"
            else:
                assert told.get(name, "not_adopted") == "not_adopted"


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
        found = {row["organisation"]: row for row in fetch(con, "from mart.gain")}
    q_values = [found[row["organisation"]]["q_value"] for row in rows]
    assert q_values == pytest.approx(multipletests(p_values, method="fdr_bh")[1].tolist())
    assert q_values == pytest.approx(oracle.false_discoveries(p_values))
    assert found["Z"]["q_value"] is None
    assert found["Y"]["q_value"] is None
    for row in rows:
        assert found[row["organisation"]]["stands_out"] == (found[row["organisation"]]["q_value"] <= 0.1)


def test_who_adopted_another_practice_for_the_measure_is_no_comparator() -> None:
    """Its gain is not what happens without a practice: twelve that gain elsewhere would hide half of what is there."""
    core = _core()
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
        found = {(row["practice"], row["organisation"]): row for row in fetch(con, "from mart.gain")}
        pooled = {row["practice"]: row for row in fetch(con, "from mart.programme_gain")}
        early = fetch(con, "from mart.gain_history where practice = 'P' and month = date '2021-09-01'")
    assert found["P", "R00"]["comparators"] == found["Q", "R10"]["comparators"] == SIZE - 4 - 12
    assert pooled["P"]["gain"] == pytest.approx(0.06, abs=0.01)
    assert pooled["Q"]["gain"] == pytest.approx(0.1, abs=0.01)
    # before they adopted they were untouched
    assert {row["comparators"] for row in early} == {SIZE - 2}
