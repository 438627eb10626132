"""Why a file is not taken as it is: one value for each fault, in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from checks.contracts.contract import Severity
from checks.reference.nhs_number_format import mask_nhs_numbers

PATIENT_DATA_RULE = "no_patient_data"
"""The rule of a file that looks like records of patients: it is left where it lies, and not even quarantined."""


@dataclass(frozen=True)
class Reason:
    """One fault: the rule, where it was found, what was found, what to do. No text of it repeats an NHS number."""

    rule: str
    message: str
    advice: str
    severity: str = Severity.CRITICAL.value
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        for name in ("message", "advice", "column", "value"):
            if text := getattr(self, name):
                object.__setattr__(self, name, mask_nhs_numbers(str(text)))

    def sentence(self) -> str:
        """The whole reason in one line."""
        return f"{self.finding()}; {self.advice}"

    def finding(self) -> str:
        """What was found and where, without what to do about it."""
        place = [f"row {self.row}"] if self.row else []
        if self.column:
            # a column without a header is named by its number
            place.append(self.column if self.column.startswith("column ") else f"column {self.column}")
        value = f" ({self.value!r})" if self.value is not None else ""
        where = f"{', '.join(place)}: " if place else ""
        return f"{where}{self.message}{value} [{self.rule}]"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class Refused(Exception):  # noqa: N818 - it is not a fault of ours
    """The file cannot be taken; it carries the reasons."""

    def __init__(self, *reasons: Reason, is_private: bool = False) -> None:
        super().__init__("; ".join(reason.sentence() for reason in reasons))
        self.reasons = reasons
        self.is_private = is_private


class UsageError(ValueError):
    """What was asked for cannot be done; each line of the message is one problem."""


UNFORESEEN_ERRORS = (ValueError, LookupError, TypeError, ArithmeticError)
"""Faults of ours that one file brings out; they must not keep the files behind it waiting."""


def reason_for_unforeseen_error(error: Exception) -> Reason:
    """The reason of a file that could not be judged."""
    error_text = str(error).split("\n")[0][:200]
    return Reason(
        "judged", f"the file could not be judged ({type(error).__name__}: {error_text})", "report this as a fault"
    )


SEPARATOR_NAMES = {";": "semicolons", "\t": "tabs"}


def unknown_kind(rows: Sequence[Sequence[str]], known: Sequence[str]) -> Reason:
    """The reason of a file whose first rows are of no known kind, or whose separators hide the columns."""
    message = f"the columns are of no known kind of extract ({', '.join(known)})"
    advice = "check that this is the published CSV file; a new layout needs a contract"
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    for separator, name in SEPARATOR_NAMES.items():
        # names and figures have commas too, which take some of the rows apart
        whole = [row for row in filled if sum(cell.count(separator) for cell in row) >= len(row)]
        if whole and filled[0] in whole and len(whole) * 2 >= len(filled):
            message = f"its cells are separated by {name}, not by commas: the columns cannot be told apart"
            advice = "save it as CSV with commas (UTF-8)"
    return Reason("known_kind", message, advice)
