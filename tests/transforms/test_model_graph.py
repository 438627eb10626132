"""The order of the models is derived from what they read; a circle or an unknown table is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from checks.storage.duckdb_connection import open_duckdb
from transforms.model_graph import list_model_files, list_tables_read, read_models


def _model_names(folder: Path, **texts: str) -> list[str]:
    for name, sql in texts.items():
        schema, _, table = name.partition("__")
        (folder / schema).mkdir(exist_ok=True)
        (folder / schema / f"{table}.sql").write_text(f"-- One row per test\n{sql}\n")
    return [model.table for model in read_models(folder)]


def test_a_model_comes_after_all_that_it_reads(tmp_path: Path) -> None:
    actual = _model_names(
        tmp_path,
        mart__a="select * from core.z join mart.b using (x)",
        mart__b="select * from core.y",
        core__y="select * from core.z",
        core__z="select * from staging.load",
    )
    assert actual == ["core.z", "core.y", "mart.b", "mart.a"]


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("select 1", set()),
        ("from core.a", {"core.a"}),
        ("with b as (select * from core.a) select * from b", {"core.a"}),
        (
            "select * from core.a as x inner join mart.b as y on x.i = y.i left join staging.c using (i)",
            {"core.a", "mart.b", "staging.c"},
        ),
        (
            "select (select max(i) from core.a) as i, * from mart.b where i in (select i from core.c)",
            {"core.a", "mart.b", "core.c"},
        ),
        ("select * from core.a union all by name select * from core.b", {"core.a", "core.b"}),
        # a comment or a text is not a table
        ("select 'from core.a' as text -- from core.b", set()),
        ("select * from read_csv('core.a')", set()),
    ],
)
def test_tables_read(sql: str, read: set[str]) -> None:
    assert list_tables_read(sql) == read


PYTHON = '''"""One row per test."""
import pyarrow as pa
READS = frozenset({"core.a"})
def rows(con, cache):
    [(most,)] = con.execute("select max(i) from core.a").fetchall()
    return pa.table({"most": pa.array([most], pa.int64())})
'''


def _python_model(folder: Path, name: str = "b") -> None:
    (folder / "core").mkdir()
    (folder / "core" / "a.sql").write_text("-- One row per test\nselect unnest([1, 3, 2]) as i\n")
    (folder / "mart").mkdir()
    (folder / "mart" / "__init__.py").write_text("")
    (folder / "mart" / f"{name}.py").write_text(PYTHON)


def test_a_model_may_be_a_module(tmp_path: Path) -> None:
    _python_model(tmp_path)
    actual = _model_names(tmp_path, mart__c="select most + 1 as more from mart.b")
    assert actual == ["core.a", "mart.b", "mart.c"]
    with open_duckdb() as con:
        con.execute("create schema core; create schema mart")
        for model in read_models(tmp_path):
            model.create(con)
        assert con.execute("from mart.c").fetchall() == [(4,)]
        assert con.execute("select view_name from duckdb_views() where not internal").fetchall() == []


def test_a_table_made_twice_is_reported(tmp_path: Path) -> None:
    _python_model(tmp_path)
    with pytest.raises(ValueError, match=r"mart\.b is made twice"):
        _model_names(tmp_path, mart__b="select 1 as most")


def test_a_module_that_reads_what_nobody_makes_is_reported(tmp_path: Path) -> None:
    _python_model(tmp_path)
    (tmp_path / "core" / "a.sql").unlink()
    with pytest.raises(ValueError, match=r"no model makes core\.a"):
        read_models(tmp_path)


@pytest.mark.parametrize(
    "texts",
    [
        {"core__a": "select * from core.b", "core__b": "select * from core.a"},
        {"core__a": "select * from core.b", "core__b": "select * from mart.c", "mart__c": "select * from core.a"},
        {"core__a": "select * from core.a"},
    ],
)
def test_a_circle_is_reported(tmp_path: Path, texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"circle: .*core\.a"):
        _model_names(tmp_path, **texts)


def test_a_table_that_no_model_makes_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no model makes core\.nothing"):
        _model_names(tmp_path, mart__a="select * from core.nothing")


PATHS = list_model_files()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_every_model_says_what_a_row_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        assert text.startswith('"""One row per ')
    else:
        assert text.startswith("-- One row per ")
        assert len(sqlglot.parse(text, dialect="duckdb")) == 1


def test_every_model_is_built() -> None:
    assert {model.table for model in read_models()} == {f"{path.parent.name}.{path.stem}" for path in PATHS}


def test_the_core_reads_no_mart() -> None:
    """Known exceptions: the last points of the charts are kept in the core, and read the chart."""
    reading = {
        model.table
        for model in read_models()
        if model.table.startswith("core.") and any(table.startswith("mart.") for table in model.reads)
    }
    assert reading <= {"core.spc_latest", "core.reading_latest", "core.settled_step"}


def test_marts_read_no_staging() -> None:
    assert [
        m.table for m in read_models() if m.table.startswith("mart.") and any(t.startswith("staging.") for t in m.reads)
    ] == []
