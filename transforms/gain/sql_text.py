"""Text put into SQL."""


def quote_sql_text(text: str) -> str:
    """A text as an SQL literal; values are not bound, which would load pandas."""
    return "'" + text.replace("'", "''") + "'"
