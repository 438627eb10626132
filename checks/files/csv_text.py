"""The only writer of CSV for people: text that a spreadsheet would run as a formula is marked as text.

It lives here because both the downloads of an edition and `holdgain spc` need it, and imports go one way.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run: OWASP, CSV injection."""
IGNORED_BEFORE_A_FORMULA = " \u00a0\u200b\u200c\u200d\u2060\ufeff"
"""Blanks and invisible characters; some spreadsheets strip them on import, and then see the formula."""


def csv_text(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """The rows under their heads; numbers stay as they are, also below zero."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([escape_formula(cell) for cell in row] for row in (heads, *rows))
    return text.getvalue()


def escape_formula(cell: Any) -> Any:
    """The cell with an apostrophe before it if it is text that begins like a formula. Not-a-number is written NaN."""
    if isinstance(cell, float) and math.isnan(cell):
        return "NaN"
    if cell is None or isinstance(cell, int | float | date):
        return cell
    # the writer quotes a line feed but no carriage return, at which a spreadsheet would begin a row
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    is_formula = text.startswith(FORMULA_STARTS) or text.lstrip(IGNORED_BEFORE_A_FORMULA).startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text
