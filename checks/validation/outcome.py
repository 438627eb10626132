"""What became of a file, as the commands and the tasks tell it."""

from __future__ import annotations

from dataclasses import dataclass

from checks.contracts.problems import PATIENT_DATA_RULE, Reason
from checks.storage.ledger import Load

UNNAMED_PATIENT_FILE = "a file that looks patient-level"


def printable_name(name: str) -> str:
    """A file name as it may be shown: on one line, and without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


@dataclass(frozen=True)
class AdmissionOutcome:
    """What became of a file: accepted, quarantined, or a duplicate of one that is already held."""

    file_name: str
    kind: str | None
    month: str | None
    status: str
    rows: int
    reasons: tuple[Reason, ...]
    load_id: str | None

    @property
    def is_refused(self) -> bool:
        """Whether the file looks like records of patients: it was left where it lay, and is in no quarantine."""
        return any(reason.rule == PATIENT_DATA_RULE for reason in self.reasons)

    @property
    def outcome(self) -> str:
        """The status as people read it."""
        return "refused" if self.is_refused else self.status


def outcome_of_load(load: Load) -> AdmissionOutcome:
    """The verdict that the ledger holds."""
    reasons = tuple(Reason(**reason) for reason in load.reasons)
    month = load.month or (load.received_at[:7] if load.kind and load.status == "accepted" else None)
    return AdmissionOutcome(load.file_name, load.kind or None, month, load.status, load.rows, reasons, load.load_id)
