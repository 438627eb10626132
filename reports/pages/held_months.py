"""What is held of each kind of extract: its months with their states, and its files in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.components import quality_claims
from reports.data.extract_titles import read_extract_titles
from reports.formatting import month_name, plural
from reports.pages.site import EditionSite

STATES = {
    "accepted": "Held",
    "provisional": "Held, provisional",
    "revised": "Held, revised",
    "quarantined": "Quarantined",
    "missing": "Missing",
    "": "",
}

STATES_WITH_FIGURES = ("accepted", "provisional", "revised")


@dataclass(frozen=True)
class HeldKind:
    """One kind of extract: its title, the states of its months by year or run of empty years, and totals in words."""

    kind: str
    title: str
    years: tuple[tuple[str, tuple[str, ...]], ...]
    months: dict[date, str]
    superseded: int
    missing: tuple[date, ...]
    summary: str
    received_at: Any
    months_claim: Claim
    files_claim: Claim

    @property
    def not_held(self) -> int:
        """Months without figures: late, missing, or with a file that was not accepted."""
        return sum(state in ("missing", "quarantined") for state in self.months.values())


def read_held_kinds(site: EditionSite) -> list[HeldKind]:
    """Read what is held of each kind, those of a known title first."""
    titles = read_extract_titles(site.con)
    loads: dict[str, list[dict[str, Any]]] = {}
    for load in site.shared.loads:
        loads.setdefault(load["kind"], []).append(load)
    ordered = sorted(loads, key=lambda kind: (kind not in titles, titles.get(kind, ""), kind))
    awaited = {kind.kind: kind.awaited for kind in site.punctuality}
    return [
        _make_held_kind(kind, titles.get(kind, "Not recognised"), loads[kind], awaited.get(kind, ()))
        for kind in ordered
    ]


def _make_held_kind(kind: str, title: str, loads: list[dict[str, Any]], awaited: Sequence[date] = ()) -> HeldKind:
    accepted_loads = [load for load in loads if load["status"] == "accepted"]
    states = _month_states(loads)
    for month in awaited:
        # a quarantined file of that month is why it is late, and stays the state of the month
        states.setdefault(month, "missing")
    missing = tuple(month for month, state in states.items() if state == "missing")
    superseded = sum(load["status"] == "superseded" for load in loads)
    repeated = sum(load["status"] == "repeated" for load in loads)
    withdrawn = sum(load["status"] == "withdrawn" for load in loads)
    quarantined = sum(load["status"] == "quarantined" for load in loads)
    facts = (
        [f"{plural(len(accepted_loads), 'file')}, {sum(load['rows'] or 0 for load in accepted_loads):,} rows"]
        if accepted_loads
        else []
    )
    facts += [f"{superseded} superseded"] if superseded else []
    facts += [f"{repeated} repeated"] if repeated else []
    facts += [f"{withdrawn} withdrawn"] if withdrawn else []
    facts += [f"{quarantined} quarantined"] if quarantined else []
    facts += [f"{plural(len(missing), 'month')} missing"] if missing else []
    span = _format_months([load["month"] for load in accepted_loads if load["month"]])
    received_at = max(load["received_at"] for load in loads)
    return HeldKind(
        kind,
        title,
        _states_by_year(states),
        states,
        superseded,
        missing,
        f"{span}{', '.join(facts)}.",
        received_at,
        quality_claims.claim_held_months(kind, states),
        quality_claims.claim_held_files(kind, loads, len(missing)),
    )


def _states_by_year(states: dict[date, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
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


def _format_months(months: list[date]) -> str:
    if not months:
        return ""
    first, last = min(months), max(months)
    return f"{month_name(first)}: " if first == last else f"{month_name(first)} to {month_name(last)}: "


def _month_states(loads: list[dict[str, Any]]) -> dict[date, str]:
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
