"""`sample` and `admit`: how files come into the home."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli.exit_codes import ExitCode
from dags.cli.input_files import list_input_files
from dags.cli.output import print_answer, print_problem, print_progress
from dags.cli.progress_meter import measure_admission
from dags.common import steps

if TYPE_CHECKING:
    from checks.admission import AdmissionOutcome


def write_samples(asked: argparse.Namespace, home: Home) -> int:
    from checks import samples

    home.prepare()
    try:
        files = samples.write_samples(home.inbox, months=asked.months, providers=asked.providers, seed=asked.seed)
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    print_answer(asked, {"files": files}, f"wrote {len(files)} sample extracts into {home.inbox}")
    if asked.months < samples.MONTHS_FOR_VERDICTS or asked.providers < samples.PROVIDERS_FOR_VERDICTS:
        print_progress(
            "too few for verdicts on gains, so that most adopters will be “not assessable”: those take "
            f"--months {samples.MONTHS_FOR_VERDICTS} --providers {samples.PROVIDERS_FOR_VERDICTS}"
        )
    return 0


def admit_files(asked: argparse.Namespace, home: Home) -> int:
    from checks.validation import outcome_text

    verdicts = admit_and_report(asked, home)
    print_answer(
        asked,
        {"verdicts": [outcome_as_json(verdict) for verdict in verdicts]},
        outcome_text.count_outcomes(verdicts, home.quarantine),
    )
    return exit_code(verdicts)


def admit_and_report(asked: argparse.Namespace, home: Home) -> list[AdmissionOutcome]:
    from checks import admission
    from checks.validation import outcome_text

    files = list_input_files(asked.files, home)
    home.prepare()
    if not files and not home.waiting() and not admission.list_pending_files(home):
        _report_empty_inbox(home)
    with measure_admission(len(files) or len(home.waiting())) as progress:
        verdicts = admission.admit(home, files or None, progress=progress)
    for verdict in verdicts:
        if verdict.status == "quarantined":  # the first reason was reported with the outcome
            for reason_line in outcome_text.group_reasons(verdict.reasons)[1:]:
                print_problem(f"{verdict.file_name}: {reason_line}")
    steps.reduce_expired(home, asked.keep_unknown_days, print_progress)
    return verdicts


def _report_empty_inbox(home: Home) -> None:
    arriving = len(home.arriving())
    print_progress(f"nothing is waiting in {home.inbox}" + (f"; {arriving} still being written" if arriving else ""))


def outcome_as_json(verdict: AdmissionOutcome) -> dict[str, Any]:
    plain = {name: getattr(verdict, name) for name in ("file_name", "kind", "month", "status", "rows", "load_id")}
    return {**plain, "reasons": [reason.as_dict() for reason in verdict.reasons]}


def exit_code(verdicts: Sequence[AdmissionOutcome]) -> int:
    return ExitCode.QUARANTINED if any(verdict.status == "quarantined" for verdict in verdicts) else ExitCode.DONE
