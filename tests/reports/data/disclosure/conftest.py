"""A warehouse for tests of disclosure control."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.reports.data.disclosure.tables import PUBLISHED, SCHEMA, UNITS


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as actual:
        actual.execute("attach ':memory:' as warehouse")
        actual.execute(SCHEMA)
        for measure, unit in UNITS.items():
            kind = "ae" if measure in PUBLISHED else "measures"
            actual.execute("insert into warehouse.core.measure values (?, ?, ?)", [measure, unit, kind])
        yield actual
