"""Run one command: which function does it, and how a fault becomes a line on standard error and an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from checks.contracts.problems import UsageError
from checks.storage import file_modes
from checks.storage.home import Home
from checks.storage.home_problem import printable_text
from checks.storage.home_version import check_format
from dags.cli.exit_codes import ExitCode
from dags.cli.home_folder import COMMANDS_WITHOUT_HOME, check_home
from dags.cli.input_files import list_input_files
from dags.cli.output import print_problem, print_progress
from dags.common import settings

Command = Callable[[argparse.Namespace, Home], int]
COMMANDS = {
    "sample": "intake_commands.write_samples",
    "admit": "intake_commands.admit_files",
    "accept": "review_commands.accept_warnings",
    "release": "review_commands.readmit_load",
    "reinstate": "review_commands.reinstate_load",
    "withdraw": "review_commands.withdraw_load",
    "keep": "review_commands.keep_file",
    "build": "output_commands.build_warehouse",
    "publish": "output_commands.publish_edition",
    "run": "output_commands.run_pipeline",
    "spc": "spc_command.chart_series",
    "prune": "upkeep_commands.prune",
    "status": "upkeep_commands.print_status",
    "new-extract": "new_extract_command.write_skeleton",
    "verify": "output_commands.verify_edition",
    "verify-home": "upkeep_commands.verify_home",
}
"""The module and the function of each: to import those of every command takes longer than most commands."""
COMMANDS_THAT_READ = (*COMMANDS_WITHOUT_HOME, "status", "verify")
"""They leave the home as it is."""
DECISIONS = ("accept", "release", "reinstate", "withdraw", "keep")
COMMANDS_THAT_MAY_FAIL = (*DECISIONS, "build", "publish", "verify", "verify-home")
"""A script must be able to tell a decision that a full disk prevented from one that is refused."""


def carry_out(asked: argparse.Namespace, home: Home) -> int:
    """Run the command; every fault that a user can mend becomes lines on standard error and an exit code."""
    file_modes.use_private_umask()
    failed = ExitCode.FAILED if asked.command in COMMANDS_THAT_MAY_FAIL else ExitCode.WRONG_USE
    try:
        _prepare_home(asked, home)
        return find_command(asked.command)(asked, home)
    except (UsageError, settings.SettingsError) as fault:
        for line in str(fault).splitlines():
            print_problem(line)
        return ExitCode.WRONG_USE
    except OSError as fault:
        print_problem(f"{fault.filename or home.root}: {fault.strerror or fault}")
        return failed
    except Exception as fault:
        # DuckDB is imported by the verbs, not here: its errors are recognised by their module
        if not type(fault).__module__.startswith(("duckdb", "_duckdb")):
            raise
        print_problem(f"the warehouse or the lake cannot be read or written: {str(fault).splitlines()[0]}")
        return failed
    except KeyboardInterrupt:
        print_problem("stopped; the files received so far are kept, and the same command continues from there")
        return ExitCode.STOPPED


def find_command(name: str) -> Command:
    """Import the function that carries out a command."""
    module, function = COMMANDS[name].split(".")
    command: Command = getattr(import_module(f"dags.cli.{module}"), function)
    return command


def _prepare_home(asked: argparse.Namespace, home: Home) -> None:
    """Refuse a folder that is not a home or has a newer format, and note what is shared with other accounts."""
    is_new = check_home(asked.command, home)
    if asked.command not in COMMANDS_WITHOUT_HOME:
        check_format(home.root)
    if asked.command not in COMMANDS_THAT_READ:
        file_modes.note_shared(home.root, asked.sharing)
    if is_new:
        # a mistyped file must not leave a new home behind
        list_input_files(getattr(asked, "files", ()), home)
        home.prepare()
        print_progress(f"made a new home: {printable_text(str(home.root))}")
