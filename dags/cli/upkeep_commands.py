"""`status`, `verify-home` and `prune`: how the home is, and what in it is old."""

from __future__ import annotations

import argparse

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli.exit_codes import ExitCode
from dags.cli.output import print_answer, print_progress
from dags.common import settings, steps


def print_status(asked: argparse.Namespace, home: Home) -> int:
    from dags.cli.status import collect_status
    from dags.cli.status_text import status_sentences

    home_status = collect_status(home, keep_unknown_days=asked.keep_unknown_days)
    print_answer(asked, home_status.as_dict(), "\n".join(status_sentences(home_status)))
    return ExitCode.NEEDS_ATTENTION if home_status.needs_attention else 0


def verify_home(asked: argparse.Namespace, home: Home) -> int:
    from dags.cli import verify_home

    if not home.ledger.is_dir():
        raise UsageError(f"{home.root} is not a home: it has no ledger")
    if asked.repair:
        verify_home.repair_home(home.prepare(), print_progress)
    problems = verify_home.find_problems(home, print_progress)
    lines = [problem.sentence() for problem in problems] or [f"{home.root} is whole"]
    print_answer(asked, {"problems": [vars(problem) for problem in problems]}, "\n".join(lines))
    return ExitCode.NEEDS_ATTENTION if problems else 0


def prune(asked: argparse.Namespace, home: Home) -> int:
    from dags.common.prune import prune_home

    chosen = settings.read_settings()
    if not asked.dry_run:
        steps.reduce_expired(home, chosen.keep_unknown_days, print_progress)
    pruned = prune_home(home, chosen.retention, dry_run=asked.dry_run)
    print_answer(asked, pruned.as_dict(), "\n".join(pruned.sentences()))
    return 0
