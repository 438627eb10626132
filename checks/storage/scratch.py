"""Scratch files and folders; a kernel lock shows whether the process that owns one is still alive.

Two containers on one machine can have the same process ids, so an id does not show which process is alive. A lock does:
it works across containers on one kernel, and the kernel releases it however its holder ends. The name also identifies
the machine and its boot, because another machine's locks may not be visible here.

    work/scratch-<machine>-<boot>-<random>/      its lock is on the file of the same name with .owner
    work/landing-<machine>-<boot>-<random>       the lock is on the file itself
    <folder>/.<name>.<machine>-<boot>-<random>.tmp   the lock is on the file itself
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from checks.storage.kernel_locks import claim_lock

UNKNOWN_OWNER_SECONDS = 7 * 24 * 3600
"""How long to leave scratch whose owner may be on another machine.

A task takes minutes, but a virtual machine may be suspended over the four-day Easter weekend and then carry on. Keeping
scratch too long costs disk space; removing it too early loses somebody's work.
"""
TAGGED = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8})-[0-9a-f]{8}(?:\.tmp|\.owner)?$")
OWNER = ".owner"


@cache
def machine_tag() -> str:
    """Identify this machine or container by 8 hex digits, because its host name may be too long for a file name."""
    known = socket.gethostname()
    with contextlib.suppress(OSError):
        known += Path("/etc/machine-id").read_text(encoding="ascii")
    return hashlib.sha256(known.encode()).hexdigest()[:8]


@cache
def boot_tag() -> str:
    """Identify the running kernel by 8 hex digits, the same in all its containers; falls back to the machine's tag."""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        return hashlib.sha256(boot.encode()).hexdigest()[:8]
    return machine_tag()


def new_tag() -> str:
    """Return a unique tag that identifies the owner's machine and boot."""
    return f"{machine_tag()}-{boot_tag()}-{secrets.token_hex(4)}"


@contextlib.contextmanager
def scratch_folder(work: Path) -> Iterator[Path]:
    """Provide a new folder for one task, and remove it when the task ends."""
    folder = work / f"scratch-{new_tag()}"
    owner = folder.with_name(folder.name + OWNER)
    with _locked_file(owner) as handle:
        # tells a person whose folder this is
        os.write(handle, f"{socket.gethostname()} process {os.getpid()}\n".encode())
        try:
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            owner.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch_file(path: Path, ending: str = "") -> Iterator[Path]:
    """Provide the path of a new file, named after `path`, to write and then move into place.

    If writing fails the file is removed: a full disk would otherwise stay full.
    """
    scratch = path.with_name(f"{path.name}{new_tag()}{ending}")
    with _locked_file(scratch):
        try:
            yield scratch
        except Exception:
            scratch.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _locked_file(path: Path) -> Iterator[int]:
    handle = _create_locked(path)
    try:
        yield handle
    finally:
        os.close(handle)


def _create_locked(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            is_removed = os.fstat(handle).st_nlink == 0
        except OSError:
            os.close(handle)
            raise
        if not is_removed:
            return handle
        # another process's clean-up removed the file between its creation and its lock
        os.close(handle)


def remove_abandoned(work: Path, folders: Iterable[Path]) -> None:
    """Remove scratch whose owner has ended from `work`, and half-written files from the folders."""
    owned = {
        path.with_name(path.name.removesuffix(OWNER))
        for pattern in ("scratch-*", "landing-*")
        for path in work.glob(pattern)
    }
    half_written = {path for folder in folders for path in folder.glob(".*.tmp")}
    for path in sorted(owned | half_written):
        # it may belong to another account, or have been removed in the meantime
        with contextlib.suppress(OSError):
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    owner = path.with_name(path.name + OWNER) if path.name.startswith("scratch-") else path
    with _lock_of_nobody(owner) as is_free:
        if is_free and (_is_of_this_machine(path.name) or _age_in_seconds(path, owner) > UNKNOWN_OWNER_SECONDS):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            # last, because a folder without its owner file is only removed once it is old
            owner.unlink(missing_ok=True)


@contextlib.contextmanager
def _lock_of_nobody(owner: Path) -> Iterator[bool]:
    """Try to take the owner's lock; yields False while the owner still holds it."""
    try:
        handle = os.open(owner, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except (FileNotFoundError, IsADirectoryError):
        yield True  # scratch from an earlier release has no owner file, so its age decides
        return
    try:
        yield claim_lock(handle)
    finally:
        os.close(handle)


def _is_of_this_machine(name: str) -> bool:
    """Whether a free lock proves that the owner has ended: it ran on this kernel, or the machine has rebooted."""
    tags = TAGGED.search(name)
    return tags is not None and (tags[2] == boot_tag() or tags[1] == machine_tag())


def _age_in_seconds(path: Path, owner: Path) -> float:
    """Return the seconds since the scratch, or a file directly in it, last changed."""
    paths = [path, owner, *(path.iterdir() if path.is_dir() else ())]
    changed = [path_item.lstat().st_mtime for path_item in paths if path_item.exists()]
    return time.time() - max(changed, default=time.time())
