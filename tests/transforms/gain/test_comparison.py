"""What a verdict compares: the level less the expected level is the published gain, by window and by month."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.transforms.gain.core import Core, built, day, fetch
from tests.transforms.gain.panels import with_gap, wobble
from tests.transforms.gain.small import ADOPTED, BRIEF, MONTHS, SIZE, usual

TABLES = (*BRIEF, "core.gain_comparison", "mart.gain_window", "mart.gain_expected")
Rows = list[dict[str, Any]]


def counts(level: float, *, direction: str = "decrease") -> Core:
    """Counts of which four adopters have fewer after adoption."""
    generator = np.random.default_rng(5)
    means = level * np.exp(wobble(SIZE, MONTHS, 4, sd=0.05))
    for name, month in ADOPTED.items():
        means[int(name[1:]), month + 1 :] *= 0.6
    return Core(generator.poisson(means).astype(float), ADOPTED, unit="count", direction=direction)


def with_gaps(core: Core) -> Core:
    return Core(with_gap(core.values, 0.06, 3), core.adopted, unit=core.unit, direction=core.direction)


CORES: dict[str, Callable[[], Core]] = {
    "a share": usual,
    "a gain half lost": lambda: usual(left=0.4),
    "gaps": lambda: with_gaps(usual()),
    "a shock in the first year": lambda: usual(shocks=[(26, 29)]),
    "a shock before adoption": lambda: usual(shocks=[(12, 15)]),
    "no washout": lambda: usual(washout=0),
    "few months before": lambda: usual_from(12),
    "counts": lambda: counts(400.0),
    "few cases": lambda: counts(3.0),
    "counts with gaps": lambda: with_gaps(counts(400.0, direction="increase")),
    "rates": lambda: Core(40 + 20 * wobble(SIZE, MONTHS, 6), ADOPTED, unit="rate", direction="decrease"),
    "days with zeros": lambda: Core(
        np.maximum(np.round(40 * wobble(SIZE, MONTHS, 6, sd=0.2) - 24), 0), ADOPTED, unit="days", direction="decrease"
    ),
    "a year that is not over": lambda: usual_to(44),
}


def usual_from(before: int) -> Core:
    """The usual core with so many months before the first adoption: too few to leave any out."""
    core = usual()
    cut = min(ADOPTED.values()) - before
    return Core(core.values[:, cut:], {name: month - cut for name, month in ADOPTED.items()})


def usual_to(months: int) -> Core:
    """The usual core, cut off before one adopter's first year is over."""
    core = usual()
    return Core(core.values[:, :months], {**ADOPTED, "R02": 33})


@pytest.fixture(scope="module", params=CORES)
def compared(request: pytest.FixtureRequest) -> tuple[Core, Rows, Rows, Rows]:
    core = CORES[request.param]()
    with built(core, TABLES) as con:
        verdicts = fetch(
            con, "from core.gain_run qualify row_number() over (partition by organisation order by month desc) = 1"
        )
        return core, verdicts, fetch(con, "from mart.gain_window"), fetch(con, "from mart.gain_expected")


def level_of(windows: Rows, organisation: str, window: str) -> dict[str, Any] | None:
    ours = [row for row in windows if (row["organisation"], row["period"]) == (organisation, window)]
    return ours[0] if ours else None


def test_the_gap_is_the_published_gain(compared: tuple[Core, Rows, Rows, Rows]) -> None:
    _, verdicts, windows, _ = compared
    assert any(verdict["gain"] is not None for verdict in verdicts)
    for verdict in verdicts:
        for window in ("gain", "current"):
            row = level_of(windows, verdict["organisation"], window)
            assert (row is None) == (verdict[window] is None), (verdict["organisation"], window)
            if row is not None:
                assert row["actual_score"] - row["expected_score"] == pytest.approx(verdict[window], abs=1e-9)
        first = level_of(windows, verdict["organisation"], "gain")
        if first is not None and verdict["gain_without_quarter"] is not None:
            assert first["expected_without_quarter"] is not None


