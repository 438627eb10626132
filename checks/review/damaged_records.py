"""Damaged ledger entries, decisions and reasons: set aside, and listed with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from checks.review import decisions
from checks.storage import ledger
from checks.storage.archive import archived_ids
from checks.storage.home import Home
from checks.storage.home_problem import HomeProblem
from checks.storage.quarantine import damaged_reasons

DECIDE_AGAIN = "take the decision again, then remove the damaged file"
NEXT_RUN = "the next `holdgain admit` or `holdgain build` sets it aside"


def set_damaged_aside(home: Home, progress: Callable[[str], None]) -> None:
    """Move damaged records out of the ledger, and say which; a load whose file is archived is then judged again."""
    for path in [*ledger.set_damaged_aside(home), *decisions.set_damaged_aside(home)]:
        progress(f"a damaged record was set aside: {path}; `holdgain status` says what to do")


def list_damaged_records(home: Home) -> Iterator[HomeProblem]:
    """Every damaged record: still in its place, or set aside and not yet replaced by a good one."""
    archived = archived_ids(home)
    for fault in ledger.damaged(home):
        yield _make_problem(home, "ledger", fault.path, fault.fault, f"{NEXT_RUN}; {_advice_for(fault.path, archived)}")
    for path in ledger.set_aside_unresolved(home):
        yield _make_problem(home, "ledger", path, "a damaged entry that was set aside", _advice_for(path, archived))
    for fault in decisions.damaged(home):
        yield _make_problem(home, "decisions", fault.path, fault.fault, f"{NEXT_RUN}; then {DECIDE_AGAIN}")
    for path in decisions.list_damaged_aside(home):
        yield _make_problem(home, "decisions", path, "a damaged decision that was set aside", DECIDE_AGAIN)
    for fault in damaged_reasons(home):
        advice = "`holdgain verify-home --repair` writes it again from the ledger"
        yield _make_problem(home, "quarantine", fault.path, fault.fault, advice)


def _advice_for(path: Path, archived: dict[str, Path]) -> str:
    load_id = path.name.split(".json")[0]
    if load_id in archived:
        return "its file is in the archive and is judged again by `holdgain admit`"
    return "its file is not in the archive: drop it into the inbox again, then remove the damaged entry"


def _make_problem(home: Home, area: str, path: Path, what: str, advice: str) -> HomeProblem:
    return HomeProblem(area, str(path.relative_to(home.root)), what, advice)
