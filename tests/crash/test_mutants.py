"""Faults put in on purpose are caught; the table is `python -m tests.bench mutants`."""

from __future__ import annotations

import pytest

from tests.crash.faults import Stage, Theatre
from tests.crash.hunt import hunt
from tests.crash.mutants import MUTANTS, Mutant

RULES = {
    "no fsync": ("ledger", "lost", "quarantine"),
    "torn ledger writes": ("ledger: an entry cannot be read",),
    "original deleted before the quarantine copy": ("lost",),
    "`latest` not atomic": ("edition: there was a latest one, and there is none",),
    "warehouse copied in place": ("warehouse",),
    "ledger entry before the lake file": ("ledger",),
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_is_caught(mutant: Mutant, theatre: Theatre, few: Stage) -> None:
    _, finding = hunt(theatre, few, mutant)
    assert finding is not None
    assert finding.rule.startswith(RULES[mutant.name]), str(finding)
