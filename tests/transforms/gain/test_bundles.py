"""Two practices on one measure, and comparators window by window: who is left out, named, and still compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.gain.core import Core, built, day, fetch
from tests.transforms.gain.panels import panel, wobble
from tests.transforms.gain.small import ADOPTED, BRIEF, MONTHS, usual
from transforms.gain.cohorts import list_cohorts
from transforms.gain.panel import OtherAdoption
from transforms.gain.parameters import read_parameters

PARAMETERS = read_parameters()


def _with_second_practice(months: dict[str, int], core: Core | None = None) -> dict[tuple[str, str], dict[str, Any]]:
    """Verdicts where these organisations also adopted the practice Q, for the same measure, in these months."""
    core = core or usual()
    tables = core.tables()
    practices = [{**tables["core.practice"][0], "practice": name, "title": f"Practice {name}"} for name in ("P", "Q")]
    adoptions = tables["core.adoption"] + [
        {"practice": "Q", "organisation": name, "first_adopted_month": day(month), "is_live": True}
        for name, month in months.items()
    ]
    with built(core, BRIEF, practice=practices, adoption=adoptions) as con:
        singles = {(row["practice"], row["organisation"]): row for row in fetch(con, "from mart.gain")}
        pooled = {(row["practice"], "*"): row for row in fetch(con, "from mart.programme_gain")}
    return {**singles, **pooled}


def test_a_useless_practice_four_months_after_a_good_one_is_not_credited() -> None:
    later = {name: month + 4 for name, month in ADOPTED.items()}
    verdicts = _with_second_practice(later)
    for practice, other in (("P", "Q"), ("Q", "P")):
        assert verdicts[practice, "R00"]["status"] == "not_assessable"
        assert f"it also adopted Practice {other} in" in verdicts[practice, "R00"]["reason"]
        assert verdicts[practice, "R00"]["other_practice"] == f"Practice {other}"
        assert verdicts[practice, "*"]["status"] == "not_assessable"
        assert f"4 of 4 adopters also adopted Practice {other}" in verdicts[practice, "*"]["reason"]


def test_a_second_practice_after_the_first_year_leaves_the_gain_and_ends_what_follows() -> None:
    verdicts = _with_second_practice({"R00": ADOPTED["R00"] + 18})
    row = verdicts["P", "R00"]
    assert (row["status"], row["reason"], row["current"]) == ("gain", "another_practice_since", None)
    assert (row["other_practice"], row["other_practice_month"]) == ("Practice Q", day(38))
    assert verdicts["P", "R01"]["status"] == "sustained"
    # before the second practice, nothing was known of it
    assert verdicts["P", "R01"]["other_practice"] is None


@pytest.mark.parametrize(("month", "is_assessed"), [(1, True), (2, False), (53, True)])
def test_a_practice_from_long_before_is_part_of_the_baseline(month: int, is_assessed: bool) -> None:
    """The early baseline of R00 begins in month 5, and the washout is three months."""
    row = _with_second_practice({"R00": month})["P", "R00"]
    assert (row["status"] != "not_assessable") == is_assessed


def test_the_others_of_a_practice_are_judged_without_those_that_mix() -> None:
    names = {f"R{place:02d}": 20 for place in range(12)}
    core = usual(adopted=names)
    verdicts = _with_second_practice({"R00": 22, "R01": 22}, core)
    assert verdicts["P", "*"]["adopters"] == 10
    assert verdicts["P", "R05"]["status"] != "not_assessable"


def test_later_adopters_are_compared_with_until_they_adopt() -> None:
    """When nearly all have adopted, the first year can still be judged: in it, most had not."""
    values = wobble(40, MONTHS, 2, sd=0.006)
    late = {f"R{place:02d}": 40 for place in range(10, 38)}
    for name, month in {**ADOPTED, **late}.items():
        values[int(name[1:]), month + 1 :] += 0.06
    core = Core(values, {**ADOPTED, **late})
    with built(core, BRIEF) as con:
        rows = {row["organisation"]: row for row in fetch(con, "from mart.gain")}
        history = fetch(con, "from mart.gain_history where organisation = 'R00' and month >= date '2022-12-01'")
    assert (rows["R00"]["status"], rows["R00"]["reason"]) == ("gain", "too_few_left_to_compare")
    assert rows["R00"]["comparators"] == 36
    assert rows["R00"]["gain"] == pytest.approx(0.06, abs=0.02)
    assert rows["R10"]["status"] == "not_assessable"
    # from run to run the first year is judged alike, once it is over
    assert len({row["gain"] for row in history if row["current"] is None}) == 1
    assert replace(core).adopted == core.adopted


@given(
    st.dictionaries(st.integers(0, 29), st.integers(0, 59), max_size=20),
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 59)), max_size=20),
    st.integers(0, 59),
    st.integers(0, 59),
)
def test_comparators_and_bundles_by_plain_loops(
    adopted: dict[int, int], others: list[tuple[int, int]], first: int, last: int
) -> None:
    prepared = replace(
        panel(np.zeros((30, 60)), adopted),
        other_adoptions=tuple(OtherAdoption(place, column, f"Q{column}") for place, column in others),
    )
    untouched = [
        place
        for place in range(30)
        if adopted.get(place, 99) > last and all(column > last for other, column in others if other == place)
    ]
    assert np.flatnonzero(prepared.comparators(last)).tolist() == untouched
    bundled = prepared.bundled(first, last)
    for place in range(30):
        columns = [column for other, column in others if other == place and first <= column <= last]
        assert (bundled[place].column if place in bundled else None) == min(columns, default=None)


def test_fits_of_the_first_year_are_those_without_the_cache() -> None:
    prepared = panel(wobble(60, 60, 3), {0: 20, 1: 20, 2: 25, 3: 40})
    for run in (36, 45, 59):
        fresh = list_cohorts(replace(prepared), run, PARAMETERS)
        for cohort, again in zip(list_cohorts(prepared, run, PARAMETERS), fresh, strict=True):
            assert (cohort.first[0] is None) == (again.first[0] is None)
            if cohort.first[0] is not None and again.first[0] is not None:
                assert cohort.first[0].effects.tolist() == again.first[0].effects.tolist()
                assert cohort.first[0].comparators.tolist() == again.first[0].comparators.tolist()
