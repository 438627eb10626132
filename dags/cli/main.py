"""The `holdgain` command: the same verbs as the DAGs, without a scheduler.

What the commands do is imported only when it is needed, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from dags.cli.exit_codes import ExitCode
from dags.cli.parser import read_command_line
from dags.common import settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. A fault that a user can mend is one line on standard error, never a traceback."""
    try:
        asked = read_command_line(sys.argv[1:] if argv is None else list(argv))
        if asked is None:
            return ExitCode.DONE
        chosen = settings.read_settings()
        home = settings.home_at(asked.home) if asked.home else chosen.home
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except settings.SettingsError as problem:
        print(f"holdgain: {problem}", file=sys.stderr)
        return ExitCode.WRONG_USE
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a file's name may hold bytes that no encoding knows
            stream.reconfigure(errors="backslashreplace")
    from dags.cli import commands

    asked.keep_unknown_days, asked.sharing = chosen.keep_unknown_days, chosen.sharing
    return commands.carry_out(asked, home)


if __name__ == "__main__":
    sys.exit(main())
