"""Read a table that has no contract, such as a series for `holdgain spc`, in any encoding, packed or not.

What cannot be read is a ValueError in one sentence.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.contracts.problems import Refused
from checks.files.compression import GZIP, ZIP, open_regular_file
from checks.files.text_survey import scan_text

SEPARATORS = ",;\t|"
PACKED_OR_WIDE = (GZIP, ZIP[:2], b"\xd0\xcf", b"\xff\xfe", b"\xfe\xff")
"""How archives, old workbooks and UTF-16 begin: these need the whole reader."""


@dataclass(frozen=True)
class AnyText:
    """A file as UTF-8 text, the encoding that it came in, and its number of lines without blank ones at the end."""

    path: Path
    encoding: str
    lines: int


@contextlib.contextmanager
def _raise_in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        reason = refusal.reasons[0]
        place = f"line {reason.row}: " if reason.row else ""
        raise ValueError(f"cannot read {path}: {place}{reason.message}; {reason.advice}") from refusal
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror or error}") from error


def open_any_text(path: Path, folder: Path) -> AnyText:
    """Return the content as UTF-8, converted into `folder` if necessary. Raises ValueError."""
    with _raise_in_one_sentence(path):
        # a series may be named by a link, which the inbox does not allow
        real_path = path.resolve()
        with open_regular_file(real_path) as source:
            is_plain = source.read(2) not in PACKED_OR_WIDE
            source.seek(0)
            encoding, _, lines = scan_text(source) if is_plain else ("", 0, 0)
        if encoding.startswith("UTF-8"):
            return AnyText(real_path, encoding, lines)
        return _convert_text(real_path, folder)


def _convert_text(path: Path, folder: Path) -> AnyText:
    # the whole reader knows every contract, which takes a tenth of the start of `holdgain spc`
    from checks.reading.open_file import open_file
    from checks.reading.text_reader import read_as_plain_text

    with open_file(path) as file:
        if file.is_workbook:
            raise ValueError(f"cannot read {path}: this is a workbook; save the sheet of the series as CSV (UTF-8)")
        plain = read_as_plain_text(file, folder)
    return AnyText(plain.path, plain.encoding, plain.lines)


def iterate_any_rows(text: AnyText, named: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Iterate over (line, row) of the file that the user knows as `named`. Raises ValueError if a row is not CSV."""
    from checks.reading.csv_rows import numbered_rows

    with _raise_in_one_sentence(named):
        yield from numbered_rows(text.path, separator)
