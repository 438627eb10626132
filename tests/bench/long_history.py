"""A home with years of A&E and RTT months: one admitted file of each kind, and its rows again with other counts.

Admitting 240 files takes half an hour of processor time, and a build does not see how its loads were admitted. So the
later months are written to the lake and to the ledger directly; everything that a build reads is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from checks.admission import admit
from checks.extracts import EXTRACTS
from checks.samples import ae, rtt
from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH, make_world
from checks.storage import lake, ledger
from checks.storage.file_hash import hash_file
from checks.storage.home import Home, format_stamp
from checks.storage.ledger import Load

PROVIDERS = 300
"""As many as report in England: about 200 A&E providers, and 480 organisations with RTT pathways."""
FIRST_RECEIPT = datetime(2030, 1, 1, tzinfo=UTC)
"""After the admission of the first files, whose load ids have the real time."""


KINDS = {"ae": ae, "rtt": rtt}


def make_first_loads(
    home: Home, month: str, providers: int = PROVIDERS, kinds: Sequence[str] = tuple(KINDS)
) -> dict[str, Load]:
    """Admit one month of each kind. Returns the loads by kind."""
    world = make_world(providers, 2026)
    for module in (KINDS[kind] for kind in kinds):
        (home.inbox / module.file_name(month)).write_bytes(module.make_file(world, month))
    admit(home, sorted(home.inbox.iterdir()))
    return {load.kind: load for load in ledger.read_loads(home)}


def list_history_months(months: int) -> list[str]:
    return months_until(LAST_MONTH, months)


def add_month(con: duckdb.DuckDBPyConnection, home: Home, template: Load, month: str, version: int = 0) -> Load:
    """Add a load with the template's rows for another month, every count changed by up to a tenth."""
    seed = f"{template.kind} {month} {version}"
    digest = hashlib.sha256(seed.encode()).hexdigest()
    received = FIRST_RECEIPT + timedelta(minutes=len(list(home.ledger.glob("*.json"))))
    load_id = f"{format_stamp(received)}-{digest[:12]}"
    target = lake.lake_path(home, template.kind, month, load_id)
    home.make_folder(target.parent)
    _write_rows(con, lake.path_of_load(home, template), target, template.kind, seed)
    load = replace(
        template,
        load_id=load_id,
        month=month,
        sha256=digest,
        received_at=received.isoformat(),
        file_name=f"{template.kind}-{month}-{version}.csv",
        lake_size=target.stat().st_size,
        lake_sha256=hash_file(target),
        compared_with="",
    )
    ledger.record_load(home, load)
    return load


def _write_rows(con: duckdb.DuckDBPyConnection, source: Path, target: Path, kind: str, seed: str) -> None:
    extract = EXTRACTS[kind]
    # one factor a row, so that parts and totals still add up to within a case
    factor = f"(0.9 + hash({extract.organisation}, '{seed}') % 1000 / 5000)"
    counts = ", ".join(
        f"round({name} * {factor})::bigint as {name}" for name in extract.lake_columns if name in extract.counts
    )
    con.execute(
        f"copy (select * replace ({counts}) from read_parquet('{source}')) "
        f"to '{target}' (format parquet, compression zstd)"
    )


def add_months(home: Home, templates: Mapping[str, Load], months: Sequence[str]) -> None:
    """Add these months of every kind that there is a template of."""
    with duckdb.connect() as con:
        for month in months:
            for template in templates.values():
                add_month(con, home, template, month)
