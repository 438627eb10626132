"""Removes what is no longer needed: old editions, caches of old definitions, old task logs.

It never touches the archive, the ledger, the quarantine, the lake, the newest edition or the target of `latest`.
Everything is listed first and removed afterwards, so that a dry run reports the same.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.storage import ledger
from checks.storage.home import Home
from dags.common.retention import Retention
from transforms.model_graph import list_model_files
from transforms.result_cache import FOLDER_NAME

DAY_SECONDS = 86_400
EDITION = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(-as-known-at-.+)?")
# <load id>-<digest of the SQL>.parquet, as named in transforms/staging/observations.py
CACHED = re.compile(r"(\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{12})-([0-9a-f]{12})\.parquet")


@dataclass(frozen=True)
class RemovableItem:
    """A file or folder to remove, with its size in bytes and the reason."""

    path: Path
    reason: str
    bytes: int


@dataclass(frozen=True)
class PruneResult:
    """The items removed, or in a dry run those that would be."""

    removed: tuple[RemovableItem, ...]
    is_dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "is_dry_run": self.is_dry_run,
            "bytes": sum(item.bytes for item in self.removed),
            "removed": [{"path": item.path, "reason": item.reason, "bytes": item.bytes} for item in self.removed],
        }

    def sentences(self) -> list[str]:
        by_reason: dict[str, list[int]] = defaultdict(list)
        for item in self.removed:
            by_reason[item.reason].append(item.bytes)
        verb = "would remove" if self.is_dry_run else "removed"
        lines = [
            f"{verb} {len(sizes)} of {reason}, {sum(sizes) / 2**20:.1f} MiB" for reason, sizes in by_reason.items()
        ]
        return lines or ["there is nothing to remove"]


def prune_home(home: Home, retention: Retention, *, dry_run: bool = False, now: float | None = None) -> PruneResult:
    """Remove what the retention does not keep. It is safe to repeat, and to run while others work."""
    now = time.time() if now is None else now
    # publishing holds this lock while it switches editions
    with home.lock("publish"):
        removable = [
            *_old_editions(home, retention),
            *_old_caches(home, now - retention.cache_days * DAY_SECONDS),
            *_old_verdicts(home, now - retention.cache_days * DAY_SECONDS),
            *_old_logs(home.root / "airflow" / "logs", now - retention.log_days * DAY_SECONDS),
        ]
        if not dry_run:
            for item in removable:
                _remove_item(item.path)
            _remove_empty_folders(home.root / "airflow" / "logs")
    return PruneResult(tuple(removable), dry_run)


def _old_editions(home: Home, retention: Retention) -> Iterator[RemovableItem]:
    """Editions of months before the newest ones, including those as known at an earlier time."""
    links = {path.name: path for path in _list_entries(home.site) if _is_edition(path)}
    months = sorted({name[:7] for name in links}, reverse=True)
    kept_months = set(months[: max(1, retention.editions)])
    latest = home.site / "latest"
    if latest.is_symlink():
        kept_months.add(latest.readlink().name[:7])
    for name, link in sorted(links.items()):
        if name[:7] not in kept_months:
            yield RemovableItem(link, "old editions", _size_in_bytes(home.site / link.readlink().name))


def _is_edition(path: Path) -> bool:
    """Whether the path is a link made by reports/publish.py, to a rendering beside it."""
    return path.is_symlink() and bool(EDITION.fullmatch(path.name)) and str(path.readlink()).startswith(".edition-")


def _old_caches(home: Home, before: float) -> Iterator[RemovableItem]:
    """Cached observations with a digest that a newer one has replaced, or of loads that are not in the ledger."""
    known = ledger.recorded_load_ids(home)
    by_load: dict[tuple[Path, str], list[tuple[float, Path]]] = defaultdict(list)
    for path in home.warehouse.parent.glob("*/*/*.parquet"):
        if match := CACHED.fullmatch(path.name):
            by_load[(path.parent, match[1])].append((path.stat().st_mtime, path))
    for (_, load_id), versions in sorted(by_load.items()):
        ordered = sorted(versions)
        replaced = ordered[:-1] if load_id in known else ordered
        for modified, path in replaced:
            if modified < before:
                yield RemovableItem(path, "cached observations of old definitions", _size_in_bytes(path))


def _old_verdicts(home: Home, before: float) -> Iterator[RemovableItem]:
    """Cached verdicts of tables that no model makes any longer; each build replaces those of the others."""
    tables = {f"{path.parent.name}.{path.stem}" for path in list_model_files()}
    for path in sorted((home.warehouse.parent / FOLDER_NAME).glob("*/*.parquet")):
        if f"{path.parent.name}.{path.stem}" not in tables and path.stat().st_mtime < before:
            yield RemovableItem(path, "cached verdicts of old tables", _size_in_bytes(path))


def _old_logs(logs: Path, before: float) -> Iterator[RemovableItem]:
    """Logs of tasks and DAG files; the logs of components are beside them and are rotated by size."""
    for folder in _list_entries(logs):
        if folder.is_symlink() or not folder.is_dir():
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
                yield RemovableItem(path, "old logs of tasks", _size_in_bytes(path))


def _remove_item(path: Path) -> None:
    """Remove an item; for an edition the link goes first, so that readers see all of it or none."""
    target = path.parent / path.readlink().name if path.is_symlink() else None
    path.unlink(missing_ok=True)
    if target is not None and target.name.startswith(".edition-"):
        shutil.rmtree(target, ignore_errors=True)


def _remove_empty_folders(top: Path) -> None:
    for folder, _, _ in os.walk(top, topdown=False):
        if Path(folder) != top and not any(Path(folder).iterdir()):
            Path(folder).rmdir()


def _list_entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _size_in_bytes(path: Path) -> int:
    files: Iterable[Path] = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files)
