"""The claims of the data-quality page: what is held, what was checked, and each row of its lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from reports.claims.claim import Claim, ClaimValue
from reports.data.absences import IncompleteTotalRow
from reports.data.decisions import DecisionRow
from reports.data.quality_reader import QuarantineReason, RegisterProblem, RequestedRebase, RuleTally, WarningTally

LETTERS = {"accepted": "a", "provisional": "p", "revised": "r", "quarantined": "q", "missing": "m"}


def claim_sign(letter: str, *values: ClaimValue) -> Claim:
    """One of the four signs of data quality."""
    return Claim("quality sign", practice=letter, values=values)


def claim_held_months(kind: str, states: dict[date, str]) -> Claim:
    """The state of each month of a kind, from the first to the last."""
    months = sorted(states)
    letters = "".join(f" {month:%Y-%m}{LETTERS[states[month]]}" for month in months)
    return Claim("held months", kind, values=(letters.strip(),))


def claim_held_files(kind: str, loads: Sequence[dict[str, Any]], missing: int) -> Claim:
    """How many files of a kind there are by status, with the rows of those that count and the months missing."""
    counts = [sum(load["status"] == status for load in loads) for status in STATUSES]
    rows = sum(load["rows"] or 0 for load in loads if load["status"] == "accepted")
    received = max(load["received_at"] for load in loads)
    return Claim("held files", kind, values=(rows, *counts, missing, f"{received:%Y-%m-%d %H:%M}"))


def claim_held_kind(kind: str, states: dict[date, str], received_at: datetime) -> Claim:
    """The first and the last month of a kind with figures, how many there are, may be revised and are missing."""
    letters = [LETTERS[state] for state in states.values()]
    months = [month for month, state in states.items() if LETTERS[state] in "apr"]
    counts = (len(months), letters.count("p"), letters.count("m") + letters.count("q"))
    return Claim(
        "held kind", kind, values=(f"{min(months):%Y-%m}", f"{max(months):%Y-%m}", *counts, f"{received_at:%Y-%m-%d}")
    )


STATUSES = ("accepted", "superseded", "repeated", "withdrawn", "quarantined")


def claim_list(name: str, count: int) -> Claim:
    """How many rows a list of the page has."""
    return Claim("quality list", name, values=(count,))


def claim_rules(kind: str, rules: Sequence[RuleTally]) -> Claim:
    """How many rules a kind has, and how many were broken in some file."""
    return Claim("rules", kind, values=(len(rules), sum(bool(rule.broken) for rule in rules)))


def _claim_row(name: str, *values: ClaimValue) -> Claim:
    return Claim("quality row", name, values=values)


def claim_rule(rule: RuleTally) -> Claim:
    return _claim_row("rules", rule.kind, rule.rule, rule.examined or 0, rule.files, rule.broken)


def claim_load(load: dict[str, Any]) -> Claim:
    month = f"{load['month']:%Y-%m}" if load["month"] else None
    return _claim_row("loads", load["load_id"], month, load["rows"] or 0, load["status"])


def claim_reason(reason: QuarantineReason) -> Claim:
    month = f"{reason.month:%Y-%m}" if reason.month else None
    return _claim_row("reasons", reason.load_id, month, reason.row, reason.column, reason.message)


def claim_warning(warning: WarningTally) -> Claim:
    return _claim_row("warnings", warning.message, warning.rule, warning.kind, warning.times, warning.files)


def claim_absence(absence: IncompleteTotalRow) -> Claim:
    first, last = f"{absence.first_month:%Y-%m}", f"{absence.last_month:%Y-%m}"
    return _claim_row("absences", absence.organisation, first, absence.months, last)


def claim_decision(decision: DecisionRow) -> Claim:
    return _claim_row("decisions", f"{decision.day:%Y-%m-%d}", decision.reason, decision.role)


def claim_problem(problem: RegisterProblem) -> Claim:
    return _claim_row("problems", problem.load_id, problem.row, problem.severity, problem.message)


def claim_rebase(rebase: RequestedRebase) -> Claim:
    return _claim_row("rebases", f"{rebase.month:%Y-%m}", rebase.reason)
