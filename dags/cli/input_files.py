"""The files that `admit` and `run` are given: those named, and those in a folder that is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from checks.contracts.problems import UsageError
from checks.storage.home import Home, is_arrived_name


def list_input_files(paths: Sequence[Path], home: Home) -> list[Path]:
    """The files, and for a folder those in it, sorted, each once. Raises UsageError with a line for each problem."""
    problems = [problem for path in paths if (problem := _describe_problem(path))]
    if problems:
        raise UsageError("\n".join(problems))
    return list(dict.fromkeys(file for path in paths for file in _list_files_of(path, home)))


def _list_files_of(path: Path, home: Home) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    # a file of the inbox is moved and any other one is copied, which depends on the folder as the home names it
    folder = home.inbox if path.resolve() == home.inbox.resolve() else path
    yield from (folder / name for name in _file_names(path))


def _file_names(folder: Path) -> list[str]:
    """The names of the folder's own files, not of the folders below, as the inbox takes them."""
    return sorted(entry.name for entry in folder.iterdir() if is_arrived_name(entry.name) and not entry.is_dir())


def _describe_problem(path: Path) -> str | None:
    if not path.exists():
        return f"{path}: there is no such file or folder"
    if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
        return f"{path}: you may not read this {'folder' if path.is_dir() else 'file'}"
    if path.is_dir() and not _file_names(path):
        return f"{path}: there is no file to admit in this folder (hidden and .part files are left out)"
    unreadable = [name for name in _file_names(path) if not os.access(path / name, os.R_OK)] if path.is_dir() else []
    return f"{path / unreadable[0]}: you may not read this file" if unreadable else None
