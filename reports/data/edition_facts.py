"""What the warehouse says of itself: whether it can be read, the months it covers, and the moment it describes."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from reports.data.query import fetch_rows


def read_month_span(con: duckdb.DuckDBPyConnection) -> tuple[str, str] | None:
    """Read the first and the last month (YYYY-MM) with a figure; None where there is no figure."""
    [row] = fetch_rows(
        con,
        "select strftime(min(month), '%Y-%m') as first_month, strftime(max(month), '%Y-%m') as last_month "
        "from core.reported",
    )
    return (row["first_month"], row["last_month"]) if row["first_month"] else None


def read_newest_receipt(con: duckdb.DuckDBPyConnection) -> datetime:
    """Read the moment at which the newest file was received."""
    [row] = fetch_rows(con, "select max(received_at) as received_at from core.load")
    received_at: datetime = row["received_at"]
    return received_at.replace(tzinfo=UTC)


def read_build_moment(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """Read the earlier moment as of which the warehouse was built; None if it describes the present."""
    [row] = fetch_rows(con, "select moment from core.build_moment")
    moment: datetime | None = row["moment"]
    return moment


def check_readable(con: duckdb.DuckDBPyConnection) -> None:
    """Read one row. Raises duckdb.Error if the warehouse is damaged or lacks its first table."""
    con.execute("from core.load limit 1").fetchall()


def count_register_problems(con: duckdb.DuckDBPyConnection) -> int:
    """Count the contradictions between registers. Raises duckdb.Error if the warehouse is older than registers are."""
    [row] = fetch_rows(con, "select count(*) as problems from core.register_problem")
    return int(row["problems"])