def test_the_months_of_a_window_average_to_its_expected_level(compared: tuple[Core, Rows, Rows, Rows]) -> None:
    core, verdicts, windows, months = compared
    averaged = 0
    for verdict in verdicts:
        for window in ("gain", "current"):
            row = level_of(windows, verdict["organisation"], window)
            own = [
                item for item in months if (item["organisation"], item["period"]) == (verdict["organisation"], window)
            ]
            if row is None or not own or (verdict["organisation"] == "*" and core.shocks):
                continue
            averaged += 1
            mean = np.mean([item["expected_score"] for item in own])
            assert mean == pytest.approx(row["expected_score"], abs=1e-9)
            if verdict["organisation"] == "*":
                mean = np.mean([item["actual_score"] for item in own])
                assert mean == pytest.approx(row["actual_score"], abs=1e-9)
    # of few cases there is no line by month
    assert averaged or np.nanmean(core.values) < 10


def test_the_limits_are_those_of_the_gain_seen_from_the_level(compared: tuple[Core, Rows, Rows, Rows]) -> None:
    core, verdicts, windows, _ = compared
    is_decrease = core.direction == "decrease"
    for verdict in verdicts:
        row = level_of(windows, verdict["organisation"], "gain")
        if row is None or row["expected_lower"] is None or row["expected_upper"] is None:
            continue
        assert row["expected_lower"] <= row["expected"] <= row["expected_upper"]
        is_beyond = row["actual"] < row["expected_lower"] if is_decrease else row["actual"] > row["expected_upper"]
        assert is_beyond == (verdict["gain_lower"] > 0)


def test_levels_are_in_the_unit_of_the_measure() -> None:
    core = usual()
    with built(core, TABLES) as con:
        windows = fetch(con, "from mart.gain_window")
    first = level_of(windows, "R00", "gain")
    assert first is not None
    assert (first["from_month"], first["to_month"]) == (day(23), day(34))
    assert first["actual"] == pytest.approx(core.values[0, 23:35].mean())
    assert first["patients_affected"] == pytest.approx((first["actual"] - first["expected"]) * 12000)
    assert first["patients_lower"] < first["patients_affected"] < first["patients_upper"]
    core = counts(400.0)
    with built(core, TABLES) as con:
        windows = fetch(con, "from mart.gain_window")
    first = level_of(windows, "R00", "gain")
    assert first is not None
    assert first["actual"] == pytest.approx(math.exp(np.log(core.values[0, 23:35] + 0.5).mean()) - 0.5)
    assert first["actual"] / first["expected"] == pytest.approx(0.6, abs=0.05)
    assert first["patients_affected"] is None


def test_of_a_young_adopter_the_level_before_is_known_and_nothing_is_expected() -> None:
    core = usual()
    with built(Core(core.values, {**ADOPTED, "R05": MONTHS - 3}), TABLES) as con:
        windows = fetch(con, "from mart.gain_window where organisation = 'R05'")
        months = fetch(con, "from mart.gain_expected where organisation = 'R05'")
    assert [row["period"] for row in windows] == ["before"]
    assert windows[0]["actual"] == pytest.approx(core.values[5, MONTHS - 15 : MONTHS - 3].mean())
    assert months == []


def test_months_are_lined_up_by_adoption_and_those_of_the_latest_year_by_date() -> None:
    with built(usual(), TABLES) as con:
        months = fetch(con, "from mart.gain_expected where organisation = '*'")
        own = fetch(con, "from mart.gain_expected where organisation = 'R02'")
    numbers = {
        window: [row["month_number"] for row in months if row["period"] == window] for window in ("before", "gain")
    }
    assert numbers == {"before": list(range(-12, 0)), "gain": list(range(3, 15))}
    dates = [row["month"] for row in months if row["period"] == "current"]
    assert dates == [day(month) for month in range(MONTHS - 12, MONTHS)]
    assert [row["month"] for row in sorted(own, key=lambda row: row["month_number"])] == [
        day(month) for month in range(12, MONTHS)
    ]
    assert {type(row["month"]) for row in own} == {datetime.date}
