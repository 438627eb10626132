"""mart.spread_curve and what stands beside it: times, the gate and its sentences, adopters, sources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.transforms.spread.world import Event, Organisation, World, built, day, fetch


def _make_world(adopted: list[int], sites: int, newest: int, **more: Any) -> World:
    """Sites that could adopt from month 0 on; one adopts in each of the months told."""
    organisations = [Organisation(f"R{number:03d}") for number in range(sites)]
    events = [Event(f"R{number:03d}", month, source="self") for number, month in enumerate(adopted)]
    return World(
        organisations, [(organisation.name, 0, None) for organisation in organisations], events, newest=newest, **more
    )


def _read_curve(world: World) -> dict[str, Any]:
    with built(world, "mart.spread_curve") as con:
        [row] = fetch(con, "from mart.spread_curve")
    return row


EVEN = [month for month in range(1, 25) for _ in range(2)]


def test_times_are_counted_from_the_launch() -> None:
    row = _read_curve(_make_world(EVEN, 50, 26))
    assert (row["launch"], row["months"], row["eligible"], row["adoptions"]) == (day(0), 27, 50, 48)
    # two a month from the second month on: five of fifty by the fourth, half by the fourteenth, 45 by the 24th
    assert (row["t10"], row["t50"], row["t90"]) == (4, 14, 24)
    assert row["t10_lower"] <= row["t10"] <= row["t10_upper"]
    assert row["t50_lower"] <= row["t50"] <= row["t50_upper"]
    assert (row["model"], row["why_no_fit"]) == ("bass", None)


def test_a_share_not_reached_has_no_time() -> None:
    row = _read_curve(_make_world(EVEN[:12], 50, 26))
    assert (row["t10"], row["t50"], row["t90"]) == (4, None, None)


@pytest.mark.parametrize(
    ("adopted", "sites", "newest", "sentence"),
    [
        (
            [1, 2, 4, *[6] * 3, *[7] * 3, *[8] * 3],
            130,
            8,
            "12 of 130 so far, 3 a month lately; too early to fit a curve",
        ),
        (EVEN[:24], 40, 20, "24 of 40 so far, none lately; too early to fit a curve"),
        (EVEN[:20], 30, 10, "20 of 30 so far, 2 a month lately; too early to fit a curve"),
        (
            [*EVEN[:30], *[17] * 12],
            60,
            20,
            "42 of 60 so far, none lately, 12 of them in one month; a wave is not a curve",
        ),
        ([3] * 40, 60, 11, "40 of 60 so far, none lately, 40 of them in one month; a wave is not a curve"),
        ([], 130, 20, "0 of 130 so far, none of them since the launch; there is no curve to fit"),
        ([0], 9, 0, "1 of 9 so far; too early to fit a curve"),
    ],
)
def test_below_the_gate_a_sentence_says_why(adopted: list[int], sites: int, newest: int, sentence: str) -> None:
    row = _read_curve(_make_world(adopted, sites, newest))
    assert row["why_no_fit"] == sentence
    assert row["model"] == ("kaplan_meier" if adopted else "none")
    for name in ("p", "q", "t50_fitted", "aic_bass", "has_imitation"):
        assert row[name] is None


def test_without_a_register_there_is_no_curve() -> None:
    row = _read_curve(World([Organisation("RA")], events=[Event("RA", 3)]))
    assert (row["model"], row["why_no_fit"]) == ("none", "The register does not say who could adopt.")


def _simulate_adoptions(seed: int, sites: int, months: int) -> list[int]:
    random = np.random.default_rng(seed)
    adopted: list[int] = []
    for month in range(months):
        chance = 0.01 + 0.2 * len(adopted) / sites
        adopted += [month] * int(random.binomial(sites - len(adopted), chance))
    return adopted


def test_a_curve_is_fitted_past_the_gate_and_reaches_ahead() -> None:
    world = _make_world(_simulate_adoptions(5, 130, 16), 130, 15)
    with built(world, "mart.spread_curve", "mart.spread_fit") as con:
        [row] = fetch(con, "from mart.spread_curve")
        monthly = fetch(con, "from mart.spread_fit order by month")
    assert row["model"] == "bass"
    assert row["p_lower"] < 0.01 < row["p_upper"]
    assert row["q_lower"] < 0.2 < row["q_upper"]
    assert row["has_imitation"] == (row["likelihood_ratio"] > 2.71)
    assert row["aic_constant"] - row["aic_bass"] == pytest.approx(row["likelihood_ratio"] - 2)
    assert row["t90"] is None
    assert row["t90_fitted_lower"] <= row["t90_fitted"] <= row["t90_fitted_upper"]
    assert len(monthly) == 16 + 24
    assert [item["month"] for item in monthly] == [day(month) for month in range(40)]
    assert [item["is_forecast"] for item in monthly] == [False] * 16 + [True] * 24
    assert all(item["lower"] <= item["expected"] <= item["upper"] for item in monthly)
    half = next(item["months"] for item in monthly if item["expected"] >= 0.5)
    assert half == row["t50_fitted"]


def _read_adopters(world: World) -> dict[str, dict[str, Any]]:
    with built(world, "mart.adopter") as con:
        return {row["organisation"]: row for row in fetch(con, "from mart.adopter")}


def test_a_class_of_adopters_is_reported_only_when_it_is_full() -> None:
    """Of 40: one innovator, places to 6.4 early adopters, to 20 the early majority."""
    some = _read_adopters(_make_world(list(range(10)), 40, 12))
    assert [some[f"R{n:03d}"]["category"] for n in range(10)] == ["innovator", *["early_adopter"] * 5, *[None] * 4]
    most = [row["category"] for row in _read_adopters(_make_world(list(range(39)), 40, 40)).values()]
    assert [most.count(name) for name in ("early_majority", "late_majority", "laggard", None)] == [14, 13, 0, 6]
    everyone = [row["category"] for row in _read_adopters(_make_world(list(range(40)), 40, 41)).values()]
    assert everyone.count("laggard") == 7


def test_those_of_one_month_share_their_place() -> None:
    actual = _read_adopters(_make_world([0, 1, 1, 1, 5], 10, 6))
    assert [actual[f"R{n:03d}"]["place"] for n in range(5)] == [1, 3, 3, 3, 5]


def test_an_heir_is_no_adopter_of_its_own() -> None:
    world = World(
        [Organisation("RA"), Organisation("RB"), Organisation("RC", opened=4)],
        [("RA", 0, None), ("RB", 0, None)],
        [Event("RA", 1), Event("RB", 2, "adopted", "peer", peer="RA"), Event("RC", 5, "embedded")],
        [("RA", "RC", 4), ("RB", "RC", 4)],
        newest=6,
    )
    actual = _read_adopters(world)
    assert actual.keys() == {"RA", "RB"}
    assert (actual["RA"]["referrals"], actual["RB"]["referrals"]) == (1, 0)


def test_sources_are_shares_with_wilsons_limits() -> None:
    sources = ["self", *["peer"] * 3, *["mandated"] * 6, None, None]
    events = [Event(f"R{n}", n % 3, source=source) for n, source in enumerate(sources)]
    # a second start is no second adoption
    events += [Event("R0", 3, "stopped"), Event("R0", 4, source="mandated")]
    world = World([Organisation(f"R{n}") for n in range(12)], events=events)
    with built(world, "mart.adoption_source") as con:
        actual = {row["source"]: row for row in fetch(con, "from mart.adoption_source")}
    assert actual.keys() == {"mandated", "programme", "self", "peer"}
    assert {row["quarter"] for row in actual.values()} == {day(0)}
    assert (actual["peer"]["adoptions"], actual["peer"]["sources_known"], actual["peer"]["adopters"]) == (12, 10, 3)
    # 3 of 10 by Wilson: 10.78% to 60.32%; 0 of 10: 0 to 27.75%
    limits = [actual["peer"][name] for name in ("share", "lower", "upper")]
    assert limits == pytest.approx([0.3, 0.10779, 0.60322], abs=1e-5)
    assert [actual["programme"][name] for name in ("share", "lower", "upper")] == pytest.approx(
        [0, 0, 0.27753], abs=1e-5
    )
