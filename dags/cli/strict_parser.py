"""A parser that takes no abbreviated options, reports a mistake in one line, and suggests what was probably meant."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from dags.cli.exit_codes import ExitCode


class StrictParser(argparse.ArgumentParser):
    """Options are written in full: an abbreviation in a script would change its meaning with the next option."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """One line alone: the usual text on usage before it hides the problem on a small screen."""
        print(f"holdgain: {message} (see `{self.prog} --help`)", file=sys.stderr)
        raise SystemExit(ExitCode.WRONG_USE)

    def options(self) -> set[str]:
        # the usage shows the help by its short form only
        return {"--help", *re.findall(r"--[a-z][a-z-]*", self.format_usage())}

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action.choices, dict) and value not in action.choices:  # the commands
            known_words = [*action.choices, "--help", "--version"]
            self.error(f"{value!r} is not a command{suggest_word(value, known_words)}")
        super()._check_value(action, value)


def suggest_word(word: str, known_words: Iterable[str]) -> str:
    """The known word that is most like the one written, as the end of a sentence; empty when none is like it."""
    likely = difflib.get_close_matches(word.casefold(), sorted(known_words), n=1)
    return f"; did you mean {likely[0]!r}?" if likely else ""
