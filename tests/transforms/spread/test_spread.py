"""mart.spread against counting by hand, on histories of every sort: merged, closed, opened, stopped, re-adopted."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.spread import oracle
from tests.transforms.spread.world import Event, Organisation, World, built, day, fetch

NAMES = [f"R{letter}" for letter in "ABCDEF"]
NEWEST = 13
MONTHS = st.integers(0, NEWEST)
ORGANISATION = st.builds(
    Organisation,
    st.just(""),
    st.sampled_from(["Y1", "Y2", None]),
    st.none() | st.integers(1, NEWEST),
    st.none() | st.none() | st.tuples(MONTHS, st.booleans()),
    st.none() | st.integers(1, 9).map(float) | st.integers(1, 9).map(float),
)
EVENT = st.builds(
    Event,
    st.sampled_from([*NAMES, "RZ"]),
    MONTHS,
    st.sampled_from(["adopted", "adopted", "adopted", "embedded", "stopped", "considering", "declined"]),
    st.sampled_from(["mandated", "programme", "self", "peer", None]),
    st.sampled_from([0.25, 0.5, 1.0, None]),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    organisations = [Organisation(**{**vars(draw(ORGANISATION)), "name": name}) for name in NAMES]
    pairs = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), MONTHS), max_size=4))
    opened = {organisation.name: organisation.opened or 0 for organisation in organisations}
    mergers = {
        (NAMES[min(a, b)], NAMES[max(a, b)]): month
        for a, b, month in pairs
        if a != b and opened[NAMES[min(a, b)]] < month
    }
    stretch = st.tuples(st.sampled_from(NAMES), MONTHS, st.none() | MONTHS)
    some = draw(st.lists(stretch, max_size=8))
    whole = [(name, 0, None) for name in NAMES if draw(st.booleans())]
    verdict = st.tuples(
        st.sampled_from(NAMES),
        MONTHS,
        st.sampled_from(["gain", "lost", "sustained", "not_assessable"]),
        st.none(),
        st.just(False),
    )
    eligible = draw(st.sampled_from([[], [*some, *whole], [*some, *whole]]))
    events = draw(st.lists(EVENT, max_size=14))
    # a verdict is only ever given to an organisation that has adopted
    adopted = {(event.organisation, event.month) for event in events if event.event == "adopted"}
    verdicts = [
        row
        for row in draw(st.lists(verdict, max_size=6, unique_by=lambda row: row[:2]))
        if any(organisation == row[0] and month <= row[1] for organisation, month in adopted)
    ]
    return World(
        organisations,
        eligible,
        events,
        _in_order([(before, after, month) for (before, after), month in mergers.items()]),
        verdicts,
        NEWEST,
    )


def _in_order(mergers: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Without mergers into what had ended before."""
    last = {before: max(month for first, _, month in mergers if first == before) for before, *_ in mergers}
    return [merger for merger in mergers if last.get(merger[1], NEWEST + 1) >= merger[2]]


def _read_spread(world: World) -> dict[tuple[str, Any], dict[str, Any]]:
    actual = {}
    with built(world, "mart.spread") as con:
        for row in fetch(con, "from mart.spread"):
            for dropped in ("practice", "area_kind", "volume_known_share", "fidelity_known_share"):
                row.pop(dropped)
            key = row.pop("area"), row.pop("month")
            assert key not in actual
            actual[key] = row
    return actual


def _are_alike(actual: Any, wanted: Any) -> bool:
    return actual is wanted if actual is None or wanted is None else math.isclose(actual, wanted, rel_tol=1e-9)


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_spread_is_what_one_counts_by_hand(world: World) -> None:
    actual, wanted = _read_spread(world), oracle.spread(world)
    assert actual.keys() == wanted.keys()
    for key, row in wanted.items():
        unlike = {
            name: (actual[key][name], value) for name, value in row.items() if not _are_alike(actual[key][name], value)
        }
        assert unlike == {}, key


def _read_column(world: World, column: str, area: str = "ENGLAND") -> list[Any]:
    actual = _read_spread(world)
    return [row[column] for (where, _), row in sorted(actual.items()) if where == area]


TWO = [Organisation("RA", "Y1"), Organisation("RB", "Y1")]
BOTH = [("RA", 0, None), ("RB", 0, None)]


def test_a_merger_of_two_adopters_leaves_one_adopter_of_one() -> None:
    world = World(
        [*TWO, Organisation("RC", "Y1", opened=4)],
        BOTH,
        [Event("RA", 1), Event("RB", 2)],
        [("RA", "RC", 4), ("RB", "RC", 4)],
        newest=6,
    )
    assert _read_column(world, "eligible") == [2, 2, 2, 2, 1, 1, 1]
    assert _read_column(world, "adopted") == [0, 1, 2, 2, 1, 1, 1]
    assert _read_column(world, "new_adopters") == [0, 1, 1, 0, 0, 0, 0]
    assert _read_column(world, "coverage") == [0, 0.5, 1, 1, 1, 1, 1]


def test_a_merger_of_an_adopter_with_another_is_no_adopter_until_it_says_so() -> None:
    organisations = [*TWO, Organisation("RC", "Y1", opened=4)]
    mergers = [("RA", "RC", 4), ("RB", "RC", 4)]
    world = World(organisations, BOTH, [Event("RA", 1), Event("RC", 5)], mergers, newest=6)
    assert _read_column(world, "adopted") == [0, 1, 1, 1, 0, 1, 1]
    assert _read_column(world, "new_adopters") == [0, 1, 0, 0, 0, 1, 0]


