"""Set damaged ledger entries and decisions aside, and list every damaged record with advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.extracts import EXTRACTS
from checks.storage import decision_records, ledger, split_files
from checks.storage.archive import archived_ids
from checks.storage.home import Home
from checks.storage.home_problem import HomeProblem
from checks.storage.quarantine import damaged_reasons

DECIDE_AGAIN = "take the decision again, then remove the damaged file"
NEXT_RUN = "the next `holdgain admit` or `holdgain build` sets it aside"


@dataclass(frozen=True)
class DamagedEntry:
    """A damaged record of a load or a decision, with its kind and month where the archive still gives them.

    Nothing else about it is certain, and its content could be anything, so none of it is repeated.
    """

    record: str
    kind: str | None = None
    month: str | None = None


def set_damaged_aside(home: Home, progress: Callable[[str], None]) -> None:
    """Move damaged records out of the ledger and report each one; loads with an archived file become pending again."""
    split_files.set_damaged_aside(home)  # written again from the files that they describe
    for path in [*ledger.set_damaged_aside(home), *decision_records.set_damaged_aside(home)]:
        progress(f"a damaged record was set aside: {path}; `holdgain status` says what to do")


def list_damaged_records(home: Home) -> Iterator[HomeProblem]:
    """List every damaged record that is still in place, or set aside and not yet replaced by a good one."""
    archived = archived_ids(home)
    for fault in ledger.damaged(home):
        yield _make_problem(home, "ledger", fault.path, fault.fault, f"{NEXT_RUN}; {_advice_for(fault.path, archived)}")
    for path in ledger.set_aside_unresolved(home):
        yield _make_problem(home, "ledger", path, "a damaged entry that was set aside", _advice_for(path, archived))
    for fault in decision_records.damaged(home):
        yield _make_problem(home, "decisions", fault.path, fault.fault, f"{NEXT_RUN}; then {DECIDE_AGAIN}")
    for path in decision_records.list_damaged_aside(home):
        yield _make_problem(home, "decisions", path, "a damaged decision that was set aside", DECIDE_AGAIN)
    for fault in damaged_reasons(home):
        advice = "`holdgain verify-home --repair` writes it again from the ledger"
        yield _make_problem(home, "quarantine", fault.path, fault.fault, advice)


def list_damaged_entries(home: Home) -> Iterator[DamagedEntry]:
    """List the damaged records of loads and decisions that a build has to do without."""
    archived = archived_ids(home)
    for path in (*(fault.path for fault in ledger.damaged(home)), *ledger.set_aside_unresolved(home)):
        yield _entry_of_load(home, archived.get(_load_id_of(path)))
    for _ in (*decision_records.damaged(home), *decision_records.list_damaged_aside(home)):
        yield DamagedEntry("decision")


def list_set_aside(home: Home) -> list[Path]:
    """List the damaged records that were set aside and that no good record has replaced."""
    return [*ledger.set_aside_unresolved(home), *decision_records.list_damaged_aside(home)]


def describe_damage(damaged: Sequence[DamagedEntry]) -> str:
    """Write one sentence on damaged records of loads and decisions; empty if there are none."""
    counts = {record: sum(entry.record == record for entry in damaged) for record in ("load", "decision")}
    parts = [f"{count} {'record' if count == 1 else 'records'} of a {name}" for name, count in counts.items() if count]
    if not parts:
        return ""
    verb, them = ("is", "it") if len(damaged) == 1 else ("are", "them")
    return f"{' and '.join(parts)} {verb} damaged; figures may be wrong without {them}."


def _entry_of_load(home: Home, archived: Path | None) -> DamagedEntry:
    """The archive's folders give the kind and the month: `archive/<kind>/<YYYY-MM>/<file>`."""
    if archived is None:
        return DamagedEntry("load")
    kind, folder = archived.relative_to(home.archive).parts[:2]
    is_monthly = kind in EXTRACTS and not EXTRACTS[kind].is_register and ledger.MONTH.fullmatch(folder)
    return DamagedEntry("load", kind, folder if is_monthly else None)


def _load_id_of(path: Path) -> str:
    return path.name.split(".json")[0]


def _advice_for(path: Path, archived: dict[str, Path]) -> str:
    if _load_id_of(path) in archived:
        return "its file is in the archive and is judged again by `holdgain admit`"
    return "its file is not in the archive: drop it into the inbox again, then remove the damaged entry"


def _make_problem(home: Home, area: str, path: Path, what: str, advice: str) -> HomeProblem:
    return HomeProblem(area, str(path.relative_to(home.root)), what, advice)
