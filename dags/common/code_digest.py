"""Short texts that change with the code: that which makes the warehouse, and that which makes the pages.

A warehouse made by other code is built again, and an edition rendered by other code is published again, without a new
file having to arrive. A whole package counts, not only its models: that may cost one build too many, never one too few.
The digests do not depend on the folder of the installation or on what Python has compiled.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import checks
import reports
import transforms

LEFT_OUT = ("__pycache__", "samples")
"""Folders: compiled code, and the extracts that are invented for a trial."""
WAREHOUSE_LIBRARIES = ("duckdb", "numpy", "pyarrow", "scipy", "sqlglot")
PAGE_LIBRARIES = ("jinja2", "markupsafe")


def compute_code_digest(packages: Iterable[Path], libraries: Iterable[str] = ()) -> str:
    """Sixteen hexadecimal digits of all that lies in the folders, and of the libraries' versions."""
    total = hashlib.sha256()
    for package in packages:
        for path in _iterate_files(package):
            name = f"{package.name}/{path.relative_to(package).as_posix()}"
            # each part has the same length, so that no text can pass from one to the next
            total.update(hashlib.sha256(name.encode()).digest())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update(" ".join(f"{name}={_library_version(name)}" for name in libraries).encode())
    return total.hexdigest()[:16]


def _iterate_files(folder: Path) -> Iterator[Path]:
    """The files of a package, in an order that no file system decides; not what an editor or a system leaves there."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "#")) and not name.endswith(("~", ".pyc", ".orig", ".rej", ".tmp")):
                yield Path(place) / name


def _library_version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


def _package_folders(*packages: object) -> list[Path]:
    return [Path(str(getattr(package, "__file__", ""))).parent for package in packages]


# Taken when the process starts, as is the code itself: a process that runs on over an upgrade still works with the old
# code. It costs 20 ms for 300 files, so nothing is kept between processes.
WAREHOUSE_CODE = compute_code_digest(_package_folders(checks, transforms), WAREHOUSE_LIBRARIES)
PAGE_CODE = compute_code_digest(_package_folders(reports), PAGE_LIBRARIES)
