"""What a home holds: loaded when, waiting, on its way, quarantined, late, and the edition that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from checks import decisions, gate, ledger, plausibility, publication
from checks.damaged_records import list_damaged_records
from checks.engine import connect
from checks.extracts import EXTRACTS
from checks.home import Home
from checks.ledger import Load
from checks.publication import month_of, number
from checks.reasons import PATIENTS
from checks.verdict import shown
from checks.verification import find_archive_problems
from dags import freshness


@dataclass(frozen=True)
class Kind:
    """One kind of extract: what came last, when the next month is published, and what is not here.

    `next_due` is None where the calendar does not say. The published months that are not held are just out, overdue,
    or overtaken by a later one.
    """

    kind: str
    title: str
    accepted: int
    newest_month: str | None
    last_received_at: str | None
    next_due: date | None
    is_late: bool
    due: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """Organisations of the month before that the newest month lacks."""


@dataclass(frozen=True)
class Status:
    home: str
    kinds: tuple[Kind, ...]
    loads: tuple[dict[str, Any], ...]
    waiting: tuple[str, ...]
    arriving: tuple[str, ...]
    """Files of the inbox that somebody is still writing."""
    folders: tuple[str, ...]
    pending: tuple[str, ...]
    quarantined: tuple[dict[str, Any], ...]
    edition: str | None
    is_current: bool
    """Whether the newest edition reflects all that was loaded."""
    as_known_at: str | None
    """The moment as of which the warehouse stands, when it is not the present one."""
    damaged: tuple[dict[str, str], ...]
    """Damaged records, and files of the archive that are missing or of another size: path, what, advice."""
    register_problems: int | None
    """Faults that show only across registers, as the warehouse holds them; None without a warehouse."""

    @property
    def needs_attention(self) -> bool:
        return bool(self.quarantined or self.damaged) or any(kind.is_late for kind in self.kinds)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "needs_attention": self.needs_attention}


def look(home: Home, today: date | None = None) -> Status:
    today = today or datetime.now(UTC).date()
    loads = ledger.loads(home)
    counting = {load.load_id for load in ledger.current(loads, _registers())}
    acknowledged = {each.load_id for each in decisions.decisions(home) if each.decision == decisions.ACCEPT}
    return Status(
        home=str(home.root),
        kinds=tuple(_kind(name, loads, today) for name in EXTRACTS),
        loads=tuple(_told(load, counting, acknowledged) for load in loads),
        waiting=tuple(shown(path.name) for path in home.waiting()),
        arriving=tuple(shown(path.name) for path in home.arriving()),
        folders=tuple(shown(path.name) for path in home.folders_in_inbox()),
        pending=tuple(landed.file_name for landed in gate.pending(home)),
        quarantined=tuple(_unresolved(home, loads)),
        edition=newest_edition(home),
        is_current=freshness.published_state(home) == freshness.ledger_state(home),
        as_known_at=freshness.of_the_past(freshness.built_state(home)),
        damaged=tuple(vars(problem) for problem in (*list_damaged_records(home), *find_archive_problems(home, loads))),
        register_problems=_register_problems(home),
    )


def _register_problems(home: Home) -> int | None:
    if not home.warehouse.exists():
        return None
    try:
        with connect(home.warehouse, read_only=True) as con:
            [(count,)] = con.execute("select count(*) from core.register_problem").fetchall()
            return int(count)
    except duckdb.Error:
        return None  # built before there were registers, or open elsewhere for writing


def newest_edition(home: Home) -> str | None:
    names = [path.name for path in home.site.glob("*") if re.fullmatch(r"\d{4}-\d{2}", path.name)]
    return max(names, default=None)


def _registers() -> frozenset[str]:
    return frozenset(name for name, extract in EXTRACTS.items() if extract.is_register)


def _kind(name: str, loads: Sequence[Load], today: date) -> Kind:
    own = [load for load in loads if load.kind == name and load.status == "accepted"]
    newest = max((load.month for load in own if load.month), default=None)
    gaps = publication.not_held(name, {load.month for load in own if load.month}, today)
    return Kind(
        kind=name,
        title=EXTRACTS[name].title,
        accepted=len(own),
        newest_month=newest,
        last_received_at=max((load.received_at for load in own), default=None),
        next_due=_following(name, newest),
        is_late=bool(gaps.late or gaps.missing),
        due=gaps.due,
        late=gaps.late,
        missing=gaps.missing,
        absent=_absent(own, newest),
    )


def _following(kind: str, newest_month: str | None) -> date | None:
    """The day on which the month after the newest one is published."""
    return publication.due_on(kind, month_of(number(newest_month) + 1)) if newest_month else None


def _absent(own: Sequence[Load], newest: str | None) -> tuple[str, ...]:
    """Named by the load that counts for the newest month."""
    current = [load for load in own if load.month and load.month == newest][-1:]
    return tuple(
        str(reason["message"]).partition(" is absent")[0]
        for load in current
        for reason in load.reasons
        if reason["rule"] == "organisation_absent" and reason["value"]
    )


def _told(load: Load, counting: set[str], acknowledged: set[str]) -> dict[str, Any]:
    """One load in plain values; its warnings are open while it counts and nobody has acknowledged them."""
    warned = [reason for reason in load.reasons if reason["severity"] == "warning" and load.status == "accepted"]
    is_superseded = load.status == "accepted" and load.load_id not in counting
    return {
        "kind": load.kind or None,
        "month": load.month,
        "file_name": load.file_name,
        "received_at": load.received_at,
        "rows": load.rows,
        "status": "superseded" if is_superseded else load.status,
        "load_id": load.load_id,
        "encoding": load.encoding,
        "warnings": [reason["message"] for reason in warned],
        "rules": [reason["rule"] for reason in warned],
        "is_acknowledged": load.load_id in acknowledged,
        "is_open": bool(warned) and load.load_id in counting - acknowledged,
        "release": load.release,
    }


def _unresolved(home: Home, loads: Sequence[Load]) -> Iterable[dict[str, Any]]:
    """Quarantined files that nobody has dealt with: no later file took the place, and the file was not removed."""
    for at, load in enumerate(loads):
        if load.status != "quarantined":
            continue
        kept = (
            home.quarantine / f"{load.load_id}-{load.file_name}",
            home.inbox / f".refused-{load.load_id.split('-')[0]}",
        )
        is_replaced = any(
            later.status == "accepted" and later.kind and (later.kind, later.month) == (load.kind, load.month)
            for later in loads[at + 1 :]
        )
        if not is_replaced and any(path.exists() for path in kept):
            reasons = [f"{reason['message']}; {reason['advice']}" for reason in load.reasons]
            yield {
                "file_name": load.file_name,
                "received_at": load.received_at,
                "reasons": reasons,
                "load_id": load.load_id,
                "can_be_released": plausibility.is_releasable(load),
                "is_refused": any(reason["rule"] == PATIENTS for reason in load.reasons),
            }
