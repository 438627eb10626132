"""Recognise rows of headings that belong to patient-level files."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checks.privacy.cell_values import INITIALS, are_record_numbers, are_short_record_numbers, select_matching
from checks.privacy.identifier_headers import (
    AMBIGUOUS_HEADERS,
    CANDIDATE,
    CARE_HEADERS,
    EVENT,
    NAME_HEADERS,
    NAME_OF_SOMEBODY,
    PERSON,
    STRONG_HEADERS,
)
from checks.privacy.personal_details import POSTCODE_PATTERN, is_name, names_person
from checks.privacy.place_lists import HEADER_WITHIN, PLACE_HEADERS, reduce_to_words, stand_once

SHORT_NAMES = re.compile(r"f ?name|(first|given)( ?name)?"), re.compile(r"[sl] ?name|last( ?name)?")
"""Either heading may name something else; both together, above words, are people's names."""
# each alone may describe an organisation, but a postcode beside one of them is somebody's home
POSTCODE_HEADERS = re.compile(r"p(ost)? ?code|pc|home ?address")
PERSON_HEADERS = re.compile(
    r"full ?name|sex|gender|age|ethnicity|ethnic ?(group|category)|admission ?date|attendance ?date|[fs] ?name"
)
CONTACT_HEADERS = re.compile(r"job ?title|role|position|designation|(work ?)?(e ?mail|tele?phone|phone|tel)( ?\w+)?")
LONGEST_HEADER = 60
"""Characters; longer cells are sentences rather than headings."""
IS_COUNTABLE = re.compile(r"(number|no|num|nr|ref|reference)s?$")
"""A heading joined from two rows and ending like this may also be that of a count."""


@dataclass(frozen=True)
class _HeaderRow:
    """One row read as headings: each normalised text with its cell and column, and the rows below."""

    cells: dict[str, str]
    columns: dict[str, int]
    below: Sequence[Sequence[str]]

    def select(self, pattern: re.Pattern[str]) -> list[str]:
        return [header for header in self.cells if pattern.fullmatch(header)]

    def values(self, header: str) -> list[str]:
        column = self.columns[header]
        return [row[column].strip() for row in self.below if column < len(row) and row[column].strip()]


def of_patients(rows: Sequence[Sequence[str]], below: Sequence[Sequence[str]] = ()) -> tuple[int, str] | None:
    """Find the row (from 1) with a heading of patient records, and that heading; `below` are further rows of values."""
    for number, row in enumerate(rows, start=1):
        if not CANDIDATE.search(" ".join(row)):
            continue
        header_row = _read_header_row(row, [*rows[number:], *below])
        looks = (_identifier, _person_name, _identifier_of_person, _home)
        if header := next((header for look in looks if (header := look(header_row))), None):
            return number, _without_value(header, header_row.cells.get(header, header))
    return None


def count_person_headings(row: Sequence[str]) -> int:
    """Count the headings of a row that describe a person."""
    header_row = _read_header_row(row, [])
    patterns = STRONG_HEADERS, NAME_HEADERS, AMBIGUOUS_HEADERS, CARE_HEADERS, PERSON, EVENT, *SHORT_NAMES
    return len({header for pattern in patterns for header in header_row.select(pattern)})


def _read_header_row(row: Sequence[str], below: Sequence[Sequence[str]]) -> _HeaderRow:
    cells, columns = {}, {}
    for column, cell in enumerate(row):
        if cell and _is_header(cell):
            for part in (cell, _drop_brackets(cell)) if "(" in cell or "[" in cell else (cell,):
                header = reduce_to_words(part)
                cells[header], columns[header] = cell.strip(), column
    cells.pop("", None)
    return _HeaderRow(cells, columns, below)


def _without_value(header: str, cell: str) -> str:
    """Drop the value from a cell that has both a heading and its value, so that it is never quoted."""
    return header if re.search("[0-9]", cell) else cell


def _identifier(row: _HeaderRow) -> str | None:
    return next(iter(row.select(STRONG_HEADERS)), None)


