"""Stage registers: every row that was ever sent, and which rows count today.

A register comes in parts and is corrected by sending rows again, so the newest load with a row of the same key counts.
The key is the contract's `register_key`. Models read `staging.<kind>`, which has the rows that count, and
`staging.<kind>_history`, which has all, where they compare what was sent before.
"""

from __future__ import annotations

import duckdb

from checks.contracts.contract import Extract


def create_newest_first_tables(con: duckdb.DuckDBPyConnection, extract: Extract, rows_sql: str) -> None:
    """Create both tables of a register from SQL over all its rows, each with its `load_id`."""
    history, key = f"staging.{extract.kind}_history", ", ".join(extract.register_key)
    con.execute(
        # load ids grow with time; a load may have several rows of a key, such as the periods of an eligibility
        f"create table {history} as "
        f"select *, rank() over (partition by {key} order by load_id desc) = 1 as is_newest from ({rows_sql})"
    )
    con.execute(f"create view staging.{extract.kind} as {_current_rows_sql(extract, history)}")


def _current_rows_sql(extract: Extract, history: str) -> str:
    if not extract.fills_blanks_from_older:
        return f"select * exclude (is_newest) from {history} where is_newest"
    # arg_max ignores the rows in which the column is blank
    filled = [name for name in extract.lake_columns if name not in extract.register_key]
    columns = ", ".join(f"arg_max({name}, load_id) as {name}" for name in filled)
    return (
        f"select {', '.join(extract.register_key)}, max(load_id) as load_id, arg_max(row, load_id) as row, {columns} "
        f"from {history} group by {', '.join(extract.register_key)}"
    )
