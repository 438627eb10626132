"""Scratch files and folders, and who owns them: a lock that the kernel holds says whether the owner is alive.

Two containers on one machine have the same process numbers, so a number says nothing about who is alive. A lock does:
it works across containers on one kernel, and the kernel frees it however its holder ends. The name also carries the
machine and its boot, because the locks of another machine may not be visible here.

    work/scratch-<machine>-<boot>-<random>/      owned by the file of the same name that ends in .owner
    work/landing-<machine>-<boot>-<random>       its own owner
    <folder>/.<name>.<machine>-<boot>-<random>.tmp   its own owner
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

UNKNOWN_OWNER_SECONDS = 7 * 24 * 3600
"""How long scratch is left alone when nobody here can tell whether its owner lives.

A piece of work takes minutes, but a virtual machine may be suspended over the four days of Easter and go on with its
scratch afterwards. Left too long, scratch costs disk; removed too early, it costs somebody's work.
"""
TAGGED = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8})-[0-9a-f]{8}(?:\.tmp|\.owner)?$")
OWNER = ".owner"


@cache
def machine_tag() -> str:
    """A short name of this machine or container: a digest, because its host name may be too long for a file name."""
    known = socket.gethostname()
    with contextlib.suppress(OSError):
        known += Path("/etc/machine-id").read_text(encoding="ascii")
    return hashlib.sha256(known.encode()).hexdigest()[:8]


@cache
def boot_tag() -> str:
    """A short name of the running kernel, the same in all its containers; where it has none, that of the machine."""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        return hashlib.sha256(boot.encode()).hexdigest()[:8]
    return machine_tag()


def new_tag() -> str:
    """A name that nobody else uses, and that says on which machine, and since which boot, its owner runs."""
    return f"{machine_tag()}-{boot_tag()}-{secrets.token_hex(4)}"


@contextlib.contextmanager
def scratch_folder(work: Path) -> Iterator[Path]:
    """A new folder for one piece of work; it is removed when the work ends."""
    folder = work / f"scratch-{new_tag()}"
    owner = folder.with_name(folder.name + OWNER)
    with _locked_file(owner) as handle:
        # for the person who wonders whose folder this is
        os.write(handle, f"{socket.gethostname()} process {os.getpid()}\n".encode())
        try:
            folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            owner.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch_file(path: Path, ending: str = "") -> Iterator[Path]:
    """A new file, named after the path, for its user to write and then move to its place.

    What is left of it is removed when writing fails: a full disk would otherwise stay full.
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
        # somebody who cleans up saw the file in the moment between its creation and its lock
        os.close(handle)


def remove_abandoned(work: Path, folders: Iterable[Path]) -> None:
    """Remove scratch whose owner is gone: from `work`, and half-written files from the folders."""
    owned = {
        path.with_name(path.name.removesuffix(OWNER))
        for pattern in ("scratch-*", "landing-*")
        for path in work.glob(pattern)
    }
    half_written = {path for folder in folders for path in folder.glob(".*.tmp")}
    for path in sorted(owned | half_written):
        # of another account, or removed meanwhile by its owner or by another process that cleans up
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
            # last: a folder without its owner file would wait for its age
            owner.unlink(missing_ok=True)


@contextlib.contextmanager
def _lock_of_nobody(owner: Path) -> Iterator[bool]:
    """Hold the lock of an owner that has ended; False while the owner holds it."""
    try:
        handle = os.open(owner, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except (FileNotFoundError, IsADirectoryError):
        yield True  # scratch of an earlier release has no owner file: its age decides
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(handle)


def _is_of_this_machine(name: str) -> bool:
    """Whether a free lock proves that the owner is gone: the kernel is ours, or the machine has started again since."""
    tags = TAGGED.search(name)
    return tags is not None and (tags[2] == boot_tag() or tags[1] == machine_tag())


def _age_in_seconds(path: Path, owner: Path) -> float:
    """Seconds since the scratch, or a file directly in it, was last changed."""
    paths = [path, owner, *(path.iterdir() if path.is_dir() else ())]
    changed = [path_item.lstat().st_mtime for path_item in paths if path_item.exists()]
    return time.time() - max(changed, default=time.time())
