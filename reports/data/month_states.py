"""The state of each month of a kind: first, provisional or revised figures, a refused file, or none."""

from __future__ import annotations

from datetime import date
from typing import Any

STATE_WORDS = {
    "accepted": "Held",
    "provisional": "Held, provisional",
    "revised": "Held, revised",
    "quarantined": "Quarantined",
    "missing": "Missing",
    "": "",
}

STATES_WITH_FIGURES = ("accepted", "provisional", "revised")


def find_month_states(loads: list[dict[str, Any]]) -> dict[date, str]:
    """The state of each month from the first to the last of a kind."""
    states: dict[date, str] = {}
    for load in loads:
        month, status = load["month"], load["status"]
        if not month or status in ("withdrawn", "repeated"):
            continue
        if status == "superseded":
            states[month] = "revised"
        elif status == "accepted" and states.get(month) != "revised":
            states[month] = "provisional" if load["is_provisional"] else "accepted"
        else:
            states.setdefault(month, status)
    covered_months = [month for month, state in states.items() if state in STATES_WITH_FIGURES]
    if covered_months:
        for ordinal in range(
            min(covered_months).year * 12 + min(covered_months).month - 1,
            max(covered_months).year * 12 + max(covered_months).month,
        ):
            states.setdefault(date(ordinal // 12, ordinal % 12 + 1, 1), "missing")
    return states


def group_by_year(states: dict[date, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The states of each year's twelve months; consecutive years without any data are one row."""
    rows: list[tuple[int, int, tuple[str, ...]]] = []
    for year in sorted({month.year for month in states}):
        month_states = tuple(states.get(date(year, month, 1), "") for month in range(1, 13))
        if rows and set(month_states) == {"missing"} and rows[-1][2] == month_states:
            rows[-1] = (rows[-1][0], year, month_states)
        else:
            rows.append((year, year, month_states))
    return tuple(
        (f"{first}" if first == last else f"{first} to {last}", month_states) for first, last, month_states in rows
    )
