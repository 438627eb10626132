"""What a build reads from the home: loads, the moment they are known at, and which records are damaged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from checks.extracts import EXTRACTS
from checks.review.damaged_records import DamagedEntry, list_damaged_entries
from checks.storage import ledger
from checks.storage.decision_records import Decision, as_known_at, read_decisions
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.load_selection import select_loads_known_at
from checks.storage.withdrawals import find_withdrawn_ids, mark_withdrawn

REGISTER_KINDS = frozenset(kind for kind, extract in EXTRACTS.items() if extract.is_register)


@dataclass(frozen=True)
class BuildSources:
    """The loads known at the moment of a build, those received since, and the damaged records that may lack.

    Loads have the status that the decisions of that moment give them. `every_decision` includes later ones.
    """

    loads: tuple[Load, ...]
    later: tuple[Load, ...]
    damaged: tuple[DamagedEntry, ...]
    every_decision: tuple[Decision, ...]
    as_known_at: datetime | None = None
    service_kinds: frozenset[str] = frozenset()
    """The kinds whose figures are divided by service."""

    @property
    def decisions(self) -> list[Decision]:
        """The decisions taken by the moment of the build."""
        return as_known_at(self.every_decision, self.as_known_at)


def read_sources(home: Home, moment: datetime | None, service_kinds: Collection[str] = ()) -> BuildSources:
    """Read the ledger, as it was known at the moment if one is given."""
    every_load, every_decision = ledger.read_loads(home), read_decisions(home)
    loads = select_loads_known_at(every_load, moment)
    known = {load.load_id for load in loads}
    later = tuple(load for load in every_load if load.load_id not in known)
    loads = mark_withdrawn(loads, find_withdrawn_ids(as_known_at(every_decision, moment)))
    damaged, decisions = tuple(list_damaged_entries(home)), tuple(every_decision)
    return BuildSources(tuple(loads), later, damaged, decisions, moment, frozenset(service_kinds))
