"""What must be true of a home at every moment, whatever has just happened to the process or the machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from checks.extracts import EXTRACTS
from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.lake import lake_path
from dags.common import freshness
from tests.crash.harness import digest_edition, digest_warehouse
from tests.crash.scenarios import hash_file, hashes_of_inputs


@dataclass
class Known:
    """The inputs that must not be lost, and the warehouses and editions that readers may see: the old and the new.

    `must_exist`: there was a warehouse and an edition before, so a reader never sees none.
    """

    inputs: frozenset[str]
    warehouses: list[dict[str, str]] = field(default_factory=list)
    editions: list[dict[str, str]] = field(default_factory=list)
    must_exist: bool = False
    # by hash, because the same file is seen in most states of one run
    _opened: dict[str, dict[str, str]] = field(default_factory=dict)
    _rows: dict[str, int] = field(default_factory=dict)
    _loads: dict[str, set[str]] = field(default_factory=dict)

    def add(self, home: Home) -> None:
        """Let readers see what this home holds."""
        if home.warehouse.exists():
            self.warehouses.append(digest_warehouse(home.warehouse))
            self.editions.append(digest_edition((home.site / "latest").resolve()))

    def open_warehouse(self, path: Path) -> dict[str, str]:
        key = hash_file(path)
        if key not in self._opened:
            self._opened[key] = digest_warehouse(path)
        return self._opened[key]

    def count_rows(self, lake_file: Path, kind: str) -> int:
        """Count the rows of organisations; the publisher's own rows for England are stored with them."""
        key = hash_file(lake_file)
        if key not in self._rows:
            with duckdb.connect() as con:
                # every column is read, not only the number of rows in the footer
                sql = (
                    f"select count(*) filter (not ({EXTRACTS[kind].is_national})), "
                    f"sum(length(columns(*)::varchar)) from read_parquet('{lake_file}')"
                )
                self._rows[key] = con.execute(sql).fetchall()[0][0]
        return self._rows[key]

    def loads_in(self, warehouse: Path) -> set[str]:
        key = hash_file(warehouse)
        if key not in self._loads:
            with duckdb.connect(str(warehouse), read_only=True) as con:
                self._loads[key] = {str(row[0]) for row in con.execute("select load_id from core.load").fetchall()}
        return self._loads[key]

    def read_edition(self, folder: Path) -> dict[str, str]:
        content = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            content.update(str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b""))
        key = content.hexdigest()
        if key not in self._opened:
            self._opened[key] = digest_edition(folder)
        return self._opened[key]


def violations(home: Home, known: Known) -> list[str]:
    """Every rule that the home breaks, as a sentence each."""
    return [
        *_lost_inputs(home, known),
        *_broken_records(home, known),
        *_broken_notes(home),
        *_broken_warehouse(home, known),
        *_broken_editions(home, known),
    ]


def _lost_inputs(home: Home, known: Known) -> Iterator[str]:
    lost = known.inputs - hashes_of_inputs(home)
    if lost:
        yield f"lost: {len(lost)} of {len(known.inputs)} files are neither in inbox, archive nor quarantine"


def _broken_records(home: Home, known: Known) -> Iterator[str]:
    """The ledger can be read, and what it vouches for is there."""
    there = hashes_of_inputs(home)
    for path in sorted(home.ledger.glob("*.json")):
        load = _read_entry(path)
        if load is None:
            yield f"ledger: an entry cannot be read ({path.stat().st_size} bytes)"
            continue
        if load.sha256.strip("0") and load.sha256 not in there:
            yield f"ledger: {load.file_name} is {load.status}, and its bytes are nowhere"
        if load.status == "accepted":
            yield from _broken_load(home, load, known)


def _broken_notes(home: Home) -> Iterator[str]:
    """Decisions, and the reasons beside what is in quarantine."""
    for path in home.ledger.glob("decisions/*.json"):
        if not _is_json(path):
            yield f"ledger: a decision cannot be read ({path.stat().st_size} bytes)"
    for path in home.quarantine.iterdir():
        is_file = path.suffix != ".json" and not path.name.startswith(".")
        if is_file and not _is_json(path.with_name(f"{path.name}.reasons.json")):
            yield "quarantine: the reasons of a file are absent or cannot be read"


def _read_entry(path: Path) -> ledger.Load | None:
    """The entry, read here and not by the product: it may be lenient where these checks must not be."""
    try:
        load = ledger.Load(**json.loads(path.read_text()))
    except (ValueError, TypeError):
        return None
    return load if load.load_id == path.stem else None


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except (OSError, ValueError):
        return False


def _broken_load(home: Home, load: ledger.Load, known: Known) -> Iterator[str]:
    archived = list(home.archive.glob(f"{load.kind}/*/{load.load_id}-*"))
    if [hash_file(path) for path in archived] != [load.sha256]:
        yield f"ledger: {load.file_name} is accepted, and not in the archive as it was"
    path = lake_path(home, load.kind, load.month, load.load_id)
    try:
        rows = known.count_rows(path, load.kind)
    except (OSError, duckdb.Error) as fault:
        size = f"{path.stat().st_size} bytes" if path.exists() else "absent"
        yield f"ledger: {load.file_name} is accepted, and its lake file cannot be read ({size}): {type(fault).__name__}"
        return
    if rows != load.rows:
        yield f"ledger: {load.file_name} is accepted with {load.rows} rows, its lake file has {rows}"


def _broken_warehouse(home: Home, known: Known) -> Iterator[str]:
    if not home.warehouse.exists():
        if known.must_exist:
            yield "warehouse: there was one, and there is none"
        return
    try:
        content = known.open_warehouse(home.warehouse)
    except duckdb.Error as fault:
        size = home.warehouse.stat().st_size
        yield f"warehouse: cannot be opened ({size} bytes): {type(fault).__name__}"
        return
    if content not in known.warehouses:
        newest = known.warehouses[-1] if known.warehouses else {}
        tables = sorted(name for name in content.keys() | newest.keys() if content.get(name) != newest.get(name))
        yield f"warehouse: neither the old nor the new one; of {len(content)} tables differ {tables[:6]}"
        return
    if freshness.is_built(home) and known.loads_in(home.warehouse) != ledger.recorded_load_ids(home):
        yield "freshness: the note says that the warehouse is built, and it holds other loads than the ledger"


def _broken_editions(home: Home, known: Known) -> Iterator[str]:
    for link in home.site.iterdir():
        if link.is_symlink() and not link.name.startswith(".") and not (link / "edition.json").exists():
            yield f"edition: {link.name} leads nowhere, or to no edition"
    latest = home.site / "latest"
    if not latest.is_symlink() and known.must_exist:
        yield "edition: there was a latest one, and there is none"
    if latest.exists():
        yield from _broken_latest(home, latest, known)


def _broken_latest(home: Home, latest: Path, known: Known) -> Iterator[str]:
    try:
        content = known.read_edition(latest.resolve())
    except ValueError:
        content = {}
    if content not in known.editions:
        yield f"edition: neither the old nor the new one; it has {len(content)} files"
        return
    is_up_to_date = freshness.is_published(home) and freshness.is_built(home)
    if is_up_to_date and _loads_of(latest) != len(ledger.recorded_load_ids(home)):
        yield "freshness: the note says that the newest edition is published, and it is not"


def _loads_of(edition: Path) -> int:
    return int(json.loads((edition / "edition.json").read_text())["loads"])
