"""Months that have been published more than once: the figures first published beside the current ones.

Only these months are compared. A kind with one row per organisation is compared column by column as published, in all
its versions; a kind with several rows per organisation is compared row by row, first version with current version.
Every kind is compared measure by measure. Loads with the same figures are one version (`storage/month_vintages.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from checks.contracts.contract import Extract
from checks.extracts import EXTRACTS
from checks.storage.home import Home
from checks.storage.lake import lake_path
from checks.storage.ledger import Load
from checks.storage.month_vintages import Vintage, group_by_month, merges_counts
from transforms.staging import observations


@dataclass(frozen=True)
class MonthVersions:
    """The vintages of one kind and month that has several, in order of receipt.

    Each is compared by its load of the same sort of layout as the current one, if it has one.
    """

    vintages: tuple[Vintage, ...]

    @property
    def first(self) -> Load:
        return self._comparable_load(self.vintages[0])

    @property
    def revised(self) -> Load:
        return self.vintages[-1].current

    @property
    def previous(self) -> Load:
        """The load that the current one replaced; with two vintages, the first."""
        return self._comparable_load(self.vintages[-2])

    def _comparable_load(self, vintage: Vintage) -> Load:
        alike = [load for load in vintage.loads if merges_counts(load) == merges_counts(self.revised)]
        return Vintage(tuple(alike)).current if alike else vintage.current

    @property
    def earlier(self) -> tuple[Load, ...]:
        """The first and the previous load, which may be the same."""
        return (self.first,) if self.previous == self.first else (self.first, self.previous)

    @property
    def has_comparable_counts(self) -> bool:
        """Whether the loads have the same counts; where one merges them, only measures can be compared."""
        return len({merges_counts(load) for load in (*self.earlier, self.revised)}) == 1

    def row(self) -> dict[str, str | int | None]:
        """The row of `staging.vintage`; a reinstated version is the same file again, so it is not counted again."""
        seen: set[str] = set()
        count = 0
        for vintage in self.vintages:
            hashes = {load.sha256 for load in vintage.loads}
            count += not hashes & seen
            seen |= hashes
        columns = {"kind": self.first.kind, "month": self.first.month, "vintages": count}
        return {**columns, **{f"{name}_load": getattr(self, name).load_id for name in ("first", "previous", "revised")}}


def months_with_several_versions(loads: Sequence[Load], registers: frozenset[str]) -> list[MonthVersions]:
    """List the kinds and months that were accepted more than once, with different figures."""
    return [
        MonthVersions(tuple(vintages)) for vintages in group_by_month(loads, registers).values() if len(vintages) > 1
    ]


def has_cells(load: Load) -> bool:
    """Whether the kind has one row per organisation, so that a cell is a figure of that organisation."""
    return any(len(rule.columns) == 1 and "Unique" in rule.expectation for rule in EXTRACTS[load.kind].rules)


def cache_cells(con: duckdb.DuckDBPyConnection, home: Home, load: Load) -> Path:
    """Return the Parquet file of the load's counts: organisation, column and value."""
    return observations.cache_query(con, home, load, "cells", _cell_sql(EXTRACTS[load.kind]))


def _cell_sql(extract: Extract) -> str:
    counts = ", ".join(name for name in extract.lake_columns if name in extract.counts)
    return f"""
        with placed as (
            select *, {extract.organisation} as counted_organisation from lake_rows where not ({extract.is_national})
        )
        select counted_organisation as organisation, item, value::double as value
        from (unpivot (select counted_organisation, {counts} from placed) on {counts} into name item value value)
        where counted_organisation is not null"""


def cache_changed_cells(con: duckdb.DuckDBPyConnection, home: Home, versions: MonthVersions) -> Path:
    """Return the Parquet file of the cells that differ between the first version and the current one, row by row."""
    extract = EXTRACTS[versions.first.kind]
    return observations.cache_query(con, home, versions.revised, "changed", _changed_sql(extract, home, versions.first))


def _key_columns(extract: Extract) -> dict[str, str]:
    """The columns that identify a row, organisation first, with the SQL that gives them from the lake's columns."""
    [columns] = {rule.columns for rule in extract.rules if "Unique" in rule.expectation}
    expressions = {name: name if name in extract.lake_columns else extract.derived[name] for name in columns}
    others = {name: expression for name, expression in expressions.items() if expression != extract.organisation}
    return {"counted_organisation": extract.organisation, **others}


def _changed_sql(extract: Extract, home: Home, first: Load) -> str:
    key_columns = _key_columns(extract)
    keys, others = tuple(key_columns), tuple(key_columns)[1:]
    counts = [name for name in extract.lake_columns if name in extract.counts]
    columns = ", ".join((*(f"{expression} as {name}" for name, expression in key_columns.items()), *counts))
    key, listed = ", ".join(keys), ", ".join(counts)
    place = str(lake_path(home, first.kind, first.month, first.load_id)).replace("'", "''")
    long_form = f"""
        select {key}, item, value::double as value
        from (unpivot (select * from {{}} semi join moved using ({key})) on {listed} into name item value value)"""
    row = f"concat_ws(', ', {', '.join(others)})"
    return f"""
        with earlier as (select {columns} from read_parquet('{place}') where not ({extract.is_national})),
        present as (select {columns} from lake_rows where not ({extract.is_national})),
        moved as (
            select distinct {key} from (
                (from earlier except from present) union all (from present except from earlier)
            )
        ),
        was as ({long_form.format("earlier")}),
        now as ({long_form.format("present")})
        select
            {keys[0]} as organisation,
            {row} as row_told,
            item,
            was.value as first_value,
            now.value as revised_value,
            (({key}) in (select ({key}) from earlier)) as stood_first,
            (({key}) in (select ({key}) from present)) as stands_now
        from was full join now using ({key}, item)
        where coalesce(was.value, 0) <> coalesce(now.value, 0)"""
