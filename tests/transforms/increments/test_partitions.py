"""What a model's YAML says of its partitions is true: the rows of a kind come from the rows of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import duckdb
import pytest
import yaml

from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from tests.transforms.increments.arrivals import ChangingHome, list_pool
from transforms.increments.model_runs import MEASURES, ModelRuns
from transforms.increments.partition_columns import STAGING_COLUMNS
from transforms.increments.slices import open_slice
from transforms.model_graph import SCHEMAS, Model, list_model_files, read_models
from transforms.result_cache import NO_CACHE
from transforms.staging import tables
from transforms.staging.services import SERVICE_KINDS
from transforms.staging.sources import read_sources
from transforms.table_descriptions import ModelPartitions, read_model_partitions

PARTITIONS = read_model_partitions()
MODELS = {model.table: model for model in read_models()}
BY_KIND = sorted(table for table, partitions in PARTITIONS.items() if partitions.built == "by kind")
SOME_COLUMNS = sorted(table for table, partitions in PARTITIONS.items() if partitions.columns_read)


@dataclass(frozen=True)
class BuiltTables:
    """A database with every table, the staging tables among them."""

    con: duckdb.DuckDBPyConnection
    runs: ModelRuns


@pytest.fixture(scope="module")
def built(pool: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltTables]:
    changing = ChangingHome(Home(tmp_path_factory.mktemp("built") / "home").prepare(), pool, Random(1))
    for load in list_pool(pool):
        changing.arrive(load)
    with open_duckdb() as con:
        for schema in SCHEMAS:
            con.execute(f"create schema {schema}")
        tables.stage_tables(con, changing.home, read_sources(changing.home, None, SERVICE_KINDS))
        runs = ModelRuns(con, PARTITIONS, NO_CACHE)
        for model in sorted(MODELS.values(), key=lambda model: model.table != MEASURES):
            runs.run(model)
        yield BuiltTables(con, runs)


def _column_of(table: str) -> str | None:
    return PARTITIONS[table].partition_column if table in PARTITIONS else STAGING_COLUMNS.get(table)


def _fill_from_slice(built: BuiltTables, model: Model, kinds: set[str], *, is_whole: bool = False) -> None:
    """Make `sliced` of the rows that the model has where it sees these kinds alone."""
    built.con.execute(f"create or replace table main.sliced as from {model.table} limit 0")
    own = PARTITIONS[model.table]
    read = {table: None if is_whole or table in own.columns_read else _column_of(table) for table in model.reads}
    with open_slice(built.con, read, own.columns_read, built.runs.kind_numbers, kinds) as warehouse:
        model.fill(built.con, f"{warehouse}.main.sliced")


def _count_differences(built: BuiltTables, table: str, where: str) -> int:
    real = f"select * from {table} where {where}"
    [(count,)] = built.con.execute(
        f"select count(*) from (({real} except all from main.sliced) union all (from main.sliced except all {real}))"
    ).fetchall()
    return int(count)


def _has_rows(built: BuiltTables, rows: str) -> bool:
    return bool(built.con.execute(f"from {rows} limit 1").fetchall())


@pytest.mark.parametrize("table", BY_KIND)
def test_the_rows_of_a_kind_come_from_its_own_rows(built: BuiltTables, table: str) -> None:
    numbers, column = built.runs.kind_numbers, PARTITIONS[table].partition_column
    assert column is not None
    kinds = set(numbers.kinds_by_measure.values())
    with_rows = {kind for kind in kinds if _has_rows(built, f"{table} where {numbers.write_condition(column, {kind})}")}
    assert with_rows or not _has_rows(built, table)
    # kinds that have no rows are asked together
    for asked in (*({kind} for kind in sorted(with_rows)), kinds - with_rows):
        _fill_from_slice(built, MODELS[table], asked)
        assert _count_differences(built, table, numbers.write_condition(column, asked)) == 0, asked


@pytest.mark.parametrize("table", SOME_COLUMNS)
def test_a_model_reads_no_other_columns_than_those_listed(built: BuiltTables, table: str) -> None:
    _fill_from_slice(built, MODELS[table], set(), is_whole=True)
    assert _count_differences(built, table, "true") == 0


@pytest.mark.parametrize("path", list_model_files(), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_every_model_says_how_it_is_built(path: Path) -> None:
    ModelPartitions.model_validate(yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["partitions"])
