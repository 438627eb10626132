"""Assurance is given only from the limits of a current, stable phase, and beside it always the count of the year."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.transforms.spc.charts import month
from tests.transforms.spc.test_cases import chart
from transforms.spc.any_series import create_models

WAVES = [50.0, 53, 49, 52, 48, 51, 50.5, 52, 49, 51, 50, 53, 48, 51, 49, 52]
"""Sixteen months on one level: mean 50.5, limits about 43 and 58."""
NAMES = "assurance, rule_set_assurance, assurance_refusal, recent_points, recent_reached"


def assure(folder: Path, values: Sequence[float | None], **option: Any) -> tuple[Any, ...]:
    result = chart(folder, values, **option)
    row = result.connection.execute(f"select {NAMES} from mart.spc_summary").fetchone()
    assert row is not None
    return tuple(row)


@pytest.mark.parametrize(
    ("target", "direction", "expected"),
    [
        (40, "increase", ("consistent_pass", "consistent_pass", None, 12, 12)),
        (70, "increase", ("consistent_fail", "consistent_fail", None, 12, 0)),
        (50.8, "increase", ("inconsistent", "inconsistent", None, 12, 6)),
        (40, "decrease", ("consistent_fail", "consistent_fail", None, 12, 0)),
        (70, "decrease", ("consistent_pass", "consistent_pass", None, 12, 12)),
        # the standard lies within the limits, but no month of the year reached it
        (57, "increase", (None, "inconsistent", "contradicted", 12, 0)),
        # each month of the year reached it, and the limits would allow for less
        (45, "increase", (None, "inconsistent", "contradicted", 12, 12)),
        (50, "neutral", (None, None, None, 12, None)),
        (None, "increase", (None, None, None, None, None)),
    ],
)
def test_a_stable_phase_is_assured(
    tmp_path: Path, target: float | None, direction: str, expected: tuple[Any, ...]
) -> None:
    option = {} if target is None else {"target": target}
    assert assure(tmp_path, WAVES, improvement_direction=direction, **option) == expected


@pytest.mark.parametrize(
    ("values", "target"),
    [
        # a level that was reached years ago, as four-hour performance was until 2021
        ([*[value + 30 for value in WAVES], *WAVES, *WAVES, *WAVES], 78),
        # a slow fall crosses the mean once
        ([100 - number + (number % 3) for number in range(60)], 85),
        # a wave of several years
        ([50 + 10 * ((number // 10) % 2) + number % 3 for number in range(60)], 52),
        # the new level has lasted for a year: limits of both levels describe neither
        ([*WAVES, *[value + 12 for value in WAVES[:12]]], 65),
    ],
    ids=["reached years ago", "slow fall", "long wave", "new level"],
)
def test_limits_of_several_levels_assure_nothing(tmp_path: Path, values: list[float], target: float) -> None:
    assurance, rule_set_assurance, refusal, points, reached = assure(tmp_path, values, target=target)
    assert (assurance, refusal, points) == (None, "not_stable", 12)
    assert rule_set_assurance is not None
    assert reached == sum(value >= target for value in values[-12:])


def test_recalculated_limits_are_those_of_the_present_level(tmp_path: Path) -> None:
    values = [*[value + 30 for value in WAVES], *WAVES]
    assert assure(tmp_path, values, target=70)[:3] == (None, "inconsistent", "not_stable")
    assert assure(tmp_path, values, target=70, rebase=["2021-05-01"])[:3] == (
        "consistent_fail",
        "consistent_fail",
        None,
    )


@pytest.mark.parametrize(
    ("values", "target", "expected"),
    [
        ([1.0] * 20, 0.95, ("consistent_pass", None, 12, 12)),
        ([0.9] * 20, 0.95, ("consistent_fail", None, 12, 0)),
        ([0.95] * 20, 0.95, ("consistent_pass", None, 12, 12)),
        ([1.0] * 12, 0.95, (None, "trial", 12, 12)),
        ([0.0, 0, 0, 1] * 5, 0.5, (None, "rare_events", 12, 3)),
        ([5.0] * 9 + [4.0] + [5.0] * 9, 4.5, (None, "mostly_the_same", 12, 11)),
    ],
)
def test_values_that_are_all_the_same_need_no_limits(
    tmp_path: Path, values: list[float], target: float, expected: tuple[Any, ...]
) -> None:
    assurance, _, *rest = assure(tmp_path, values, target=target)
    assert (assurance, *rest) == expected


def test_the_count_is_of_calendar_months_and_leaves_out_what_is_missing(tmp_path: Path) -> None:
    values: list[float | None] = [*WAVES, 60, None, 60]
    assert assure(tmp_path, values, target=55)[3:] == (11, 2)
    assert assure(tmp_path, [60, 61, 59], target=60)[3:] == (3, 2)


def _options(ends: dict[tuple[str, str], datetime.date]) -> dict[tuple[str, str], bool]:
    con = duckdb.connect(":memory:")
    con.execute(
        "create schema core; create table core.observation(measure varchar, organisation varchar, month date, "
        "numerator double, denominator double, service varchar default 'ALL')"
    )
    con.executemany(
        "insert into core.observation(measure, organisation, month) values (?, ?, ?)",
        [[*key, end] for key, end in ends.items()],
    )
    con.execute("create table core.measure(measure varchar, kind varchar, direction varchar)")
    con.execute("create table core.extract(kind varchar)")
    con.execute("create table core.standard(measure varchar, value double, from_month date, to_month date)")
    con.execute(
        "create table core.rebase(measure varchar, organisation varchar, month date, decision varchar, problem varchar)"
    )
    create_models(con, ("core.spc_option",))
    rows = con.execute("select measure, organisation, is_current from core.spc_option").fetchall()
    return {(measure, organisation): is_current for measure, organisation, is_current in rows}


def test_a_series_that_has_ended_or_is_late_is_not_current() -> None:
    assert _options(
        {
            ("waits", "R1"): month(40),
            ("waits", "R2"): month(39),
            ("later", "R1"): month(37),
            ("ended", "R1"): month(36),
        }
    ) == {("waits", "R1"): True, ("waits", "R2"): False, ("later", "R1"): True, ("ended", "R1"): False}
