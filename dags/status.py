"""What a home holds: loaded when, waiting, on its way, quarantined, late, and the edition that readers see."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from checks import gate, ledger
from checks.engine import connect
from checks.extracts import EXTRACTS
from checks.home import Home
from checks.ledger import Load
from dags import freshness


@dataclass(frozen=True)
class Kind:
    """One kind of extract: what came last, and when the next month is due (None where no lag is known)."""

    kind: str
    title: str
    accepted: int
    newest_month: str | None
    last_received_at: str | None
    next_due: date | None
    is_late: bool


@dataclass(frozen=True)
class Status:
    home: str
    kinds: tuple[Kind, ...]
    loads: tuple[dict[str, Any], ...]
    waiting: tuple[str, ...]
    pending: tuple[str, ...]
    quarantined: tuple[dict[str, Any], ...]
    edition: str | None
    is_current: bool
    register_problems: int | None
    """Faults that show only across registers, as the warehouse holds them; None without a warehouse."""

    @property
    def needs_attention(self) -> bool:
        return bool(self.quarantined) or any(kind.is_late for kind in self.kinds)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "needs_attention": self.needs_attention}


def look(home: Home, today: date | None = None) -> Status:
    today = today or datetime.now(UTC).date()
    loads = ledger.loads(home)
    counting = {load.load_id for load in ledger.current(loads, _registers())}
    return Status(
        home=str(home.root),
        kinds=tuple(_kind(name, loads, today) for name in EXTRACTS),
        loads=tuple(_told(load, counting) for load in loads),
        waiting=tuple(path.name for path in home.waiting()),
        pending=tuple(landed.file_name for landed in gate.pending(home)),
        quarantined=tuple(_unresolved(home, loads)),
        edition=newest_edition(home),
        is_current=freshness.is_built(home) and freshness.is_published(home),
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
    due = next_due(newest, EXTRACTS[name].days_to_publication)
    return Kind(
        kind=name,
        title=EXTRACTS[name].title,
        accepted=len(own),
        newest_month=newest,
        last_received_at=max((load.received_at for load in own), default=None),
        next_due=due,
        is_late=due is not None and today > due,
    )


def next_due(newest_month: str | None, lag_days: int | None) -> date | None:
    """The day by which the month after the newest one should be here: its last day and the publisher's lag."""
    if newest_month is None or lag_days is None:
        return None
    year, month = (int(part) for part in newest_month.split("-"))
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=lag_days)


def _told(load: Load, counting: set[str]) -> dict[str, Any]:
    is_superseded = load.status == "accepted" and load.load_id not in counting
    return {
        "kind": load.kind or None,
        "month": load.month,
        "file_name": load.file_name,
        "received_at": load.received_at,
        "rows": load.rows,
        "status": "superseded" if is_superseded else load.status,
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
            yield {"file_name": load.file_name, "received_at": load.received_at, "reasons": reasons}


def sentences(found: Status) -> list[str]:
    """The status for a person to read."""
    lines = [f"home: {found.home}", ""]
    for kind in found.kinds:
        came = f"{kind.last_received_at:.16}" if kind.last_received_at else "never"
        late = f"  LATE: due by {kind.next_due}" if kind.is_late else ""
        held = f"newest {kind.newest_month or '-':<8} {kind.accepted:>5} accepted"
        lines.append(f"{kind.kind:<20} {held}   last received {came}{late}")
    lines += ["", f"waiting in the inbox: {len(found.waiting)}", f"claimed, not judged yet: {len(found.pending)}"]
    lines.append(f"quarantined: {len(found.quarantined)}")
    for bad in found.quarantined:
        lines.append(f"  {bad['file_name']} ({bad['received_at']:.16}): {(bad['reasons'] or ['no reason'])[0]}")
    if found.register_problems:
        lines.append(f"faults across the registers: {found.register_problems}; see the data-quality page")
    state = "reflects all that was loaded" if found.is_current else "does not yet reflect all that was loaded"
    lines.append(f"newest edition: {found.edition}, which {state}" if found.edition else "newest edition: none yet")
    return lines
