"""How old a file of a register is, by its own rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RegisterAge:
    """How old a file of a register is by its own rows, as SQL over one row of the lake.

    The newest `newest_day` of a file is the day up to which it knows. Only files of one sort, `file`, are compared.
    Rows that are `is_undated` count only where no other file has anything.
    """

    newest_day: str
    file: str
    is_undated: str = "false"
