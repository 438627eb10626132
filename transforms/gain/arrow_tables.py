"""Arrow tables for the Python models: the rows of every practice under one schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain.panel_loader import PracticePanel, load_practice_panels
from transforms.gain.parameters import Parameters, read_parameters

OfPractice = Callable[[PracticePanel, Parameters], Iterable[dict[str, Any]]]
ARROW_TYPES = {"text": pa.string(), "int": pa.int32(), "date": pa.date32(), "bool": pa.bool_(), "": pa.float64()}


def make_schema(fields: str) -> pa.Schema:
    """Make a schema from 'name:type ...'; a field without a type is a number."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, _, kind in (part.partition(":") for part in fields.split())])


def make_table(con: duckdb.DuckDBPyConnection, fields: str, of_practice: OfPractice) -> pa.Table:
    """Make one table with these fields from the rows of every practice."""
    rows = [
        {"practice": practice.practice, **row}
        for practice in load_practice_panels(con)
        for row in of_practice(practice, read_parameters())
    ]
    return pa.Table.from_pylist(rows, schema=make_schema(fields))
