"""The order of the models is derived from what they read; a circle or an unknown table is an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot

from transforms.graph import HERE, models, tables_read


def _models(folder: Path, **texts: str) -> list[str]:
    for name, sql in texts.items():
        schema, _, table = name.partition("__")
        (folder / schema).mkdir(exist_ok=True)
        (folder / schema / f"{table}.sql").write_text(f"-- One row per test\n{sql}\n")
    return [model.table for model in models(folder)]


def test_a_model_comes_after_all_that_it_reads(tmp_path: Path) -> None:
    found = _models(
        tmp_path,
        mart__a="select * from core.z join mart.b using (x)",
        mart__b="select * from core.y",
        core__y="select * from core.z",
        core__z="select * from staging.load",
    )
    assert found == ["core.z", "core.y", "mart.b", "mart.a"]


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
    assert tables_read(sql) == read


@pytest.mark.parametrize(
    "texts",
    [
        {"core__a": "select * from core.b", "core__b": "select * from core.a"},
        {"core__a": "select * from core.b", "core__b": "select * from mart.c", "mart__c": "select * from core.a"},
        {"core__a": "select * from core.a"},
    ],
)
def test_a_circle_is_told(tmp_path: Path, texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"circle: .*core\.a"):
        _models(tmp_path, **texts)


def test_a_table_that_no_model_makes_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no model makes core\.nothing"):
        _models(tmp_path, mart__a="select * from core.nothing")


PATHS = sorted(HERE.glob("core/*.sql")) + sorted(HERE.glob("mart/*.sql")) + sorted(HERE.glob("staging/*.sql"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_every_model_says_what_a_row_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- One row per ")
    assert len(sqlglot.parse(text, dialect="duckdb")) == 1


def test_every_model_is_built() -> None:
    assert {model.table for model in models()} == {f"{path.parent.name}.{path.stem}" for path in PATHS}


def test_the_core_reads_no_mart() -> None:
    """Known exception: the last points of the charts are kept in the core, and read the chart."""
    reading = {
        model.table
        for model in models()
        if model.table.startswith("core.") and any(table.startswith("mart.") for table in model.reads)
    }
    assert reading <= {"core.spc_latest"}


def test_marts_read_no_staging() -> None:
    assert [
        m.table for m in models() if m.table.startswith("mart.") and any(t.startswith("staging.") for t in m.reads)
    ] == []
