"""What each table means: the YAML file beside its model.

`mart/spread.yaml` is beside `mart/spread.sql`. It has a title, the grain (what one row is), the key columns and, in
the order of the table, every column with its meaning and, for a number, its unit. A column that means the same in
every table is described once, in `shared_columns.yaml`. A table whose SQL is derived from another's names that table
as `columns_of` instead of repeating its columns.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from transforms.model_graph import MODELS_FOLDER, list_model_files

DICTIONARY_TABLE = "mart.data_dictionary"
# 25 ms for all files instead of 210 ms; a PyYAML built without libyaml lacks the fast loader
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ColumnDescription(BaseModel):
    """One column: what it means, and the unit of a number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    meaning: str
    unit: str | None = None


class ModelPartitions(BaseModel):
    """How a table is divided by kind of extract, and whether its model can be built for some kinds alone.

    It can where the rows of a kind depend on the rows of that kind alone in every table that is divided by kind, and
    on the columns that `columns_read` lists (by default all) of the tables that are not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    built: Literal["by kind", "whole"]
    partition_column: Literal["kind", "source_kind", "measure", "series"] | None = None
    """The column of the table that shows the kind."""
    columns_read: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _check_column(self) -> Self:
        if self.built == "by kind" and self.partition_column is None:
            raise ValueError("a table that is built by kind needs a partition_column")
        return self


class TableDescription(BaseModel):
    """One table. Without keys it has a single row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    grain: str
    keys: tuple[str, ...]
    partitions: ModelPartitions = ModelPartitions(built="whole")
    columns: tuple[ColumnDescription, ...]

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [column.name for column in self.columns]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"described more than once: {', '.join(sorted(repeated))}")
        if unknown := set(self.keys) - set(names):
            raise ValueError(f"keys that are not columns: {', '.join(sorted(unknown))}")
        return self


def read_table_descriptions(folder: Path = MODELS_FOLDER) -> dict[str, TableDescription]:
    """Read the descriptions in the folder, by table. Raises ValueError naming a file that is at fault."""
    shared_columns = read_shared_columns(folder)
    return {table: read_table_description(path, shared_columns) for table, path in list_description_files(folder)}


def read_model_partitions(folder: Path = MODELS_FOLDER) -> dict[str, ModelPartitions]:
    """Read how each model's table is divided and built."""
    return {
        table: ModelPartitions.model_validate(_load_yaml(path).get("partitions", {"built": "whole"}))
        for table, path in list_description_files(folder)
    }


def read_column_entries(path: Path) -> list[dict[str, Any]]:
    """Read the columns as they are written in the file, or in that of the table that it names."""
    entries = _load_yaml(path)
    if table := entries.get("columns_of"):
        return read_column_entries(path.parents[1] / f"{table.replace('.', '/')}.yaml")
    return list(entries["columns"])


def list_description_files(folder: Path = MODELS_FOLDER) -> list[tuple[str, Path]]:
    """List each table with its description: one beside every model, and that of the data dictionary itself."""
    beside_models = [
        (f"{path.parent.name}.{path.stem}", path.with_suffix(".yaml")) for path in list_model_files(folder)
    ]
    return [*beside_models, (DICTIONARY_TABLE, folder / "data_dictionary.yaml")]


def read_table_description(path: Path, shared_columns: dict[str, Any]) -> TableDescription:
    """Read one description. Raises ValueError naming the file if it is missing, incomplete or has unknown entries."""
    try:
        entries = {name: entry for name, entry in _load_yaml(path).items() if name != "columns_of"}
        columns = [_resolve_column(column, shared_columns) for column in read_column_entries(path)]
        return TableDescription.model_validate({**entries, "columns": columns})
    except FileNotFoundError as error:
        raise ValueError(f"{path} is missing: every model has its description beside it") from error
    except (ValidationError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def _resolve_column(column: dict[str, Any], shared_columns: dict[str, Any]) -> dict[str, Any]:
    return shared_columns[column["name"]] if column == {"name": column["name"], "shared": True} else column


def read_shared_columns(folder: Path = MODELS_FOLDER) -> dict[str, Any]:
    """Read the columns that are described once for all tables, by name."""
    return {column["name"]: column for column in _load_yaml(folder / "shared_columns.yaml")["columns"]}


def _load_yaml(path: Path) -> Any:
    return yaml.load(path.read_bytes(), YAML_LOADER)  # noqa: S506 - both loaders are the safe ones
