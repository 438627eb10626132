"""The states in which a power cut after the n-th call may leave a home, computed from the journal of a run.

What a file system promises is taken at its least: the data of a file is on the disk once the file has been synced, and
a name once its folder has been synced after it was given. A rename happens wholly or not at all, and nothing is moved
into a folder that is not there. Everything else may or may not have reached the disk, in four ways (`Survival`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.crash.disk_nodes import File, Folder, Link, Node, Tree, read_folder, set_name
from tests.crash.journal import Call, Op


class Survival(Enum):
    """What survives of the names and data that were not synced."""

    NOTHING = "nothing"
    NAMES = "names"
    """All names and no data: ext4's files of no bytes after a rename."""
    IN_ORDER = "in order"
    """Names up to a moment, as a file system's journal keeps them; of the data, a part."""
    ANY = "any"
    """Each name and each part of the data by chance."""
    ALL = "all"
    """Everything: what a killed process leaves."""


@dataclass
class Change:
    """A call that changed names: each a folder, a name in it, and what it names from then on (None: nothing)."""

    entries: tuple[tuple[Folder, str, Node | None], ...]
    is_certain: bool = False


class Disk:
    """Follows the calls of a journal, and tells which states a power cut may leave at that point."""

    def __init__(self, before: Path) -> None:
        self._root = read_folder(before)
        self._inodes: dict[int, Node] = {}
        self._changes: list[Change] = []

    def follow(self, call: Call) -> None:
        match call.op:
            case Op.CREATE | Op.OPEN:
                self._open(call)
            case Op.WRITE | Op.TRUNCATE:
                node = self._inodes.get(call.inode)
                if isinstance(node, File):
                    node.since.append((call.offset, call.data if call.op == Op.WRITE else None))
            case Op.SYNC | Op.SYNC_ALL:
                self._sync(self._inodes.get(call.inode), is_all=call.op == Op.SYNC_ALL)
            case _:
                self._rename(call)

    def _open(self, call: Call) -> None:
        if call.op == Op.CREATE:
            self._change((*self._place(call.path), File()))
        node = self._find(call.path)
        if node is None:
            self._inodes.pop(call.inode, None)
            return
        self._inodes[call.inode] = node
        if call.is_emptied and isinstance(node, File):
            node.since.append((0, None))

    def _rename(self, call: Call) -> None:
        folder, name = self._place(call.path)
        match call.op:
            case Op.MKDIR:
                self._change((folder, name, Folder()))
            case Op.SYMLINK:
                self._change((folder, name, Link(call.other)))
            case Op.LINK:
                self._change((folder, name, self._find(call.other)))
            case Op.RENAME:
                self._change((folder, name, None), (*self._place(call.other), folder.names[name]))
            case _:
                self._change((folder, name, None))

    def _sync(self, node: Node | None, *, is_all: bool) -> None:
        for inode in self._inodes.values() if is_all else [node]:
            if isinstance(inode, File):
                inode.synced, inode.since = inode.content(), []
        for change in self._changes:
            change.is_certain |= is_all or any(folder is node for folder, _, _ in change.entries)

    def _change(self, *entries: tuple[Folder, str, Node | None]) -> None:
        change = Change(entries)
        self._changes.append(change)
        for folder, name, node in entries:
            set_name(folder.names, name, node)
            if isinstance(node, Folder) and node.made_by is None:
                node.made_by = change

    def _find(self, path: str) -> Node | None:
        node: Node | None = self._root
        for part in path.split("/") if path else ():
            node = node.names.get(part) if isinstance(node, Folder) else None
        return node

    def _place(self, path: str) -> tuple[Folder, str]:
        above, _, name = path.rpartition("/")
        folder = self._find(above)
        assert isinstance(folder, Folder), f"{path}: its folder is not known"
        return folder, name

    def state(self, survival: Survival, chance: random.Random) -> Tree:
        """What a power cut leaves now."""
        names: dict[int, dict[str, Node]] = {}
        for change in self._surviving(survival, chance):
            for folder, name, node in change.entries:
                set_name(names.setdefault(id(folder), dict(folder.at_first)), name, node)
        contents: dict[int, bytes] = {}

        def tree(folder: Folder) -> Tree:
            actual: Tree = {}
            for name, node in names.get(id(folder), folder.at_first).items():
                if isinstance(node, File):
                    if id(node) not in contents:
                        contents[id(node)] = _surviving_data(node, survival, chance)
                    actual[name] = contents[id(node)]
                else:
                    actual[name] = tree(node) if isinstance(node, Folder) else node
            return actual

        return tree(self._root)

    def _surviving(self, survival: Survival, chance: random.Random) -> list[Change]:
        certain = [number for number, change in enumerate(self._changes, start=1) if change.is_certain]
        if survival == Survival.IN_ORDER:
            return self._changes[: chance.randint(max(certain, default=0), len(self._changes))]
        likely = {Survival.NOTHING: 0.0, Survival.ANY: 0.5}.get(survival, 1.0)
        surviving: list[Change] = []
        survivors: set[int] = set()
        for change in self._changes:
            # no file system keeps a name in a folder that it has lost, unless it was told to
            has_place = all(
                folder.made_by is None or id(folder.made_by) in survivors for folder, _, _ in change.entries
            )
            if change.is_certain or (has_place and chance.random() < likely):
                surviving.append(change)
                survivors.add(id(change))
        return surviving


def _surviving_data(file: File, survival: Survival, chance: random.Random) -> bytes:
    if survival in (Survival.NOTHING, Survival.NAMES) or not file.since:
        return file.synced
    if survival == Survival.ALL:
        return file.content()
    if survival == Survival.ANY and chance.random() < 0.25:
        # the length has reached the disk, the blocks have not
        return file.synced + bytes(max(0, len(file.content()) - len(file.synced)))
    return file.content(chance.randint(0, len(file.since)), chance.random())
