"""The commands of `holdgain` and their options. What each command does is in the `*_commands` modules."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import Any

from dags.cli.argument_types import parse_month, parse_positive_number
from dags.cli.exit_codes import EXIT_CODES_HELP
from dags.cli.strict_parser import StrictParser, suggest_word
from dags.common.moments import parse_moment

CommandAdder = Callable[[str, str], argparse.ArgumentParser]
"""Adds a command by its name and summary."""


class _ShowVersion(argparse.Action):
    """Looks the release up only when it is asked for: reading the package's metadata delays every command."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib import metadata

        try:
            release = metadata.version("holdgain")
        except metadata.PackageNotFoundError:
            release = "(not installed as a package)"
        print(f"holdgain {release}")
        parser.exit()


def read_command_line(argv: Sequence[str]) -> argparse.Namespace | None:
    """What was asked for; None where only the help was shown. Raises SystemExit on a mistake, once it is reported."""
    parser, commands = build_parser()
    if not argv:
        parser.print_help()
        return None
    if option := _find_unknown_option(argv, parser, commands):
        parser.error(f"{option!r} is not expected here{suggest_word(option, parser.options())}")
    asked, unknown = parser.parse_known_args(argv)
    chosen: StrictParser = commands.get(asked.command, parser)
    if unknown:
        chosen.error(f"{unknown[0]!r} is not expected here{suggest_word(unknown[0], chosen.options())}")
    if asked.command is None:
        parser.error("name a command")
    return asked


def _find_unknown_option(argv: Sequence[str], parser: StrictParser, commands: Container[str]) -> str | None:
    """A mistyped option before the command: argparse would take the value after it for a command that is wrong."""
    known_options = {*parser.options(), "-h", "--help"}
    for word in argv:
        if word in commands:
            return None
        if word.startswith("-") and word.split("=")[0] not in known_options:
            return word
    return None


def build_parser() -> tuple[StrictParser, dict[str, StrictParser]]:
    """The parser, and those of the commands by their names."""
    parser = StrictParser(
        prog="holdgain",
        description="Has the gain held, how sure are we, and how far has the practice spread?",
        epilog=EXIT_CODES_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the release and exit")
    _add_shared_options(parser, home=None, json=False)
    adder = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=StrictParser)

    def command(name: str, summary: str) -> argparse.ArgumentParser:
        added = adder.add_parser(name, help=summary, description=summary)
        # no default of its own: it would replace what was written before the command
        _add_shared_options(added, home=argparse.SUPPRESS, json=argparse.SUPPRESS)
        return added

    _add_intake(command)
    _add_review(command)
    _add_output(command)
    _add_spc(command("spc", "chart any series by the rules of the warehouse: CSV or Parquet in, points out"))
    _add_upkeep(command)
    new_extract = command("new-extract", "write the skeleton of a new kind of extract into a checkout of the source")
    new_extract.add_argument("kind", metavar="KIND", help="its name: lower-case letters, digits and underscores")
    return parser, dict(adder.choices)


def _add_shared_options(parser: argparse.ArgumentParser, *, home: str | None, json: str | bool) -> None:
    folder = "the home folder (else HOLDGAIN_HOME, else ./var); before or after the command"
    parser.add_argument("--home", type=Path, metavar="DIR", default=home, help=folder)
    parser.add_argument("--json", action="store_true", default=json, help="the answer as JSON on standard output")


def _add_intake(command: CommandAdder) -> None:
    sample = command("sample", "write sample extracts of every kind into the inbox")
    sample.add_argument("--months", type=parse_positive_number, default=60, help="months of A&E extracts (default 60)")
    sample.add_argument("--providers", type=parse_positive_number, default=88, help="invented providers (default 88)")
    sample.add_argument("--seed", type=int, default=2026, help="the same seed gives the same bytes (default 2026)")
    for name, summary in (
        ("admit", "admit the files, those of the folders, or everything that waits in the inbox"),
        ("run", "admit, build and publish"),
    ):
        command(name, summary).add_argument("files", nargs="*", type=Path, metavar="FILE|FOLDER")


