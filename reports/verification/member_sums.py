"""Works out the sums of areas and cohorts again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from reports.claims.claim import Claim, ClaimValue
from reports.verification.memberships import Memberships
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse

AREAS = frozenset({"ICB", "region", "SHA", "england"})
EXPECTED_MONTHS = 12
"""One with a figure in the last twelve months is expected in a sum (docs/dashboards.md)."""


class SumMonth(NamedTuple):
    """One month of a sum: its value, the organisations in it, and those expected."""

    month: date
    value: float
    organisations: int
    members: int


@dataclass
class MemberSums:
    """The sums of areas and cohorts, each added up once."""

    memberships: Memberships
    warehouse: SeriesWarehouse
    months: dict[tuple[str, str], list[SumMonth]] = field(default_factory=dict)

    @cached_property
    def hidden_measures(self) -> set[str]:
        return {measure for measure, _ in self.warehouse.hidden}

    @cached_property
    def members(self) -> dict[str, dict[str, SeriesFacts]]:
        """The series of each measure that are added up: of the kind of organisation with the most cases."""
        by_kind: dict[str, dict[str, dict[str, SeriesFacts]]] = defaultdict(lambda: defaultdict(dict))
        for (measure, code), facts in self.warehouse.series.items():
            if self.memberships.kinds[code] not in AREAS:
                by_kind[measure][self.memberships.kinds[code]][code] = facts
        return {
            measure: kinds[min(kinds, key=lambda kind: (-_count_cases(kinds[kind].values()), kind))]
            for measure, kinds in by_kind.items()
        }

    def add_up(self, measure: str, area: str) -> list[SumMonth]:
        """The months of a sum; none where there may be none."""
        if (measure, area) not in self.months:
            may_be = measure not in self.hidden_measures and (measure, area) not in self.warehouse.series
            is_additive = self.warehouse.measures[measure].unit in ("count", "share")
            self.months[measure, area] = self._add_months(measure, area) if may_be and is_additive else []
        return self.months[measure, area]

    def _add_months(self, measure: str, area: str) -> list[SumMonth]:
        parts: dict[date, list[tuple[float, float | None]]] = defaultdict(list)
        members = {}
        for code, facts in self.members.get(measure, {}).items():
            for month, (top, bottom) in zip(facts.months, facts.parts, strict=True):
                if top is not None and self.memberships.counts(area, code, month):
                    parts[month].append((top, bottom))
                    members[code] = facts
        england = self.warehouse.series.get((measure, "ENGLAND"))
        whole = set(england.months) if england else set()
        is_local = measure in self.memberships.local_measures
        unit = self.warehouse.measures[measure].unit
        return [
            SumMonth(
                month,
                _add_up(unit, parts[month]),
                len(parts[month]),
                max(_count_expected(self.memberships, area, members, month), len(parts[month])),
            )
            for month in sorted(parts)
            if is_local or month in whole
        ]

    def recompute(self, claim: Claim) -> tuple[ClaimValue, ...] | None:
        """Value, change on the year, organisations and members of the newest month; None where there is no sum."""
        months = self.add_up(claim.measure, claim.organisation)
        if not months or f"{months[-1].month:%Y-%m}" != claim.month:
            return None
        last = months[-1]
        before = next((row for row in months if months_between(row.month, last.month) == EXPECTED_MONTHS), None)
        are_whole = before and before.organisations == before.members and last.organisations == last.members
        change = last.value - before.value if before and are_whole else None
        return (last.value, change, last.organisations, last.members)


def _count_cases(series: Iterable[SeriesFacts]) -> float:
    cases = (top if bottom is None else bottom for facts in series for top, bottom in facts.parts if top is not None)
    return sum(number or 0.0 for number in cases)


def _add_up(unit: str, parts: list[tuple[float, float | None]]) -> float:
    top = sum(part for part, _ in parts)
    return top if unit == "count" else top / sum(part or 0.0 for _, part in parts)


def _count_expected(memberships: Memberships, area: str, members: dict[str, SeriesFacts], month: date) -> int:
    """The organisations with a figure in the twelve months up to this one that have not closed or merged by then."""
    return sum(
        any(
            0 <= months_between(own, month) < EXPECTED_MONTHS and memberships.expects(area, code, own, month)
            for own in facts.months
        )
        for code, facts in members.items()
    )


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
