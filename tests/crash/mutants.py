"""Faults put into the product on purpose, one at a time: the crash tests must catch each of them.

They replace what the product asks of the operating system rather than functions of its own, so they stay what they are
when its modules change.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Replace = Callable[[Path, Path], None]
_replace = os.replace


@dataclass(frozen=True)
class Mutant:
    """What is wrong with it, the commands in which it shows, and how it is put in."""

    name: str
    verbs: tuple[str, ...]
    apply: Callable[[], None]


def apply(name: str) -> None:
    """Put the fault into this process."""
    next(mutant for mutant in MUTANTS if mutant.name == name).apply()


def _sync_nothing() -> None:
    def nothing(*_: Any, **__: Any) -> None:
        return None

    for name in ("fsync", "fdatasync", "sync"):
        setattr(os, name, nothing)

    class WithoutSyncfs(ctypes.CDLL):
        def __getattr__(self, name: str) -> Any:
            return (lambda _: 0) if name == "syncfs" else super().__getattr__(name)

    ctypes.CDLL = WithoutSyncfs  # type: ignore[misc]


def _instead_of_rename(replace: Replace) -> Callable[[], None]:
    def apply_it() -> None:
        os.replace = lambda source, target: replace(Path(source), Path(target))  # type: ignore[assignment]

    return apply_it


def _is_entry(target: Path) -> bool:
    return target.parent.name == "ledger" and target.suffix == ".json"


def _write_entry_in_parts(source: Path, target: Path) -> None:
    if not _is_entry(target):
        return _replace(source, target)
    content = source.read_bytes()
    with target.open("wb", buffering=0) as handle:
        handle.write(content[: len(content) // 2])
        handle.write(content[len(content) // 2 :])
        os.fsync(handle.fileno())
    source.unlink()
    return None


def _remove_latest_first(source: Path, target: Path) -> None:
    if target.name == "latest":
        target.unlink(missing_ok=True)
    _replace(source, target)


def _copy_warehouse(source: Path, target: Path) -> None:
    if target.name != "holdgain.duckdb":
        return _replace(source, target)
    shutil.copyfile(source, target)
    source.unlink()
    return None


class _LakeAfterEntry:
    """Holds lake files back until the entry of their load has been written."""

    def __init__(self) -> None:
        self.held_back: list[tuple[Path, Path]] = []

    def __call__(self, source: Path, target: Path) -> None:
        if target.suffix == ".parquet" and "lake" in target.parts:
            aside = source.parents[1] / f"late-{target.name}"
            _replace(source, aside)
            self.held_back.append((aside, target))
            return
        _replace(source, target)
        if _is_entry(target):
            for aside, late in self.held_back:
                _replace(aside, late)
            self.held_back.clear()


def _delete_before_quarantine() -> None:
    from checks import admission

    quarantine = admission.quarantine_file

    def delete_first(home: Any, path: Path, load: Any, *, is_ours: bool) -> None:
        aside = home.work / f"aside-{path.name}"
        shutil.copyfile(path, aside)
        path.unlink()
        quarantine(home, aside, load, is_ours=True)

    admission.quarantine_file = delete_first


MUTANTS = (
    Mutant("no fsync", ("admit",), _sync_nothing),
    Mutant("torn ledger writes", ("admit",), _instead_of_rename(_write_entry_in_parts)),
    Mutant("original deleted before the quarantine copy", ("admit",), _delete_before_quarantine),
    Mutant("`latest` not atomic", ("publish",), _instead_of_rename(_remove_latest_first)),
    Mutant("warehouse copied in place", ("build",), _instead_of_rename(_copy_warehouse)),
    Mutant("ledger entry before the lake file", ("admit",), _instead_of_rename(_LakeAfterEntry())),
)
