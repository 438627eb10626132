"""The loads of a home as `holdgain status` reports them: each load, and what is quarantined or was removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from checks.contracts.problems import PATIENT_DATA_RULE, Reason
from checks.review.quarantine_retention import kept_ids, list_expiring
from checks.storage.decision_records import Decision
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.withdrawals import find_last_withdrawal
from checks.validation import plausibility


def load_as_json(
    load: Load, counting: set[str], repeated: frozenset[str], acknowledged: set[str], taken: Sequence[Decision]
) -> dict[str, Any]:
    """One load in plain values; its warnings are open while it counts and nobody has acknowledged them."""
    warned = [reason for reason in load.reasons if reason["severity"] == "warning" and load.status == "accepted"]
    withdrawal = find_last_withdrawal(taken, load.load_id) if load.status == WITHDRAWN else None
    return {
        "kind": load.kind or None,
        "month": load.month,
        "file_name": load.file_name,
        "origin": load.origin.file_name if load.origin else None,
        "received_at": load.received_at,
        "rows": load.rows,
        "status": _status_now(load, counting, repeated),
        "load_id": load.load_id,
        "encoding": load.encoding,
        "warnings": [reason["message"] for reason in warned],
        "rules": [reason["rule"] for reason in warned],
        "is_acknowledged": load.load_id in acknowledged,
        "is_open": bool(warned) and load.load_id in counting - acknowledged,
        "release": load.release,
        "withdrawal": vars(withdrawal) if withdrawal else None,
    }


def _status_now(load: Load, counting: set[str], repeated: frozenset[str]) -> str:
    """The status as `core.load` has it: an accepted load counts, repeats one that counts, or is superseded."""
    if load.status != "accepted" or load.load_id in counting:
        return load.status
    return "repeated" if load.load_id in repeated else "superseded"


def reduced_as_json(load: Load) -> dict[str, Any]:
    return {
        "load_id": load.load_id,
        "file_name": load.file_name,
        "received_at": load.received_at,
        "reduced_at": load.reduced_at,
        "rules": [reason["rule"] for reason in load.reasons],
    }


def unresolved_quarantine(home: Home, loads: Sequence[Load], keep_unknown_days: int) -> Iterable[dict[str, Any]]:
    """Quarantined files that nobody has dealt with: no later file has replaced them, and they were not removed."""
    expires_at = {item.load.load_id: item.expires_at for item in list_expiring(home, loads, keep_unknown_days)}
    kept_on_request = kept_ids(home)
    for at, load in enumerate(loads):
        if load.status != "quarantined":
            continue
        quarantined_loads = (
            home.quarantine / f"{load.load_id}-{load.file_name}",
            home.inbox / f".refused-{load.load_id.split('-')[0]}",
        )
        # a register comes in parts, from several senders: a later file of the kind does not replace this one
        is_replaced = load.month is not None and any(
            later.status == "accepted" and later.kind and (later.kind, later.month) == (load.kind, load.month)
            for later in loads[at + 1 :]
        )
        if not is_replaced and any(path.exists() for path in quarantined_loads):
            reasons = [Reason(**reason).sentence() for reason in load.reasons]
            removed_at = expires_at.get(load.load_id)
            yield {
                "file_name": load.file_name,
                "received_at": load.received_at,
                "reasons": reasons,
                "load_id": load.load_id,
                "can_be_released": plausibility.is_releasable(load),
                "removed_on": removed_at.date().isoformat() if removed_at else None,
                "is_kept": load.load_id in kept_on_request,
                "is_refused": any(reason["rule"] == PATIENT_DATA_RULE for reason in load.reasons),
            }
