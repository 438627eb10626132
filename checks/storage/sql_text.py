"""Text in SQL, quoted in one place for all packages."""

from __future__ import annotations


def quote_sql_text(text: str) -> str:
    """Quote a text as an SQL literal; a bound parameter would make DuckDB import pandas, which takes 1.5 CPU s."""
    return "'" + text.replace("'", "''") + "'"
