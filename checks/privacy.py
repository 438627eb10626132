"""Files about single patients do not belong here: they are recognised by their columns and refused unread."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence

from checks.reasons import Reason, Refused

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
SEPARATORS = re.compile(r"[,;\t|]")
ROWS, COLUMNS = 2_000, 500
LONGEST_HEADER = 60
ENOUGH = 3
"""Valid NHS numbers in one column from which the column counts as one of NHS numbers."""
SIGNS, MANY, SHARE = 2, 5, 0.8
"""Without headers, two sorts of column among birth dates, postcodes and names of people: so many values, that share."""

POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", re.IGNORECASE)
DATE = re.compile(r"([0-3]?[0-9])[/.-]([01]?[0-9])[/.-]((19|20)[0-9]{2})|((19|20)[0-9]{2})-[01][0-9]-[0-3][0-9]")
NAME = re.compile(r"((Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z'’-]+ [A-Z][A-Za-z'’-]+|[A-Z][A-Z'’-]+ ?[;,] ?[A-Z][a-z]+")
ORGANISATION = re.compile(r"trust|hospital|clinic|surgery|centre|service|health|nhs|board|region|care|england", re.I)
WRITTEN = re.compile(r"(?<![0-9])[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}(?![0-9])")
"""How an NHS number is written, in one piece or 3-3-4."""
YEARS_APART = 15
"""Birth dates lie far apart; the dates of one month's activity do not."""


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), as the NHS Data Dictionary defines it."""
    digits = re.sub(r"[ \"'-]", "", text.strip())
    if not re.fullmatch(r"[0-9]{10}", digits) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def refuse_patients(head: bytes) -> None:
    """Raise Refused when the beginning of a file looks like records of patients. The reason repeats no value.

    Whatever separates the cells, and in UTF-16 too: such a file must be known before it is refused for its form.
    """
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    lines = head.decode(encoding, "replace").splitlines()[:ROWS]
    refuse_patient_rows([SEPARATORS.split(line) for line in lines])


def refuse_patient_rows(rows: Sequence[Sequence[str]]) -> None:
    """The same for rows of cells."""
    for number, row in enumerate(rows, start=1):
        cells = {_bare(cell): cell.strip() for cell in row if len(cell) < LONGEST_HEADER and not cell.isdecimal()}
        if named := next((header for header in cells if HEADERS.fullmatch(header)), None):
            # a value that stands in the same cell as its name is not repeated
            raise _refused(number, named if re.search("[0-9]", cells[named]) else cells[named])
        if any(map(POSTCODE_HEADERS.fullmatch, cells)) and any(map(PERSON_HEADERS.fullmatch, cells)):
            raise _refused(number, "postcode")
    _refuse_numbers_in_words(rows)
    signs = set()
    for number, values in _columns(rows):
        if len({value for value in values if is_nhs_number(value)}) >= ENOUGH:
            raise _refused(None, f"column {number}")
        signs |= {sign for sign, looks_so in SORTS.items() if looks_so(values)}
        if len(signs) >= SIGNS:
            raise _refused(None, f"column {number}")


def _refuse_numbers_in_words(rows: Sequence[Sequence[str]]) -> None:
    """Refuse NHS numbers that stand among words: one that is said to be one, or two different ones."""
    found = set()
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if cell.isascii() and cell.isdecimal():
                continue
            valid = {match[0] for match in WRITTEN.finditer(cell) if is_nhs_number(match[0])}
            has_words = any(character.isalpha() for character in cell)
            found |= {re.sub("[^0-9]", "", one) for one in valid if has_words or not one.isdecimal()}
            if len(found) > 1 or (valid and "nhs n" in cell.lower()):
                raise _refused(number, "words with an NHS number")


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
    matches = [DATE.fullmatch(value) for value in _mostly(values, DATE.fullmatch)]
    years = [int(found[3] or found[5]) for found in matches if found]
    return bool(years) and max(years) - min(years) >= YEARS_APART


def _are_postcodes(values: Sequence[str]) -> bool:
    return bool(_mostly(values, POSTCODE.fullmatch))


def _are_people(values: Sequence[str]) -> bool:
    return bool(_mostly(values, lambda value: NAME.fullmatch(value) and not ORGANISATION.search(value)))


SORTS: dict[str, Callable[[Sequence[str]], bool]] = {
    "birth dates": _are_birth_dates,
    "postcodes": _are_postcodes,
    "people": _are_people,
}


def _bare(cell: str) -> str:
    """A header in small letters, its punctuation and double spaces gone; 'NHSNumber' and 'DateOfBirth' are words."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.replace("'", "").replace("_", " "))
    return " ".join(re.sub(r"[^a-z ]", " ", words.lower()).split())


def _refused(row: int | None, column: str) -> Refused:
    message = "the file looks like records of patients; it was neither read further, nor copied, nor archived"
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason("no_patient_data", message, advice, row=row, column=column), is_private=True)
