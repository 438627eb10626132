"""Columns which together mean that each row is about one person, whatever their headings say, or without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checks.privacy import cell_values

MAX_COLUMNS = 500

LOOKS: dict[str, Callable[[Sequence[str]], bool]] = {
    "birth dates": cell_values.are_birth_dates,
    "postcodes": cell_values.are_postcodes,
    "people": cell_values.are_people,
    "forenames": cell_values.are_forenames,
    "record numbers": cell_values.are_record_numbers,
    "lossy numbers": cell_values.are_lossy_numbers,
    "diagnoses": cell_values.are_diagnoses,
    "sexes": cell_values.are_sexes,
    "ages": cell_values.are_ages,
    "initials": cell_values.are_initials,
    "moments": cell_values.are_moments,
}
COMBINATIONS = (
    # who somebody is, and where they live or when they were born
    {"people", "postcodes"},
    {"people", "birth dates"},
    {"postcodes", "birth dates"},
    {"forenames", "postcodes"},
    {"forenames", "birth dates"},
    {"forenames", "ages"},
    # a number of one record, and what is recorded about the person: published tables have no such numbers
    {"record numbers", "sexes", "ages"},
    {"record numbers", "sexes", "moments"},
    {"record numbers", "initials", "ages"},
    {"record numbers", "initials", "moments"},
    {"record numbers", "diagnoses", "ages"},
    {"record numbers", "diagnoses", "moments"},
    {"record numbers", "birth dates", "moments"},
    # NHS numbers that a spreadsheet has rounded can no longer be read, but the rest of the row can
    {"lossy numbers", "sexes"},
    {"lossy numbers", "moments"},
    {"lossy numbers", "people"},
    {"lossy numbers", "initials"},
    {"lossy numbers", "diagnoses"},
)
OF_PLACES = {"people", "postcodes", "birth dates"}
"""A list of places has these too: contacts, postcodes and the days on which places opened."""


def find_person_column(rows: Sequence[Sequence[str]], *, is_of_places: bool) -> int | None:
    """The number of the column that completes one of the combinations."""
    looks: set[str] = set()
    for number, column in list_columns(rows):
        looks |= {look for look, applies in LOOKS.items() if applies(column)}
        complete = [combination for combination in COMBINATIONS if combination <= looks]
        if any(not (is_of_places and combination <= OF_PLACES) for combination in complete):
            return number
    return None


def list_columns(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """Number and filled cells of each column."""
    width = max((len(row) for row in rows), default=0)
    for column in range(min(width, MAX_COLUMNS)):
        cells = (row[column].strip(" \"'") for row in rows if column < len(row))
        yield column + 1, [cell for cell in cells if cell]
