"""What a home holds: loaded when, waiting, on its way, quarantined, late, and the edition that readers see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from checks import admission
from checks.extracts import EXTRACTS
from checks.reference import publication_calendar
from checks.reference.publication_calendar import count_months, month_of
from checks.review.damaged_records import list_damaged_records
from checks.review.home_verification import find_archive_problems
from checks.storage import file_modes, ledger
from checks.storage.decision_records import ACCEPT, read_decisions
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from checks.storage.ledger import Load
from checks.storage.load_ids import describe_clock_fault
from checks.storage.month_vintages import current_loads, repeated_load_ids
from checks.storage.withdrawals import find_withdrawn_ids, mark_withdrawn
from checks.validation.outcome import printable_name
from dags.cli.status_loads import load_as_json, reduced_as_json, unresolved_quarantine
from dags.common import freshness
from dags.common.settings import Settings
from reports.data import edition_facts


@dataclass(frozen=True)
class KindStatus:
    """One kind of extract: what came last, when the next month is published, and what is missing.

    `next_due` is None where the calendar does not say. Published months that are not loaded are just out, overdue, or
    overtaken by a later one.
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
    kinds: tuple[KindStatus, ...]
    loads: tuple[dict[str, Any], ...]
    waiting: tuple[str, ...]
    arriving: tuple[str, ...]
    """Files of the inbox that somebody is still writing."""
    folders: tuple[str, ...]
    pending: tuple[str, ...]
    quarantined: tuple[dict[str, Any], ...]
    reduced: tuple[dict[str, Any], ...]
    """Quarantined files of an unknown layout that were removed once their days were over; their reasons are kept."""
    is_open_to_others: bool
    is_own_home: bool
    """Whether other accounts may list the home folder, because its modes could not be changed."""
    edition: str | None
    is_current: bool
    """Whether the newest edition reflects all that was loaded, and this release made it."""
    is_of_other_code: bool
    """Whether another release made the newest edition, or the warehouse behind it."""
    is_of_other_rule: bool
    """Whether the newest edition was published with other settings for small numbers."""
    as_known_at: str | None
    """The moment as known at which the warehouse was built; None for the present one."""
    damaged: tuple[dict[str, str], ...]
    """Damaged records, and files of the archive that are missing or of another size: path, what, advice."""
    register_problems: int | None
    """Faults that show only across registers, as the warehouse holds them; None without a warehouse."""
    clock_fault: str | None
    """What is wrong with the clock of this machine, beside the newest record; None while they fit together."""

    @property
    def needs_attention(self) -> bool:
        return bool(self.quarantined or self.damaged) or any(kind.is_late for kind in self.kinds)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "needs_attention": self.needs_attention}


def collect_status(
    home: Home, today: date | None = None, keep_unknown_days: int = Settings.keep_unknown_days
) -> Status:
    today = today or datetime.now(UTC).date()
    taken = read_decisions(home)
    loads = mark_withdrawn(ledger.read_loads(home), find_withdrawn_ids(taken))
    counting = {load.load_id for load in current_loads(loads, _register_kinds())}
    repeated = repeated_load_ids(loads, _register_kinds())
    acknowledged = {decision.load_id for decision in taken if decision.decision == ACCEPT}
    return Status(
        home=str(home.root),
        kinds=tuple(_collect_kind_status(name, loads, counting, today) for name in EXTRACTS),
        loads=tuple(load_as_json(load, counting, repeated, acknowledged, taken) for load in loads),
        waiting=tuple(printable_name(path.name) for path in home.waiting()),
        arriving=tuple(printable_name(path.name) for path in home.arriving()),
        folders=tuple(printable_name(path.name) for path in home.folders_in_inbox()),
        pending=tuple(landed.file_name for landed in admission.list_pending_files(home)),
        quarantined=tuple(unresolved_quarantine(home, loads, keep_unknown_days)),
        reduced=tuple(reduced_as_json(load) for load in loads if load.reduced_at),
        is_open_to_others=home.root.is_dir() and file_modes.is_readable_by_others(home.root),
        is_own_home=home.root.is_dir() and file_modes.is_owned_by_us(home.root),
        edition=newest_edition(home),
        is_current=freshness.is_current(home),
        is_of_other_code=freshness.is_edition_of_other_code(home),
        is_of_other_rule=freshness.is_edition_of_other_rule(home),
        as_known_at=freshness.of_the_past(freshness.built_state(home)),
        damaged=tuple(vars(problem) for problem in (*list_damaged_records(home), *find_archive_problems(home, loads))),
        register_problems=_register_problems(home),
        clock_fault=describe_clock_fault(home),
    )


def _register_problems(home: Home) -> int | None:
    if not home.warehouse.exists():
        return None
    try:
        with open_duckdb(home.warehouse, read_only=True) as con:
            return edition_facts.count_register_problems(con)
    except duckdb.Error:
        return None  # built before there were registers, or open elsewhere for writing


def newest_edition(home: Home) -> str | None:
    """The edition that readers see as `latest`: an edition of a later month may show figures withdrawn since."""
    latest = home.site / "latest"
    if latest.is_symlink():
        return latest.readlink().name
    names = [path.name for path in home.site.glob("*") if re.fullmatch(r"\d{4}-\d{2}", path.name)]
    return max(names, default=None)


def _register_kinds() -> frozenset[str]:
    return frozenset(name for name, extract in EXTRACTS.items() if extract.is_register)


def _collect_kind_status(name: str, loads: Sequence[Load], counting: set[str], today: date) -> KindStatus:
    own = [load for load in loads if load.kind == name and load.status == "accepted"]
    newest = max((load.month for load in own if load.month), default=None)
    gaps = publication_calendar.missing_months(name, {load.month for load in own if load.month}, today)
    return KindStatus(
        kind=name,
        title=EXTRACTS[name].title,
        accepted=len(own),
        newest_month=newest,
        last_received_at=max((load.received_at for load in own), default=None),
        next_due=_next_publication_day(name, newest),
        is_late=bool(gaps.late or gaps.missing),
        due=gaps.due,
        late=gaps.late,
        missing=gaps.missing,
        absent=_absent_organisations([load for load in own if load.load_id in counting], newest),
    )


def _next_publication_day(kind: str, newest_month: str | None) -> date | None:
    """The day on which the month after the newest one is published."""
    return publication_calendar.due_on(kind, month_of(count_months(newest_month) + 1)) if newest_month else None


def _absent_organisations(counting: Sequence[Load], newest: str | None) -> tuple[str, ...]:
    """Named by the load that counts for the newest month."""
    current = [load for load in counting if load.month and load.month == newest]
    return tuple(
        str(reason["message"]).partition(" is absent")[0]
        for load in current
        for reason in load.reasons
        if reason["rule"] == "organisation_absent" and reason["value"]
    )
