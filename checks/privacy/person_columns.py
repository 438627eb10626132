"""Find combinations of columns which show that each row is about one person, whatever the headings say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checks.privacy import cell_values

MAX_COLUMNS = 500
"""Columns that are tested, which bounds the cost; the widest published layout has 121."""

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
    # somebody's name with their address or date of birth
    {"people", "postcodes"},
    {"people", "birth dates"},
    {"postcodes", "birth dates"},
    {"forenames", "postcodes"},
    {"forenames", "birth dates"},
    {"forenames", "ages"},
    # a record number with details of a person: published tables have no record numbers
    {"record numbers", "sexes", "ages"},
    {"record numbers", "sexes", "moments"},
    {"record numbers", "initials", "ages"},
    {"record numbers", "initials", "moments"},
    {"record numbers", "diagnoses", "ages"},
    {"record numbers", "diagnoses", "moments"},
    {"record numbers", "birth dates", "moments"},
    # NHS numbers rounded by a spreadsheet are unreadable, but the rest of the row is not
    {"lossy numbers", "sexes"},
    {"lossy numbers", "moments"},
    {"lossy numbers", "people"},
    {"lossy numbers", "initials"},
    {"lossy numbers", "diagnoses"},
)
OF_PLACES = {"people", "postcodes", "birth dates"}
"""Lists of places have these too: contacts, postcodes and opening dates."""


def find_person_column(rows: Sequence[Sequence[str]], *, is_of_places: bool) -> int | None:
    """Return the number (from 1) of the column that completes a combination; None if no column does."""
    looks: set[str] = set()
    for number, column in list_columns(rows):
        looks |= {look for look, applies in LOOKS.items() if applies(column)}
        complete = [combination for combination in COMBINATIONS if combination <= looks]
        if any(not (is_of_places and combination <= OF_PLACES) for combination in complete):
            return number
    return None


def list_columns(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """Iterate over the number (from 1) and the filled cells of each column."""
    width = max((len(row) for row in rows), default=0)
    for column in range(min(width, MAX_COLUMNS)):
        cells = (row[column].strip(" \"'") for row in rows if column < len(row))
        yield column + 1, [cell for cell in cells if cell]
