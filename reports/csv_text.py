"""Page tables as CSV, written with the escaping of `checks.files.csv_text`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checks.files.csv_text import csv_text

__all__ = ["csv_text", "table_csv"]


def table_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The named columns of the rows as CSV, with months as YYYY-MM."""
    return csv_text(names, ([f"{row[name]:%Y-%m}" if name == "month" else row[name] for name in names] for row in rows))
