"""Build the warehouse: a new DuckDB file beside the old one, all models in their order, then one rename."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from checks import gate, ledger
from checks.engine import connect
from checks.home import Home
from checks.ledger import Load
from transforms import dictionary, staging, vintages
from transforms.graph import HERE, SCHEMAS, models

Progress = Callable[[str], None]


class BuildError(RuntimeError):
    """The warehouse cannot be built; the message says why and what to do."""


def build(home: Home, as_known_at: datetime | None = None, progress: Progress = gate.silent) -> Path:
    """Rebuild the warehouse from what has been accepted (by the moment, in UTC), and swap it in.

    Readers see the old file or the new one, never a half. Raises BuildError when nothing has been loaded.
    """
    home.prepare()
    with home.lock("build"):
        loads = ledger.as_known_at(ledger.loads(home), as_known_at)
        if not any(load.status == "accepted" for load in loads):
            raise BuildError("nothing has been accepted yet: put extracts into the inbox and run `holdgain admit`")
        _restore(home, loads, progress)
        for left in home.warehouse.parent.glob(".building-*"):
            left.unlink()  # of a build that was cut off: the lock is ours
        scratch = home.warehouse.parent / f".building-{os.getpid()}.duckdb"
        with connect(scratch, scratch=home.work) as con:
            _fill(con, home, loads, as_known_at, progress)
        scratch.replace(home.warehouse)
    return home.warehouse


def _fill(
    con: duckdb.DuckDBPyConnection, home: Home, loads: list[Load], as_known_at: datetime | None, progress: Progress
) -> None:
    for schema in SCHEMAS:
        con.execute(f"create schema {schema}")
    macros = HERE / "macros.sql"
    if macros.exists():
        con.execute(macros.read_text(encoding="utf-8"))
    progress(f"staging {len(loads):,} loads")
    staging.stage(con, home, loads, as_known_at)
    for model in models():
        progress(f"building {model.table}")
        model.create(con)
    dictionary.describe(con)
    con.execute("drop schema staging cascade")


def _restore(home: Home, loads: list[Load], progress: Progress) -> None:
    """Fetch again from the archive what the lake has lost."""
    earlier = [load for each in vintages.several(loads, staging.REGISTERS) for load in each.earlier]
    for load in (*ledger.current(loads, staging.REGISTERS), *earlier):
        if not gate.lake_path(home, load.kind, load.month, load.load_id).exists():
            progress(f"restoring {load.kind} {load.month or ''} from the archive")
            if not gate.restore(home, load):
                raise BuildError(
                    f"load {load.load_id} ({load.kind} {load.month or 'register'}) is neither in the lake nor, "
                    "unchanged, in the archive"
                )
