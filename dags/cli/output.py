"""What commands print: the answer on standard output, progress and problems on standard error."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from checks.storage.home_problem import printable_text


def print_progress(line: str) -> None:
    print(printable(line), file=sys.stderr, flush=True)


def print_problem(line: object) -> None:
    print(f"holdgain: {printable(str(line))}", file=sys.stderr, flush=True)


def print_answer(asked: argparse.Namespace, answer: dict[str, Any], text: str) -> None:
    print(json.dumps(answer, indent=1, ensure_ascii=False, default=str) if asked.json else printable(text))


def printable(text: str) -> str:
    """Text that is safe on a terminal: a value from a file could move the cursor or reverse the line."""
    return "\n".join(printable_text(line) for line in text.split("\n"))
