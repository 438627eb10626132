"""Time to loss: Kaplan and Meier's estimate against a slow one, against lifelines, and a published example."""

from __future__ import annotations

import math
from typing import Any

import lifelines
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.spread.world import Event, Organisation, World, built, fetch

Z = 1.959964
# Remission of leukaemia in weeks under 6-MP (Freireich 1963; Kalbfleisch and Prentice's textbook): + is censored
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
REMISSION_SURVIVAL = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def _make_world(durations: list[tuple[int, bool]], **more: Any) -> World:
    """Each gain is confirmed in month 0 and is lost in the month told, or followed until then."""
    verdicts: list[tuple[str, int, str, float | None, bool]] = []
    for number, (months, lost) in enumerate(durations):
        name = f"R{number}"
        until = months + 2 if lost else months
        for month in range(until + 1):
            status = "lost" if lost and month >= months else "gain"
            verdicts.append((name, month, status, None, False))
    organisations = [Organisation(f"R{number}") for number in range(len(durations))]
    return World(organisations, verdicts=verdicts, **{"newest": 60, **more})


def _read_survival(world: World) -> list[dict[str, Any]]:
    with built(world, "mart.gain_survival") as con:
        return fetch(con, "from mart.gain_survival order by months")


def _slow_survival(
    durations: list[tuple[int, bool]],
) -> list[tuple[int, int, int, int, float, float | None, float | None]]:
    rows = []
    share, greenwood = 1.0, 0.0
    for month in range(max(months for months, _ in durations) + 1):
        at_risk = [duration for duration in durations if duration[0] >= month]
        lost = sum(duration == (month, True) for duration in at_risk)
        share *= 1 - lost / len(at_risk)
        limits: tuple[float | None, float | None] = (1.0, 1.0)
        if share == 0:
            limits = (None, None)
        else:
            greenwood += lost / (len(at_risk) * (len(at_risk) - lost))
            if share < 1:
                middle, reach = math.log(-math.log(share)), Z * math.sqrt(greenwood) / abs(math.log(share))
                limits = (math.exp(-math.exp(middle + reach)), math.exp(-math.exp(middle - reach)))
        censored = sum(duration == (month, False) for duration in at_risk)
        rows.append((month, len(at_risk), lost, censored, share, *limits))
    return rows


DURATIONS = st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=25)


@settings(max_examples=25, deadline=None)
@given(DURATIONS)
def test_survival_is_the_slow_estimate(durations: list[tuple[int, bool]]) -> None:
    actual = _read_survival(_make_world(durations))
    names = ("months", "at_risk", "lost", "censored", "survival", "lower", "upper")
    wanted = _slow_survival(durations)
    assert len(actual) == len(wanted)
    for row, answer in zip(actual, wanted, strict=True):
        for name, value in zip(names, answer, strict=True):
            assert row[name] == (value if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)), name
    assert {row["comparable"] for row in actual} == {sum(lost for _, lost in durations) >= 10}


def _remission_times() -> list[tuple[int, bool]]:
    return [(int(text.rstrip("+")), not text.endswith("+")) for text in REMISSION.split()]


def test_survival_is_the_textbooks() -> None:
    actual = {row["months"]: row["survival"] for row in _read_survival(_make_world(_remission_times()))}
    assert {month: round(actual[month], 3) for month in REMISSION_SURVIVAL} == REMISSION_SURVIVAL
    with built(_make_world(_remission_times()), "mart.gain_survival_summary") as con:
        [summary] = fetch(con, "from mart.gain_survival_summary")
    assert (summary["gains"], summary["lost"], summary["censored"]) == (21, 9, 12)
    assert (summary["median_months"], summary["comparable"]) == (23, False)


