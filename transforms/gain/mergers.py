"""Adopters that merged: those assessed as one adoption, and the predecessors whose verdicts end at the merger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import duckdb

TABLES_READ = frozenset({"core.adoption", "core.joint_adoption", "core.merged_member", "core.merger"})


@dataclass(frozen=True)
class JointAdopter:
    """An adopter with its first month (months since year 0); `fault` says why it cannot be assessed."""

    organisation: str
    month: int
    kind: str
    fault: str


@dataclass(frozen=True)
class EndedAdopter:
    """An adopter that merged into another organisation, the month of the merger, and the successor with its figures."""

    adopter: JointAdopter
    until: int
    carrier: str


MONTH_NUMBER_SQL = "12 * year({0}) + month({0}) - 1"


Kinds = Mapping[str, str]
"""The kind of each organisation among the peers of a measure."""


def read_joint_adopters(con: duckdb.DuckDBPyConnection) -> dict[str, list[JointAdopter]]:
    """Read the current adopters of every practice, without their kinds.

    The first adoption counts, because only months before it are unaffected. One query for all: one for each practice
    took a third of the time of a build in which nothing had changed.
    """
    rows = con.execute(
        f"""
        select practice, organisation, {MONTH_NUMBER_SQL.format("month")}, coalesce(fault, '') as fault
        from (
            select practice, organisation, first_adopted_month as month, null as fault
            from core.adoption
            where first_adopted_month is not null and organisation not in (select member from core.merged_member)
            union all
            select practice, organisation, first_adopted_month, fault
            from core.joint_adoption
        )
        order by all
        """
    ).fetchall()
    adopters: dict[str, list[JointAdopter]] = {}
    for practice, organisation, month, fault in rows:
        adopters.setdefault(practice, []).append(JointAdopter(organisation, month, "", fault))
    return adopters


def read_ended_adopters(con: duckdb.DuckDBPyConnection) -> dict[str, list[EndedAdopter]]:
    """Read the adopters of every practice that merged into another organisation after they had adopted."""
    rows = con.execute(
        f"""
        select adoption.practice, adoption.organisation, {MONTH_NUMBER_SQL.format("adoption.first_adopted_month")},
            {MONTH_NUMBER_SQL.format("merger.month")}, merged.organisation
        from core.adoption as adoption
        join core.merger as merger on merger.predecessor = adoption.organisation and merger.is_joined
        join core.merged_member as merged on merged.member = adoption.organisation
        where adoption.first_adopted_month < merger.month
        order by all
        """
    ).fetchall()
    ended: dict[str, list[EndedAdopter]] = {}
    for practice, organisation, month, until, carrier in rows:
        ended.setdefault(practice, []).append(EndedAdopter(JointAdopter(organisation, month, "", ""), until, carrier))
    return ended


def with_kinds(adopters: Iterable[JointAdopter], kinds: Kinds) -> list[JointAdopter]:
    """The adopters, each with its kind; without one where it is not among the peers."""
    return [replace(adopter, kind=kinds.get(adopter.organisation, "")) for adopter in adopters]


def ended_with_kinds(ended: Iterable[EndedAdopter], kinds: Kinds) -> list[EndedAdopter]:
    return [replace(item, adopter=with_kinds([item.adopter], kinds)[0]) for item in ended]
