"""Requests for panels: a practice with its measure and settings, and who has adopted what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import numpy as np

from checks.storage.sql_text import quote_sql_text
from transforms.gain import mergers
from transforms.gain.organisation_series import PEERS_SQL, OrganisationSeries, panel_of
from transforms.gain.panel import MeasurePanel, month_number
from transforms.gain.parameters import Parameters


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
    known_digests: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """Cache of the digests of the panel, which a dozen tables ask for."""

    def worthwhile(self, parameters: Parameters) -> float:
        """The smallest gain worth having, on the panel's scale."""
        if self.panel.is_share:
            return parameters.worthwhile_points
        return float(np.log1p(parameters.worthwhile_ratio))


@dataclass(frozen=True)
class PanelRequest:
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


class AdoptionRegister:
    """Who has adopted what, queried once."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.measures: dict[str, list[tuple[str, str]]] = {}
        for practice, measure, title in con.execute(
            "select practice, measure, coalesce(title, practice) from core.practice order by all"
        ).fetchall():
            self.measures.setdefault(measure, []).append((practice, title))
        self.by_practice = mergers.read_joint_adopters(con)
        self.known: dict[tuple[str, str], list[mergers.JointAdopter]] = {}
        self.kinds_by_measure: dict[str, mergers.Kinds] = {}

    def title(self, practice: str) -> str:
        return next(title for known in self.measures.values() for code, title in known if code == practice)

    def adopters(self, practice: str, measure: str) -> list[mergers.JointAdopter]:
        key = practice, measure
        if key not in self.known:
            self.known[key] = mergers.with_kinds(self.by_practice.get(practice, []), self.kinds(measure))
        return self.known[key]

    def kinds(self, measure: str) -> mergers.Kinds:
        """The kind of every peer of the measure, by organisation."""
        if measure not in self.kinds_by_measure:
            peers = self.con.execute(f"from {PEERS_SQL.format(measure=quote_sql_text(measure))}").fetchall()
            self.kinds_by_measure[measure] = {organisation: kind or "" for organisation, kind in peers}
        return self.kinds_by_measure[measure]

    def elsewhere(self, practice: str, measure: str) -> list[tuple[str, int, str]]:
        """Organisation, month and title of every adoption of another practice for the measure."""
        return [
            (adopter.organisation, adopter.month, title)
            for other, title in self.measures.get(measure, [])
            if other != practice
            for adopter in self.adopters(other, measure)
        ]


def read_requests(con: duckdb.DuckDBPyConnection, asked: str) -> list[PanelRequest]:
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
        PanelRequest(practice, measure, unit, direction, washout, support_end, numbers)
        for practice, measure, unit, direction, washout, support_end in rows
    ]


def find_usual_kind(adopters: list[mergers.JointAdopter]) -> str:
    kinds = [adopter.kind for adopter in adopters if adopter.kind]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def with_shocks(practice: PracticePanel) -> PracticePanel:
    """The same practice with the months of shocks included."""
    panel = replace(practice.panel, left_out=np.zeros_like(practice.panel.left_out))
    return replace(practice, panel=panel, known_digests={})
