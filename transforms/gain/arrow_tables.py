"""Arrow tables for the Python models: the rows of every practice under one schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain.panel_digest import digest_panel
from transforms.gain.panel_loader import load_practice_panels
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters, read_parameters
from transforms.result_cache import CachedResult, ResultCache

OfPractice = Callable[[PracticePanel, Parameters], Iterable[dict[str, Any]]]
ARROW_TYPES = {"text": pa.string(), "int": pa.int32(), "date": pa.date32(), "bool": pa.bool_(), "": pa.float64()}


def make_schema(fields: str) -> pa.Schema:
    """Make a schema from 'name:type ...'; a field without a type is a number."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, _, kind in (part.partition(":") for part in fields.split())])


def make_table(
    con: duckdb.DuckDBPyConnection, cache: ResultCache, table: str, fields: str, of_practice: OfPractice
) -> pa.Table:
    """Make one table with these fields from the rows of every practice."""
    return tabulate_panels(load_practice_panels(con, cache), cache, table, fields, of_practice)


def tabulate_panels(
    practices: Iterable[PracticePanel], cache: ResultCache, table: str, fields: str, of_practice: OfPractice
) -> pa.Table:
    """Make one table from the rows of every panel; those of a panel that has not changed come from the cache."""
    schema = make_schema(fields)
    known, results = cache.load(table, schema), {}
    for practice in practices:
        key, digests = f"{practice.practice}\t{practice.measure}", digest_panel(practice)
        if key in known and known[key].matches(digests):
            results[key] = known[key]
            continue
        rows = [{"practice": practice.practice, **row} for row in of_practice(practice, read_parameters())]
        results[key] = CachedResult(digests, pa.Table.from_pylist(rows, schema=schema))
    return cache.replace_results(table, schema, known, results)
