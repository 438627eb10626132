"""Every table of the core and the marts has its description beside its model, and the two agree."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.warehouse import rows
from transforms.build import build_warehouse
from transforms.model_graph import MODELS_FOLDER
from transforms.table_descriptions import (
    TableDescription,
    list_description_files,
    read_column_entries,
    read_shared_columns,
    read_table_description,
    read_table_descriptions,
)

NUMBER_TYPES = {"DOUBLE", "BIGINT", "INTEGER", "TINYINT", "HUGEINT"}
FILES = list_description_files()
FULL = "title: T\ngrain: row\nkeys: [a]\ncolumns:\n  - name: a\n    meaning: The first letter\n"
SHARED = {"month": {"name": "month", "meaning": "The month, as its first day"}}


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str, str | None]]:
    folder = tmp_path_factory.mktemp("dictionary")
    home = Home(folder / "home")
    admit(home, [sheets.ae().write(folder)])
    actual = rows(
        build_warehouse(home),
        "select schema_name || '.' || table_name, column_name, data_type, description from mart.data_dictionary",
    )
    return [tuple(row) for row in actual]  # type: ignore[misc]


@cache
def _read_descriptions() -> dict[str, TableDescription]:
    """All of them, once: each table is a test, and to read the descriptions takes 0.1 s."""
    return read_table_descriptions()


def test_every_table_has_a_description_and_no_description_is_of_nothing() -> None:
    files = set(MODELS_FOLDER.rglob("*.yaml"))
    assert files == {path for _, path in FILES} | {MODELS_FOLDER / "shared_columns.yaml"}


def test_descriptions_list_the_columns_of_the_real_tables_in_order(
    columns: list[tuple[str, str, str, str | None]],
) -> None:
    real: dict[str, list[str]] = {}
    for table, name, *_ in columns:
        real.setdefault(table, []).append(name)
    described = {
        table: [column.name for column in description.columns] for table, description in _read_descriptions().items()
    }
    assert described == real


def test_the_dictionary_has_the_meaning_of_every_column(columns: list[tuple[str, str, str, str | None]]) -> None:
    described = {
        (table, column.name): column.meaning
        for table, description in _read_descriptions().items()
        for column in description.columns
    }
    assert {(table, name): meaning for table, name, _, meaning in columns} == described


def test_numbers_have_a_unit_and_nothing_else_has(columns: list[tuple[str, str, str, str | None]]) -> None:
    types = {(table, name): data_type for table, name, data_type, _ in columns}
    faults = [
        f"{table}.{column.name}"
        for table, description in _read_descriptions().items()
        for column in description.columns
        if bool(column.unit) != (types[table, column.name] in NUMBER_TYPES)
    ]
    assert faults == []


def test_every_shared_column_is_used_and_is_not_described_again() -> None:
    shared = read_shared_columns()
    entries = [column for _, path in FILES for column in read_column_entries(path)]
    assert {column["name"] for column in entries if column.get("shared")} == set(shared)
    assert [column for column in entries if column == shared.get(column["name"])] == []


def test_meanings_are_written_alike() -> None:
    for table, description in _read_descriptions().items():
        for text in (description.title, *(column.meaning for column in description.columns)):
            assert text == text.strip()
            assert 8 <= len(text) < 400, (table, text)
            assert text[0].isupper() or text[0].isdigit(), (table, text)
            assert not text.endswith("."), (table, text)


@pytest.mark.parametrize(("table", "path"), FILES[:-1], ids=[table for table, _ in FILES[:-1]])
def test_the_grain_is_that_of_the_model(table: str, path: Path) -> None:
    model = next(path.with_suffix(suffix) for suffix in (".sql", ".py") if path.with_suffix(suffix).exists())
    first_line = model.read_text(encoding="utf-8").splitlines()[0].lstrip('-" ')
    assert first_line.startswith(f"One row per {_read_descriptions()[table].grain}")


@pytest.mark.parametrize("path", [MODELS_FOLDER / "shared_columns.yaml", *(path for _, path in FILES)], ids=str)
def test_no_entry_is_written_twice(path: Path) -> None:
    """PyYAML keeps the last of two entries with one key, and says nothing."""

    def list_keys(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), keys
            for _, value in node.value:
                list_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                list_keys(item)

    list_keys(yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader))


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("", "cannot be read"),
        ("title: [", "cannot be read"),
        ("- title", "cannot be read"),
        (FULL.replace("grain: row\n", ""), "grain"),
        (FULL.replace("    meaning: The first letter\n", ""), "meaning"),
        (FULL.replace("keys: [a]", "keys: [b]"), "keys that are not columns: b"),
        (FULL + "  - name: a\n    meaning: Another\n", "described more than once: a"),
        (FULL + "  - {name: month, shared: true}\n  - {name: month, shared: true}\n", "more than once: month"),
        (FULL + "  - {name: week, shared: true}\n", "week"),
        (FULL + "  - {name: month, shared: true, unit: months}\n", "shared"),
        (FULL + "owner: somebody\n", "owner"),
        (FULL.replace("title: T", "title: 2026"), "title"),
        (FULL.replace("columns:\n", "columns:\n  - a\n"), "cannot be read"),
    ],
)
def test_a_wrong_description_is_refused_by_name(tmp_path: Path, text: str, reported: str) -> None:
    path = tmp_path / "spread.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"spread\.yaml cannot be read") as caught:
        read_table_description(path, SHARED)
    assert reported in str(caught.value)


def test_a_model_without_a_description_is_refused(tmp_path: Path) -> None:
    shutil.copytree(MODELS_FOLDER, tmp_path / "models", ignore=shutil.ignore_patterns("spread.yaml"))
    with pytest.raises(ValueError, match=r"mart/spread\.yaml is missing"):
        read_table_descriptions(tmp_path / "models")
