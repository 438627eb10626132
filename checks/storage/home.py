"""The home folder, which contains all of Holdgain's data, and the locks that protect it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checks.storage import file_modes
from checks.storage.durable_files import fsync_folder, make_folder_durably
from checks.storage.home_version import bring_up_to_date
from checks.storage.inbox_files import is_being_written
from checks.storage.scratch import remove_abandoned, scratch_folder

IGNORED_ENDINGS = (".part", ".tmp", ".crdownload", ".filepart", ".swp")
IGNORED_NAMES = ("thumbs.db", "desktop.ini")
IGNORED_BEGINNINGS = (".", "~$")


@dataclass(frozen=True)
class Home:
    """The folders below one root; `prepare()` creates them."""

    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger"

    @property
    def suites(self) -> Path:
        """The suites that files were validated with, one file for each version."""
        return self.ledger / "suites"

    @property
    def damaged(self) -> Path:
        """Damaged records that were set aside; they are listed with advice and never deleted."""
        return self.root / "damaged"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse" / "holdgain.duckdb"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def work(self) -> Path:
        """Scratch space on the same file system, so that one rename puts a finished file in place."""
        return self.root / "work"

    def prepare(self) -> Home:
        """Create the folders and record the home's format. Raises HomeFormatError if a newer release wrote it."""
        file_modes.use_private_umask()
        bring_up_to_date(self.root)
        folders = (
            self.inbox,
            self.archive,
            self.quarantine,
            self.lake,
            self.ledger,
            self.warehouse.parent,
            self.site,
            self.work,
        )
        for folder in folders:
            make_folder_durably(folder)
        # sync existing folders too: a process may have been killed between making them and syncing their names
        fsync_folder(self.root)
        file_modes.protect_folders(self.root, folders)
        return self

    def make_folder(self, folder: Path) -> None:
        """Make a folder below the root and sync every name from the root down."""
        make_folder_durably(folder, self.root)

    def waiting(self) -> list[Path]:
        """Inbox files that have arrived, oldest first: not named as partial files and not open for writing."""
        return [path for path, is_written in self.arrivals().items() if not is_written]

    def arriving(self) -> list[Path]:
        """Inbox files that some process has open for writing."""
        return [path for path, is_written in self.arrivals().items() if is_written]

    def arrivals(self) -> dict[Path, bool | None]:
        """Inbox files, oldest first, and whether some process has each open for writing (None: cannot be told)."""
        return {path: is_being_written(path) for path in self._dropped()}

    def _dropped(self) -> list[Path]:
        entries_by_time = []
        with contextlib.suppress(FileNotFoundError), os.scandir(self.inbox) as entries:
            entries_by_time = [
                (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name)
                for entry in entries
                if is_arrived_name(entry.name) and not entry.is_dir(follow_symlinks=False)
            ]
        return [self.inbox / name for _, name in sorted(entries_by_time)]

    def folders_in_inbox(self) -> list[Path]:
        """Folders in the inbox. They are never loaded, and are reported so that nobody waits for them."""
        with contextlib.suppress(FileNotFoundError):
            return sorted(path for path in self.inbox.iterdir() if path.is_dir() and not path.name.startswith("."))
        return []

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Provide a scratch folder for one task. It is removed afterwards, or by `remove_leftovers` after a crash."""
        self.work.mkdir(parents=True, exist_ok=True)
        with scratch_folder(self.work) as folder:
            yield folder

    def remove_leftovers(self) -> None:
        """Remove scratch files of processes that have ended; finished files are never touched."""
        records = (self.ledger, self.ledger / "decisions", self.suites, self.quarantine)
        remove_abandoned(self.work, (self.root, *records, self.warehouse.parent, self.site))

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the named lock. The kernel releases it when the process ends, however it ends."""
        self.work.mkdir(parents=True, exist_ok=True)
        with (self.work / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def is_arrived_name(name: str) -> bool:
    """Whether the name is that of a complete file, not of a partial, hidden or system file."""
    low = name.lower()
    return not (low.startswith(IGNORED_BEGINNINGS) or low.endswith(IGNORED_ENDINGS) or low in IGNORED_NAMES)


def format_stamp(moment: datetime | None = None) -> str:
    """Format a time (default: now) in UTC for file names: 20260131T093000.123456Z, which sorts by time."""
    moment = moment or datetime.now(UTC)
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
