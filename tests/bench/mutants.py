"""Six faults put into the product on purpose, and what catches each; a mutant that survives ends it with an error.

The first row is the product as it is: none of the states of its run may break a rule.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.crash.every_state import Finding
from tests.crash.faults import Theatre
from tests.crash.hunt import PRODUCT, hunt, search
from tests.crash.mutants import MUTANTS
from tests.crash.runner import running
from tests.crash.scenarios import FEW
from tests.crash.shim import why_not


def main() -> None:
    if reason := why_not():
        print(f"not run: {reason}")
        return
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as runner:
        theatre = Theatre(Path(folder), runner)
        few = theatre.prepare_first(FEW)
        product = search(theatre, few)
        _print_row(PRODUCT, *product)
        survivors = [mutant.name for mutant in MUTANTS if not _print_row(mutant.name, *hunt(theatre, few, mutant))]
    if survivors or product[1]:
        raise SystemExit(f"survived: {', '.join(survivors) or 'none'}; the product itself: {product[1] or 'no fault'}")


def _print_row(name: str, states: int, finding: Finding | None) -> bool:
    print(f"| {name} | {'caught' if finding else 'no fault'} | {states} states | {finding or ''} |", flush=True)
    return finding is not None


if __name__ == "__main__":
    main()
