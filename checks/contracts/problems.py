"""Reasons why a file was refused or has warnings: one value per fault, with advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from checks.contracts.contract import Severity
from checks.reference.nhs_number_format import mask_nhs_numbers

PATIENT_DATA_RULE = "no_patient_data"
"""The rule for a file that looks like patient records: it is left in place and not copied to quarantine."""


@dataclass(frozen=True)
class Reason:
    """One fault: its rule, place (`row` is the line in the file), message and advice. NHS numbers in it are masked."""

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
        """Format the whole reason as one line."""
        return f"{self.finding()}; {self.advice}"

    def finding(self) -> str:
        """Format what was found and where, without the advice."""
        place = [f"row {self.row}"] if self.row else []
        if self.column:
            # a column without a header is already called 'column 3'
            place.append(self.column if self.column.startswith("column ") else f"column {self.column}")
        value = f" ({self.value!r})" if self.value is not None else ""
        where = f"{', '.join(place)}: " if place else ""
        return f"{where}{self.message}{value} [{self.rule}]"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


NO_ROWS = Reason(
    "has_rows",
    "there are no rows of data",
    "send the file with its rows: a copy or an export may have stopped too early",
)
"""The reason for a file that has its header alone, or nothing but totals and notes below it."""


class Refused(Exception):  # noqa: N818 - the file is at fault, not the program
    """Raised when a file cannot be accepted; `reasons` says why, `is_private` that it looks like patient records."""

    def __init__(self, *reasons: Reason, is_private: bool = False) -> None:
        super().__init__("; ".join(reason.sentence() for reason in reasons))
        self.reasons = reasons
        self.is_private = is_private


class UsageError(ValueError):
    """Raised when a request cannot be carried out; each line of the message is one problem."""


UNFORESEEN_ERRORS = (ValueError, LookupError, TypeError, ArithmeticError)
"""Errors from bugs that one file may expose; they must not hold up the files behind it."""


def reason_for_unforeseen_error(error: Exception) -> Reason:
    """Build the reason for a file whose checks raised an unexpected error."""
    error_text = str(error).split("\n")[0][:200]
    return Reason(
        "judged", f"the file could not be judged ({type(error).__name__}: {error_text})", "report this as a fault"
    )


SEPARATOR_NAMES = {";": "semicolons", "\t": "tabs"}


def unknown_kind(rows: Sequence[Sequence[str]], known: Sequence[str]) -> Reason:
    """Build the reason for a file whose first rows match no known kind, or that does not use commas."""
    message = f"the columns match no known kind of extract ({', '.join(known)})"
    advice = "check that this is the published CSV file; a new layout needs a contract"
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    for separator, name in SEPARATOR_NAMES.items():
        # names and figures contain commas too, which split some of the rows
        whole = [row for row in filled if sum(cell.count(separator) for cell in row) >= len(row)]
        if whole and filled[0] in whole and len(whole) * 2 >= len(filled):
            message = f"its cells are separated by {name}, not by commas: the columns cannot be told apart"
            advice = "save it as CSV with commas (UTF-8)"
    return Reason("known_kind", message, advice)
