"""CSV as it leaves the house: text that a spreadsheet would take for a formula is marked as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run: OWASP, CSV injection."""


def csv_text(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """The rows under their heads; numbers stay as they are, also below zero."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_harmless(cell) for cell in row] for row in (heads, *rows))
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def table_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The named columns of the rows, a month as YYYY-MM."""
    return csv_text(names, ([f"{row[name]:%Y-%m}" if name == "month" else row[name] for name in names] for row in rows))
