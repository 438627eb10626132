"""Files about single patients do not belong here: they are recognised by their columns and refused unread."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence

from checks import people
from checks.nhs_numbers import SEPARATORS, Tally, cells_of, is_nhs_number
from checks.reasons import PATIENTS, Reason, Refused

__all__ = ["is_nhs_number", "refuse_counted", "refuse_patient_bytes", "refuse_patient_rows", "refuse_patients"]

HEADERS = re.compile(
    r"(patient ?)?s? ?nhs ?(number|no|num)|"
    r"patient ?(s ?)?(id|identifier|name|number|forename|surname|address|postcode)|"
    r"hospital ?(number|no)|(date|year) ?of ?birth|d ?o ?b|birth ?date|fore ?name|surname|given ?name|family ?name|"
    r"first ?name|last ?name|mrn|date ?of ?death|(local ?)?patient ?identifier|pas ?(number|no|id)|home ?postcode|"
    r"postcode ?of ?usual ?address|usual ?address"
)
# each alone may stand beside an organisation; a postcode beside one of them is somebody's home
POSTCODE_HEADERS = re.compile(r"post ?code|home ?address")
PERSON_HEADERS = re.compile(
    r"full ?name|sex|gender|age|ethnicity|ethnic ?(group|category)|admission ?date|attendance ?date"
)
ROWS, COLUMNS = 2_000, 500
LONGEST_HEADER = 60
SIGNS, MANY, SHARE = 2, 3, 0.8
"""Without headers, two sorts of column among birth dates, postcodes and names of people: so many values, that share."""

YEARS_APART = 15
"""Birth dates lie far apart; the dates of one month's activity do not."""


def refuse_patients(head: bytes) -> None:
    """Raise Refused when the beginning of a file looks like records of patients. The reason repeats no value.

    Whatever separates the cells, and in UTF-16 too: such a file must be known before it is refused for its form.
    """
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    lines = head.decode(encoding, "replace").splitlines()[:ROWS]
    # a quote may be there to hide a header; so headers are looked for in the pieces between all separators
    _refuse_headers([SEPARATORS.split(line) for line in lines])
    _refuse_contents([cells_of(line) for line in lines])


def refuse_patient_rows(rows: Sequence[Sequence[str]]) -> None:
    """The same for rows of cells."""
    _refuse_headers(rows)
    _refuse_contents(rows)


def _refuse_headers(rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        cells = {_bare(cell): cell.strip() for cell in row if len(cell) < LONGEST_HEADER and not cell.isdecimal()}
        if named := next((header for header in cells if HEADERS.fullmatch(header)), None):
            # a value that stands in the same cell as its name is not repeated
            raise _refused(number, named if re.search("[0-9]", cells[named]) else cells[named])
        if any(map(POSTCODE_HEADERS.fullmatch, cells)) and any(map(PERSON_HEADERS.fullmatch, cells)):
            raise _refused(number, "postcode")


def _refuse_contents(rows: Sequence[Sequence[str]]) -> None:
    tally = Tally()
    for number, row in enumerate(rows, start=1):
        tally.add(number, row)
    refuse_counted(tally)
    if row_of_person := people.row_of_person(rows):
        raise _refused(row_of_person)
    signs = set()
    for number, values in _columns(rows):
        signs |= {sign for sign, looks_so in SORTS.items() if looks_so(values)}
        if len(signs) >= SIGNS:
            raise _refused(None, f"column {number}")


def refuse_counted(tally: Tally) -> None:
    """Raise Refused when enough NHS numbers have been counted."""
    if found := tally.found():
        raise _refused(*found)


def refuse_patient_bytes(content: bytes) -> None:
    """The same for a file that is no text, such as an old workbook: its words are looked for, in either alphabet."""
    for encoding in ("latin-1", "utf-16-le"):
        words = re.split(r"[^A-Za-z' _]+", content.decode(encoding, "replace"))
        if found := next((word for word in map(_bare, words) if TELLING.fullmatch(word)), None):
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
    matches = [people.DATE.fullmatch(value) for value in _mostly(values, people.DATE.fullmatch)]
    years = [int(found[3] or found[5]) for found in matches if found]
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


def _bare(cell: str) -> str:
    """A header in small letters, its punctuation and double spaces gone; 'NHSNumber' and 'DateOfBirth' are words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.replace("'", "").replace("_", " "))
    return " ".join(re.sub(r"[^a-z ]", " ", words.lower()).split())


def _refused(row: int | None, column: str = "") -> Refused:
    message = "the file looks like records of patients; it was neither copied nor archived"
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason(PATIENTS, message, advice, row=row, column=column or None), is_private=True)
