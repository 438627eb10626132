"""What each `holdgain` command does. The answer goes to standard output, progress and problems to standard error."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks import file_modes
from checks.home import Home
from checks.home_version import check_format
from checks.reasons import UsageError
from checks.verdict import shown
from dags import settings, steps

if TYPE_CHECKING:
    from checks.gate import Verdict

QUARANTINED, ATTENTION = 3, 4
READING = ("spc", "status")
"""Commands that leave the home as it is."""


def progress(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)


def problem(line: object) -> None:
    print(f"holdgain: {printable(str(line))}", file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Text as a terminal may get it: a value of a file could hold what steers one, or turns the line around."""
    return "\n".join(shown(line) for line in text.split("\n"))


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
            problem(line)
        return 2
    except OSError as fault:
        problem(f"{fault.filename or home.root}: {fault.strerror or fault}")
        return failed
    except Exception as fault:
        # DuckDB is imported by the verbs, not here: its errors are told by where they come from
        if not type(fault).__module__.startswith(("duckdb", "_duckdb")):
            raise
        problem(f"the warehouse or the lake cannot be read or written: {str(fault).splitlines()[0]}")
        return failed
    except KeyboardInterrupt:
        problem("stopped; what had arrived is kept, the same command goes on from there")
        return 130


def _check_home(asked: argparse.Namespace, home: Home) -> None:
    """Refuse a home of a newer format, and note in it what is shared with other accounts."""
    if asked.command != "spc":  # the only one that does not use the home
        check_format(home.root)
    if asked.command not in READING:
        file_modes.note_shared(home.root, asked.sharing)


def _answer(asked: argparse.Namespace, told: dict[str, Any], text: str) -> None:
    print(json.dumps(told, indent=1, ensure_ascii=False, default=str) if asked.json else printable(text))


def sample(asked: argparse.Namespace, home: Home) -> int:
    from checks import samples

    home.prepare()
    try:
        files = samples.write(home.inbox, months=asked.months, providers=asked.providers, seed=asked.seed)
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    _answer(asked, {"files": files}, f"{len(files)} sample extracts lie in {home.inbox}")
    return 0


def admit(asked: argparse.Namespace, home: Home) -> int:
    from checks import telling

    verdicts = _admitted(asked, home)
    _answer(asked, {"verdicts": [_told(verdict) for verdict in verdicts]}, telling.counted(verdicts, home.quarantine))
    return _exit_code(verdicts)


def accept(asked: argparse.Namespace, home: Home) -> int:
    from checks import decisions

    if not asked.loads and not asked.kind:
        raise UsageError("name the loads, or the kind whose warnings you acknowledge: holdgain accept --kind ae ...")
    made = decisions.accept(home.prepare(), asked.loads, asked.reason, asked.role, asked.kind)
    which = made[0].load_id if len(made) == 1 else f"{len(made)} loads"
    told = f"acknowledged: the warnings of {which}"
    _answer(asked, {"decisions": [vars(decision) for decision in made]}, told)
    return 0


def readmit(asked: argparse.Namespace, home: Home) -> int:
    from checks import gate, readmission, telling

    decide = {"release": readmission.release, "reinstate": readmission.reinstate}[asked.command]
    verdict = gate.admit_landed(home, decide(home.prepare(), asked.load, asked.reason, asked.role))
    for told in telling.grouped(verdict.reasons) if verdict.status == "quarantined" else ():
        problem(f"{verdict.file_name}: {told}")
    _answer(
        asked, {"verdict": _told(verdict)}, f"{verdict.file_name}: {verdict.status}; {home.ledger} keeps the reason"
    )
    return _exit_code([verdict])


def keep(asked: argparse.Namespace, home: Home) -> int:
    from checks import decisions

    decision = decisions.keep(home.prepare(), asked.load, asked.reason, asked.role)
    told = f"load {decision.load_id} is kept in quarantine until somebody removes it"
    _answer(asked, {"decision": vars(decision)}, told)
    return 0


def build(asked: argparse.Namespace, home: Home) -> int:
    path = _built(home, asked)
    if path is None:
        return 1
    _answer(asked, {"warehouse": path}, f"the warehouse stands: {path}")
    return 0


def publish(asked: argparse.Namespace, home: Home) -> int:
    path = _published(home, asked)
    if path is None:
        return 1
    _answer(asked, {"edition": path}, f"the dashboards stand: {path / 'index.html'}")
    return 0


