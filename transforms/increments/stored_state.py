"""What a build remembers for the next one: the digests of its tables, and which file they describe.

The note is in `warehouse/partitions/`. It counts only for the warehouse file whose size and SHA-256 it names, and for
the code, the libraries and the models that wrote it. Deleting it, like any doubt, costs a full build and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import platform
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import checks
import transforms
from checks.storage.code_digest import compute_code_digest, list_package_folders
from checks.storage.durable_files import write_file_durably
from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from transforms.increments.table_digests import Digests

BUILD_CODE = " ".join(
    (
        compute_code_digest(
            list_package_folders(checks, transforms), ("duckdb", "numpy", "pyarrow", "scipy", "sqlglot")
        ),
        platform.python_version(),
        platform.machine(),
    )
)
"""Computed when the code is loaded. The contracts count too: they give the staging tables their columns and types."""
LARGEST_GROWTH = 2
"""Times the size after the last full build. A larger file is built in full again: rows that were replaced leave gaps,
which DuckDB uses again but does not give back."""


@dataclass(frozen=True)
class BuildState:
    """The digests of the tables of a warehouse. A key is a table, or a table and the columns that count."""

    tables: tuple[str, ...]
    digests: dict[str, Digests] = field(default_factory=dict)
    kinds_by_measure: dict[str, str] = field(default_factory=dict)
    full_size: int = 0
    """Size of the file in bytes after the last full build."""
    size: int = 0
    sha256: str = ""
    code: str = BUILD_CODE

    def describe_file(self, path: Path) -> BuildState:
        """The state with the size and hash of the file, which was built in full if no earlier size is known."""
        size = path.stat().st_size
        return replace(self, full_size=self.full_size or size, size=size, sha256=hash_file(path))


def path_of_state(home: Home) -> Path:
    return home.warehouse.parent / "partitions" / "digests.json"


def save_state(home: Home, state: BuildState) -> None:
    """Note the state of the warehouse that has just been put in place. What cannot be noted is built again in full."""
    with contextlib.suppress(OSError):
        write_file_durably(path_of_state(home), json.dumps(asdict(state)).encode())


def read_state(home: Home) -> BuildState | None:
    """Read the note of this code; None if there is none that can be read."""
    try:
        entry = json.loads(path_of_state(home).read_bytes())
        state = BuildState(**{**entry, "tables": tuple(entry["tables"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return state if state.code == BUILD_CODE else None


def copy_known_warehouse(home: Home, tables: tuple[str, ...], scratch: Path) -> BuildState | None:
    """Copy the warehouse to the scratch file, if its state is known and it has these tables; None if it has not."""
    state = read_state(home)
    if state is not None and state.tables == tables and _copy_described_file(home, state, scratch):
        return state
    scratch.unlink(missing_ok=True)
    return None


def _copy_described_file(home: Home, state: BuildState, scratch: Path) -> bool:
    """Copy the file that the state describes. False if the file is another one, damaged, or has grown too much."""
    try:
        if home.warehouse.stat().st_size != state.size or state.size > LARGEST_GROWTH * state.full_size:
            return False
        shutil.copyfile(home.warehouse, scratch)
        # of the copy, so that what was read from the disk is what is checked
        return hash_file(scratch) == state.sha256
    except OSError:
        return False