def test_a_merger_into_an_adopter_is_counted_once() -> None:
    world = World(TWO, BOTH, [Event("RB", 1)], [("RA", "RB", 3)], newest=4)
    assert _read_column(world, "eligible") == [2, 2, 2, 1, 1]
    assert _read_column(world, "adopted") == [0, 1, 1, 1, 1]


def test_a_code_that_nothing_knows_counts_only_if_the_register_names_it() -> None:
    events = [Event("RA", 1), Event("RZ", 2)]
    without = World(TWO, events=events, newest=3)
    assert _read_column(without, "adopted") == [1, 1, 1]
    assert _read_column(without, "adopted_not_eligible") == [0, 1, 1]
    with built(without, "mart.adopter") as con:
        assert [row["organisation"] for row in fetch(con, "from mart.adopter")] == ["RA"]
    left_out = World(TWO, BOTH, events, newest=3)
    assert _read_column(left_out, "coverage") == [0, 0.5, 0.5, 0.5]
    assert _read_column(left_out, "adopted_not_eligible") == [0, 0, 1, 1]
    named = World(TWO, [*BOTH, ("RZ", 0, None)], events, newest=3)
    assert _read_column(named, "coverage") == [0, 1 / 3, 2 / 3, 2 / 3]


def test_a_part_given_away_ends_nobody() -> None:
    reporting = {"organisation": "RX", "kind": "provider", "last_month": day(6)}
    world = World(
        TWO, [*BOTH, ("RX", 0, None)], mergers=[("RX", "RB", 3)], newest=6, extra={"core.organisation": [reporting]}
    )
    assert _read_column(world, "eligible") == [3] * 7


def test_organisations_that_succeed_each_other_end_the_build_all_the_same() -> None:
    world = World(TWO, BOTH, [Event("RA", 1)], [("RA", "RB", 3), ("RB", "RA", 3)], newest=4)
    assert _read_column(world, "eligible")[:3] == [2, 2, 2]


def test_a_stop_and_a_second_start_are_no_second_adoption() -> None:
    events = [Event("RA", 1), Event("RA", 3, "stopped"), Event("RA", 5, "embedded")]
    world = World(TWO, BOTH, events, newest=5)
    assert _read_column(world, "adopted") == [0, 1, 1, 0, 0, 1]
    assert _read_column(world, "stopped") == [0, 0, 0, 1, 1, 0]
    assert _read_column(world, "ever_adopted") == [0, 1, 1, 1, 1, 1]
    assert _read_column(world, "new_adopters") == [0, 1, 0, 0, 0, 0]
    assert _read_column(world, "hazard") == [0, 0.5, 0, 0, 0, 0]


def test_without_a_register_adopters_are_counted_and_no_share_is_given() -> None:
    world = World(TWO, (), [Event("RA", 1), Event("RB", 2)], newest=3)
    assert _read_column(world, "adopted") == [1, 2, 2]
    assert (
        _read_column(world, "eligible")
        == _read_column(world, "coverage")
        == _read_column(world, "hazard")
        == [None] * 3
    )


def test_volume_is_of_the_last_twelve_months_of_figures() -> None:
    history = [
        {"measure": "m", "organisation": name, "month": day(month), "denominator": float(size)}
        for name, size in (("RA", 30), ("RB", 10))
        for month in range(2, 14)
    ]
    before = [{**row, "month": day(-1), "denominator": 1e6} for row in history[:1]]
    world = World(TWO, BOTH, [Event("RA", 0)], newest=13, extra={"core.observation": [*before, *history]})
    assert _read_column(world, "volume_coverage") == [0.75] * 14


@pytest.mark.parametrize(("known", "wanted"), [((8, 2), 0.5), ((7, 3), None)])
def test_fidelity_unknown_beyond_a_fifth_gives_no_effective_coverage(
    known: tuple[float, float], wanted: float | None
) -> None:
    organisations = [Organisation("RA", volume=known[0]), Organisation("RB", volume=known[1])]
    world = World(organisations, BOTH, [Event("RA", 0, fidelity=0.5), Event("RB", 0)], newest=0)
    assert _read_column(world, "effective_coverage") == [wanted]


def test_held_coverage_is_blank_in_months_without_verdicts() -> None:
    organisations = [Organisation("RA", volume=3.0), Organisation("RB", volume=1.0)]
    verdicts = [("RA", 1, "sustained", 0.9, False), ("RB", 1, "lost", 0.1, False), ("RA", 2, "eroding", 0.6, False)]
    verdicts += [(name, 4, "not_assessable", None, False) for name in ("RA", "RB")]
    world = World(organisations, BOTH, [Event("RA", 0), Event("RB", 0)], (), verdicts, newest=4)
    assert _read_column(world, "held_coverage") == [None, 0.75, 0, None, None]


def test_variation_counts_the_regions() -> None:
    organisations = [Organisation(f"R{n}", f"Y{n // 4}") for n in range(12)]
    events = [Event(f"R{n}", 1) for n in (0, 4, 5, 6, 7)]
    world = World(organisations, [(organisation.name, 0, None) for organisation in organisations], events, newest=1)
    with built(world, "mart.spread_variation") as con:
        first, second = fetch(con, "from mart.spread_variation order by month")
    assert (first["areas"], first["highest"], first["above_0"]) == (3, 0, 0)
    counts = ("lowest", "mean_coverage", "highest", "above_0", "above_half", "above_90")
    assert [second[name] for name in counts] == [0, pytest.approx(5 / 12), 1, 2, 1, 1]