def run(asked: argparse.Namespace, home: Home) -> int:
    from checks import telling

    verdicts = _admitted(asked, home)
    asked.as_known_at = asked.edition = None
    asked.theme = "nhs"
    edition = _published(home, asked) if _built(home, asked) else None
    told = {"verdicts": [_told(verdict) for verdict in verdicts], "edition": edition}
    standing = f"\nthe dashboards stand: {edition / 'index.html'}" if edition else ""
    _answer(asked, told, telling.counted(verdicts, home.quarantine) + standing)
    return _exit_code(verdicts) or (0 if edition else 1)


def prune(asked: argparse.Namespace, home: Home) -> int:
    from dags.prune import prune_home

    pruned = prune_home(home, settings.read().retention, dry_run=asked.dry_run)
    _answer(asked, pruned.as_dict(), "\n".join(pruned.sentences()))
    return 0


def status(asked: argparse.Namespace, home: Home) -> int:
    from dags.status import look
    from dags.status_text import sentences

    found = look(home, keep_unknown_days=asked.keep_unknown_days)
    _answer(asked, found.as_dict(), "\n".join(sentences(found)))
    return ATTENTION if found.needs_attention else 0


def verify_home(asked: argparse.Namespace, home: Home) -> int:
    from dags import verify

    if not home.ledger.is_dir():
        raise UsageError(f"{home.root} is no home: it has no ledger")
    if asked.repair:
        verify.repair(home.prepare(), progress)
    problems = verify.find_problems(home, progress)
    lines = [found.sentence() for found in problems] or [f"{home.root} is whole"]
    _answer(asked, {"problems": [vars(found) for found in problems]}, "\n".join(lines))
    return ATTENTION if problems else 0


def _admitted(asked: argparse.Namespace, home: Home) -> list[Verdict]:
    from checks import gate, telling

    files: Sequence[Path] = asked.files
    must_exist(files)
    home.prepare()
    if not files and not home.waiting() and not gate.pending(home):
        arriving = len(home.arriving())
        progress(f"nothing is waiting in {home.inbox}" + (f"; {arriving} still being written" if arriving else ""))
    verdicts = gate.admit(home, list(files) or None, progress=progress)
    for verdict in verdicts:
        if verdict.status == "quarantined":  # the first reason was told when the verdict fell
            for told in telling.grouped(verdict.reasons)[1:]:
                problem(f"{verdict.file_name}: {told}")
    steps.reduce_expired(home, asked.keep_unknown_days, progress)
    return verdicts


def must_exist(files: Sequence[Path]) -> None:
    missing = [f"{path}: there is no such file" for path in files if not path.exists()]
    missing += [f"{path} is a folder: name the files in it" for path in files if path.is_dir()]
    missing += [
        f"{path}: you may not read this file" for path in files if path.is_file() and not os.access(path, os.R_OK)
    ]
    if missing:
        raise UsageError("\n".join(missing))


def _built(home: Home, asked: argparse.Namespace) -> Path | None:
    from transforms.warehouse import BuildError

    try:
        return steps.build(home.prepare(), progress, asked.as_known_at)
    except BuildError as fault:
        problem(fault)
        return None


def _published(home: Home, asked: argparse.Namespace) -> Path | None:
    from reports.publish import PublishError

    try:
        return steps.publish(home.prepare(), progress, asked.edition, asked.theme)
    except PublishError as fault:
        problem(fault)
        return None


def _told(verdict: Verdict) -> dict[str, Any]:
    plain = {name: getattr(verdict, name) for name in ("file_name", "kind", "month", "status", "rows", "load_id")}
    return {**plain, "reasons": [reason.as_dict() for reason in verdict.reasons]}


def _exit_code(verdicts: Sequence[Verdict]) -> int:
    return QUARANTINED if any(verdict.status == "quarantined" for verdict in verdicts) else 0


def chart_series(asked: argparse.Namespace, home: Home) -> int:
    from dags.series import chart

    try:
        warnings = chart(
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
        problem(warning)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace, Home], int]] = {
    "sample": sample,
    "admit": admit,
    "accept": accept,
    "release": readmit,
    "reinstate": readmit,
    "keep": keep,
    "build": build,
    "publish": publish,
    "run": run,
    "spc": chart_series,
    "prune": prune,
    "status": status,
    "verify-home": verify_home,
}
