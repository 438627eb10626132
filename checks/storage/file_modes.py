"""File permissions: only the owner may read the home folder, except for folders shared on purpose.

The home contains extracts that nobody has checked yet, and quarantined files that may be about patients. So the root is
0700 and files below it are 0600, whatever the account's umask. Two folders may be opened: the published site for
readers, and the inbox for the account that delivers files. The home itself records what is shared, so that every
process that prepares it sets the same modes, with or without those settings.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PRIVATE_UMASK = 0o077
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PASSABLE = 0o711
"""Other accounts may pass through the root to a shared folder, but may not list the root."""
PUBLIC_FOLDER, PUBLIC_FILE = 0o755, 0o644
GROUP_INBOX = 0o2770
"""The set-group-id bit: a dropped file belongs to the inbox's group, whatever the delivering account's group is."""
SITE, INBOX = "site", "inbox"
NOTE = ".shared"


def use_private_umask() -> None:
    """Make this process and its children create owner-only files, including those that libraries write."""
    os.umask(PRIVATE_UMASK)


def protect_folders(root: Path, folders: Collection[Path]) -> None:
    """Correct the modes of the root, the folders below it and the files in quarantine."""
    use_private_umask()
    shared = shared_folders(root)
    _set_mode(root, PASSABLE if shared else PRIVATE_FOLDER)
    for folder in folders:
        if folder.name == INBOX and INBOX in shared:
            _set_mode(folder, GROUP_INBOX)
        elif not (folder.name == SITE and SITE in shared):
            _set_mode(folder, PRIVATE_FOLDER)
        if folder.name == "quarantine":
            for path in _entries(folder):
                make_private(path)


def make_private(path: Path) -> None:
    """Restrict a file to its owner. Links are left alone, because chmod would change the file they point to."""
    if stat.S_ISREG(path.lstat().st_mode):
        _set_mode(path, PRIVATE_FILE)


def shared_folders(root: Path) -> frozenset[str]:
    """Return the folders that are open to other accounts: `site`, `inbox`, both or neither."""
    try:
        return frozenset((root / NOTE).read_text(encoding="utf-8").split()) & {SITE, INBOX}
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def note_shared(root: Path, wanted: Mapping[str, bool]) -> None:
    """Record in the home which folders are shared; the next `protect_folders` opens or closes them.

    A folder that is not in `wanted` keeps its state, so a command run without the server's settings closes nothing.
    """
    before = shared_folders(root)
    shared = (before | {name for name, is_on in wanted.items() if is_on}) - {
        name for name, is_on in wanted.items() if not is_on
    }
    if shared != before:
        root.mkdir(parents=True, exist_ok=True)
        (root / NOTE).write_text("\n".join(sorted(shared)), encoding="utf-8")


def open_site(root: Path, site: Path) -> None:
    """Open the published site to readers if it is shared, otherwise close it."""
    is_shared = SITE in shared_folders(root)
    for path in (site, *_tree(site)):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            _set_mode(path, PUBLIC_FOLDER if is_shared else PRIVATE_FOLDER)
        elif stat.S_ISREG(mode):
            _set_mode(path, PUBLIC_FILE if is_shared else PRIVATE_FILE)


def is_readable_by_others(root: Path) -> bool:
    """Whether another account may read the home, because its modes could not be corrected."""
    return bool(stat.S_IMODE(root.stat().st_mode) & 0o066)


def is_owned_by_us(root: Path) -> bool:
    """Whether this account owns the home, and may correct its modes."""
    return root.stat().st_uid == os.geteuid()


def _set_mode(path: Path, mode: int) -> None:
    # we cannot change another account's files; `status` reports a root that stays open
    with contextlib.suppress(PermissionError, FileNotFoundError):
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from (Path(entry.path) for entry in entries)


def _tree(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):  # does not follow links
        yield from (Path(parent) / name for name in (*folders, *files))
