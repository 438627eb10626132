"""Load panels from the core tables: one for each practice whose measure has been published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from transforms.gain import mergers
from transforms.gain.organisation_series import PEERS_SQL, OrganisationSeries, panel_of, read_organisation_series
from transforms.gain.panel import MeasurePanel, month_number
from transforms.gain.parameters import Parameters
from transforms.gain.sql_text import quote_sql_text

TABLES_READ = mergers.TABLES_READ | {
    "core.practice",
    "core.programme",
    "core.observation",
    "core.continuous_series",
    "core.measure",
    "core.organisation",
    "core.peer",
    "core.shock",
}


@dataclass(frozen=True)
class PracticePanel:
    """A practice with the panel of its measure, over the peer kind of most of its adopters.

    `others` are adopters outside the panel, each with the reason.
    """

    practice: str
    measure: str
    peer_kind: str
    panel: MeasurePanel
    others: tuple[tuple[str, int, str], ...]

    def worthwhile(self, parameters: Parameters) -> float:
        """The smallest gain worth having, on the panel's scale."""
        if self.panel.is_share:
            return parameters.worthwhile_points
        return float(np.log1p(parameters.worthwhile_ratio))


def load_practice_panels(con: duckdb.DuckDBPyConnection) -> Iterator[PracticePanel]:
    """Load every practice with adopters and a published measure, in order."""
    return _load_panels(con, "select practice, measure, direction from core.practice")


def load_balancing_panels(con: duckdb.DuckDBPyConnection) -> Iterator[PracticePanel]:
    """Load every practice once per balancing measure, in place of its own measure and in that measure's direction."""
    return _load_panels(
        con,
        """
        select asked.practice, asked.measure, measure.direction
        from (select practice, unnest(balancing_measures) as measure from core.practice) as asked
        join core.measure as measure on measure.measure = asked.measure and measure.direction <> 'neutral'
        """,
    )


@dataclass(frozen=True)
class _PanelRequest:
    """The request for a panel: a practice, a measure and a direction, with the practice's settings."""

    practice: str
    measure: str
    unit: str
    direction: str
    washout: int
    support_end: int | None
    shocks: tuple[tuple[int, int], ...]

    def answer(
        self,
        series: OrganisationSeries,
        kind: str,
        adopters: list[mergers.JointAdopter],
        elsewhere: list[tuple[str, int, str]],
    ) -> PracticePanel:
        """The practice with its panel; adopters without one clear adoption, or of another peer kind, are left out."""
        whole = [adopter for adopter in adopters if adopter.kind == kind and not adopter.fault]
        usable = series.without({adopter.organisation for adopter in adopters if adopter.fault})
        panel = panel_of(
            usable,
            {adopter.organisation: adopter.month for adopter in whole},
            unit=self.unit,
            is_decrease=self.direction == "decrease",
            washout=self.washout,
            support_end=self.support_end,
            elsewhere=elsewhere,
            shocks=list(self.shocks),
        )
        read = set(usable.organisations)
        others = tuple(
            (adopter.organisation, adopter.month, adopter.fault or ANOTHER_KIND)
            for adopter in adopters
            if adopter.organisation not in read
        )
        return PracticePanel(self.practice, self.measure, kind, panel, others)


ANOTHER_KIND = "it is of another kind than the other adopters, or its measure is not published"


class _AdoptionRegister:
    """Who has adopted what, queried once for each practice and measure."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.measures: dict[str, list[tuple[str, str]]] = {}
        for practice, measure, title in con.execute(
            "select practice, measure, coalesce(title, practice) from core.practice order by all"
        ).fetchall():
            self.measures.setdefault(measure, []).append((practice, title))
        self.known: dict[tuple[str, str], list[mergers.JointAdopter]] = {}

    def adopters(self, practice: str, measure: str) -> list[mergers.JointAdopter]:
        key = practice, measure
        if key not in self.known:
            self.known[key] = mergers.read_joint_adopters(
                self.con, practice, PEERS_SQL.format(measure=quote_sql_text(measure))
            )
        return self.known[key]

    def elsewhere(self, practice: str, measure: str) -> list[tuple[str, int, str]]:
        """Organisation, month and title of every adoption of another practice for the measure."""
        return [
            (adopter.organisation, adopter.month, title)
            for other, title in self.measures.get(measure, [])
            if other != practice
            for adopter in self.adopters(other, measure)
        ]


def _load_panels(con: duckdb.DuckDBPyConnection, asked: str) -> Iterator[PracticePanel]:
    """Load a panel for each practice, measure and direction in the result of the query `asked`."""
    cache: dict[tuple[str, str], OrganisationSeries | None] = {}
    register = _AdoptionRegister(con)
    for request in _read_requests(con, asked):
        adopters = register.adopters(request.practice, request.measure)
        kind = _usual_kind(adopters)
        if not kind:
            continue
        if (request.measure, kind) not in cache:
            cache[request.measure, kind] = read_organisation_series(con, request.measure, kind)
        series = cache[request.measure, kind]
        if series is not None:
            yield request.answer(series, kind, adopters, register.elsewhere(request.practice, request.measure))


def load_ended_panels(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[PracticePanel, set[str]]]:
    """Load the practices as they were before each merger of adopters, with the adopters that ended in it.

    Up to the merger the predecessors are in the panel, and their successors are not.
    """
    register = _AdoptionRegister(con)
    for request in _read_requests(con, "select practice, measure, direction from core.practice"):
        gone = mergers.read_ended_adopters(
            con, request.practice, PEERS_SQL.format(measure=quote_sql_text(request.measure))
        )
        standing = register.adopters(request.practice, request.measure)
        kind = _usual_kind(standing + [adopter.adopter for adopter in gone])
        for until in sorted({adopter.until for adopter in gone}) if kind else ():
            of_month = [adopter for adopter in gone if adopter.until == until]
            names, carriers = (
                {adopter.adopter.organisation for adopter in of_month},
                {adopter.carrier for adopter in of_month},
            )
            series = read_organisation_series(con, request.measure, kind, before=(until, names, carriers))
            if series is not None:
                remaining = [adopter for adopter in standing if adopter.organisation not in carriers]
                elsewhere = register.elsewhere(request.practice, request.measure)
                yield (
                    request.answer(series, kind, remaining + [adopter.adopter for adopter in of_month], elsewhere),
                    names,
                )


def _read_requests(con: duckdb.DuckDBPyConnection, asked: str) -> list[_PanelRequest]:
    rows = con.execute(
        f"""
        select practice.practice, asked.measure, measure.unit, asked.direction, practice.washout_months,
            12 * year(programme.support_ends) + month(programme.support_ends) - 1 as support_end
        from ({asked}) as asked
        join core.practice as practice on practice.practice = asked.practice
        join core.measure as measure on measure.measure = asked.measure
        left join core.programme as programme on programme.programme = practice.programme
        order by practice.practice, asked.measure
        """
    ).fetchall()
    shocks = con.execute("select from_month, to_month from core.shock").fetchall()
    numbers = tuple((month_number(a.year, a.month), month_number(b.year, b.month)) for a, b in shocks)
    return [
        _PanelRequest(practice, measure, unit, direction, washout, support_end, numbers)
        for practice, measure, unit, direction, washout, support_end in rows
    ]


def _usual_kind(adopters: list[mergers.JointAdopter]) -> str:
    kinds = [adopter.kind for adopter in adopters if adopter.kind]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def with_shocks(practice: PracticePanel) -> PracticePanel:
    """The same practice with the months of shocks included."""
    return replace(practice, panel=replace(practice.panel, left_out=np.zeros_like(practice.panel.left_out)))
