"""Absences counted in plain Python, and months of every sort to count them in: gaps, ends, areas, what is left out."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

ORGANISATIONS = ("RA", "RB", "RC", "RD")
AREAS = ("Y1", "Y2")
MEASURES = {"m_share": "one", "m_count": "one", "m_other": "two"}
KINDS_WITH_NATIONAL_ROWS = {"two"}
TABLES = {
    "core.extract": "kind varchar, has_national_rows boolean",
    "staging.member": "source_kind varchar, organisation varchar, month date, area varchar",
    "core.observation": "measure varchar, service varchar, organisation varchar, month date, denominator double, "
    "value double",
    # areas that are named without a code: none here
    "core.placement": "source_kind varchar, organisation varchar, month date, area varchar, is_by_name boolean",
    "core.measure": "measure varchar, kind varchar",
    "core.lineage": "organisation varchar, bearer varchar, to_month date",
    "core.exclusion": "measure varchar, organisation varchar, from_month date, to_month date",
}
Absences = dict[tuple[str, str, str, int], tuple[int, float, str, int | None]]


def day(month: int) -> datetime.date:
    return datetime.date(2020 + month // 12, month % 12 + 1, 1)


@dataclass
class World:
    """Months by kind and, in each, the area and the figures of whoever has a row; who ended, who is left out.

    `printed` has the months in which England as printed has so many more than the rows have.
    """

    months: dict[str, dict[int, dict[str, tuple[str | None, dict[str, float]]]]]
    ends: dict[str, int] = field(default_factory=dict)
    left_out: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    printed: dict[int, float] = field(default_factory=dict)

    def figures(self, measure: str, month: int) -> dict[str, float]:
        """What counts for organisations, their areas and England; an area's own row counts for it and for England."""
        actual: dict[str, float] = {}
        for name, (area, values) in self.months[MEASURES[measure]][month].items():
            first, last = self.left_out.get((measure, name), (0, -1))
            if measure in values and not first <= month <= last:
                for level in {name, area or "ENGLAND", "ENGLAND"}:
                    actual[level] = actual.get(level, 0) + values[measure]
        if MEASURES[measure] in KINDS_WITH_NATIONAL_ROWS and "ENGLAND" in actual:
            actual["ENGLAND"] += self.printed.get(month, 0)
        return actual

    def _may_be_printed(self, kind: str, measure: str, month: int) -> bool:
        """Whether England as printed has more than the organisations, and so perhaps who is missing."""
        figures = self.figures(measure, month)
        parts = [figures[name] for name in self.months[kind][month] if name in figures and name not in AREAS]
        return kind in KINDS_WITH_NATIONAL_ROWS and bool(parts) and sum(parts) < figures.get("ENGLAND", 0)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        members = [
            {"source_kind": kind, "organisation": name, "month": day(month), "area": area}
            for kind, months in self.months.items()
            for month, there in months.items()
            for name, (area, _) in there.items()
        ]
        observations = [
            {"measure": measure, "service": "ALL", "organisation": level, "month": day(month)}
            # a share is weighed by its cases, a count by itself
            | ({"value": figure} if measure == "m_count" else {"denominator": figure, "value": 0.5})
            for measure, kind in MEASURES.items()
            for month in self.months[kind]
            for level, figure in self.figures(measure, month).items()
        ]
        return {
            "core.extract": [
                {"kind": kind, "has_national_rows": kind in KINDS_WITH_NATIONAL_ROWS} for kind in self.months
            ],
            "staging.member": members,
            "core.placement": [],
            "core.observation": observations,
            "core.measure": [{"measure": measure, "kind": kind} for measure, kind in MEASURES.items()],
            "core.lineage": [
                {"organisation": name, "bearer": name, "to_month": None if end is None else day(end)}
                for name, end in ((name, self.ends.get(name)) for name in ORGANISATIONS)
            ],
            "core.exclusion": [
                {"measure": measure, "organisation": name, "from_month": day(first), "to_month": day(last)}
                for (measure, name), (first, last) in self.left_out.items()
            ],
        }

    def absences(self) -> Absences:
        """By hand: for every held month and organisation, back to the last month held before its absence."""
        actual: Absences = {}
        for kind, months in self.months.items():
            current = sorted(months)
            for month in current:
                for name in {name for there in months.values() for name in there}:
                    self._add_organisation(actual, kind, current, month, name)
        return actual

    def _add_organisation(self, absences: Absences, kind: str, current: list[int], month: int, name: str) -> None:
        months = self.months[kind]
        had = [item for item in current if item < month and name in months[item]]
        if name in months[month] or not had or month > self.ends.get(name, 999):
            return
        last = max(had)
        first_gap = min(item for item in current if item > last)
        back = next((item for item in current if item > month and name in months[item]), None)
        if first_gap - last > 12:
            return
        state = "ended"
        if back is not None and back - last <= 12:
            state = "returned"
        elif current[-1] - last <= 3:
            state = "awaited"
        if state == "ended" and month != first_gap:
            return
        self._totals(absences, (kind, name), (last, month), (state, back if state == "returned" else None))

    def _totals(
        self, absences: Absences, who: tuple[str, str], between: tuple[int, int], fate: tuple[str, int | None]
    ) -> None:
        (kind, name), (last, month) = who, between
        months = self.months[kind]
        area = months[last][name][0]
        totals = {"ENGLAND"} | ({area} if area and area not in months[month] else set())
        for measure in (measure for measure, of in MEASURES.items() if of == kind):
            then, now = self.figures(measure, last), self.figures(measure, month)
            first_out, last_out = self.left_out.get((measure, name), (0, -1))
            if then.get(name, 0) > 0 and not first_out <= month <= last_out:
                covered = {"ENGLAND"} if self._may_be_printed(kind, measure, month) else set()
                for total in (totals - covered) & now.keys():
                    absences[measure, total, name, month] = (last, then[name] / then[total], *fate)


def world(seed: int) -> World:
    draw = random.Random(seed)
    months: dict[str, dict[int, dict[str, tuple[str | None, dict[str, float]]]]] = {}
    for kind in sorted(set(MEASURES.values())):
        current = [month for month in range(30) if draw.random() < draw.choice([0.4, 0.95])] or [0]
        there = dict.fromkeys(ORGANISATIONS, True)
        months[kind] = {}
        for month in current:
            of_month: dict[str, tuple[str | None, dict[str, float]]] = {}
            for name in ORGANISATIONS:
                there[name] = there[name] if draw.random() < 0.7 else not there[name]
                values = {
                    measure: float(draw.choice([0, 1, 7, 900]))
                    for measure, of in MEASURES.items()
                    if of == kind and draw.random() < 0.9
                }
                if there[name]:
                    of_month[name] = (draw.choice([*AREAS, *AREAS, None]), values)
            if draw.random() < 0.15:
                of_month["Y1"] = (None, {measure: 5.0 for measure, of in MEASURES.items() if of == kind})
            if of_month:
                months[kind][month] = of_month
    ends = {name: draw.randrange(30) for name in ORGANISATIONS if draw.random() < 0.2}
    left_out = {("m_share", name): (5, draw.randrange(5, 30)) for name in ORGANISATIONS if draw.random() < 0.3}
    printed = {month: float(draw.choice([0, 0, 3])) for month in range(30)}
    return World(months, ends, left_out, printed)
