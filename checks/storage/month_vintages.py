"""Vintages of a month: accepted loads with the same figures are one publication, and one of them counts.

The same publication comes as CSV and as workbook, or is saved again. Which other loads have the figures of a load
is worked out when it is judged, and recorded in its ledger entry (`validation/same_figures.py`). What follows is
worked out from the entries alone: so editions, `holdgain status`, decisions and builds as known at a moment agree, and
so do loads that arrive in another order or are withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.extracts import EXTRACTS
from checks.storage.decision_records import REINSTATE
from checks.storage.ledger import Load


@dataclass(frozen=True)
class Vintage:
    """The accepted loads of one kind and month that have the same figures, in order of receipt."""

    loads: tuple[Load, ...]

    @property
    def current(self) -> Load:
        """The load that counts: one that somebody has reinstated, else of the richest layout the newest."""
        return max(self.loads, key=lambda load: (_is_reinstated(load), not merges_counts(load), load.load_id))


def merges_counts(load: Load) -> bool:
    """Whether the load's layout publishes counts together that the other layouts have apart."""
    return any(
        published_layout.merges_counts
        for published_layout in EXTRACTS[load.kind].layouts
        if published_layout.name == load.era
    )


def group_into_vintages(loads: Iterable[Load]) -> list[Vintage]:
    """Group the accepted loads of one kind and month, in order of receipt; the last vintage is the one that counts."""
    vintages: list[Vintage] = []
    for load in loads:
        place = next((at for at in reversed(range(len(vintages))) if _belongs_to(load, vintages, at)), None)
        if place is None:
            vintages.append(Vintage((load,)))
        else:
            vintages[place] = Vintage((*vintages[place].loads, load))
    return vintages


def _belongs_to(load: Load, vintages: list[Vintage], place: int) -> bool:
    """Whether the load is of a vintage. The figures of an earlier one come again only in another layout.

    In the same layout it means that the publisher has gone back to them, and a reinstated load must count: both are
    new vintages.
    """
    alike = [other for other in vintages[place].loads if has_figures_of(load, other)]
    if place == len(vintages) - 1:
        return bool(alike)
    is_other_layout = all(merges_counts(other) != merges_counts(load) for other in alike)
    return bool(alike) and is_other_layout and not _is_reinstated(load)


def has_figures_of(load: Load, other: Load) -> bool:
    """Whether either load was found to have the figures of the other; the one that was judged later knows."""
    return other.load_id in load.same_figures_as or load.load_id in other.same_figures_as


def _is_reinstated(load: Load) -> bool:
    return load.release is not None and load.release.get("decision") == REINSTATE


def group_by_month(loads: Iterable[Load], registers: frozenset[str]) -> dict[tuple[str, str | None], list[Vintage]]:
    """Group the accepted loads that are not of registers into the vintages of each kind and month, in their order."""
    loads_by_month: dict[tuple[str, str | None], list[Load]] = {}
    for load in loads:
        if load.status == "accepted" and load.kind not in registers:
            loads_by_month.setdefault((load.kind, load.month), []).append(load)
    ordered = sorted(loads_by_month, key=lambda of_month: (of_month[0], of_month[1] or ""))
    return {of_month: group_into_vintages(loads_by_month[of_month]) for of_month in ordered}


def current_loads(loads: Iterable[Load], registers: frozenset[str]) -> list[Load]:
    """Select the accepted loads that count: one for each kind and month, and every load of a register."""
    every_load = list(loads)
    current = [vintages[-1].current for vintages in group_by_month(every_load, registers).values()]
    current += [load for load in every_load if load.status == "accepted" and load.kind in registers]
    return sorted(current, key=lambda load: (load.kind, load.month or "", load.load_id))


def repeated_load_ids(loads: Iterable[Load], registers: frozenset[str]) -> frozenset[str]:
    """Return the ids of the loads whose figures count in another load of the same publication."""
    current = [vintages[-1] for vintages in group_by_month(loads, registers).values()]
    return frozenset(load.load_id for vintage in current for load in vintage.loads if load != vintage.current)
