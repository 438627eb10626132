"""Build the warehouse: write a new DuckDB file beside the old one, run every model in order, then rename it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
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
from transforms.increments.model_runs import MEASURES, ModelRuns
from transforms.increments.stored_state import BuildState, copy_known_warehouse, save_state
from transforms.model_graph import SCHEMAS, Model, read_models
from transforms.result_cache import cache_of
from transforms.staging import observations, tables, vintages
from transforms.staging.disclosure_sources import list_disclosure_loads
from transforms.staging.sources import REGISTER_KINDS, BuildSources, read_sources
from transforms.table_descriptions import read_model_partitions
from transforms.warehouse_file import WarehouseFileError, put_in_place

Progress = Callable[[str], None]
MEMORY_LIMIT = "1GB"
"""Of DuckDB's buffers; what does not fit goes to the home's scratch folder. 120 months take 0.6 GB altogether."""


class BuildError(RuntimeError):
    """The warehouse cannot be built; the message says why and what to do."""


class NothingToBuild(BuildError):  # noqa: N818 - it is the state of a new home, not a failure
    """Nothing has been accepted yet."""


def build_warehouse(
    home: Home,
    as_known_at: datetime | None = None,
    progress: Progress = ignore_progress,
    *,
    is_full: bool = False,
    service_kinds: Collection[str] = (),
) -> Path:
    """Build the warehouse from the accepted loads (those received by `as_known_at`, in UTC) and swap it in.

    What has not changed since the warehouse before is taken over, unless `is_full`; the tables are the same either way.
    Kinds in `service_kinds` are divided by service. Readers see either the old file or the complete new one, even after
    a power cut. Raises NothingToBuild when nothing has been loaded, and BuildError when the new file could not be
    written in full; the old one then stays.
    """
    home.prepare()
    with home.lock("build"):
        set_damaged_aside(home, progress)
        sources = read_sources(home, as_known_at, service_kinds)
        if warning := describe_damage(sources.damaged):
            progress(f"warning: {warning} `holdgain status` lists what is damaged")
        if not any(load.was_accepted for load in sources.loads):
            raise NothingToBuild("nothing has been accepted yet: put extracts into the inbox and run `holdgain admit`")
        _restore_lake(home, sources, progress)
        _remove_unfinished(home)
        scratch = home.warehouse.parent / f".building-{os.getpid()}.duckdb"
        try:
            _write_or_report(home, scratch, sources, progress, is_full=is_full)
        finally:
            # on a full disk, half a warehouse would take the space that the next build needs
            _remove_unfinished(home)
    return home.warehouse


def _remove_unfinished(home: Home) -> None:
    """Remove the files of an interrupted build, including its logs; the caller holds the build lock."""
    begun = (".building-*", "*/*.tmp", "*/*/*.tmp")
    for left in (path for pattern in begun for path in home.warehouse.parent.glob(pattern)):
        left.unlink(missing_ok=True)


def _write_or_report(home: Home, scratch: Path, sources: BuildSources, progress: Progress, *, is_full: bool) -> None:
    try:
        _write(home, scratch, sources, progress, is_full=is_full)
    except (duckdb.IOException, duckdb.FatalException, WarehouseFileError) as error:
        reported = str(error).splitlines()[0]
        raise BuildError(
            f"the new warehouse could not be written whole, and the old one was left as it is: {reported}"
        ) from error


def _write(home: Home, scratch: Path, sources: BuildSources, progress: Progress, *, is_full: bool) -> None:
    """Write the new warehouse and put it in place, from a copy of the old one where that is safe."""
    models = read_models()
    before = None if is_full else copy_known_warehouse(home, _list_tables(models), scratch)
    try:
        state = _fill_file(home, scratch, sources, progress, models, before, MEMORY_LIMIT)
    except duckdb.Error as error:
        if before is None and not isinstance(error, duckdb.OutOfMemoryException):
            raise
        progress(f"warning: everything is built again, because of a fault: {str(error).splitlines()[0]}")
        _remove_unfinished(home)
        state = _fill_file(home, scratch, sources, progress, models, None, memory_limit=None)
    # before the file can be read by others, so that a note never describes what somebody has changed since
    noted = state.describe_file(scratch)
    put_in_place(scratch, home.warehouse)
    save_state(home, noted)


def _fill_file(
    home: Home,
    scratch: Path,
    sources: BuildSources,
    progress: Progress,
    models: Sequence[Model],
    before: BuildState | None,
    memory_limit: str | None,
) -> BuildState:
    with home.scratch() as spill, open_duckdb(scratch, scratch=spill) as con:
        if memory_limit:
            con.execute(f"set memory_limit = '{memory_limit}'")
        state = _fill_warehouse(con, home, sources, progress, models, before)
        # closing would do this too, but would not report a full disk
        con.execute("checkpoint")
    return state


def _fill_warehouse(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    sources: BuildSources,
    progress: Progress,
    models: Sequence[Model],
    before: BuildState | None,
) -> BuildState:
    for schema in SCHEMAS:
        con.execute(f"create schema if not exists {schema}")
    progress(f"staging {len(sources.loads):,} loads")
    tables.stage_tables(con, home, sources)
    # a build of the past would otherwise replace the newest results by older ones
    cache = cache_of(home, is_read_only=sources.as_known_at is not None)
    runs = ModelRuns(con, read_model_partitions(), cache, before)
    for model in sorted(models, key=lambda model: model.table != MEASURES):
        progress(runs.run(model))
    data_dictionary.create_data_dictionary(con)
    digests = runs.list_digests(models)
    con.execute("drop schema staging cascade")
    full_size = before.full_size if before else 0
    return BuildState(_list_tables(models), digests, dict(runs.kind_numbers.kinds_by_measure), full_size)


def _list_tables(models: Sequence[Model]) -> tuple[str, ...]:
    return tuple(sorted(model.table for model in models))


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