def _add_review(command: CommandAdder) -> None:
    accept = command("accept", "acknowledge the warnings of accepted loads; the record keeps it")
    accept.add_argument("loads", nargs="*", metavar="LOAD", help="the id of a load, its beginning, or the file's name")
    accept.add_argument("--kind", help="instead of naming loads: every load of this kind with unacknowledged warnings")
    release = command("release", "admit a quarantined file that meets its contract but looked implausible")
    release.add_argument("load", metavar="FILE|LOAD", help="the name of the file, the load's id, or its beginning")
    withdraw = command(
        "withdraw", "take an accepted load out of the figures; the record stays, and `reinstate` undoes it"
    )
    withdraw.add_argument(
        "load",
        metavar="FILE|LOAD",
        help="the name of the file, the load's id, or its beginning; a file with several months is withdrawn whole",
    )
    reinstate = command(
        "reinstate",
        "put a withdrawn load back into the figures, or an earlier version of a month in place of the newer",
    )
    reinstate.add_argument("load", metavar="LOAD", help="the id of the withdrawn or superseded load, or its beginning")
    keep = command("keep", "keep a quarantined file of an unknown layout, which would be removed after some days")
    keep.add_argument("load", metavar="FILE|LOAD", help="the name of the file, the load's id, or its beginning")
    for decision in (accept, release, withdraw, reinstate, keep):
        decision.add_argument("--reason", required=True, metavar="TEXT", help="why; the record keeps it")
        decision.add_argument("--role", required=True, metavar="ROLE", help="in which role: a role, not a name")


def _add_output(command: CommandAdder) -> None:
    build = command("build", "bring the warehouse up to date with the lake")
    moment = "use only what had arrived by then: ISO date or time, UTC"
    build.add_argument("--as-known-at", type=parse_moment, metavar="TIME", help=moment)
    build.add_argument("--full", action="store_true", help="compute everything again, even what has not changed")
    publish = command("publish", "render an edition of the dashboards and switch `latest` to it")
    named = "its name, by default the newest month; it has all figures of the warehouse, those of later months too"
    publish.add_argument("--edition", type=parse_month, metavar="YYYY-MM", help=named)
    verify = command("verify", "check what the pages of an edition say against the warehouse, claim by claim")
    verify.add_argument("edition", nargs="?", default="latest", metavar="EDITION", help="its name; default: latest")
    colours = "mdc_exact: the colours of Making Data Count's tool"
    publish.add_argument("--full", action="store_true", help="render every page again, also what has not changed")
    publish.add_argument("--theme", choices=("nhs", "mdc_exact"), default="nhs", help=colours)


def _add_spc(spc: argparse.ArgumentParser) -> None:
    spc.add_argument(
        "series",
        nargs="?",
        type=Path,
        metavar="SERIES.csv",
        help="columns series_id, date, value; one series needs no series_id; read as Parquet if it ends in .parquet",
    )
    spc.add_argument("--options", type=Path, metavar="OPTIONS.json")
    spc.add_argument(
        "--out",
        "--output",
        type=Path,
        metavar="POINTS.csv",
        help="written as Parquet if it ends in .parquet; default: CSV on standard output",
    )
    spc.add_argument(
        "--summary",
        nargs="?",
        type=Path,
        const=Path("-"),
        metavar="SUMMARY.csv",
        help="one row per series instead of one per point; with a name (.csv or .parquet), beside the points",
    )
    spc.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        help="how to read dates such as 01/02/2024, if no date in the file decides it",
    )
    spc.add_argument(
        "--ignore-absent-rebases",
        action="store_true",
        help="report rebase dates without a point instead of refusing them, where the reference package ignores them",
    )


def _add_upkeep(command: CommandAdder) -> None:
    prune = command("prune", "remove old editions, caches of old definitions and old logs of tasks; never any data")
    prune.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    command("status", "what was loaded when, what is waiting, quarantined or late, and the newest edition")
    verify = command("verify-home", "read every file of the home, and say what is damaged and what to do")
    verify.add_argument("--repair", action="store_true", help="first restore what the archive allows")
