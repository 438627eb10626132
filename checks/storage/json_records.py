"""Records stored as one JSON file each, and read one by one so that a damaged record stops nothing.

A record that cannot be read or has missing or invalid fields is a `DamagedRecord`. Readers skip it; commands that
change the home move it to `damaged/`, where nothing is ever deleted.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from checks.storage.durable_files import replace_durably
from checks.storage.home import Home

Record = TypeVar("Record")


class DamagedRecord(Exception):  # noqa: N818 - the record is at fault, not the program
    """A record that cannot be used: its path and what is wrong with it."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}")
        self.path, self.fault = path, fault


def read_record(path: Path, adapter: TypeAdapter[Record]) -> Record:
    """Read one record. Raises FileNotFoundError if there is none, and DamagedRecord if it cannot be used."""
    try:
        return adapter.validate_json(path.read_bytes(), strict=True)
    except ValidationError as error:
        raise DamagedRecord(path, _first_fault(path, error)) from error
    except OSError as error:
        # other errors, such as too many open files, are not the record's fault
        is_dangling = error.errno == errno.ENOENT and path.is_symlink()
        if is_dangling or error.errno in (errno.EISDIR, errno.EACCES, errno.EIO, errno.ELOOP, errno.ENOTDIR):
            raise DamagedRecord(path, (error.strerror or "cannot be read").lower()) from error
        raise


def _first_fault(path: Path, error: ValidationError) -> str:
    """Describe the first fault in words, without the content, which may contain names."""
    if not path.stat().st_size:
        return "the file is empty"
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "not valid JSON: torn, or written by another program"
    field = ".".join(str(part) for part in first["loc"]) or "the whole record"
    return f"{field}: {first['msg'][:1].lower()}{first['msg'][1:]}"


def read_folder(folder: Path, read: Callable[[Path], Record]) -> tuple[list[Record], list[DamagedRecord]]:
    """Return the readable records of a folder in file name order, and the damaged ones."""
    records, damaged = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            records.append(read(path))
        except DamagedRecord as fault:
            damaged.append(fault)
        except FileNotFoundError:
            continue  # another process has set it aside since we listed the folder
    return records, damaged


def set_aside(home: Home, folder: Path, read: Callable[[Path], object]) -> list[Path]:
    """Move the damaged records of a folder to `damaged/`, and return their new paths.

    A record that cannot be moved stays in place, where readers still skip it and `status` lists it.
    """
    moved = []
    for path in _damaged_paths(folder, read):
        with contextlib.suppress(OSError), home.lock("set-aside"):
            # check again under the lock: another process may have set it aside and written a good record since
            if path in _damaged_paths(folder, read):
                moved.append(_move_aside(home, path))
    return moved


def _damaged_paths(folder: Path, read: Callable[[Path], object]) -> list[Path]:
    return [fault.path for fault in read_folder(folder, read)[1]]


def _move_aside(home: Home, path: Path) -> Path:
    target = free_name(home.damaged / path.relative_to(home.root))
    home.make_folder(target.parent)
    replace_durably(path, target)
    return target


def free_name(path: Path) -> Path:
    """Return the path, or the path with the first unused number, so that nothing set aside is overwritten."""
    candidates = (path, *(path.with_name(f"{path.name}.{number}") for number in range(1, 10_000)))
    return next(candidate for candidate in candidates if not (candidate.exists() or candidate.is_symlink()))


def list_set_aside(home: Home, folder: Path) -> Iterator[Path]:
    """List the records of a folder that were set aside."""
    place = home.damaged / folder.relative_to(home.root)
    yield from sorted(path for path in place.glob("*.json*") if not path.name.startswith("."))
