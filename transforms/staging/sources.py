"""What a build reads from the home: loads, the moment they are known at, and which records are damaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checks.extracts import EXTRACTS
from checks.review.damaged_records import DamagedEntry, list_damaged_entries
from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.ledger import Load

REGISTER_KINDS = frozenset(kind for kind, extract in EXTRACTS.items() if extract.is_register)


@dataclass(frozen=True)
class BuildSources:
    """The loads known at the moment of a build, those received since, and the damaged records that may lack."""

    loads: tuple[Load, ...]
    later: tuple[Load, ...]
    damaged: tuple[DamagedEntry, ...]
    as_known_at: datetime | None = None


def read_sources(home: Home, as_known_at: datetime | None) -> BuildSources:
    """Read the ledger, as it was known at the moment if one is given."""
    every_load = ledger.read_loads(home)
    loads = ledger.loads_known_at(every_load, as_known_at)
    known = {load.load_id for load in loads}
    later = tuple(load for load in every_load if load.load_id not in known)
    return BuildSources(tuple(loads), later, tuple(list_damaged_entries(home)), as_known_at)
