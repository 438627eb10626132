"""Quoting of text in SQL."""


def quote_sql_text(text: str) -> str:
    """Quote a text as an SQL literal; binding a value would make DuckDB import pandas."""
    return "'" + text.replace("'", "''") + "'"
