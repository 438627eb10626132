"""Homes that change at random: loads arrive, are sent again with other rows, are withdrawn, and count again.

The loads are copied from a pool that was admitted once, so that a change costs milliseconds.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import duckdb

from checks import samples
from checks.extracts import EXTRACTS
from checks.review import withdrawal
from checks.review.decisions import DecisionError
from checks.storage import lake, ledger
from checks.storage.file_hash import hash_file
from checks.storage.home import Home, format_stamp
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.withdrawals import read_loads_as_decided
from tests.checks.quick_admission import admit_without_rules
from transforms.build import build_warehouse
from transforms.staging.services import SERVICE_KINDS

build_all = partial(build_warehouse, service_kinds=SERVICE_KINDS)
"""Build with everything that a home can have."""
REASON = ("sent by mistake", "data manager")
FIRST_RECEIPT = datetime(2030, 1, 1, tzinfo=UTC)
"""Later than the admission of the pool."""


def make_pool(folder: Path, months: int = 4, providers: int = 8) -> Home:
    """A home with samples of every kind, of which other homes get copies."""
    home = Home(folder / "pool").prepare()
    admit_without_rules(home, samples.write_samples(folder / "samples", months=months, providers=providers))
    return home


def list_pool(pool: Home) -> list[Load]:
    return [load for load in ledger.read_loads(pool) if load.status == "accepted"]


@dataclass(frozen=True)
class ChangingHome:
    """A home, the pool that its loads come from, and the source of chance."""

    home: Home
    pool: Home
    random: Random

    def change(self) -> str:
        """Make one change; returns what it was, in a word or two."""
        weights = {self._arrive: 5, self._arrive_in_part: 3, self._withdraw: 2, self._undo: 1, self._damage: 1}
        [chosen] = self.random.choices(list(weights), list(weights.values()))
        return chosen()

    def arrive(self, load: Load, *, condition: str = "true", factor: str = "1") -> str:
        """Add a copy of a load of the pool, of the rows that meet the condition, with every count multiplied."""
        received = FIRST_RECEIPT + timedelta(minutes=len(ledger.recorded_load_ids(self.home)))
        digest = f"{self.random.getrandbits(256):064x}"
        load_id = f"{format_stamp(received)}-{digest[:12]}"
        target = lake.lake_path(self.home, load.kind, load.month, load_id)
        self.home.make_folder(target.parent)
        _copy_rows(lake.path_of_load(self.pool, load), target, load, condition, factor)
        copied = replace(
            load,
            load_id=load_id,
            sha256=digest,
            received_at=received.isoformat(),
            lake_size=target.stat().st_size,
            lake_sha256=hash_file(target),
            compared_with="",
            origin=None,
        )
        ledger.record_load(self.home, copied)
        return f"{load.kind} {load.month or ''}".strip()

    def _arrive(self) -> str:
        return "arrived: " + self.arrive(self.random.choice(list_pool(self.pool)))

    def _arrive_in_part(self) -> str:
        """A revision or a correction: other counts, and some rows are missing."""
        seed = self.random.getrandbits(32)
        lost = self.random.choice(("true", f"hash(row, {seed}) % 6 > 0"))
        factor = f"(0.8 + hash(row, {seed}) % 1000 / 2500)"
        return "sent again: " + self.arrive(self.random.choice(list_pool(self.pool)), condition=lost, factor=factor)

    def _withdraw(self) -> str:
        counting = [load for load in read_loads_as_decided(self.home) if load.status == "accepted"]
        return self._decide(counting, withdrawal.withdraw_load, "withdrawn")

    def _undo(self) -> str:
        withdrawn = [load for load in read_loads_as_decided(self.home) if load.status == WITHDRAWN]
        return self._decide(withdrawn, withdrawal.undo_withdrawal, "counts again")

    def _decide(self, loads: list[Load], decide: object, what: str) -> str:
        if len(loads) < 2:
            return self._arrive()
        load = self.random.choice(loads)
        try:
            decide(self.home, load.load_id, *REASON)  # type: ignore[operator]
        except DecisionError:
            return self._arrive()
        return f"{what}: {load.kind} {load.month or ''}".strip()

    def _damage(self) -> str:
        """The next build may take nothing over: its note or the warehouse is damaged or gone."""
        note = self.home.warehouse.parent / "partitions" / "digests.json"
        path = self.random.choice((note, self.home.warehouse))
        if path.exists():
            with path.open("r+b") as handle:
                handle.seek(path.stat().st_size // 2)
                handle.write(b"\xff\x00damage\xff")
        return f"damaged: {path.name}"


def _copy_rows(source: Path, target: Path, load: Load, condition: str, factor: str) -> None:
    extract = EXTRACTS[load.kind]
    counts = [name for name in extract.lake_columns if name in extract.counts]
    changed = ", ".join(f"round({name} * {factor})::{extract.sql_type(name)} as {name}" for name in counts)
    columns = f"* replace ({changed})" if counts and factor != "1" else "*"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select {columns} from read_parquet('{source}') where {condition}) to '{target}' (format parquet)"
        )


def find_differences(home: Home, folder: Path) -> list[str]:
    """The tables that a full build of a copy of the home makes otherwise, row for row."""
    copy = Home(Path(shutil.copytree(home.root, folder)))
    build_all(copy, is_full=True)
    with duckdb.connect() as con:
        con.execute(
            f"attach '{home.warehouse}' as ours (read_only); attach '{copy.warehouse}' as full_build (read_only)"
        )
        tables = con.execute(
            "select distinct schema_name || '.' || table_name from duckdb_tables() "
            "where database_name in ('ours', 'full_build') order by 1"
        ).fetchall()
        different = [table for (table,) in tables if _differs(con, table)]
    shutil.rmtree(copy.root)
    return different


def _differs(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    ours, full = f"from ours.{table}", f"from full_build.{table}"
    [(rows,)] = con.execute(
        f"select count(*) from (({ours} except all {full}) union all ({full} except all {ours}))"
    ).fetchall()
    return bool(rows)
