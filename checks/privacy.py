"""Files about single patients do not belong here: they are recognised by their columns and refused unread."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from checks import headers, people
from checks.nhs_numbers import SAID, SEPARATORS, WRITTEN, Tally, cells_of, is_nhs_number
from checks.reasons import PATIENTS, Reason, Refused
from checks.recognise import recognise

ROWS, COLUMNS = 2_000, 500
FIRST = 60
"""Rows by which a layout is known."""
LIKE_PATIENTS = "the file looks like records of patients; it was neither copied nor archived"
MOMENT = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])([01][0-9]|2[0-3])")
PATIENT = re.compile(r"\bpatient", re.IGNORECASE)
SIGNS, MANY, SHARE = 2, 3, 0.8
"""Without headers, two sorts of column among birth dates, postcodes and names of people: so many values, that share."""

YEARS_APART = 15
"""Birth dates lie far apart; the dates of one month's activity do not."""


def refuse_patients(head: bytes) -> None:
    """Raise Refused when the beginning of a file looks like records of patients. The reason repeats no value.

    Whatever separates the cells, and in UTF-16 too: such a file must be known before it is refused for its form.
    """
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = head.decode(encoding, "replace")
    lines = text.splitlines()[:ROWS]
    # a quote may be there to hide a header; so headers are looked for in the pieces between all separators
    pieces = [SEPARATORS.split(line) for line in lines]
    _refuse_rows([cells_of(line) for line in lines], pieces, _rows_above(_as_csv(text)))


def refuse_patient_rows(rows: Sequence[Sequence[str]]) -> None:
    """The same for rows of cells."""
    _refuse_rows(rows, rows, _rows_above(rows))


def refuse_patient_headers(markup: bytes) -> None:
    """The same for words in a part of a workbook that is not read as rows, one a line or between commas."""
    _refuse_headers([line.split(",") for line in markup.decode("utf-8", "replace").splitlines()])


def refuse_patient_name(name: str) -> None:
    """Raise Refused when the name of a file tells of a patient. Ten digits alone may be a moment or an identifier."""
    text = name.replace("_", " ")
    numbers = (number for number in WRITTEN.findall(text) if is_nhs_number(number) and not MOMENT.fullmatch(number))
    is_said = SAID.search(text) or people.BORN.search(text) or PATIENT.search(text)
    if (is_said and any(numbers)) or people.states_birth(text, people.NEWEST):
        raise _refused(
            None, message="the name of the file tells of a patient; the file was neither copied nor archived"
        )


def _as_csv(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(itertools.islice(csv.reader(io.StringIO(text, newline="")), ROWS))
    return rows


def _rows_above(rows: Sequence[Sequence[str]]) -> int | None:
    """How many rows stand above the table of a file that has exactly a known layout; None when it has not."""
    with contextlib.suppress(Refused):
        layout = recognise(rows[:FIRST])
        above, width = max(layout.header_row, 0), layout.offset + len(layout.era.columns)
        is_wider = any(cell.strip() for row in rows[above:] for cell in row[width:])
        return None if layout.drift or layout.extra or is_wider else above
    return None


def _refuse_rows(cells: Sequence[Sequence[str]], pieces: Sequence[Sequence[str]], above: int | None) -> None:
    """What a known layout holds is known; so there only what is said of people counts, and what stands above it."""
    _refuse_headers(pieces[:above])
    _refuse_numbers(cells)
    if above is not None and (row := people.row_of_birth(cells)):
        raise _refused(row)
    _refuse_contents(cells[:above])


def _refuse_headers(rows: Sequence[Sequence[str]]) -> None:
    if found := headers.of_patients(rows):
        raise _refused(*found)


def _refuse_numbers(rows: Sequence[Sequence[str]]) -> None:
    tally = Tally()
    for number, row in enumerate(rows, start=1):
        tally.add(number, row)
    refuse_counted(tally)


def _refuse_contents(rows: Sequence[Sequence[str]]) -> None:
    is_of_places = headers.name_places(rows)
    if row_of_person := people.row_of_person(rows, is_of_places=is_of_places):
        raise _refused(row_of_person)
    # places have postcodes, and days on which they opened
    enough = {"people"} if is_of_places else set()
    signs = set()
    for number, values in _columns(rows):
        signs |= {sign for sign, looks_so in SORTS.items() if looks_so(values)}
        if len(signs) >= SIGNS and signs >= enough:
            raise _refused(None, f"column {number}")


def refuse_counted(tally: Tally) -> None:
    """Raise Refused when enough NHS numbers have been counted."""
    if found := tally.found():
        raise _refused(*found)


def refuse_patient_bytes(content: bytes) -> None:
    """The same for a file that is no text, such as an old workbook: its words are looked for, in either alphabet."""
    for encoding in ("latin-1", "utf-16-le"):
        words = re.split(r"[^A-Za-z' _]+", content.decode(encoding, "replace"))
        if found := next((word for word in map(headers.bare, words) if TELLING.fullmatch(word)), None):
            raise _refused(None, found)


TELLING = re.compile(
    r"nhs ?(number|no)|patient ?(id|name|number|forename|surname|address|postcode)|date ?of ?birth|surname"
)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """Number and filled cells of each column."""
    width = max((len(row) for row in rows), default=0)
    for column in range(min(width, COLUMNS)):
        cells = (row[column].strip(" \"'") for row in rows if column < len(row))
        yield column + 1, [cell for cell in cells if cell]


def _mostly(values: Sequence[str], looks_so: Callable[[str], object]) -> set[str]:
    """The different values that look so, when they are many and nearly all."""
    found = [value for value in values if looks_so(value)]
    return set(found) if len(set(found)) >= MANY and len(found) >= SHARE * (len(values) - 1) else set()


def _are_birth_dates(values: Sequence[str]) -> bool:
    years = [year for year in map(people.year_of, _mostly(values, people.year_of)) if year]
    return bool(years) and max(years) - min(years) >= YEARS_APART


def _are_postcodes(values: Sequence[str]) -> bool:
    return bool(_mostly(values, people.POSTCODE.fullmatch))


def _are_people(values: Sequence[str]) -> bool:
    return bool(_mostly(values, people.is_name))


SORTS: dict[str, Callable[[Sequence[str]], bool]] = {
    "birth dates": _are_birth_dates,
    "postcodes": _are_postcodes,
    "people": _are_people,
}


def _refused(row: int | None, column: str = "", message: str = LIKE_PATIENTS) -> Refused:
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason(PATIENTS, message, advice, row=row, column=column or None), is_private=True)
