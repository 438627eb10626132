"""Print the table of cases; exit code 1 if one of them is not as it must be."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.cases.every_case import SHARED, list_cases


def print_table(shared: Path) -> int:
    """Print one row for each case, and return how many are wrong."""
    wrong = 0
    print("| case | what must happen | what happens | |\n|---|---|---|---|")
    for case in list_cases(shared):
        with tempfile.TemporaryDirectory() as scratch:
            answer = case.look(Path(scratch))
        wrong += not answer.is_right
        print(
            f"| {case.name} | {case.must} | {answer.happens} | {'yes' if answer.is_right else '**no**'} |", flush=True
        )
    return wrong


if __name__ == "__main__":
    sys.exit(1 if print_table(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED) else 0)
