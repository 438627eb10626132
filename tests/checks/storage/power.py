"""Records what a process does to files, so that a test can say what would be left after a power cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Disk:
    """The events below one folder in their order: ('fsync', path), ('mkdir', path), ('rename', source, target)."""

    root: Path
    events: list[tuple[str, ...]] = field(default_factory=list)

    def is_on_disk(self, path: Path, before: int | None = None) -> bool:
        """Whether content and name of a file, and the names of its folders, were synced before that event."""
        events = self.events[:before]
        moves = [at for at, event in enumerate(events) if event[0] == "rename" and event[2] == str(path)]
        if not moves:
            return False
        content, name = ("fsync", events[moves[-1]][1]), ("fsync", str(path.parent))
        is_synced = content in events[: moves[-1]] and name in events[moves[-1] :]
        return is_synced and all(self._has_name_on_disk(folder, events) for folder in path.parents)

    def _has_name_on_disk(self, folder: Path, events: list[tuple[str, ...]]) -> bool:
        if not folder.is_relative_to(self.root) or ("mkdir", str(folder)) not in events:
            return True
        return ("fsync", str(folder.parent)) in events[events.index(("mkdir", str(folder))) :]

    def renames(self, folder: Path) -> list[tuple[int, Path]]:
        """Which files came to lie below the folder, and at which event."""
        return [
            (at, Path(event[2]))
            for at, event in enumerate(self.events)
            if event[0] == "rename" and Path(event[2]).is_relative_to(folder)
        ]


@contextmanager
def recorded(root: Path) -> Iterator[Disk]:
    disk = Disk(root)

    def noted(call: Callable[..., Any], event: Callable[..., tuple[str, ...]]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            reported = event(*arguments)
            answer = call(*arguments, **named)
            disk.events.append(reported)
            return answer

        return step

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            os, "fsync", noted(os.fsync, lambda handle: ("fsync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        )
        patch.setattr(os, "replace", noted(os.replace, lambda old, new: ("rename", os.fspath(old), os.fspath(new))))
        patch.setattr(os, "mkdir", noted(os.mkdir, lambda path, *_: ("mkdir", os.fspath(path))))
        patch.setattr(os, "unlink", noted(os.unlink, lambda path, *_: ("unlink", os.fspath(path))))
        yield disk
