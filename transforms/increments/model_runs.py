"""Run the models of a build: each is taken over, built for the kinds that have changed, or built whole.

What has changed shows in the digests of the tables that a model reads, compared with those of the warehouse before. A
table that comes out as it was stops the change there: the models that read it are taken over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from transforms.increments.partition_columns import NO_KIND, STAGING_COLUMNS, KindNumbers
from transforms.increments.slices import open_slice
from transforms.increments.stored_state import BuildState
from transforms.increments.table_digests import Digests, digest_table
from transforms.model_graph import Model
from transforms.result_cache import ResultCache
from transforms.table_descriptions import ModelPartitions

MEASURES = "core.measure"


@dataclass
class ModelRuns:
    """The run of all models over one warehouse, and the digests of what they read.

    `before` is the state of the warehouse that the file was copied from; None when it is built from nothing.
    """

    con: duckdb.DuckDBPyConnection
    partitions: Mapping[str, ModelPartitions]
    cache: ResultCache
    before: BuildState | None = None
    digests: dict[str, Digests] = field(default_factory=dict)
    kind_numbers: KindNumbers = field(default_factory=lambda: KindNumbers({}, {}))
    untouched: set[str] = field(default_factory=set)
    """Tables that are as they were in the warehouse before."""
    updated: dict[str, set[str]] = field(default_factory=dict)
    """Tables that are as they were but for these kinds."""

    def run(self, model: Model) -> str:
        """Bring the model's table up to date; returns what was done, for the progress report."""
        if model.table == MEASURES:
            return self._build_measures(model)
        kinds = self._find_changed_kinds(model)
        if kinds is None:
            return self._build_whole(model)
        if not kinds:
            self.untouched.add(model.table)
            return f"taking over {model.table}"
        self._build_kinds(model, kinds)
        self.updated[model.table] = kinds
        return f"updating {model.table} for {', '.join(sorted(kinds))}"

    def list_digests(self, models: Sequence[Model]) -> dict[str, Digests]:
        """The digests of everything that a model reads, for the next build to compare with."""
        for model in models:
            for table in model.reads:
                self._digest_for(model, table)
        return self.digests

    def _build_measures(self, model: Model) -> str:
        done = self._build_whole(model)
        measures = self.con.execute("select measure, kind from core.measure").fetchall()
        kinds = self.con.execute("select row_number() over (order by kind), kind from staging.extract").fetchall()
        self.kind_numbers = KindNumbers(dict(measures), {0: NO_KIND, **dict(kinds)})
        return done

    def _find_changed_kinds(self, model: Model) -> set[str] | None:
        """The kinds whose rows have to be built again; None if the whole table has."""
        before = self.before
        if before is None:
            return None
        changed: set[str] = set()
        for table in sorted(model.reads):
            key, now = self._digest_for(model, table)
            then = before.digests.get(key)
            if then == now:
                continue
            if then is None or not self._is_by_kind(model) or self._column_of(table) is None:
                return None
            changed |= {kind for kind in then.keys() | now.keys() if then.get(kind) != now.get(kind)}
        # rows of a measure that has gone or has another kind are in a partition that nothing else would find
        if changed and before.kinds_by_measure != self.kind_numbers.kinds_by_measure:
            return None
        return changed

    def _digest_for(self, model: Model, table: str) -> tuple[str, Digests]:
        """The digests of what the model reads of a table, and their key."""
        columns = self.partitions[model.table].columns_read.get(table, ())
        key = f"{table}({', '.join(columns)})" if columns else table
        if key not in self.digests:
            self.digests[key] = self._compute_digests(table, key, columns)
        return key, self.digests[key]

    def _compute_digests(self, table: str, key: str, columns: tuple[str, ...]) -> Digests:
        """Digest a table, as far as it may differ from the warehouse before."""
        then = self.before.digests.get(key) if self.before else None
        if then is not None and table in self.untouched:
            return then
        column = None if columns else self._column_of(table)
        if then is None or column is None or table not in self.updated:
            return digest_table(self.con, table, column, self.kind_numbers, columns=columns)
        kinds = self.updated[table]
        as_before = {kind: digest for kind, digest in then.items() if kind not in kinds}
        return as_before | digest_table(self.con, table, column, self.kind_numbers, kinds=kinds)

    def _is_by_kind(self, model: Model) -> bool:
        return self.partitions[model.table].built == "by kind"

    def _column_of(self, table: str) -> str | None:
        if table in self.partitions:
            return self.partitions[table].partition_column
        return STAGING_COLUMNS.get(table)

    def _build_whole(self, model: Model) -> str:
        self.con.execute(f"drop table if exists {model.table}")
        model.create(self.con, self.cache)
        return f"building {model.table}"

    def _build_kinds(self, model: Model, kinds: set[str]) -> None:
        own = self.partitions[model.table]
        assert own.partition_column is not None
        condition = self.kind_numbers.write_condition(own.partition_column, kinds)
        self.con.execute(f"delete from {model.table} where {condition}")
        read = {table: None if table in own.columns_read else self._column_of(table) for table in model.reads}
        with open_slice(self.con, read, own.columns_read, self.kind_numbers, kinds) as warehouse:
            model.fill(self.con, f"{warehouse}.{model.table}", self.cache)
