"""`accept`, `release`, `reinstate` and `keep`: what a person decides about a load, with the reason and the role."""

from __future__ import annotations

import argparse

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli.intake_commands import exit_code, outcome_as_json
from dags.cli.output import print_answer, print_problem


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


def keep_file(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    decision = decisions.keep(home.prepare(), asked.load, asked.reason, asked.role)
    sentence = f"load {decision.load_id} is kept in quarantine until somebody removes it"
    print_answer(asked, {"decision": vars(decision)}, sentence)
    return 0
