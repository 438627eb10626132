"""The verdicts, their evidence and the spread of practices, read from the published warehouse for the check."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]
Key = tuple[str, str]
"""A practice and an organisation; none for all adopters together."""
VERDICTS = (
    "select *, measure.direction, measure.unit from mart.gain left join core.measure as measure using (measure)",
    (
        "select *, '' as organisation, measure.direction, measure.unit from mart.programme_gain "
        "left join core.measure as measure using (measure)"
    ),
)
JOINT_VERDICTS = """
    select joint.*, '' as organisation, measure.direction, measure.unit, other.title as other_title
    from mart.joint_gain as joint
    left join core.measure as measure using (measure)
    join core.practice as other on other.practice = joint.other_practice
"""
SIZES = {"gain": "gain", "current": "current", "share": "share_retained", "patients": "patients_affected"}
ENDS = {"gain": "gain", "current": "current", "share": "share", "patients": "patients"}


@dataclass
class PracticeWarehouse:
    """Everything about practices that the check needs."""

    verdicts: dict[Key, Row]
    practices: dict[str, Row]
    parameters: dict[str, float]
    trends: dict[str, Row]
    names: dict[str, str]
    spread: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    newest_spread: dict[Key, str] = field(default_factory=dict)
    rates: dict[str, list[Row]] = field(default_factory=dict)
    balances: dict[Key, Row] = field(default_factory=dict)
    """By practice and measure."""
    adoptions: dict[Key, Row] = field(default_factory=dict)
    """The register of adoptions, with the class of each adopter."""
    windows: dict[Key, dict[str, Row]] = field(default_factory=dict)
    """The levels that a verdict compares, by period."""
    expected: dict[Key, list[Row]] = field(default_factory=dict)
    """The levels expected month by month, in the order of the months since adoption."""
    joint: dict[Key, Row] = field(default_factory=dict)
    """Verdicts on two practices together, by both codes."""
    shocks: list[str] = field(default_factory=list)
    """The titles of the times that are left out of every window."""
    support_ends: dict[str, date | None] = field(default_factory=dict)
    """When the support of a practice's programme ends."""


def read_practice_warehouse(con: duckdb.DuckDBPyConnection) -> PracticeWarehouse:
    verdicts = {(row["practice"], row["organisation"]): row for sql in VERDICTS for row in _fetch(con, sql)}
    spread = {
        (row["practice"], row["area"], f"{row['month']:%Y-%m}"): row
        for row in _fetch(con, "select * from mart.spread order by month")
    }
    rates = defaultdict(list)
    for row in _fetch(con, "select * from mart.calibration"):
        rates[row["measure"]].append(row)
    windows: dict[Key, dict[str, Row]] = defaultdict(dict)
    for row in _fetch(con, "select * from mart.gain_window"):
        windows[row["practice"], row["organisation"].replace("*", "")][row["period"]] = row
    expected: dict[Key, list[Row]] = defaultdict(list)
    for row in _fetch(con, "select * from mart.gain_expected order by practice, organisation, month_number"):
        expected[row["practice"], row["organisation"].replace("*", "")].append(row)
    return PracticeWarehouse(
        verdicts,
        {row["practice"]: row for row in _fetch(con, "select * from core.practice")},
        {row["name"]: row["value"] for row in _fetch(con, "select name, value from core.gain_parameter")},
        {row["practice"]: row for row in _fetch(con, "select * from mart.pre_trend")},
        dict(con.execute("select organisation, name from core.organisation").fetchall()),
        spread,
        {(practice, area): month for practice, area, month in spread},
        rates,
        {(row["practice"], row["measure"]): row for row in _fetch(con, "select * from mart.balancing")},
        {(row["practice"], row["organisation"]): row for row in _fetch(con, "select * from core.adoption")},
        windows,
        expected,
        {(row["practice"], row["other_practice"]): row for row in _fetch(con, JOINT_VERDICTS)},
        [title for (title,) in con.execute("select title from core.shock order by from_month").fetchall()],
        dict(
            con.execute(
                "select practice, support_ends from core.practice join core.programme using (programme)"
            ).fetchall()
        ),
    )


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def is_falling(row: Row) -> bool:
    """Whether a gain is a fall of the figure, in per cent of it."""
    return bool(row["scale"] == "log" and row["direction"] == "decrease")


def printed_gain(row: Row, value: float | None) -> float | None:
    """A gain as pages print it: percentage points, or the per cent by which the figure is higher."""
    if value is None:
        return None
    if row["scale"] != "log":
        return value * 100
    return math.expm1(-value if is_falling(row) else value) * 100


def estimate_of(row: Row, kind: str) -> tuple[float, float, float] | None:
    """The estimate, its lower and its upper limit; nothing where one of them is missing."""
    ends = ENDS[kind]
    values = [row.get(name) for name in (SIZES[kind], f"{ends}_lower", f"{ends}_upper")]
    size, lower, upper = (None if value is None else float(value) for value in values)
    return None if size is None or lower is None or upper is None else (size, lower, upper)


def doubt_of(row: Row) -> str:
    """What a badge says of a gain that nobody can be sure of; nothing where it is solid."""
    if row["status"] not in ("gain", "sustained", "re_gained"):
        return ""
    if row.get("stands_out") is False:
        return "may be chance"
    return "may not be the practice" if "trend_before" in (row.get("grade_causes") or "").split(",") else ""


def dates_of(row: Row) -> set[str]:
    """Every month of a row, as 2025-03."""
    return {f"{value:%Y-%m}" for value in row.values() if isinstance(value, date)}


def numbers_of(row: Row) -> set[float]:
    """Every number of a row in each way in which pages print it."""
    known: set[float] = set()
    for name, value in row.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        known |= {float(value), value * 100}
        if name.startswith("patients"):
            known.add(_three_digits(value))
        if row.get("scale") == "log":
            known |= {math.expm1(value) * 100 if abs(value) < 50 else 0, math.expm1(-value) * 100 if value > -50 else 0}
    return known


def _three_digits(count: float) -> float:
    """A number of people to three significant figures."""
    step = _step_of_people(count)
    return float(round(count / step) * step)


def shows_people(shown: float, count: float) -> bool:
    """Whether a number is a rounding of a number of people to three significant figures."""
    step = _step_of_people(count)
    return shown % step == 0 and abs(shown - count) <= step / 2 * (1 + 1e-9)


def _step_of_people(count: float) -> float:
    """The step of the third digit, or one person where there are fewer than a thousand."""
    return 1.0 if abs(count) < 1000 else 10.0 ** (math.floor(math.log10(abs(count))) - 2)