def _person_name(row: _HeaderRow) -> str | None:
    """Return the heading of a column of names, unless they are contacts in a list of organisations."""
    named = row.select(NAME_HEADERS)
    if named and not _lists_contacts(row):
        return named[0]
    pair = [row.select(pattern) for pattern in SHORT_NAMES]
    if not all(pair) or _lists_contacts(row):
        return None
    # 'first' and 'last' alone may refer to months or ranks
    says_name = any("name" in header for headers in pair for header in headers)
    return "name" if says_name or select_matching(row.values(pair[0][0]), str.isalpha) else None


def _lists_contacts(row: _HeaderRow) -> bool:
    """Whether this lists organisations once each with a contact's job or telephone, and nothing else about people."""
    places = row.select(PLACE_HEADERS)
    if not places or not row.select(CONTACT_HEADERS) or row.select(PERSON) or row.select(STRONG_HEADERS):
        return False
    return any(stand_once(row.values(place)) for place in places)


def _identifier_of_person(row: _HeaderRow) -> str | None:
    """Return an ambiguous heading that is beside one describing a person and above record numbers."""
    of_care = row.select(CARE_HEADERS)
    fitting: list[str] = []
    if row.select(PERSON):
        names, identifiers = row.select(NAME_OF_SOMEBODY), row.select(AMBIGUOUS_HEADERS) + of_care
        fitting += [header for header in names if select_matching(row.values(header), names_person)]
        fitting += [header for header in identifiers if _identify(row.values(header), are_short_record_numbers)]
    if row.select(EVENT):
        fitting += [header for header in of_care if _identify(row.values(header), are_record_numbers)]
    return fitting[0] if fitting else None


def _identify(values: Sequence[str], are_numbers: Callable[[Sequence[str]], bool]) -> bool:
    return are_numbers(values) or _name_people(values)


def _name_people(values: Sequence[str]) -> bool:
    return bool(select_matching(values, lambda text: is_name(text) or names_person(text) or INITIALS.fullmatch(text)))


def _home(row: _HeaderRow) -> str | None:
    homes, of_person = row.select(POSTCODE_HEADERS), set(row.select(PERSON_HEADERS))
    if row.select(PLACE_HEADERS):
        of_person -= {"full name", "fullname"}
    # a postcode district ('LS1') is too large to be somebody's home
    is_home = homes and of_person and ("home address" in homes or _has_postcode(row.below))
    return "postcode" if is_home else None


def _group_of(group: str, cell: str) -> str:
    """Carry a group's heading over the empty cells to its right."""
    return cell if cell.strip() else group


def find_in_two_rows(rows: Sequence[Sequence[str]]) -> tuple[int, str] | None:
    """Find headings split over two rows: 'NHS' over 'Number', or 'Name' below the group 'Patient'.

    'NHS' over 'Number' may also be a count for the NHS beside other sectors, so it must be above record numbers.
    """
    for number in range(1, min(len(rows), HEADER_WITHIN)):
        upper, lower = list(rows[number - 1]), rows[number]
        if re.search("[0-9]", "".join([*upper, *lower])):
            continue
        groups = itertools.accumulate(upper, _group_of)
        joined = [f"{group} {cell}" if cell.strip() else "" for group, cell in zip(groups, lower, strict=False)]
        header_row = _read_header_row(joined, rows[number + 1 :])
        for header in header_row.select(STRONG_HEADERS) + header_row.select(NAME_HEADERS):
            if not IS_COUNTABLE.search(header) or are_record_numbers(header_row.values(header)):
                return number + 1, header
    return None


def _is_header(cell: str) -> bool:
    return len(cell) < LONGEST_HEADER and not cell.isdecimal()


def _drop_brackets(cell: str) -> str:
    """Remove the part of a header in brackets: 'Date of Birth (dd/mm/yyyy)'."""
    return re.sub(r"[(\[].*", "", cell)


def _has_postcode(rows: Sequence[Sequence[str]]) -> bool:
    return any(POSTCODE_PATTERN.search(cell) for row in rows for cell in row)
