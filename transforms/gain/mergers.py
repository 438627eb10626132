"""Adopters that merged: those assessed as one adoption, and the predecessors whose verdicts end at the merger."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from transforms.gain.sql_text import quote_sql_text

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


def read_joint_adopters(con: duckdb.DuckDBPyConnection, practice: str, peers: str) -> list[JointAdopter]:
    """Read the current adopters. The first adoption counts, because only months before it are unaffected."""
    rows = con.execute(
        f"""
        select told.organisation, {MONTH_NUMBER_SQL.format("told.month")}, coalesce(peer.peer_kind, ''),
            coalesce(told.fault, '')
        from (
            select organisation, first_adopted_month as month, null as fault
            from core.adoption
            where practice = {quote_sql_text(practice)} and first_adopted_month is not null
                and organisation not in (select member from core.merged_member)
            union all
            select organisation, first_adopted_month, fault
            from core.joint_adoption
            where practice = {quote_sql_text(practice)}
        ) as told
        left join {peers} as peer on peer.organisation = told.organisation
        order by all
        """
    ).fetchall()
    return [JointAdopter(*row) for row in rows]


def read_ended_adopters(con: duckdb.DuckDBPyConnection, practice: str, peers: str) -> list[EndedAdopter]:
    """Read the adopters that merged into another organisation after they had adopted."""
    rows = con.execute(
        f"""
        select adoption.organisation, {MONTH_NUMBER_SQL.format("adoption.first_adopted_month")},
            coalesce(peer.peer_kind, ''), '',
            {MONTH_NUMBER_SQL.format("merger.month")}, merged.organisation
        from core.adoption as adoption
        join core.merger as merger on merger.predecessor = adoption.organisation and merger.is_joined
        join core.merged_member as merged on merged.member = adoption.organisation
        left join {peers} as peer on peer.organisation = adoption.organisation
        where adoption.practice = {quote_sql_text(practice)} and adoption.first_adopted_month < merger.month
        order by all
        """
    ).fetchall()
    return [EndedAdopter(JointAdopter(*row[:4]), *row[4:]) for row in rows]
