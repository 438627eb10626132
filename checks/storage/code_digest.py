"""A digest of the code in some folders, by which results say which code made them.

Whole packages count: that may cost an unnecessary computation but never misses one. A digest does not depend on the
installation folder or on Python's compiled files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

LEFT_OUT = ("__pycache__", "samples")
"""Folders left out: compiled code, and the invented sample extracts."""


def compute_code_digest(packages: Iterable[Path], libraries: Iterable[str] = ()) -> str:
    """Sixteen hexadecimal digits (64 bits) that digest the files in the folders and the versions of the libraries."""
    total = hashlib.sha256()
    for package in packages:
        for path in iterate_code_files(package):
            name = f"{package.name}/{path.relative_to(package).as_posix()}"
            # every part has the same length, so that text cannot move from one part to the next unnoticed
            total.update(hashlib.sha256(name.encode()).digest())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    total.update(" ".join(f"{name}={_library_version(name)}" for name in libraries).encode())
    return total.hexdigest()[:16]


def iterate_code_files(folder: Path) -> Iterator[Path]:
    """The files of a package in a fixed order, without those left behind by editors or the system."""
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


def list_package_folders(*packages: object) -> list[Path]:
    return [Path(str(getattr(package, "__file__", ""))).parent for package in packages]
