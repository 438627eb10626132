"""A rule of a contract: what every row must meet, and what to do with a file that breaks it. `rules.py` builds them."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COMPLAINT_ABOUT_ROW = "ExpectRowsToKeepContract"
COMPLAINT_ABOUT_CELLS = "ExpectCellsToKeepContract"
"""Our own expectations, for derived columns that describe what is wrong with a row, or with cells of a row."""


class Severity(enum.StrEnum):
    """What a broken rule does to the file: CRITICAL quarantines it, the others are reported with it."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Rule:
    """A rule that every row must meet; `expectation` names the Great Expectations class that tests it."""

    name: str
    expectation: str
    arguments: Mapping[str, object]
    meaning: str
    advice: str
    severity: Severity = Severity.CRITICAL

    @property
    def names_column(self) -> bool:
        """Whether the failing value begins with the column it is about: 'column: value'."""
        return self.expectation == COMPLAINT_ABOUT_CELLS

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the rule tests, in the order of its arguments."""
        names: list[str] = []
        for key, value in self.arguments.items():
            if key in ("column", "column_A", "column_B"):
                names.append(str(value))
            elif key == "column_list" and isinstance(value, Sequence):
                names.extend(str(item) for item in value)
        return tuple(names)
