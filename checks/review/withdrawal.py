"""Withdrawal by decision: an accepted load stops counting, and counts again once its withdrawal is undone.

Nothing is moved or written but the decision, so a machine that stops leaves either the whole decision or none.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.review.decisions import DecisionError, find_load, validate_text
from checks.storage.archive import parse_stamp
from checks.storage.decision_records import REINSTATE, WITHDRAW, Decision, read_decisions, record_decision
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.load_ids import LoadClock
from checks.storage.month_vintages import current_loads
from checks.storage.withdrawals import find_last_withdrawal, read_loads_as_decided


@dataclass(frozen=True)
class WithdrawalOutcome:
    """The decision, its load, and the load that counts for the month from now on: None for a register or no other."""

    decision: Decision
    load: Load
    counting: Load | None

    def sentence(self) -> str:
        """Say what counts from now on, and that the figures follow with the next run."""
        is_withdrawn = self.decision.decision == WITHDRAW
        state = "is withdrawn" if is_withdrawn else "is no longer withdrawn"
        effect = f"{self._effect(is_withdrawn=is_withdrawn)}. The next run brings the figures up to date"
        return f"{self.load.file_name} ({self.load.load_id}) {state}; {effect}"

    def _effect(self, *, is_withdrawn: bool) -> str:
        if not self.load.month:
            return "its rows no longer count" if is_withdrawn else "its rows count again"
        if self.counting is None:
            return f"nothing counts for {self.load.month} now"
        if self.counting.load_id == self.load.load_id:
            return f"it counts for {self.load.month} again"
        effect = f"for {self.load.month} counts {self.counting.file_name} ({self.counting.load_id})"
        advice = f"; the same command again lets {self.load.load_id} count instead"
        return effect if is_withdrawn else effect + advice


def withdraw_load(home: Home, named: str, reason: str, role: str) -> WithdrawalOutcome:
    """Take an accepted load out of the figures. Raises DecisionError if it is not in them, or for unfit words."""
    reason, role = validate_text("reason", reason), validate_text("role", role)
    with home.lock("land"):
        load = find_load(home, named)
        _check_withdrawable(home, load)
        return _record(home, WITHDRAW, load, reason, role)


def undo_withdrawal(home: Home, named: str, reason: str, role: str) -> WithdrawalOutcome | None:
    """Let a withdrawn load count again as if it had never been withdrawn; None if the load is not withdrawn."""
    reason, role = validate_text("reason", reason), validate_text("role", role)
    with home.lock("land"):
        load = find_load(home, named)
        return _record(home, REINSTATE, load, reason, role) if load.status == WITHDRAWN else None


def _check_withdrawable(home: Home, load: Load) -> None:
    if load.status == WITHDRAWN:
        withdrawal = find_last_withdrawal(read_decisions(home), load.load_id)
        on = f" on {withdrawal.decided_at:.10}" if withdrawal else ""
        raise DecisionError(
            f"{load.file_name} ({load.load_id}) was already withdrawn{on}; "
            f"`holdgain reinstate {load.load_id}` lets it count again"
        )
    if load.status != "accepted":
        raise DecisionError(
            f"{load.file_name} ({load.load_id}) is quarantined, so it counts nowhere: there is nothing to withdraw"
        )


def _record(home: Home, decision: str, load: Load, reason: str, role: str) -> WithdrawalOutcome:
    decided_at = parse_stamp(LoadClock.of(home).next_stamp())
    recorded = record_decision(home, Decision(decision, load.load_id, reason, role, decided_at))
    current = current_loads(read_loads_as_decided(home), frozenset())
    counting = next((other for other in current if (other.kind, other.month) == (load.kind, load.month)), None)
    return WithdrawalOutcome(recorded, load, counting if load.month else None)
