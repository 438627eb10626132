"""Every case of the folders, with its check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cases.answers import Answer
from tests.cases.files import FILES, Check
from tests.cases.spc import SPC

SHARED = Path(__file__).parents[2].parent / "shared"
CHECKS: dict[str, Check] = {
    f"{group}/{name}": check for group, cases in (("files", FILES), ("spc", SPC)) for name, check in cases.items()
}


@dataclass(frozen=True)
class Case:
    """A folder of inputs, what must happen with them, and the check of it."""

    name: str
    folder: Path
    must: str
    check: Check

    def look(self, scratch: Path) -> Answer:
        return self.check(self.folder, scratch)


def list_cases(shared: Path) -> Iterator[Case]:
    """List the cases in the folder of real extracts. Raises KeyError for one without a check."""
    for folder in sorted((shared / "cases").glob("*/*")):
        name = f"{folder.parent.name}/{folder.name}"
        must = " ".join((folder / "expected.txt").read_text(encoding="utf-8").split())
        yield Case(name, folder, must.replace("|", "/"), CHECKS[name])
