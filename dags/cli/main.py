"""The `holdgain` command: the same verbs as the DAGs, without a scheduler.

What a command does is in `dags/cli/commands.py`, imported only when it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from dags.common import settings

EXIT_CODES = """
exit codes:
  0 done   1 build or publish failed   2 wrong use, or input that cannot be read
  3 something was quarantined or refused (admit, run)   4 something is late or quarantined (status), or
    damaged (status, verify-home)
"""


def _parse_positive_number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def _parse_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a month: write YYYY-MM")
    return text


def _parse_moment(text: str) -> datetime:
    """A date stands for its last moment: what was known at the end of that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO date or time") from None
    if len(text) == len("2026-01-31"):
        moment = datetime.combine(moment, time.max)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Command = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command by its name and summary."""


def _add_intake(command: Command) -> None:
    sample = command("sample", "write sample extracts of every kind into the inbox")
    sample.add_argument("--months", type=_parse_positive_number, default=60, help="months of A&E extracts (default 60)")
    sample.add_argument("--providers", type=_parse_positive_number, default=88, help="invented providers (default 88)")
    sample.add_argument("--seed", type=int, default=2026, help="the same seed gives the same bytes (default 2026)")
    for name, summary in (
        ("admit", "admit the files, or everything that waits in the inbox"),
        ("run", "admit, build and publish"),
    ):
        command(name, summary).add_argument("files", nargs="*", type=Path, metavar="FILE")
    accept = command("accept", "acknowledge the warnings of accepted loads; the record keeps it")
    accept.add_argument("loads", nargs="*", metavar="LOAD", help="the id of a load, its beginning, or the file's name")
    accept.add_argument("--kind", help="instead of naming loads: every load of this kind whose warnings are open")
    release = command("release", "admit a quarantined file that is whole but did not look plausible")
    release.add_argument("load", metavar="FILE|LOAD", help="the name of the file, the load's id, or its beginning")
    reinstate = command(
        "reinstate", "let an earlier version of a month count again instead of the one that replaced it"
    )
    reinstate.add_argument("load", metavar="LOAD", help="the id of the superseded load, or its beginning")
    keep = command("keep", "keep a quarantined file of an unknown layout, which would be removed after some days")
    keep.add_argument("load", metavar="FILE|LOAD", help="the name of the file, the load's id, or its beginning")
    for decision in (accept, release, reinstate, keep):
        decision.add_argument("--reason", required=True, metavar="TEXT", help="why; the record keeps it")
        decision.add_argument("--role", required=True, metavar="ROLE", help="in which role: a role, not a name")


def _add_output(command: Command) -> None:
    build = command("build", "rebuild the warehouse from the lake")
    build.add_argument(
        "--as-known-at",
        type=_parse_moment,
        metavar="TIME",
        help="only what had arrived by then: ISO date or time, UTC",
    )
    publish = command("publish", "render an edition of the dashboards and switch `latest` to it")
    publish.add_argument("--edition", type=_parse_month, metavar="YYYY-MM", help="default: the newest month")
    publish.add_argument(
        "--theme",
        choices=("nhs", "mdc_exact"),
        default="nhs",
        help="mdc_exact: the colours of Making Data Count's tool",
    )


def _add_spc(spc: argparse.ArgumentParser) -> None:
    spc.add_argument("series", nargs="?", type=Path, metavar="SERIES.csv", help="columns series_id, date, value")
    spc.add_argument("--options", type=Path, metavar="OPTIONS.json")
    spc.add_argument("--out", type=Path, metavar="POINTS.csv", help="default: standard output")
    spc.add_argument(
        "--summary",
        nargs="?",
        type=Path,
        const=Path("-"),
        metavar="SUMMARY.csv",
        help="one row per series instead of one per point; with a name, beside the points",
    )
    spc.add_argument(
        "--ignore-absent-rebases",
        action="store_true",
        help="tell rebase dates without a point instead of refusing them, as the reference package ignores them",
    )


def _build_parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", type=Path, metavar="DIR", help="the home folder (else HOLDGAIN_HOME, else ./var)")
    shared.add_argument("--json", action="store_true", help="the answer as JSON on standard output")
    parser = argparse.ArgumentParser(
        prog="holdgain",
        description="Has the gain held, how sure are we, and how far has the practice spread?",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=summary, description=summary, parents=[shared])

    _add_intake(command)
    _add_output(command)
    _add_spc(command("spc", "chart any series by the rules of the warehouse: CSV in, points out"))
    prune = command("prune", "remove old editions, caches of old definitions and old logs of tasks; never any data")
    prune.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    command("status", "what was loaded when, what is waiting, quarantined or late, and the newest edition")
    verify = command("verify-home", "read every file of the home, and say what is damaged and what to do")
    verify.add_argument("--repair", action="store_true", help="first restore what the archive allows")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. A fault that a user can mend is one line on standard error, never a traceback."""
    try:
        asked = _build_parser().parse_args(argv)
        chosen = settings.read_settings()
        home = settings.home_at(asked.home) if asked.home else chosen.home
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except settings.SettingsError as problem:
        print(f"holdgain: {problem}", file=sys.stderr)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a file's name may hold bytes that no encoding knows
            stream.reconfigure(errors="backslashreplace")
    from dags.cli import commands

    asked.keep_unknown_days, asked.sharing = chosen.keep_unknown_days, chosen.sharing
    return commands.carry_out(asked, home)


if __name__ == "__main__":
    sys.exit(main())
