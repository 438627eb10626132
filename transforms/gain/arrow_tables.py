"""How a model in Python makes its table: rows of every practice under one schema."""

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
    """A schema from 'name:type ...', a number where the type is left out."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, _, kind in (part.partition(":") for part in fields.split())])


def make_table(con: duckdb.DuckDBPyConnection, fields: str, of_practice: OfPractice) -> pa.Table:
    """One table of such fields from the rows of each practice."""
    rows = [
        {"practice": practice.practice, **row}
        for practice in load_practice_panels(con)
        for row in of_practice(practice, read_parameters())
    ]
    return pa.Table.from_pylist(rows, schema=make_schema(fields))
