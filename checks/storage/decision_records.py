"""The records of people's decisions about loads, stored beside the ledger entries, written once and never changed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home, format_stamp
from checks.storage.json_records import DamagedRecord, list_set_aside, read_folder, read_record, set_aside

ACCEPT, RELEASE, REINSTATE, KEEP, WITHDRAW = "accept", "release", "reinstate", "keep", "withdraw"
DECISIONS = (ACCEPT, RELEASE, REINSTATE, KEEP, WITHDRAW)
READMITTING_DECISIONS = (RELEASE, REINSTATE)


@dataclass(frozen=True)
class Decision:
    """Which role decided what about which load, and why; `new_load_id` is the load it created, if any.

    A reinstatement of a withdrawn load creates none: that load itself counts again.
    """

    decision: str
    load_id: str
    reason: str
    role: str
    decided_at: str
    new_load_id: str = ""


def _decisions_folder(home: Home) -> Path:
    return home.ledger / "decisions"


def read_decisions(home: Home) -> list[Decision]:
    """Return every decision in the order taken, leaving out damaged records."""
    return read_folder(_decisions_folder(home), _read_decision)[0]


def read_withdrawing_decisions(home: Home) -> Iterator[Decision]:
    """Read the withdrawals and reinstatements alone, in the order taken.

    Every file that is admitted asks for them, and a home may have thousands of acknowledgements.
    """
    folder = _decisions_folder(home)
    for path in sorted(path for word in (WITHDRAW, REINSTATE) for path in folder.glob(f"*-{word}.json")):
        with contextlib.suppress(FileNotFoundError, DamagedRecord):
            yield _read_decision(path)


def damaged(home: Home) -> list[DamagedRecord]:
    """Return the damaged decisions that are still in place."""
    return read_folder(_decisions_folder(home), _read_decision)[1]


def set_damaged_aside(home: Home) -> list[Path]:
    """Move damaged decisions out of the ledger."""
    return set_aside(home, _decisions_folder(home), _read_decision)


def list_damaged_aside(home: Home) -> list[Path]:
    """Return the decisions set aside; people must take them again and then remove the damaged record."""
    return list(list_set_aside(home, _decisions_folder(home)))


def as_known_at(decisions: Iterable[Decision], moment: datetime | None) -> list[Decision]:
    """Select the decisions taken by the moment; all decisions if it is None."""
    limit = moment.astimezone(UTC).isoformat(timespec="microseconds") if moment else None
    return [decision for decision in decisions if limit is None or decision.decided_at <= limit]


@cache
def _adapter() -> TypeAdapter[Decision]:
    return TypeAdapter(Decision)


def _read_decision(path: Path) -> Decision:
    result = read_record(path, _adapter())
    if result.decision not in DECISIONS:
        raise DamagedRecord(path, f"its decision is {result.decision!r}")
    return result


def record_decision(home: Home, decision: Decision) -> Decision:
    """Record the decision, which takes effect from this moment."""
    name = decision.new_load_id or f"{format_stamp(datetime.fromisoformat(decision.decided_at))}-{decision.load_id}"
    text = json.dumps(asdict(decision), indent=1, ensure_ascii=False)
    home.make_folder(_decisions_folder(home))
    write_file_durably(_decisions_folder(home) / f"{name}-{decision.decision}.json", text.encode())
    return decision


def find_readmitting_decision(home: Home, load_id: str) -> Decision | None:
    """Find the decision that created this load; None if no decision did."""
    paths = (_decisions_folder(home) / f"{load_id}-{decision}.json" for decision in READMITTING_DECISIONS)
    for path in paths:
        with contextlib.suppress(FileNotFoundError, DamagedRecord):
            return _read_decision(path)
    return None
