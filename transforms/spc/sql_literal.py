"""Text in SQL."""


def quote_sql(text: str) -> str:
    """Quote text as an SQL literal; a bound parameter would make DuckDB import pandas, which takes 1.5 s of CPU."""
    return "'" + text.replace("'", "''") + "'"
