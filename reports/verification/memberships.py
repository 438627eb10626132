"""Where organisations lie, for the check of sums: in boards, regions and cohorts, and until when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

PLACES = "select organisation, kind, closed, icb, region from core.organisation"
COHORTS = "select organisation, 'cohort-' || cohort, from_month, to_month from core.cohort"
LOCAL = "select measure from core.measure join core.extract using (kind) where is_register"
JOINED = "select predecessor, successor, month from core.merger where is_joined"


@dataclass
class Memberships:
    """In which area each organisation is, and until when it reports separately."""

    kinds: dict[str, str]
    areas: dict[str, tuple[str | None, str | None]]
    """Board and region; of an organisation that merged, those of its successor."""
    closed: dict[str, date]
    last_months: dict[str, date]
    """The last before it closed or merged."""
    cohorts: dict[str, list[tuple[str, date, date]]]
    """Organisation, first and last month of those in each cohort."""
    local_measures: set[str]
    """Those that local teams send, which are never added up to England."""

    def counts(self, area: str, code: str, month: date) -> bool:
        """Whether a month of an organisation belongs to an area or a cohort."""
        if area in self.cohorts:
            return any(own == code and first <= month <= last for own, first, last in self.cohorts[area])
        return area in self.areas[code]

    def expects(self, area: str, code: str, own: date, month: date) -> bool:
        """Whether an organisation with a figure in its own month should still report separately."""
        if area not in self.cohorts:
            return area in self.areas[code] and self.last_months.get(code, month) >= month
        is_open = self.closed.get(code, month) >= month
        return is_open and any(
            whose == code and first <= own <= month <= last for whose, first, last in self.cohorts[area]
        )


def read_memberships(con: duckdb.DuckDBPyConnection) -> Memberships:
    rows = con.execute(PLACES).fetchall()
    own = {code: (icb, region) for code, _, _, icb, region in rows}
    closed_months = {code: closed.replace(day=1) for code, _, closed, _, _ in rows if closed}
    last_months = dict(closed_months)
    successors: dict[str, str] = {}
    for predecessor, successor, month in con.execute(JOINED).fetchall():
        successors[predecessor] = successor
        last_months[predecessor] = min(last_months.get(predecessor, month), _month_before(month))
    areas = {}
    for code, (icb, region) in own.items():
        heir = own.get(_last_successor(code, successors), (None, None))
        areas[code] = (heir[0] or icb, heir[1] or region)
    cohorts: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
    for code, cohort, first, last in con.execute(COHORTS).fetchall():
        cohorts[cohort].append((code, first, last or date.max))
    local_measures = {measure for (measure,) in con.execute(LOCAL).fetchall()}
    kinds = {code: kind for code, kind, *_ in rows}
    return Memberships(kinds, areas, closed_months, last_months, cohorts, local_measures)


def _month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _last_successor(code: str, successors: dict[str, str]) -> str:
    while code in successors:
        code = successors[code]
    return code
