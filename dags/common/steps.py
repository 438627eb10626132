"""The steps used by both the DAGs and the command line: claim, build, publish.

The engines are imported inside the functions, so that Airflow parses a DAG file in milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.storage import file_modes
from checks.storage.home import Home
from dags.common import freshness, settings, unchanged_files

if TYPE_CHECKING:
    from checks.admission import AdmissionOutcome

STRANDED_SECONDS = 300  # chosen: well above the minute that a judging run lasts
Progress = Callable[[str], None]
Answer = TypeVar("Answer")


def claim_inbox(home: Home, progress: Progress) -> list[str]:
    """Move settled files from the inbox to the archive; return the partitions that now wait for a verdict."""
    from checks import admission
    from checks.storage.load_ids import describe_clock_fault

    if clock_fault := describe_clock_fault(home):
        progress(clock_fault)
    claimed = without_file_names(lambda: admission.land_files(home))
    for verdict in claimed:
        if isinstance(verdict, admission.AdmissionOutcome):
            report_outcome(verdict, progress)
    return sorted({item.partition for item in claimed if isinstance(item, admission.ArchivedFile)})


def list_unjudged_partitions(home: Home, older_than: float = 0.0) -> list[str]:
    """List partitions with a file that was claimed at least `older_than` seconds ago and has no verdict."""
    from checks import admission

    # The rename into the archive sets the time of the last status change, so that is when the file was claimed.
    # A claim in the future was made before the clock was set back.
    ages = ((item, abs(time.time() - item.path.stat().st_ctime)) for item in admission.list_pending_files(home))
    return sorted({item.partition for item, age in ages if age >= older_than})


def report_outcome(verdict: AdmissionOutcome, progress: Progress) -> None:
    """Report the verdict in one line and, for a file that was not accepted, its reasons.

    Neither file names nor values from a file go into Airflow's log, because both may identify a patient.
    """
    from checks.contracts.contract import Severity
    from checks.validation.outcome_text import group_reasons, summarise_outcome
    from checks.validation.published_words import without_content

    anonymous = without_content(verdict)
    progress(
        summarise_outcome(anonymous) if verdict.status == "accepted" else f"{anonymous.file_name}: {verdict.outcome}"
    )
    if verdict.status == "accepted":
        return
    for severity in Severity:
        for reason in group_reasons(
            [any_reason for any_reason in anonymous.reasons if any_reason.severity == severity.value]
        ):
            progress(f"  {severity.value}: {reason}")


def without_file_names(work: Callable[[], Answer]) -> Answer:
    """Do the work; re-raise an OSError without its path, which ends with a file name."""
    try:
        return work()
    except OSError as error:
        code, words = error.errno, error.strerror or type(error).__name__
    # raised outside the handler, otherwise the log would also show the original error
    raise OSError(code, f"{words}, on a file below the home folder")


def reduce_expired(home: Home, days: int, progress: Progress) -> int:
    """Reduce expired quarantined files of an unknown layout to their reasons; return how many there were."""
    from checks.review.quarantine_retention import reduce_expired as reduce_files

    reduced = without_file_names(lambda: reduce_files(home, days))
    for load in reduced:
        progress(f"load {load.load_id}: its file was removed after {days} days in quarantine; its reasons are kept")
    return len(reduced)


IS_CURRENT = "the warehouse is current: nothing has changed since it was built"


def is_warehouse_current(home: Home) -> bool:
    """Whether a build would make the warehouse that is there: same ledger, code, and files."""
    return freshness.is_built(home) and unchanged_files.are_files_unchanged(home)


def build_warehouse(
    home: Home, progress: Progress, as_known_at: datetime | None = None, *, is_full: bool = False
) -> Path:
    """Build the warehouse, unless it is the one that a build would make; `is_full` computes everything again."""
    if as_known_at is None and not is_full and is_warehouse_current(home):
        progress(IS_CURRENT)
        return home.warehouse
    from checks.lake_restoration import restore_outdated
    from checks.review.damaged_records import set_damaged_aside
    from transforms.build import build_warehouse

    # before the state is taken, otherwise the ledger would differ from it once the build has moved them
    set_damaged_aside(home, progress)
    state, sources = freshness.ledger_state(home), unchanged_files.mark_sources(home)
    if not freshness.is_built_by_this_code(home):
        restore_outdated(home, progress)
    path = build_warehouse(home, as_known_at, progress, is_full=is_full, service_kinds=settings.read_service_kinds())
    freshness.note_built(home, state if as_known_at is None else f"{freshness.AS_KNOWN_AT}{as_known_at.isoformat()}")
    unchanged_files.note_files(home, sources)
    return path


def note_sharing(chosen: settings.Settings) -> None:
    """Record who may use the folders `site` and `inbox`, as the settings say when the task runs."""
    file_modes.note_shared(chosen.home.root, chosen.sharing)


def publish_edition(
    home: Home, progress: Progress, edition: str | None = None, theme: str = "nhs", *, is_full: bool = False
) -> Path:
    from reports.publish import PublishError
    from reports.publish import publish as publish_edition

    if home.warehouse.exists() and not freshness.is_built_by_this_code(home):
        raise PublishError(
            "the warehouse was built by another release of Holdgain, or its build was cut off: run `holdgain build`, "
            "then publish again"
        )
    state = freshness.built_state(home)
    rule = settings.read_disclosure_rule()
    path = publish_edition(home, edition=edition, progress=progress, theme=theme, rule=rule, is_full=is_full)
    file_modes.open_site(home.root, home.site)
    if edition is None and not freshness.of_the_past(state):
        freshness.note_published(home, state)
    return path
