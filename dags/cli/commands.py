"""What each `holdgain` command does. The answer goes to standard output, progress and problems to standard error."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.contracts.problems import UsageError
from checks.storage import file_modes
from checks.storage.home import Home
from checks.storage.home_version import check_format
from checks.validation.outcome import printable_name
from dags.common import settings, steps

if TYPE_CHECKING:
    from checks.admission import AdmissionOutcome

QUARANTINED, ATTENTION = 3, 4
READING = ("spc", "status")
"""Commands that leave the home as it is."""


def print_progress(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)


def print_problem(line: object) -> None:
    print(f"holdgain: {printable(str(line))}", file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Text as a terminal may get it: a value of a file could hold what steers one, or turns the line around."""
    return "\n".join(printable_name(line) for line in text.split("\n"))


def carry_out(asked: argparse.Namespace, home: Home) -> int:
    """Run the command; every fault that a user can mend becomes lines on standard error and an exit code."""
    command: Callable[[argparse.Namespace, Home], int] = COMMANDS[asked.command]
    file_modes.use_private_umask()
    failed = 1 if asked.command in ("build", "publish", "verify-home") else 2
    try:
        _check_home(asked, home)
        return command(asked, home)
    except (UsageError, settings.SettingsError) as fault:
        for line in str(fault).splitlines():
            print_problem(line)
        return 2
    except OSError as fault:
        print_problem(f"{fault.filename or home.root}: {fault.strerror or fault}")
        return failed
    except Exception as fault:
        # DuckDB is imported by the verbs, not here: its errors are told by where they come from
        if not type(fault).__module__.startswith(("duckdb", "_duckdb")):
            raise
        print_problem(f"the warehouse or the lake cannot be read or written: {str(fault).splitlines()[0]}")
        return failed
    except KeyboardInterrupt:
        print_problem("stopped; what had arrived is kept, the same command goes on from there")
        return 130


def _check_home(asked: argparse.Namespace, home: Home) -> None:
    """Refuse a home of a newer format, and note in it what is shared with other accounts."""
    if asked.command != "spc":  # the only one that does not use the home
        check_format(home.root)
    if asked.command not in READING:
        file_modes.note_shared(home.root, asked.sharing)


def _print_answer(asked: argparse.Namespace, answer: dict[str, Any], text: str) -> None:
    print(json.dumps(answer, indent=1, ensure_ascii=False, default=str) if asked.json else printable(text))


def write_samples(asked: argparse.Namespace, home: Home) -> int:
    from checks import samples

    home.prepare()
    try:
        files = samples.write_samples(home.inbox, months=asked.months, providers=asked.providers, seed=asked.seed)
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    _print_answer(asked, {"files": files}, f"{len(files)} sample extracts lie in {home.inbox}")
    return 0


def admit_files(asked: argparse.Namespace, home: Home) -> int:
    from checks.validation import outcome_text

    verdicts = _admit_and_report(asked, home)
    _print_answer(
        asked,
        {"verdicts": [_outcome_as_json(verdict) for verdict in verdicts]},
        outcome_text.count_outcomes(verdicts, home.quarantine),
    )
    return _exit_code(verdicts)


