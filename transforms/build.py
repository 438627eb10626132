"""Build the warehouse: write a new DuckDB file beside the old one, run every model in order, then rename it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from checks import lake_restoration
from checks.landing import ignore_progress
from checks.review.damaged_records import describe_damage, set_damaged_aside
from checks.storage import lake
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.month_vintages import current_loads
from transforms import data_dictionary
from transforms.model_graph import MODELS_FOLDER, SCHEMAS, read_models
from transforms.staging import observations, tables, vintages
from transforms.staging.disclosure_sources import list_disclosure_loads
from transforms.staging.sources import REGISTER_KINDS, BuildSources, read_sources
from transforms.warehouse_file import WarehouseFileError, put_in_place

Progress = Callable[[str], None]


class BuildError(RuntimeError):
    """The warehouse cannot be built; the message says why and what to do."""


class NothingToBuild(BuildError):  # noqa: N818 - it is the state of a new home, not a failure
    """Nothing has been accepted yet."""


def build_warehouse(home: Home, as_known_at: datetime | None = None, progress: Progress = ignore_progress) -> Path:
    """Rebuild the warehouse from the accepted loads (those received by `as_known_at`, in UTC) and swap it in.

    Readers see either the old file or the complete new one, even after a power cut. Raises NothingToBuild when
    nothing has been loaded, and BuildError when the new file could not be written in full; the old one then stays.
    """
    home.prepare()
    with home.lock("build"):
        set_damaged_aside(home, progress)
        sources = read_sources(home, as_known_at)
        if warning := describe_damage(sources.damaged):
            progress(f"warning: {warning} `holdgain status` lists what is damaged")
        if not any(load.was_accepted for load in sources.loads):
            raise NothingToBuild("nothing has been accepted yet: put extracts into the inbox and run `holdgain admit`")
        _restore_lake(home, sources, progress)
        _remove_unfinished(home)
        scratch = home.warehouse.parent / f".building-{os.getpid()}.duckdb"
        try:
            _write(home, scratch, sources, progress)
        finally:
            # on a full disk, half a warehouse would take the space that the next build needs
            _remove_unfinished(home)
    return home.warehouse


def _remove_unfinished(home: Home) -> None:
    """Remove the files of an interrupted build, including its logs; the caller holds the build lock."""
    begun = (".building-*", "*/*/*.tmp")
    for left in (path for pattern in begun for path in home.warehouse.parent.glob(pattern)):
        left.unlink(missing_ok=True)


def _write(home: Home, scratch: Path, sources: BuildSources, progress: Progress) -> None:
    try:
        with home.scratch() as spill, open_duckdb(scratch, scratch=spill) as con:
            _fill_warehouse(con, home, sources, progress)
            # closing would do this too, but would not report a full disk
            con.execute("checkpoint")
        put_in_place(scratch, home.warehouse)
    except (duckdb.IOException, duckdb.FatalException, WarehouseFileError) as error:
        reported = str(error).splitlines()[0]
        raise BuildError(
            f"the new warehouse could not be written whole, and the old one was left as it is: {reported}"
        ) from error


def _fill_warehouse(con: duckdb.DuckDBPyConnection, home: Home, sources: BuildSources, progress: Progress) -> None:
    for schema in SCHEMAS:
        con.execute(f"create schema {schema}")
    macros = MODELS_FOLDER / "macros.sql"
    if macros.exists():
        con.execute(macros.read_text(encoding="utf-8"))
    progress(f"staging {len(sources.loads):,} loads")
    tables.stage_tables(con, home, sources)
    for model in read_models():
        progress(f"building {model.table}")
        model.create(con)
    data_dictionary.create_data_dictionary(con)
    con.execute("drop schema staging cascade")


def _restore_lake(home: Home, sources: BuildSources, progress: Progress) -> None:
    """Restore from the archive any lake file that is missing or has changed since it was written."""
    for load in _loads_to_read(sources):
        # a byte that has changed may be read as another figure; SHA-256 of 100 months of RTT takes about a second
        if lake.is_intact(home, load, reads_all=True):
            continue
        was_altered = lake.path_of_load(home, load).exists()
        progress(f"restoring {load.kind} {load.month or ''} from the archive")
        if not lake_restoration.restore_lake_file(home, load):
            _report_lost_rows(load, progress)
            continue
        if was_altered:
            observations.remove_cached(home, load.kind, load.month, sources.loads)


def _report_lost_rows(load: Load, progress: Progress) -> None:
    """Raise BuildError for a load that counts. A withdrawn one is only reported, so that it cannot stop a build."""
    lost = f"load {load.load_id} ({load.kind} {load.month or 'register'}) is neither in the lake nor, unchanged, "
    if load.status == WITHDRAWN:
        progress(f"warning: {lost}in the archive; it is withdrawn, and disclosure control cannot know its figures")
        return
    raise BuildError(
        f"{lost}in the archive, or it breaks the contract of today: drop the same file into the inbox again, and it is "
        "put back, or take it out of the figures with `holdgain withdraw`"
    )


def _loads_to_read(sources: BuildSources) -> list[Load]:
    """List the loads whose rows a build reads: those that count, and earlier and later ones to compare them with."""
    earlier = [
        load
        for versions in vintages.months_with_several_versions(sources.loads, REGISTER_KINDS)
        for load in versions.earlier
    ]
    compared = list_disclosure_loads(sources)
    current = current_loads(sources.loads, REGISTER_KINDS)
    return list({load.load_id: load for load in (*current, *earlier, *compared)}.values())
