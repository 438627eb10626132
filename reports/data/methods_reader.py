"""Reads the tables of the methods page: the data dictionary, the rule sets, and the charts in use."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from reports.data.query import fetch_records


@dataclass(frozen=True)
class DictionaryColumn:
    """A column of the warehouse and its description."""

    schema_name: str
    table_name: str
    column_name: str
    data_type: str
    description: str | None


@dataclass(frozen=True)
class RuleSet:
    """A named set of rules for control charts."""

    rule_set: str
    shift_points: int
    trend_points: int
    screens_moving_ranges: bool
    points_for_limits: int
    points_for_icon: int
    reach_per_range: float


@dataclass(frozen=True)
class ChartCount:
    """How many series of a measure are drawn on one type of chart; the type is None where none fits."""

    measure: str
    chart: str | None
    series: int


def read_data_dictionary(con: duckdb.DuckDBPyConnection) -> dict[str, list[DictionaryColumn]]:
    """Read the columns of each table, by the table's full name."""
    tables: dict[str, list[DictionaryColumn]] = {}
    for column in fetch_records(con, DictionaryColumn, "select * from mart.data_dictionary"):
        tables.setdefault(f"{column.schema_name}.{column.table_name}", []).append(column)
    return tables


def read_rule_sets(con: duckdb.DuckDBPyConnection) -> list[RuleSet]:
    return fetch_records(
        con,
        RuleSet,
        "select rule_set, shift_points, trend_points, screens_moving_ranges, points_for_limits, points_for_icon, "
        "reach_per_range from core.spc_rule_set",
    )


def read_terms(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Read the words of the extracts that readers may not know, and what they mean."""
    return dict(con.execute("select term, meaning from core.term order by kind, term").fetchall())


def read_chart_counts(con: duckdb.DuckDBPyConnection) -> list[ChartCount]:
    """Count the series of each measure by type of chart, the most frequent type first."""
    return fetch_records(
        con,
        ChartCount,
        "select measure, chart, count(*) as series from mart.chart group by all order by measure, series desc",
    )
