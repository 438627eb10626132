"""The data package of an edition: columns are described, rows are those of the warehouse, its lines run."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reports.data.disclosure import connect_published
from reports.data_package.resources import EXIT_COLUMNS, TABLES, PackageTable, describe_table, list_columns
from reports.data_package.table_files import name_type
from reports.pages.data_page import SNIPPETS, read_snippet
from reports.verification.package_check import find_package_faults
from tests.reports.site import Published

SQL_TYPES = {"string": "varchar", "number": "double", "integer": "bigint", "boolean": "boolean", "date": "date"}


@pytest.fixture(scope="module")
def folder(published: Published) -> Path:
    return (published.home.site / "latest" / "data").resolve()


@pytest.fixture(scope="module")
def resources(folder: Path) -> list[dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    assert all(source["title"] for source in package["sources"])
    found: list[dict[str, Any]] = package["resources"]
    return found


def test_the_files_are_those_that_are_described(folder: Path, resources: list[dict[str, Any]]) -> None:
    files = [file for resource in resources for file in (resource, resource["parquet"])]
    for file in files:
        content = (folder / file["path"]).read_bytes()
        assert (file["bytes"], file["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert {file["path"] for file in files} == {f"tables/{path.name}" for path in (folder / "tables").iterdir()}
    assert [resource["name"] for resource in resources] == [table.name for table in TABLES]


def test_csv_and_parquet_have_the_same_rows_of_the_described_types(
    folder: Path, resources: list[dict[str, Any]]
) -> None:
    """An empty quoted cell is an empty text, an empty cell is missing; no text of the samples begins like a formula."""
    for resource in resources:
        types = {field["name"]: SQL_TYPES[field["type"]] for field in resource["schema"]["fields"]}
        columns = ", ".join(f"'{name}': '{type_name}'" for name, type_name in types.items())
        csv, parquet = folder / resource["path"], folder / resource["parquet"]["path"]
        read = f"from read_csv('{csv}', columns = {{{columns}}}, header = true, allow_quoted_nulls = false)"
        casts = ", ".join(f'"{name}"::{type_name} as "{name}"' for name, type_name in types.items())
        rows = duckdb.sql(f"select {casts} from '{parquet}'").fetchall()
        assert duckdb.sql(read).fetchall() == rows
        assert len(rows) == resource["rows"]


def test_every_column_is_described(resources: list[dict[str, Any]]) -> None:
    for resource in resources:
        assert all(len(field["description"]) > 10 for field in resource["schema"]["fields"]), resource["name"]
        for key in resource["schema"].get("primaryKey", []):
            assert key in {field["name"] for field in resource["schema"]["fields"]}
    by_name = {resource["name"]: resource for resource in resources}
    assert by_name["observations"]["schema"]["primaryKey"] == ["measure", "organisation", "month"]
    names = [field["name"] for field in by_name["series"]["schema"]["fields"]]
    assert names[:4] == ["measure", "measure_title", "organisation", "organisation_name"]


def test_the_lines_on_the_page_run(folder: Path) -> None:
    snippets = {language: read_snippet(file) for language, file in SNIPPETS}
    printed = io.StringIO()
    with chdir(folder.parent):
        with redirect_stdout(printed):
            exec(snippets["Python"], {})
        rows = duckdb.sql(snippets["DuckDB"]).fetchall()
    names = {name for name, *_ in rows}
    assert names
    assert all(name.split()[0] in printed.getvalue() for name in names)
    assert all(len(lines.splitlines()) == 3 for lines in snippets.values())


def test_a_list_becomes_words_and_an_unknown_column_or_type_is_an_error() -> None:
    practices = PackageTable("practices", "core.practice")
    types = {column.name: "VARCHAR" for column in describe_table(practices).columns}
    columns = list_columns(practices, types | {"balancing_measures": "VARCHAR[]"})
    [balancing] = [column.sql for column in columns if column.name == "balancing_measures"]
    assert duckdb.sql(f"select {balancing} from (select ['a', 'b'] as balancing_measures) as shown").fetchall() == [
        ("a b",)
    ]
    with pytest.raises(KeyError, match="unheard_of"):
        list_columns(practices, {**types, "unheard_of": "DATE"})
    assert "is_withheld" in EXIT_COLUMNS
    with pytest.raises(ValueError, match="timestamp"):
        name_type(pa.timestamp("us"))


@pytest.mark.parametrize("damage", ["another figure", "a row less", "no file", "no descriptor", "another table"])
def test_a_package_that_is_not_the_warehouse_is_caught(published: Published, tmp_path: Path, damage: str) -> None:
    edition = tmp_path / "edition"
    shutil.copytree((published.home.site / "latest" / "data").resolve() / "tables", edition / "data" / "tables")
    descriptor = edition / "data" / "datapackage.json"
    package = json.loads(((published.home.site / "latest" / "data").resolve() / "datapackage.json").read_text())
    package["resources"] = [resource for resource in package["resources"] if resource["name"] == "measures"]
    [resource] = package["resources"]
    _damage(edition / "data", resource, damage)
    if damage != "no descriptor":
        descriptor.write_text(json.dumps(package), encoding="utf-8")
    with connect_published(published.home.warehouse) as con:
        faults = [fault.sentence() for fault in find_package_faults(con, edition)]
    assert len(faults) == 1
    assert {
        "another figure": "rows of core.measure that the warehouse has not: 1",
        "a row less": "the CSV has",
        "no file": "measures.parquet cannot be read",
        "no descriptor": "it cannot be read",
        "another table": "the warehouse has no table core.load; drop",
    }[damage] in faults[0]


def _damage(folder: Path, resource: dict[str, Any], damage: str) -> None:
    csv, parquet = folder / resource["path"], folder / resource["parquet"]["path"]
    if damage == "another figure":
        rows = pq.read_table(parquet).to_pylist()
        rows[0]["title"] = "Another title"
        pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(parquet)), parquet)
    elif damage == "a row less":
        csv.write_text("".join(csv.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    elif damage == "no file":
        parquet.unlink()
    elif damage == "another table":
        resource["table"] = "core.load; drop"
    for path, described in ((csv, resource), (parquet, resource["parquet"])):
        if path.exists():
            described["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
