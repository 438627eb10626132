"""The first rows of a file, from which its layout is detected."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Refused
from checks.files.compression import CHUNK_BYTES, make_refusal
from checks.files.detect_layout import find_layout, take_known_layout
from checks.files.text_survey import longest_tail
from checks.privacy.patient_data import refuse_patient_bytes, refuse_patients
from checks.reading import workbook
from checks.reading.csv_rows import parse_first_rows
from checks.reading.open_file import OpenFile
from checks.reading.text_reader import UTF_16

HEAD_BYTES = 2 * CHUNK_BYTES
"""Bytes from which the first rows are read: 60 lines of up to 34 kB."""


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a table, the layout detected in them (None: no known kind), and its sheet in a workbook."""

    rows: Sequence[Sequence[str]]
    layout: DetectedLayout | None
    sheet: str = ""

    def known_layout(self) -> DetectedLayout:
        """Return the layout. Raises Refused if the rows match no known kind, or a family that is not read."""
        return take_known_layout(self.rows, self.layout)


def read_first_rows(file: OpenFile) -> FirstRows:
    """Read the first rows leniently, in any encoding, to detect the layout; never to load data.

    Raises Refused for empty, binary, web page or patient-level content.
    """
    if file.sheets is not None:
        return FirstRows(*workbook.choose_sheet(file.sheets, file.recognised))
    head = _read_head(file)
    if not head:
        raise make_refusal("not_empty", "the file is empty", "send the file again; the copy may have been interrupted")
    beginning = refuse_patients(head)
    # the search of the whole file does not decode UTF-16, so it has to judge such rows itself
    file.recognised.add(file.table_name, is_known=beginning.is_known and head[:2] not in UTF_16)
    rows = parse_first_rows(io.StringIO(_decode_head(head), newline=""))
    # the two ways of reading differ in rows that are broken or far too wide
    return FirstRows(rows, beginning.layout if rows == beginning.rows else find_layout(rows))


def _read_head(file: OpenFile) -> bytes:
    """Read the first 2 MiB of the table. If it is damaged, what comes before is searched for patients' records."""
    head = b""
    try:
        with file.open_table() as source:
            while len(head) < HEAD_BYTES and (piece := source.read(HEAD_BYTES // 16)):
                head += piece
    except Refused:
        refuse_patients(head)
        raise
    return head[:HEAD_BYTES]


def _decode_head(head: bytes) -> str:
    """Decode the whole lines at the beginning of a text. Raises Refused if it is not text, or is a web page."""
    is_wide = head[:2] in UTF_16
    if b"\0" in head and not is_wide:
        refuse_patient_bytes(head)
        raise make_refusal("text", "the file contains NUL bytes: it is not text", "export it as CSV (UTF-8)")
    text = head.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    if "\0" in text:
        raise make_refusal("text", "the file contains NUL characters: it is not text", "export it as CSV (UTF-8)")
    _refuse_markup(text[:2000].lstrip().lower())
    if len(head) == HEAD_BYTES:
        end = max(text.rfind("\n"), text.rfind("\r")) + 1
        longest_tail(b"", len(text) - end)
        text = text[:end]
    return text


def _refuse_markup(start: str) -> None:
    """Raise Refused for a web page or XML: how both begin, in small letters."""
    if start.startswith("<?xml") and "<html" not in start:
        advice = "open it in a spreadsheet, and save it as .xlsx or the sheet of figures as CSV (UTF-8)"
        raise make_refusal("file_type", "this is XML, not a CSV file or a workbook", advice)
    if start.startswith(("<!doctype", "<html", "<?xml")):
        advice = "download the file that the page links to"
        raise make_refusal("file_type", "this is a web page, not a CSV file", advice)
