"""Page tables as CSV, written with the escaping of `checks.files.csv_text`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checks.files.csv_text import csv_text

__all__ = ["csv_text", "table_csv"]


def table_csv(names: Sequence[str], records: Iterable[object]) -> str:
    """The named fields of the records as CSV, with months as YYYY-MM."""
    rows = ({name: getattr(record, name) for name in names} for record in records)
    return csv_text(names, ([f"{row[name]:%Y-%m}" if name == "month" else row[name] for name in names] for row in rows))
