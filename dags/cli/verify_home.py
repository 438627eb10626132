"""`holdgain verify-home`: reads the whole home, names what is wrong with it, and restores what can be restored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from checks import admission, lake_restoration
from checks.review.home_verification import find_stored_problems
from checks.storage import lake, ledger
from checks.storage.home import Home
from checks.storage.home_problem import HomeProblem
from checks.storage.quarantine import list_quarantine, read_reasons, write_reasons
from dags.common import freshness, steps
from reports.editions import find_edition_faults, list_editions
from reports.publish import PublishError
from reports.reuse.altered_files import find_altered_editions
from transforms.build import BuildError
from transforms.staging.cached_files import find_unreadable_files
from transforms.warehouse_file import WarehouseFileError, check_whole

Progress = Callable[[str], None]


def find_problems(home: Home, progress: Progress) -> list[HomeProblem]:
    """Everything that is wrong with the home; nothing is changed."""
    problems = find_stored_problems(home, progress)
    progress("checking the warehouse and the editions")
    return [*problems, *_find_warehouse_problems(home), *_find_edition_problems(home)]


def _find_warehouse_problems(home: Home) -> list[HomeProblem]:
    problems = []
    if home.warehouse.exists():
        try:
            check_whole(home.warehouse, reads_all=True)
        except WarehouseFileError as fault:
            problems.append(_make_problem(home, "warehouse", home.warehouse, str(fault), "run `holdgain build`"))
    advice = "remove it, and the next build computes it again"
    cached = find_unreadable_files(home)
    return [*problems, *(_make_problem(home, "warehouse", path, "it cannot be read", advice) for path in cached)]


def _find_edition_problems(home: Home) -> list[HomeProblem]:
    problems = []
    for link, fault in (*find_edition_faults(home), *find_altered_editions(home)):
        edition = "" if link.name == "latest" else f" --edition {link.name}"
        problems.append(_make_problem(home, "site", link, fault, f"run `holdgain publish{edition}`"))
    return problems


def _make_problem(home: Home, area: str, path: Path, what: str, advice: str) -> HomeProblem:
    return HomeProblem(area, str(path.relative_to(home.root)), what, advice)


def repair_home(home: Home, progress: Progress) -> None:
    """Restore what the archive, the ledger and the warehouse allow; a second check finds what remains."""
    # no files are named: only files in the archive without an entry are judged
    admission.admit(home, [], progress)
    for load in ledger.read_loads(home):
        if load.status == "accepted" and not lake.is_intact(home, load, reads_all=True):
            progress(f"restoring {load.kind} {load.month or ''} from the archive")
            lake_restoration.restore_lake_file(home, load)
    _write_lost_reasons(home)
    for path in find_unreadable_files(home):
        path.unlink(missing_ok=True)
    _rebuild_home(home, progress)


def _write_lost_reasons(home: Home) -> None:
    for item in list_quarantine(home):
        load = ledger.find(home, item.load_id)
        if load and not item.is_reasons and not read_reasons(item.reasons_path).file:
            write_reasons(item.path, load)


def _rebuild_home(home: Home, progress: Progress) -> None:
    """Build and publish where the warehouse or an edition is broken, or behind."""
    if not home.warehouse.exists() and not list_editions(home):
        return  # nothing has been built yet, so nothing is broken
    try:
        is_broken = bool(_find_warehouse_problems(home))
        if is_broken or not freshness.is_built(home):
            # a disk may have changed a file without a trace in its times
            steps.build_warehouse(home, progress, is_full=is_broken)
        if _find_edition_problems(home) or not freshness.is_published(home):
            steps.publish_edition(home, progress)
    except (BuildError, PublishError) as fault:
        progress(f"not built or published: {fault}")
