"""`accept`, `release`, `reinstate`, `withdraw` and `keep`: what a person decides about a load, and why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli.intake_commands import exit_code, outcome_as_json
from dags.cli.output import print_answer, print_problem

if TYPE_CHECKING:
    from checks.review.withdrawal import WithdrawalOutcome


def accept_warnings(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    if not asked.loads and not asked.kind:
        raise UsageError("name the loads, or the kind whose warnings you acknowledge: holdgain accept --kind KIND ...")
    decisions_made = decisions.acknowledge_warnings(home.prepare(), asked.loads, asked.reason, asked.role, asked.kind)
    which = decisions_made[0].load_id if len(decisions_made) == 1 else f"{len(decisions_made)} loads"
    sentence = f"acknowledged: the warnings of {which}"
    print_answer(asked, {"decisions": [vars(decision) for decision in decisions_made]}, sentence)
    return 0


def readmit_load(asked: argparse.Namespace, home: Home) -> int:
    """Let a quarantined load in (`release`), or an earlier version of a month count again (`reinstate`)."""
    from checks import admission
    from checks.review import readmission
    from checks.validation import outcome_text

    decide = {"release": readmission.release_load, "reinstate": readmission.reinstate_load}[asked.command]
    verdict = admission.admit_landed(home, decide(home.prepare(), asked.load, asked.reason, asked.role))
    for reason_line in outcome_text.group_reasons(verdict.reasons) if verdict.status == "quarantined" else ():
        print_problem(f"{verdict.file_name}: {reason_line}")
    print_answer(
        asked,
        {"verdict": outcome_as_json(verdict)},
        f"{verdict.file_name}: {verdict.status}; the reason is recorded in {home.ledger}",
    )
    return exit_code([verdict])


def reinstate_load(asked: argparse.Namespace, home: Home) -> int:
    """Let a withdrawn load, or an earlier version of a month, count again."""
    from checks.review import decisions, withdrawal
    from checks.storage.ledger import WITHDRAWN

    loads = decisions.find_loads(home.prepare(), asked.load, WITHDRAWN)
    undone = (withdrawal.undo_withdrawal(home, load.load_id, asked.reason, asked.role) for load in loads)
    outcomes = [outcome for outcome in undone if outcome]
    if not outcomes and decisions.is_file_with_months(loads[0], asked.load):
        raise UsageError(
            f"no month of {asked.load} is withdrawn; to let a month that has been superseded count again, name it: "
            f"holdgain reinstate {loads[0].load_id}"
        )
    return _print_withdrawals(asked, outcomes) if outcomes else readmit_load(asked, home)


def withdraw_load(asked: argparse.Namespace, home: Home) -> int:
    """Take an accepted load, or every month of a file with several, out of the figures."""
    from checks.review import decisions, withdrawal

    # one decision for each month: if the machine stops, the same command withdraws the months that are left
    loads = decisions.find_loads(home.prepare(), asked.load, "accepted")
    outcomes = [withdrawal.withdraw_load(home, load.load_id, asked.reason, asked.role) for load in loads]
    return _print_withdrawals(asked, outcomes)


def _print_withdrawals(asked: argparse.Namespace, outcomes: Sequence[WithdrawalOutcome]) -> int:
    answers = [
        {"decision": vars(item.decision), "counting_load": item.counting.load_id if item.counting else None}
        for item in outcomes
    ]
    answer = answers[0] if len(answers) == 1 else {"decisions": answers}
    print_answer(asked, answer, "\n".join(outcome.sentence() for outcome in outcomes))
    return 0


def keep_file(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    decision = decisions.keep(home.prepare(), asked.load, asked.reason, asked.role)
    sentence = f"load {decision.load_id} is kept in quarantine until somebody removes it"
    print_answer(asked, {"decision": vars(decision)}, sentence)
    return 0
