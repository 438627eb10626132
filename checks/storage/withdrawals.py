"""Withdrawn loads: accepted by mistake, and left out of every figure until they are reinstated.

The ledger entry of a withdrawn load stays as it is, and so do its file in the archive and its rows in the lake. What it
is now follows from the decisions, so a warehouse can still be built as it was known before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checks.storage import ledger
from checks.storage.decision_records import REINSTATE, WITHDRAW, Decision, read_withdrawing_decisions
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load


@dataclass(frozen=True)
class WithdrawalChange:
    """The moment of a withdrawal or of its undoing, and every load that was withdrawn from then on."""

    load_id: str
    changed_at: str
    withdrawn_ids: frozenset[str]


def list_withdrawal_changes(decisions: Iterable[Decision]) -> list[WithdrawalChange]:
    """List each withdrawal and each undoing of one, in the order of the decisions."""
    changes: list[WithdrawalChange] = []
    withdrawn: set[str] = set()
    for decision in decisions:
        if decision.decision == WITHDRAW:
            withdrawn.add(decision.load_id)
        elif decision.decision == REINSTATE and not decision.new_load_id:
            withdrawn.discard(decision.load_id)
        else:
            continue
        changes.append(WithdrawalChange(decision.load_id, decision.decided_at, frozenset(withdrawn)))
    return changes


def find_withdrawn_ids(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the ids of the loads that these decisions leave withdrawn."""
    changes = list_withdrawal_changes(decisions)
    return changes[-1].withdrawn_ids if changes else frozenset()


def read_withdrawn_ids(home: Home) -> frozenset[str]:
    """Return the ids of the loads that are withdrawn now."""
    return find_withdrawn_ids(read_withdrawing_decisions(home))


def mark_withdrawn(loads: Iterable[Load], withdrawn_ids: frozenset[str]) -> list[Load]:
    """Give withdrawn loads the status `withdrawn`, which nothing counts."""
    return [replace(load, status=WITHDRAWN) if load.load_id in withdrawn_ids else load for load in loads]


def read_loads_as_decided(home: Home) -> list[Load]:
    """Return every load in order of receipt, with the withdrawals that apply now."""
    return mark_withdrawn(ledger.read_loads(home), read_withdrawn_ids(home))


def find_last_withdrawal(decisions: Sequence[Decision], load_id: str) -> Decision | None:
    """Find the newest withdrawal of a load; None if it was never withdrawn."""
    own = [decision for decision in decisions if (decision.decision, decision.load_id) == (WITHDRAW, load_id)]
    return own[-1] if own else None
