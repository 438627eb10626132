"""`accept`, `release`, `reinstate`, `withdraw` and `keep`: what a person decides about a load, and why."""

from __future__ import annotations

import argparse
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
    from checks.review import withdrawal

    outcome = withdrawal.undo_withdrawal(home.prepare(), asked.load, asked.reason, asked.role)
    return readmit_load(asked, home) if outcome is None else _print_withdrawal(asked, outcome)


def withdraw_load(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import withdrawal

    return _print_withdrawal(asked, withdrawal.withdraw_load(home.prepare(), asked.load, asked.reason, asked.role))


def _print_withdrawal(asked: argparse.Namespace, outcome: WithdrawalOutcome) -> int:
    counting = outcome.counting.load_id if outcome.counting else None
    print_answer(asked, {"decision": vars(outcome.decision), "counting_load": counting}, outcome.sentence())
    return 0


def keep_file(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    decision = decisions.keep(home.prepare(), asked.load, asked.reason, asked.role)
    sentence = f"load {decision.load_id} is kept in quarantine until somebody removes it"
    print_answer(asked, {"decision": vars(decision)}, sentence)
    return 0
