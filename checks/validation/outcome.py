"""The outcome of admission for one file, as commands and tasks report it."""

from __future__ import annotations

from dataclasses import dataclass

from checks.contracts.problems import PATIENT_DATA_RULE, Reason
from checks.storage.home_problem import printable_text
from checks.storage.ledger import Load

UNNAMED_PATIENT_FILE = "a file that looks patient-level"


def printable_name(name: str) -> str:
    """Replace unprintable characters, so that a file name fits on one line and cannot control a terminal."""
    return printable_text(name)


@dataclass(frozen=True)
class AdmissionOutcome:
    """The outcome for a file: `status` is accepted, quarantined or duplicate (the same bytes are already loaded)."""

    file_name: str
    kind: str | None
    month: str | None
    status: str
    rows: int
    reasons: tuple[Reason, ...]
    load_id: str | None

    @property
    def is_refused(self) -> bool:
        """Whether the file looks like patient records; it is left where it was and not copied to quarantine."""
        return any(reason.rule == PATIENT_DATA_RULE for reason in self.reasons)

    @property
    def outcome(self) -> str:
        """The status as shown to people."""
        return "refused" if self.is_refused else self.status


def outcome_of_load(load: Load) -> AdmissionOutcome:
    """Build the outcome from a ledger entry."""
    reasons = tuple(Reason(**reason) for reason in load.reasons)
    month = load.month or (load.received_at[:7] if load.kind and load.status == "accepted" else None)
    return AdmissionOutcome(load.file_name, load.kind or None, month, load.status, load.rows, reasons, load.load_id)
