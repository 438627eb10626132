"""Everything that a register and an extract may leave out is reported, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.transforms.gain.core import Core, built, day, fetch
from tests.transforms.gain.small import ADOPTED, BRIEF, MONTHS, SIZE, of_practice, sound, usual, verdicts


def test_adopter_of_another_kind_is_reported() -> None:
    actual = verdicts(usual(kinds={"R03": "other provider"}))
    assert actual["R03"]["status"] == "not_assessable"
    assert "another kind" in actual["R03"]["reason"]
    assert actual["R03"]["adopted_month"] == day(24)
    assert actual["R00"]["status"] == "sustained"


def test_adopter_without_any_figure_is_reported() -> None:
    core = usual()
    values = core.values.copy()
    values[2] = np.nan
    actual = verdicts(replace(core, values=values, adopted={**ADOPTED, "X99": 20}))
    for name in ("R02", "X99"):
        assert actual[name]["status"] == "not_assessable"
        assert "not published" in actual[name]["reason"]


def test_measure_that_nobody_publishes_leaves_no_adopter_out() -> None:
    core = usual()
    nothing = np.full_like(core.values, np.nan)
    other = [{"measure": "n", "organisation": "R00", "month": day(MONTHS), "value": 1.0}]
    with built(replace(core, values=nothing, eligible=["R00", "R09"]), BRIEF, observation=other) as con:
        actual = {row["organisation"]: row for row in fetch(con, "from mart.gain")}
    assert {name: actual[name]["status"] for name in actual} == {
        **dict.fromkeys(ADOPTED, "not_assessable"),
        "R09": "not_adopted",
    }
    assert all(actual[name]["reason"] for name in ADOPTED)


@pytest.mark.parametrize(("size", "is_assessed"), [(23, False), (24, True)])
def test_twenty_comparators_are_needed(size: int, is_assessed: bool) -> None:
    core = usual()
    actual = verdicts(replace(core, values=core.values[:size]))
    practice = of_practice(replace(core, values=core.values[:size]))
    assert (actual["R00"]["status"] != "not_assessable") == is_assessed
    assert (practice["status"] != "not_assessable") == is_assessed
    if not is_assessed:
        assert actual["R00"]["reason"] == practice["reason"]
        assert "only 19 organisations" in actual["R00"]["reason"]
        assert actual["R00"]["gain"] is None


def test_everybody_adopted_leaves_nobody_to_compare_with() -> None:
    core = usual()
    actual = verdicts(replace(core, adopted={f"R{place:02d}": 20 for place in range(SIZE)}))
    assert {row["status"] for row in actual.values()} == {"not_assessable"}
    assert "only 0 organisations" in actual["R05"]["reason"]


@pytest.mark.parametrize("month", [-8, 0, 11])
def test_adoption_before_a_year_of_data(month: int) -> None:
    actual = verdicts(usual(adopted={"R00": month, "R01": 20, "R02": 20}))
    assert actual["R00"]["status"] == "not_assessable"
    assert "fewer than 12 months before adoption" in actual["R00"]["reason"]
    assert actual["R00"]["adopted_month"] == day(month)
    assert actual["R01"]["status"] == "no_detectable_gain" or actual["R01"]["gain"] is not None


def test_adoption_after_the_data_is_none_yet() -> None:
    with built(usual(adopted={**ADOPTED, "R09": MONTHS + 2}, eligible=["R09", "R10"])) as con:
        actual = {row["organisation"]: row["status"] for row in fetch(con, "from mart.gain")}
        assert (actual["R09"], actual["R10"]) == ("not_adopted", "not_adopted")
        assert actual["R00"] == "sustained"
    with built(usual(adopted={"R09": MONTHS + 2})) as con:
        assert not fetch(con, "from core.gain_run")
        sound(con)


def test_shock_over_the_year_of_gain() -> None:
    half = verdicts(usual(shocks=[(23, 28)]))["R00"]
    assert half["status"] != "not_assessable"
    more = verdicts(usual(shocks=[(23, 29)]))["R00"]
    assert more["status"] == "not_assessable"
    assert "shock" in more["reason"]
    assert more["status_with_shocks"] == "sustained"
    assert half["status_with_shocks"] == "sustained"


def test_shock_before_adoption_moves_the_baseline_back() -> None:
    row = verdicts(usual(shocks=[(14, 17)]))["R00"]
    assert (row["baseline_from"], row["baseline_to"]) == (day(4), day(19))
    assert row["status"] == "sustained"
    gone = verdicts(usual(shocks=[(6, 19)]))["R00"]
    assert gone["status"] == "not_assessable"
    assert "before adoption" in gone["reason"]


@pytest.mark.parametrize(("missing", "is_assessed"), [([19], True), ([18], True), ([18, 19], False)])
def test_one_of_the_last_months_before_adoption_may_be_missing(missing: list[int], is_assessed: bool) -> None:
    """Whether of one adopter, or a month that nobody published."""
    for of in (0, slice(None)):
        core = usual()
        values = core.values.copy()
        values[of, missing] = np.nan
        row = verdicts(replace(core, values=values))["R00"]
        assert row["status"] == ("sustained" if is_assessed else "not_assessable")
        assert is_assessed or "last months before adoption" in row["reason"]


def test_months_missing_after_adoption_are_reported() -> None:
    core = usual()
    values = core.values.copy()
    values[0, 23:27] = np.nan
    values[1, 42:46] = np.nan
    values[2, 12:16] = np.nan
    actual = verdicts(replace(core, values=values))
    assert [actual[name]["status"] for name in ("R00", "R01", "R02")] == ["not_assessable"] * 3
    assert "year after adoption" in actual["R00"]["reason"]
    assert "latest year" in actual["R01"]["reason"]
    assert "before adoption are missing" in actual["R02"]["reason"]


def test_series_without_any_noise() -> None:
    values = np.full((SIZE, MONTHS), 0.5)
    with built(Core(values, ADOPTED, eligible=["R10"])) as con:
        sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain_history where month >= date '2023-06-01'")} == {
            "no_detectable_gain"
        }
    for name, month in ADOPTED.items():
        values[int(name[1:]), month:] = 0.75
    with built(Core(values, ADOPTED)) as con:
        sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain")} == {"sustained"}


def test_one_adopter_is_assessed_alone_and_not_pooled() -> None:
    core = usual(adopted={"R00": 20})
    assert verdicts(core)["R00"]["status"] == "sustained"
    row = of_practice(core)
    assert (row["status"], row["adopters"], row["gain"]) == ("not_assessable", 0, None)
    assert "2 adopters" in row["reason"]


def test_adopters_that_cannot_be_assessed_make_no_young_practice() -> None:
    row = of_practice(usual(adopted={"R00": 2, "R01": 3, "R02": 5}))
    assert row["status"] == "not_assessable"
    assert row["reason"]


def test_young_practice_is_too_early() -> None:
    row = of_practice(usual(adopted={"R00": MONTHS - 4, "R01": MONTHS - 3}))
    assert row["status"] == "too_early"


def test_month_that_nobody_published() -> None:
    core = usual()
    values = core.values.copy()
    values[:, MONTHS - 4] = np.nan
    with built(replace(core, values=values)) as con:
        sound(con)
        assert {row["status"] for row in fetch(con, "from mart.gain")} == {"sustained"}
        assert fetch(con, "from mart.early_warning")
