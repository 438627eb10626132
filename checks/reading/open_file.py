"""A file that is opened once: what packs it and which table is in it are found out once, however often it is read."""

from __future__ import annotations

import contextlib
import gzip
import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO

from checks.contracts.problems import Refused
from checks.files.compression import GZIP, ZIP, Measured, make_refusal, open_regular_file, refuse_if_damaged
from checks.files.workbook_sheets import ADVICE, Sheet, extract_workbook_sheets
from checks.privacy.beginning import RecognisedParts
from checks.privacy.patient_data import refuse_patient_bytes
from checks.reading.archive_members import OLD_OFFICE, copy_only_book, find_only_table, is_book, open_archive
from checks.reading.workbook_safety import refuse_unsafe_workbook
from checks.storage.file_facts import identify_file

BINARY_LOOKED_AT = 16 << 20
"""Bytes of an unreadable old Office file searched for patient headers; chosen to bound memory, since it is refused."""


class OpenFile:
    """An open file of `size` bytes. Every reading starts from the beginning of the same handle, `raw`.

    `identity` says which file it was when it was opened. `recognised` has what the beginnings of its parts have
    shown, so that they are recognised only once.
    """

    def __init__(self, path: Path, raw: IO[bytes], stack: contextlib.ExitStack) -> None:
        self.path, self.raw = path, raw
        self.identity = identify_file(raw)
        self.size = self.identity.size
        self.recognised = RecognisedParts()
        self._start = raw.read(4)
        self._stack = stack

    def has_changed(self) -> bool:
        """Whether somebody has written to the file since it was opened."""
        return identify_file(self.raw) != self.identity

    @property
    def is_packed(self) -> bool:
        """Whether the file is compressed or an archive."""
        return self._start[:2] == GZIP or self._start == ZIP

    @property
    def is_workbook(self) -> bool:
        """Whether the file is a workbook, or an archive with one workbook in it."""
        return self._book is not None

    @cached_property
    def sheets(self) -> Sequence[Sheet] | None:
        """The sheets of the workbook: the file itself, or the only one in an archive; None if there is none.

        Raises Refused for a workbook that is locked, unsafe or cannot be read.
        """
        book = self._book
        if book is None:
            return None
        refuse_unsafe_workbook(book)
        try:
            return extract_workbook_sheets(book, self._stack)
        except Refused as refusal:
            book.seek(0)
            if self._start != OLD_OFFICE or refusal.reasons[0].rule != "workbook":
                raise
            refuse_patient_bytes(book.read(BINARY_LOOKED_AT))
            message = "this is a file of an old Office program that is no workbook, is damaged or is locked"
            raise make_refusal("file_type", message, ADVICE) from refusal

    @cached_property
    def _book(self) -> IO[bytes] | None:
        if self._start == OLD_OFFICE:
            return self.raw
        if self._start != ZIP:
            return None
        with refuse_if_damaged():
            if is_book(self._archive):
                return self.raw
            copied = copy_only_book(self._archive, self.size, self.recognised)
        return self._stack.enter_context(copied) if copied else None

    @property
    def table_name(self) -> str:
        """The name of the archive's member that is the table; empty for a file that is not an archive."""
        return self._table.filename if self._start == ZIP else ""

    @contextlib.contextmanager
    def open_table(self) -> Iterator[IO[bytes]]:
        """Open the text, the content of a .gz, or the only CSV in a .zip, judging by content and not by name.

        Raises Refused for damaged or locked archives, and archive bombs.
        """
        self.raw.seek(0)
        if self._start[:2] == GZIP:
            with refuse_if_damaged(), gzip.open(self.raw) as handle:
                yield Measured(handle, self.size)  # type: ignore[misc, arg-type]
        elif self._start == ZIP:
            with refuse_if_damaged(), self._archive.open(self._table) as handle:
                yield Measured(handle, self.size)  # type: ignore[misc]
        else:
            yield self.raw

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        return self._stack.enter_context(open_archive(self.raw))

    @cached_property
    def _table(self) -> zipfile.ZipInfo:
        with refuse_if_damaged():
            return find_only_table(self._archive, self.recognised)


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[OpenFile]:
    """Open a regular file for as many readings as are needed. Raises Refused for links and devices."""
    with contextlib.ExitStack() as stack:
        yield OpenFile(path, stack.enter_context(open_regular_file(path)), stack)
