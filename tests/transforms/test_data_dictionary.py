"""Every column of the core and the marts is described, and no description is of nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.warehouse import rows
from transforms.build import build_warehouse
from transforms.model_graph import MODELS_FOLDER, list_model_files

DESCRIPTIONS = MODELS_FOLDER / "descriptions.csv"


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


def _described() -> list[dict[str, str]]:
    with DESCRIPTIONS.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_column_is_described(columns: list[tuple[str, str, str, str | None]]) -> None:
    assert [f"{table}.{column}" for table, column, _, description in columns if not description] == []


def test_the_dictionary_holds_every_table(columns: list[tuple[str, str, str, str | None]]) -> None:
    built = {f"{path.parent.name}.{path.stem}" for path in list_model_files()}
    assert built <= {table for table, *_ in columns}


def test_no_description_is_of_nothing(columns: list[tuple[str, str, str, str | None]]) -> None:
    real = {(table, column) for table, column, *_ in columns}
    names = {column for _, column, *_ in columns}
    tables = {table for table, *_ in columns}
    lost = [
        f"{row['table_name']}.{row['column_name']}"
        for row in _described()
        if (
            row["column_name"] not in names
            if row["table_name"] == "*"
            else (row["table_name"], row["column_name"]) not in real
        )
    ]
    # the dictionary itself is made last, and is not in its own list
    assert [name for name in lost if name.rpartition(".")[0] in tables | {"*"}] == []


def test_descriptions_are_sentences_of_their_own() -> None:
    actual = _described()
    keys = [(row["table_name"], row["column_name"]) for row in actual]
    assert len(keys) == len(set(keys))
    for row in actual:
        text = row["description"]
        assert text == text.strip()
        assert 10 < len(text) < 400, row
        assert text[0].isupper() or text[0].isdigit(), row
        assert not text.endswith("."), row


def test_the_file_ships_with_the_package() -> None:
    assert Path(DESCRIPTIONS).is_file()