def accept_warnings(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    if not asked.loads and not asked.kind:
        raise UsageError("name the loads, or the kind whose warnings you acknowledge: holdgain accept --kind ae ...")
    decisions_made = decisions.acknowledge_warnings(home.prepare(), asked.loads, asked.reason, asked.role, asked.kind)
    which = decisions_made[0].load_id if len(decisions_made) == 1 else f"{len(decisions_made)} loads"
    sentence = f"acknowledged: the warnings of {which}"
    _print_answer(asked, {"decisions": [vars(decision) for decision in decisions_made]}, sentence)
    return 0


def readmit_load(asked: argparse.Namespace, home: Home) -> int:
    from checks import admission
    from checks.review import readmission
    from checks.validation import outcome_text

    decide = {"release": readmission.release_load, "reinstate": readmission.reinstate_load}[asked.command]
    verdict = admission.admit_landed(home, decide(home.prepare(), asked.load, asked.reason, asked.role))
    for reason_line in outcome_text.group_reasons(verdict.reasons) if verdict.status == "quarantined" else ():
        print_problem(f"{verdict.file_name}: {reason_line}")
    _print_answer(
        asked,
        {"verdict": _outcome_as_json(verdict)},
        f"{verdict.file_name}: {verdict.status}; {home.ledger} keeps the reason",
    )
    return _exit_code([verdict])


def keep(asked: argparse.Namespace, home: Home) -> int:
    from checks.review import decisions

    decision = decisions.keep(home.prepare(), asked.load, asked.reason, asked.role)
    reported = f"load {decision.load_id} is kept in quarantine until somebody removes it"
    _print_answer(asked, {"decision": vars(decision)}, reported)
    return 0


def build_warehouse(asked: argparse.Namespace, home: Home) -> int:
    path = _build_or_report(home, asked)
    if path is None:
        return 1
    _print_answer(asked, {"warehouse": path}, f"the warehouse stands: {path}")
    return 0


def publish_edition(asked: argparse.Namespace, home: Home) -> int:
    path = _publish_or_report(home, asked)
    if path is None:
        return 1
    _print_answer(asked, {"edition": path}, f"the dashboards stand: {path / 'index.html'}")
    return 0


def run_pipeline(asked: argparse.Namespace, home: Home) -> int:
    from checks.validation import outcome_text

    verdicts = _admit_and_report(asked, home)
    asked.as_known_at = asked.edition = None
    asked.theme = "nhs"
    edition = _publish_or_report(home, asked) if _build_or_report(home, asked) else None
    answer = {"verdicts": [_outcome_as_json(verdict) for verdict in verdicts], "edition": edition}
    standing = f"\nthe dashboards stand: {edition / 'index.html'}" if edition else ""
    _print_answer(asked, answer, outcome_text.count_outcomes(verdicts, home.quarantine) + standing)
    return _exit_code(verdicts) or (0 if edition else 1)


def prune(asked: argparse.Namespace, home: Home) -> int:
    from dags.common.prune import prune_home

    pruned = prune_home(home, settings.read_settings().retention, dry_run=asked.dry_run)
    _print_answer(asked, pruned.as_dict(), "\n".join(pruned.sentences()))
    return 0


def print_status(asked: argparse.Namespace, home: Home) -> int:
    from dags.cli.status import collect_status
    from dags.cli.status_text import status_sentences

    home_status = collect_status(home, keep_unknown_days=asked.keep_unknown_days)
    _print_answer(asked, home_status.as_dict(), "\n".join(status_sentences(home_status)))
    return ATTENTION if home_status.needs_attention else 0


def verify_home(asked: argparse.Namespace, home: Home) -> int:
    from dags.cli import verify_home

    if not home.ledger.is_dir():
        raise UsageError(f"{home.root} is no home: it has no ledger")
    if asked.repair:
        verify_home.repair_home(home.prepare(), print_progress)
    problems = verify_home.find_problems(home, print_progress)
    lines = [problem.sentence() for problem in problems] or [f"{home.root} is whole"]
    _print_answer(asked, {"problems": [vars(problem) for problem in problems]}, "\n".join(lines))
    return ATTENTION if problems else 0


def _admit_and_report(asked: argparse.Namespace, home: Home) -> list[AdmissionOutcome]:
    from checks import admission
    from checks.validation import outcome_text

    files: Sequence[Path] = asked.files
    must_exist(files)
    home.prepare()
    if not files and not home.waiting() and not admission.list_pending_files(home):
        arriving = len(home.arriving())
        print_progress(
            f"nothing is waiting in {home.inbox}" + (f"; {arriving} still being written" if arriving else "")
        )
    verdicts = admission.admit(home, list(files) or None, progress=print_progress)
    for verdict in verdicts:
        if verdict.status == "quarantined":  # the first reason was told when the verdict fell
            for reason_line in outcome_text.group_reasons(verdict.reasons)[1:]:
                print_problem(f"{verdict.file_name}: {reason_line}")
    steps.reduce_expired(home, asked.keep_unknown_days, print_progress)
    return verdicts


def must_exist(files: Sequence[Path]) -> None:
    missing = [f"{path}: there is no such file" for path in files if not path.exists()]
    missing += [f"{path} is a folder: name the files in it" for path in files if path.is_dir()]
    missing += [
        f"{path}: you may not read this file" for path in files if path.is_file() and not os.access(path, os.R_OK)
    ]
    if missing:
        raise UsageError("\n".join(missing))


def _build_or_report(home: Home, asked: argparse.Namespace) -> Path | None:
    from transforms.build import BuildError

    try:
        return steps.build_warehouse(home.prepare(), print_progress, asked.as_known_at)
    except BuildError as fault:
        print_problem(fault)
        return None


def _publish_or_report(home: Home, asked: argparse.Namespace) -> Path | None:
    from reports.publish import PublishError

    try:
        return steps.publish_edition(home.prepare(), print_progress, asked.edition, asked.theme)
    except PublishError as fault:
        print_problem(fault)
        return None


def _outcome_as_json(verdict: AdmissionOutcome) -> dict[str, Any]:
    plain = {name: getattr(verdict, name) for name in ("file_name", "kind", "month", "status", "rows", "load_id")}
    return {**plain, "reasons": [reason.as_dict() for reason in verdict.reasons]}


def _exit_code(verdicts: Sequence[AdmissionOutcome]) -> int:
    return QUARANTINED if any(verdict.status == "quarantined" for verdict in verdicts) else 0


def chart_series(asked: argparse.Namespace, home: Home) -> int:
    from dags.cli.spc_command import chart_series

    try:
        warnings = chart_series(
            asked.series,
            asked.options,
            asked.out,
            asked.summary,
            as_json=asked.json,
            ignores_absent_rebases=asked.ignore_absent_rebases,
        )
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    for warning in warnings:
        print_problem(warning)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace, Home], int]] = {
    "sample": write_samples,
    "admit": admit_files,
    "accept": accept_warnings,
    "release": readmit_load,
    "reinstate": readmit_load,
    "keep": keep,
    "build": build_warehouse,
    "publish": publish_edition,
    "run": run_pipeline,
    "spc": chart_series,
    "prune": prune,
    "status": print_status,
    "verify-home": verify_home,
}
