"""`build`, `publish`, `run` and `verify`: from the files that were accepted to the dashboards, and what they say."""

from __future__ import annotations

import argparse
from pathlib import Path

from checks.storage.home import Home
from dags.cli.exit_codes import ExitCode
from dags.cli.intake_commands import admit_and_report, exit_code, outcome_as_json
from dags.cli.output import print_answer, print_problem, print_progress
from dags.cli.progress_meter import measure_build, measure_publication
from dags.common import steps


def build_warehouse(asked: argparse.Namespace, home: Home) -> int:
    path = _build_or_report(home, asked)
    if path is None:
        return ExitCode.FAILED
    print_answer(asked, {"warehouse": path}, f"the warehouse is ready: {path}")
    return ExitCode.DONE


def publish_edition(asked: argparse.Namespace, home: Home) -> int:
    path = _publish_or_report(home, asked)
    if path is None:
        return ExitCode.FAILED
    print_answer(asked, {"edition": path}, f"the dashboards are ready: {path / 'index.html'}")
    return ExitCode.DONE


def run_pipeline(asked: argparse.Namespace, home: Home) -> int:
    from checks.validation import outcome_text

    verdicts = admit_and_report(asked, home)
    asked.as_known_at = asked.edition = None
    asked.full = False
    asked.theme = "nhs"
    edition = _publish_or_report(home, asked) if _build_or_report(home, asked) else None
    answer = {"verdicts": [outcome_as_json(verdict) for verdict in verdicts], "edition": edition}
    ready = f"\nthe dashboards are ready: {edition / 'index.html'}" if edition else ""
    print_answer(asked, answer, outcome_text.count_outcomes(verdicts, home.quarantine) + ready)
    return exit_code(verdicts) or (ExitCode.DONE if edition else ExitCode.FAILED)


def verify_edition(asked: argparse.Namespace, home: Home) -> int:
    from reports.verification.verify import VerificationError, verify_edition

    try:
        report = verify_edition(home, asked.edition, print_progress)
    except VerificationError as fault:
        print_problem(fault)
        return ExitCode.FAILED
    answer = {
        "edition": asked.edition,
        "pages": report.pages,
        "claims": dict(report.claims),
        "elements": dict(report.elements),
        "falsehoods": [vars(falsehood) for falsehood in report.falsehoods],
    }
    kinds = [
        f"{kind}: {count:,} claims, {report.elements[kind]:,} times" for kind, count in report.claims.most_common()
    ]
    total = f"{sum(report.claims.values()):,} claims on {report.pages:,} pages, {len(report.falsehoods):,} false"
    lines = [*kinds, *(falsehood.sentence() for falsehood in report.falsehoods), total]
    print_answer(asked, answer, "\n".join(lines))
    return ExitCode.NEEDS_ATTENTION if report.falsehoods else ExitCode.DONE


def _build_or_report(home: Home, asked: argparse.Namespace) -> Path | None:
    # asked here too, because importing what builds takes longer than all the rest
    if asked.as_known_at is None and not asked.full and steps.is_warehouse_current(home.prepare()):
        print_progress(steps.IS_CURRENT)
        return home.warehouse
    from transforms.build import BuildError

    try:
        with measure_build() as progress:
            return steps.build_warehouse(home.prepare(), progress, asked.as_known_at, is_full=asked.full)
    except BuildError as fault:
        print_problem(fault)
        return None


def _publish_or_report(home: Home, asked: argparse.Namespace) -> Path | None:
    from reports.publish import PublishError

    try:
        with measure_publication() as progress:
            return steps.publish_edition(home.prepare(), progress, asked.edition, asked.theme, is_full=asked.full)
    except PublishError as fault:
        print_problem(fault)
        return None
