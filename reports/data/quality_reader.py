"""Reads the results of checks for the data-quality page: reasons, warnings, rules, registers, recalculations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_records, list_columns


@dataclass(frozen=True)
class QuarantineReason:
    """One reason for which a load was quarantined, and where in the file it is."""

    load_id: str
    kind: str
    month: date | None
    row: int | None
    column: str | None
    rule: str
    message: str
    advice: str


@dataclass(frozen=True)
class WarningTally:
    """A warning about accepted loads that nobody has acknowledged: how often, in how many files, and an example."""

    kind: str
    rule: str
    message: str
    advice: str
    times: int
    files: int
    file_name: str | None
    example: str
    row: int | None
    place: str | None
    value: str | None


@dataclass(frozen=True)
class RuleTally:
    """One rule of a kind: in how many files it was checked and broken, and on how many rows."""

    kind: str
    rule: str
    meaning: str
    severity: str
    files: int
    broken: int
    examined: int | None


@dataclass(frozen=True)
class RegisterProblem:
    """A contradiction between registers, and the file that has it."""

    load_id: str
    file_name: str | None
    row: int
    practice: str | None
    organisation: str | None
    rule: str
    severity: str
    message: str
    advice: str


@dataclass(frozen=True)
class RequestedRebase:
    """A recalculation of control limits that somebody requested, and what was decided."""

    measure: str
    title: str | None
    organisation: str
    month: date
    reason: str
    state: str
    decided_by: str | None
    decided_on: date | None
    problem: str | None


def read_quarantine_reasons(con: duckdb.DuckDBPyConnection) -> list[QuarantineReason]:
    """Read the reasons of all quarantined loads, by kind and the newest month first, each in the order of the file."""
    return fetch_records(
        con,
        QuarantineReason,
        f"select {list_columns(QuarantineReason)} from core.reason "
        "where status = 'quarantined' order by kind nulls last, month desc nulls last, position, message, load_id",
    )


def read_warnings(con: duckdb.DuckDBPyConnection) -> list[WarningTally]:
    """Read the warnings about accepted loads that nobody has acknowledged, the most frequent first."""
    return fetch_records(
        con,
        WarningTally,
        "select kind, rule, message, advice, count(*) as times, count(distinct load_id) as files, "
        "arg_min_null(file_name, load_id) as file_name, min(load_id) as example, "
        # one load may break a rule in many rows: the first of them is the example
        "arg_min_null(row, place_in_order) as row, arg_min_null(reason.column, place_in_order) as place, "
        "arg_min_null(value, place_in_order) as value "
        "from (select *, load_id || printf('-%09d', position) as place_in_order from core.reason) as reason "
        "where status = 'accepted' and not is_acknowledged "
        "group by kind, rule, message, advice order by times desc, kind, rule, message, advice",
    )


def read_rule_tallies(con: duckdb.DuckDBPyConnection) -> list[RuleTally]:
    """Read the rules of each kind, the most often broken first."""
    return fetch_records(
        con,
        RuleTally,
        "select kind, rule, any_value(meaning) as meaning, any_value(severity) as severity, count(*) as files, "
        "count(*) filter (not is_met) as broken, sum(examined) as examined from core.check_result "
        "group by kind, rule order by kind, broken desc, rule",
    )


def read_register_problems(con: duckdb.DuckDBPyConnection) -> list[RegisterProblem]:
    """Read contradictions between registers."""
    return fetch_records(
        con,
        RegisterProblem,
        "select load_id, load.file_name, problem.row, problem.practice, problem.organisation, problem.rule, "
        "problem.severity, problem.message, problem.advice from core.register_problem as problem "
        "join core.load as load using (load_id) "
        "order by problem.severity, problem.kind, problem.rule, problem.row, load_id, message",
    )


def read_requested_rebases(con: duckdb.DuckDBPyConnection) -> list[RequestedRebase]:
    """Read the recalculations requested by people; those proposed by the data are shown beside the charts."""
    return fetch_records(
        con,
        RequestedRebase,
        "select measure, measure.title, rebase.organisation, rebase.month, rebase.reason, rebase.state, "
        "rebase.decided_by, rebase.decided_on, rebase.problem from mart.rebase_proposal as rebase "
        "left join core.measure as measure using (measure) where state <> 'proposed by the data' "
        "order by measure, organisation, month",
    )
