"""What a built warehouse holds, as plain Python."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from checks.contracts.contract import Extract
from checks.landing import ignore_progress
from checks.storage.home import Home
from tests.engine import IN_FULL
from tests.transforms.oracle import Answers
from transforms import build, warehouse_file
from transforms.model_graph import Model, read_models
from transforms.staging.observations import observation_sql


def build_tables(
    home: Home,
    tables: Sequence[str],
    as_known_at: datetime.datetime | None = None,
    progress: build.Progress = ignore_progress,
) -> Path:
    """Build these tables with all that they are made from, and no other model: of 115, most tests need 1 to 20.

    Everything else of a build is done as ever. A test of the whole warehouse calls `build_warehouse`: of a small home
    it takes 2.8 s of processor time, and the observations alone 0.5 s.
    """
    with building_only(tables):
        return build.build_warehouse(home, as_known_at, progress)


@contextmanager
def building_only(tables: Sequence[str]) -> Iterator[None]:
    """Until the end, every build in this process makes these tables and all that they are made from."""
    if IN_FULL:
        yield
        return
    wanted = list_models_for(tables)
    with pytest.MonkeyPatch.context() as patch:
        for module in (build, warehouse_file):
            patch.setattr(module, "read_models", lambda: wanted)
        yield


def list_models_for(tables: Sequence[str]) -> list[Model]:
    """List the models of these tables and of what they read, in the order of a build."""
    wanted, models = set(tables), read_models()
    if unknown := wanted - {model.table for model in models}:
        raise ValueError(f"no model makes {', '.join(sorted(unknown))}")
    for model in reversed(models):
        if model.table in wanted:
            wanted |= model.reads
    return [model for model in models if model.table in wanted]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the core and the marts, in the order of its rows as text.

    Not which moment was asked for, nor what only disclosure control reads: it knows later loads too.
    """
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where table_name <> 'build_moment' and table_name not like 'disclosure_%' order by all"
        ).fetchall()
        return {name: sorted(con.execute(f"from {name}").fetchall(), key=repr) for (name,) in names}


def observed(path: Path, kind: str, month: str) -> Answers:
    """The observations of a kind's measures in a month."""
    actual = rows(
        path,
        "select measure, organisation, numerator, denominator, value from core.observation "
        f"join core.measure using (measure) where kind = '{kind}' and month = date '{month}-01'",
    )
    assert len({row[:2] for row in actual}) == len(actual)
    return {row[:2]: row[2:] for row in actual}


def first_of(month: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{month}-01")


def lake_table(con: duckdb.DuckDBPyConnection, extract: Extract, given: list[dict[str, Any]]) -> None:
    """Make the table `lake_rows` as the lake holds it; what a row does not give is blank."""
    types = {column.name: column.sql_type for column in extract.columns}
    columns = {"row": "BIGINT", "era": "VARCHAR", **{name: types.get(name, "VARCHAR") for name in extract.lake_columns}}
    con.execute(f"create or replace table lake_rows ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    if given:
        kinds = {"BIGINT": pa.int64(), "VARCHAR": pa.string()}
        schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
        con.register(
            "given", pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in given], schema=schema)
        )
        con.execute("insert into lake_rows from given")
        con.unregister("given")


def answers(con: duckdb.DuckDBPyConnection, extract: Extract, month: str, given: list[dict[str, Any]]) -> Answers:
    """The observations of these rows of the lake, by the product's own SQL."""
    lake_table(con, extract, given)
    columns = "measure, organisation, numerator, denominator, value"
    actual = con.execute(f"select {columns} from ({observation_sql(extract, month)})").fetchall()
    assert len({row[:2] for row in actual}) == len(actual)
    return {row[:2]: row[2:] for row in actual}


def differences(actual_answers: Answers, wanted: Answers) -> dict[str, object]:
    """What of the one is not in the other; numbers may differ in their last digits."""
    unlike = {
        key: (actual_answers[key], wanted[key])
        for key in actual_answers.keys() & wanted.keys()
        if not all(_alike(a, b) for a, b in zip(actual_answers[key], wanted[key], strict=True))
    }
    reported: dict[str, object] = {
        "missing": sorted(wanted.keys() - actual_answers.keys())[:9],
        "unwanted": sorted(actual_answers.keys() - wanted.keys())[:9],
    }
    return {what: which for what, which in {**reported, "unlike": dict(list(unlike.items())[:9])}.items() if which}


def _alike(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else math.isclose(a, b, rel_tol=1e-12, abs_tol=0)