def test_survival_is_that_of_lifelines() -> None:
    durations = [*_remission_times(), (3, True), (3, False), (35, True), (1, True)]
    fitter = lifelines.KaplanMeierFitter().fit(
        [months for months, _ in durations], [lost for _, lost in durations], timeline=range(36)
    )
    limits = fitter.confidence_interval_survival_function_
    for row in _read_survival(_make_world(durations)):
        month = row["months"]
        assert row["survival"] == pytest.approx(fitter.survival_function_["KM_estimate"][month], abs=1e-12)
        # its 97.5% point has more digits than ours
        assert row["lower"] == pytest.approx(limits["KM_estimate_lower_0.95"][month], abs=1e-7)
        assert row["upper"] == pytest.approx(limits["KM_estimate_upper_0.95"][month], abs=1e-7)


def _read_durations(world: World) -> dict[str, tuple[int, bool]]:
    with built(world, "mart.gain_duration") as con:
        actual = fetch(con, "from mart.gain_duration")
    return {row["organisation"]: (row["months"], row["is_lost"]) for row in actual}


def _status_histories(*statuses: str, provisional: int = 0, name: str = "RA") -> list[Any]:
    """Statuses from month 0 on; a number is a share retained with an inconclusive verdict."""
    return [
        (name, month, "inconclusive", float(text), False)
        if text[0] == "0"
        else (name, month, text, None, month < provisional)
        for month, text in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        (["gain"] * 3 + ["lost"] * 3, (3, True)),
        # two runs are not three, and a loss in between does not add up
        (["gain"] * 3 + ["lost"] * 2, (4, False)),
        (["gain", "lost", "lost", "gain", "lost", "lost", "lost"], (4, True)),
        # a share that comes out below half is no loss while its limits reach above: the verdict says which
        (["gain", "gain", "0.49", "0.3", "0.1"], (4, False)),
        (["gain", "gain", "0.3", "0.3", "lost", "lost", "lost"], (4, True)),
        (["gain", "lost", "0.3", "lost", "lost"], (4, False)),
        (["gain", "eroding", "eroding", "eroding", "eroding"], (4, False)),
        # before the gain was confirmed there was none to lose
        (["lost", "lost", "lost", "gain", "gain"], (1, False)),
        (["gain", "not_assessable", "lost", "not_assessable", "lost", "lost"], (5, False)),
    ],
)
def test_a_loss_stands_three_runs(statuses: list[str], wanted: tuple[int, bool]) -> None:
    assert _read_durations(World([Organisation("RA")], verdicts=_status_histories(*statuses), newest=20)) == {
        "RA": wanted
    }


def test_a_provisional_gain_is_not_followed() -> None:
    verdicts = [
        *_status_histories(*["gain"] * 6, provisional=2),
        *_status_histories(*["gain"] * 3, provisional=3, name="RB"),
    ]
    assert _read_durations(World([Organisation("RA"), Organisation("RB")], verdicts=verdicts)) == {"RA": (3, False)}


def test_a_stop_a_merger_and_a_closure_end_the_following() -> None:
    names = ["RA", "RB", "RC", "RD"]
    lost = ["gain"] * 6 + ["lost"] * 4
    world = World(
        [Organisation("RA"), Organisation("RB"), Organisation("RC", closed=(5, True)), Organisation("RD")],
        events=[Event("RA", 0), Event("RA", 4, "stopped"), Event("RD", 0), Event("RD", 8, "stopped")],
        mergers=[("RB", "RD", 3)],
        verdicts=[item for name in names for item in _status_histories(*lost, name=name)],
    )
    # RB is last seen in the month before its merger, RC in that before its closure; RD had lost before it stopped
    assert _read_durations(world) == {"RA": (4, False), "RB": (2, False), "RC": (4, False), "RD": (6, True)}


def test_gains_that_were_never_lost_have_no_median() -> None:
    with built(_make_world([(9, False)] * 5), "mart.gain_survival_summary") as con:
        [summary] = fetch(con, "from mart.gain_survival_summary")
    assert (summary["gains"], summary["lost"], summary["median_months"]) == (5, 0, None)
