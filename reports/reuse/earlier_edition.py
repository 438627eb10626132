"""Files of the edition before, taken over where a page is as it was.

A file is copied and not linked: somebody who corrects a file of an old edition in place must not change a newer one. A
file that is not the one noted is not taken over.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from checks.storage.file_hash import hash_file
from checks.storage.home import Home
from reports.claims.claim_book import CLAIMS
from reports.reuse.page_record import Hole, PageRecord, read_notes
from reports.reuse.recorded_facts import ReadKey, digest_reads

Pieces = Mapping[str, str]
"""What fills the holes of a page, by name."""


@dataclass(frozen=True)
class EarlierEdition:
    """A rendering whose pages may be taken over; without a folder there is none."""

    folder: Path | None = None
    pages: Mapping[str, PageRecord] = field(default_factory=dict)
    claims: pa.Table | None = None

    def find_page(self, path: str, given: str, digest_of: Callable[[ReadKey], str]) -> PageRecord | None:
        """The record of a page that was made from the same; None where it has to be rendered."""
        record = self.pages.get(path)
        if record is None or not given or record.given != given:
            return None
        return record if record.read and digest_reads(list(record.reads), digest_of) == record.read else None

    def read_files(self, record: PageRecord) -> dict[str, bytes] | None:
        """The files of a page; None where one is not there, or not as it was written."""
        contents = {}
        for name, sha256 in record.files.items():
            path = self._path(name)
            try:
                content = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""
            except OSError:
                return None
            if hashlib.sha256(content).hexdigest() != sha256:
                return None
            contents[name] = content
        return contents

    def _path(self, name: str) -> Path:
        assert self.folder is not None, "only a rendering has pages"
        return self.folder / name


def find_earlier_edition(home: Home, settings: str) -> EarlierEdition:
    """The rendering that `latest` leads to, if this code made it with these settings and its claims are whole."""
    folder = (home.site / "latest").resolve()
    notes = read_notes(home, folder.name)
    if notes is None or notes.settings != settings:
        return EarlierEdition()
    try:
        if hash_file(folder / CLAIMS) != notes.claims:
            return EarlierEdition()
        return EarlierEdition(folder, notes.pages, pq.ParquetFile(folder / CLAIMS).read())
    except (OSError, pa.ArrowException):
        return EarlierEdition()


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file that is not there yet: two pages with one name are a fault."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as handle:
        handle.write(content)


def fill_holes(content: bytes, holes: tuple[Hole, ...], pieces: Pieces) -> tuple[bytes, tuple[Hole, ...]]:
    """A page with other pieces in its holes, and where they are now."""
    parts, placed, end_before, size = [], [], 0, 0
    for name, start, end in holes:
        piece = pieces[name].encode()
        parts += [content[end_before:start], piece]
        size += start - end_before + len(piece)
        placed.append((name, size - len(piece), size))
        end_before = end
    return b"".join((*parts, content[end_before:])), tuple(placed)
