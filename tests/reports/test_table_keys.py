"""The keys that descriptions give are unique in the tables of a whole warehouse."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from checks.storage.home import Home
from transforms.table_descriptions import TableDescription, read_table_descriptions

DESCRIPTIONS = read_table_descriptions()
# of 92 tables in the home of these tests; the others need mergers, revisions or absences to have two rows
LEAST_TABLES_WITH_TWO_ROWS = 70


@pytest.fixture(scope="module")
def con(built: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opened once: to open a warehouse takes longer than any of these queries."""
    with duckdb.connect(str(built.warehouse), read_only=True) as opened:
        yield opened


@pytest.mark.parametrize(("table", "description"), DESCRIPTIONS.items(), ids=DESCRIPTIONS)
def test_keys_tell_rows_apart(con: duckdb.DuckDBPyConnection, table: str, description: TableDescription) -> None:
    keys = ", ".join(description.keys) or "()"
    assert con.execute(f"select count(*) from {table} group by {keys} having count(*) > 1").fetchall() == []


def test_most_tables_have_rows_to_tell_apart(con: duckdb.DuckDBPyConnection) -> None:
    counts = [con.execute(f"select count(*) from {table}").fetchall()[0][0] for table in DESCRIPTIONS]
    assert sum(count > 1 for count in counts) >= LEAST_TABLES_WITH_TWO_ROWS
