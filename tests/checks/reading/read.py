"""Read a file by its path, as the tests of single steps do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from checks.contracts.detected_layout import DetectedLayout
from checks.privacy import whole_file_scan
from checks.privacy.beginning import RecognisedParts
from checks.reading import first_rows, text_reader
from checks.reading.open_file import open_file
from checks.reading.text_reader import PlainText


def read_first_rows(path: Path) -> Sequence[Sequence[str]]:
    """The first rows of the file."""
    with open_file(path) as file:
        return first_rows.read_first_rows(file).rows


def read_layout(path: Path) -> DetectedLayout:
    """The layout that the first rows of the file show."""
    with open_file(path) as file:
        return first_rows.read_first_rows(file).known_layout()


def read_as_plain_text(path: Path, folder: Path) -> PlainText:
    """The file as plain text, written into the folder if it has to be."""
    with open_file(path) as file:
        return text_reader.read_as_plain_text(file, folder)


def refuse_hidden_numbers(path: Path) -> None:
    """Search the whole file for patients' records; nothing is known of it before."""
    with path.open("rb") as raw:
        whole_file_scan.refuse_hidden_numbers(path.name, raw, RecognisedParts())
