"""Files, folders and links as a disk holds them, with what of a file is there for certain."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.power_cut import Change


@dataclass
class File:
    """A file, with what of it is on the disk for certain, and what has been written since."""

    synced: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Each write as its offset and data; without data the file was cut, or grown, to the offset."""

    def content(self, writes: int | None = None, torn: float = 1.0) -> bytes:
        """The content once so many of the writes since the last sync have been made, of the last one a part."""
        content = bytearray(self.synced)
        chosen = self.since[:writes]
        for number, (offset, data) in enumerate(chosen, start=1):
            if data is None:
                del content[offset:]
                content.extend(bytes(max(0, offset - len(content))))
                continue
            part = data[: int(len(data) * torn)] if number == len(chosen) else data
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(part)] = part
        return bytes(content)


@dataclass
class Folder:
    """A folder: `names` is what processes see in it, `at_first` what was in it for certain when the run began."""

    names: dict[str, Node] = field(default_factory=dict)
    at_first: dict[str, Node] = field(default_factory=dict)
    made_by: Change | None = None


@dataclass(frozen=True)
class Link:
    target: str


Node = File | Folder | Link
Tree = dict[str, "bytes | Link | Tree"]


def set_name(names: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node


def read_folder(path: Path) -> Folder:
    """A folder as it is on the disk before the run: all of it is certain."""
    names: dict[str, Node] = {}
    for entry in os.scandir(path):
        if entry.is_symlink():
            names[entry.name] = Link(str(Path(entry.path).readlink()))
        elif entry.is_dir():
            names[entry.name] = read_folder(Path(entry.path))
        else:
            names[entry.name] = File(Path(entry.path).read_bytes())
    return Folder(names, dict(names))


def write_tree(tree: Tree, path: Path) -> None:
    """Make the state a real folder."""
    path.mkdir(parents=True)
    for name, node in tree.items():
        if isinstance(node, Link):
            (path / name).symlink_to(node.target)
        elif isinstance(node, bytes):
            (path / name).write_bytes(node)
        else:
            write_tree(node, path / name)
