"""Who may read the home folder: its owner alone, except what was shared on purpose.

The home holds extracts before anybody has looked at them, and quarantined files that may be about patients. So the root
is 0700 and what is written below it 0600, whatever the umask of the account. Two folders may be opened: the published
site for readers, and the inbox for the account that delivers files. What is shared is noted in the home itself, so that
every process that prepares it, with or without those settings, leaves the same modes.
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
"""Others may pass through the root to what is shared below it, and not list it."""
PUBLIC_FOLDER, PUBLIC_FILE = 0o755, 0o644
GROUP_INBOX = 0o2770
"""Set-group-id: what the delivering account drops belongs to the inbox's group, whatever its own group is."""
SITE, INBOX = "site", "inbox"
NOTE = ".shared"


def use_private_umask() -> None:
    """Let this process and its children create files for their owner alone; libraries of ours write files too."""
    os.umask(PRIVATE_UMASK)


def protect_folders(root: Path, folders: Collection[Path]) -> None:
    """Mend the modes of the root, of the folders below it, and of the files in quarantine."""
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
    """Close a file to all but its owner. A link is left alone: the mode would be that of what it points to."""
    if stat.S_ISREG(path.lstat().st_mode):
        _set_mode(path, PRIVATE_FILE)


def shared_folders(root: Path) -> frozenset[str]:
    """The folders that are open to others: `site`, `inbox`, both or none."""
    try:
        return frozenset((root / NOTE).read_text(encoding="utf-8").split()) & {SITE, INBOX}
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def note_shared(root: Path, wanted: Mapping[str, bool]) -> None:
    """Note in the home that a folder is shared, or no longer; the next `protect` opens or closes it.

    A folder that is not named stays as it is: a command that is run without the server's settings closes nothing.
    """
    before = shared_folders(root)
    shared = (before | {name for name, is_on in wanted.items() if is_on}) - {
        name for name, is_on in wanted.items() if not is_on
    }
    if shared != before:
        root.mkdir(parents=True, exist_ok=True)
        (root / NOTE).write_text("\n".join(sorted(shared)), encoding="utf-8")


def open_site(root: Path, site: Path) -> None:
    """Open the published site to readers when it is shared, and close it again when it no longer is."""
    is_shared = SITE in shared_folders(root)
    for path in (site, *_tree(site)):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            _set_mode(path, PUBLIC_FOLDER if is_shared else PRIVATE_FOLDER)
        elif stat.S_ISREG(mode):
            _set_mode(path, PUBLIC_FILE if is_shared else PRIVATE_FILE)


def is_readable_by_others(root: Path) -> bool:
    """Whether another account may list the home: its modes could not be mended."""
    return bool(stat.S_IMODE(root.stat().st_mode) & 0o066)


def _set_mode(path: Path, mode: int) -> None:
    # what belongs to another account cannot be changed by us; `status` reports a root that stays open
    with contextlib.suppress(PermissionError, FileNotFoundError):
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)


def _entries(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from (Path(entry.path) for entry in entries)


def _tree(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):  # does not follow links
        yield from (Path(parent) / name for name in (*folders, *files))
