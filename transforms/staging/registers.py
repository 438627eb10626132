"""Stage registers: every row that was ever sent, and which rows count today.

A register comes in parts and is corrected by sending rows again, so the newest load with a row of the same key counts.
The key is the contract's `register_key`. Where a file shows its age (`register_age`), one that is older than another of
its sort counts as if it had come before it, whenever it came. Models read `staging.<kind>`, which has the rows that
count, and `staging.<kind>_history`, which has all, where they compare what was sent before.
"""

from __future__ import annotations

import duckdb

from checks.contracts.contract import Extract, RegisterAge


def create_newest_first_tables(con: duckdb.DuckDBPyConnection, extract: Extract, rows_sql: str) -> None:
    """Create both tables of a register from SQL over all its rows, each with its `load_id`."""
    history, key = f"staging.{extract.kind}_history", ", ".join(extract.register_key)
    con.execute(
        f"create table {history} as with sent as ({rows_sql}), {_write_order_ctes(extract)} "
        # a load may have several rows of a key, such as the periods of an eligibility
        f"select sent.*, load_order, rank() over (partition by {key} order by load_order desc) = 1 as is_newest "
        "from sent inner join ordered using (load_id)"
    )
    con.execute(f"create view staging.{extract.kind} as {_current_rows_sql(extract, history)}")


def _write_order_ctes(extract: Extract) -> str:
    """CTE text ending in `ordered`: each load of `sent` with its place in the order in which loads count."""
    age = extract.register_age or RegisterAge("null::date", "null::varchar")
    return f"""
        aged as (
            -- load ids grow with time
            select load_id, max({age.newest_day}) as newest_day, mode({age.file}) as file,
                bool_and({age.is_undated}) as is_undated
            from sent group by load_id
        ),
        placed as (
            select own.load_id, own.newest_day,
                if(own.is_undated, '', least(own.load_id, min(newer.load_id))) as counts_from
            from aged as own
            left join aged as newer on newer.file = own.file and newer.newest_day > own.newest_day
            group by own.load_id, own.newest_day, own.is_undated
        ),
        ordered as (
            select load_id, row_number() over (order by counts_from, newest_day nulls first, load_id) as load_order
            from placed
        )"""


def _current_rows_sql(extract: Extract, history: str) -> str:
    if not extract.fills_blanks_from_older:
        return f"select * exclude (is_newest, load_order) from {history} where is_newest"
    # arg_max ignores the rows in which the column is blank
    filled = [name for name in extract.lake_columns if name not in extract.register_key]
    columns = ", ".join(f"arg_max({name}, load_order) as {name}" for name in ("load_id", "row", *filled))
    key = ", ".join(extract.register_key)
    return f"select {key}, {columns} from {history} group by {key}"
