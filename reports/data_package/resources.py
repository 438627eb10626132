"""The tables of the data package, each a table of the warehouse as it may be published."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.model_graph import MODELS_FOLDER
from transforms.table_descriptions import (
    ColumnDescription,
    TableDescription,
    read_shared_columns,
    read_table_description,
)

TITLE_COLUMNS = {
    "measure": ("measure_title", "core.measure", "title"),
    "organisation": ("organisation_name", "core.organisation", "name"),
    "practice": ("practice_title", "core.practice", "title"),
}
"""By a column with a code: the column with its title that is put behind it, and where the title is from."""


@dataclass(frozen=True)
class PackageTable:
    """A table of the package: its name there, and its table in the warehouse.

    The tables with millions of rows have codes only: with titles they would be five times as large.
    """

    name: str
    table: str
    has_titles: bool = True

    @property
    def schema_name(self) -> str:
        return self.table.split(".")[0]


TABLES = (
    PackageTable("organisations", "core.organisation", has_titles=False),
    PackageTable("measures", "core.measure", has_titles=False),
    PackageTable("standards", "core.standard"),
    PackageTable("observations", "core.observation", has_titles=False),
    PackageTable("series", "mart.spc_summary"),
    PackageTable("chart-types", "mart.chart"),
    PackageTable("benchmark", "mart.benchmark", has_titles=False),
    PackageTable("need", "mart.need", has_titles=False),
    PackageTable("programmes", "core.programme", has_titles=False),
    PackageTable("practices", "core.practice", has_titles=False),
    PackageTable("adopters", "mart.adopter"),
    PackageTable("gains", "mart.gain"),
    PackageTable("gain-history", "mart.gain_history", has_titles=False),
    PackageTable("practice-gains", "mart.programme_gain"),
    PackageTable("spread", "mart.spread", has_titles=False),
    PackageTable("signals", "mart.signal"),
)


@dataclass(frozen=True)
class PackageColumn:
    """A column of a table of the package, and the SQL that it comes from."""

    name: str
    meaning: str
    unit: str | None
    sql: str


EXIT_COLUMNS = {
    "is_withheld": PackageColumn(
        "is_withheld", "Whether the estimates are hidden because they rest on small numbers", None, "shown.is_withheld"
    )
}
"""Columns that the exit of disclosure control adds to a table of the warehouse."""


@cache
def describe_table(table: PackageTable) -> TableDescription:
    """The description beside the model."""
    path = (MODELS_FOLDER / table.table.replace(".", "/")).with_suffix(".yaml")
    return read_table_description(path, _shared_columns())


# a fifth of the time that the package takes
@cache
def _shared_columns() -> dict[str, Any]:
    return read_shared_columns(MODELS_FOLDER)


def list_columns(table: PackageTable, types: dict[str, str]) -> list[PackageColumn]:
    """The columns of a table in order, titles behind codes; `types` are those of its columns in the warehouse."""
    columns = []
    for column in describe_table(table).columns:
        columns.append(_own_column(column, types[column.name]))
        if table.has_titles and column.name in TITLE_COLUMNS:
            columns.append(_title_column(column.name))
    described = {column.name for column in columns}
    return columns + [EXIT_COLUMNS[name] for name in types if name not in described]


def _own_column(column: ColumnDescription, type_name: str) -> PackageColumn:
    sql = f"shown.{column.name}"
    if type_name.endswith("[]"):
        # CSV has no lists
        sql = f"array_to_string({sql}, ' ')"
    elif type_name == "DOUBLE":
        # a difference of nothing may be -0.0, by the order in which threads add
        sql = f"{sql} + 0"
    return PackageColumn(column.name, column.meaning, column.unit, sql)


def _title_column(code: str) -> PackageColumn:
    name, table, title = TITLE_COLUMNS[code]
    meaning = f"{title.capitalize()} of the {code}, as in the table {code}s"
    sql = f"(select titled.{title} from {table} as titled where titled.{code} = shown.{code})"
    return PackageColumn(name, meaning, None, sql)
