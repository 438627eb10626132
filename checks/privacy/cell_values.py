"""Recognise columns whose values describe individual people. One value proves nothing, but a column may."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from checks.privacy.forenames import read_forenames
from checks.privacy.personal_details import MONTHS, POSTCODE_PATTERN, is_name, names_person, year_of

MIN_VALUES, MIN_SHARE = 3, 0.8
"""At least this many different values and this share of the column must match, which allows for a header and blanks."""
FIRST_VALUES = 40
"""If fewer than half of these match, the rest of the column is not read; this bounds the cost of long columns."""
YEARS_APART = 15
"""Birth dates span many years; the dates of one month's activity do not."""
MIN_UNIQUE = 0.9
"""Record numbers rarely repeat (only when a person appears twice); organisation codes often do."""
RECORD = re.compile(r"[A-Za-z]{1,4}[-/ ]?[0-9]{5,20}[A-Za-z]?|(?!(?:19|20)[0-9]{6}$)[0-9]{7,20}|[0-9A-Fa-f]{16,64}")
"""Letters and five digits, or seven digits (populations by single year of age have six), but not dates (20260401)."""
GUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
PUBLISHED_CODE = re.compile(r"[EWSNJKL][0-9]{8}|[A-HJ-NPVWY][0-9]{5}")
"""ONS geography codes and ODS practice codes look like record numbers, but are common in published tables."""
SHORT_RECORD = re.compile(r"[A-Za-z]{0,4}[-/ ]?[0-9]{4,20}[A-Za-z]?")
DIAGNOSIS = re.compile(r"[A-Z][0-9]{2}\.?[0-9X][0-9A-Z]?")
"""ICD-10 codes with a fourth character; published tables use three-character categories."""
SEX = re.compile(r"m|f|male|female", re.IGNORECASE)
AGE = re.compile(r"[0-9]|[1-9][0-9]|1[01][0-9]")
INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.?|[A-Z](?:\.| |\. )[A-Z](?:\.| |\. )[A-Z]\.?")
"""Three letters without separators are a trust code, not initials."""
MOMENT = re.compile(
    rf"(?:[0-3]?[0-9][/.-](?:[01]?[0-9]|(?:{MONTHS}))[/.-](?:20)?[0-9]{{2}}|20[0-9]{{2}}-?[01][0-9]-?[0-3][0-9])"
    r"(?:[ T][0-2]?[0-9]:[0-5][0-9].*)?",
    re.IGNORECASE,
)
SHORT_DATE = re.compile(r"[0-3]?[0-9][/.-][01]?[0-9][/.-]([0-9]{2})")
LOSSY_NUMBER = re.compile(r"[34679]\.[0-9]{2,6}E\+?0?9", re.IGNORECASE)
"""An NHS number rounded by a spreadsheet: in the range of issued numbers, but without its last digits."""


def select_matching(values: Sequence[str], matches: Callable[[str], object]) -> set[str]:
    """Return the different matching values if they reach MIN_VALUES and MIN_SHARE; otherwise an empty set."""
    first = values[:FIRST_VALUES]
    if sum(bool(matches(value)) for value in first) * 2 < len(first):
        return set()
    matching = [value for value in values if matches(value)]
    different = set(matching)
    return different if len(different) >= MIN_VALUES and len(matching) >= MIN_SHARE * (len(values) - 1) else set()


def are_birth_dates(values: Sequence[str]) -> bool:
    """Whether a column has dates that are at least YEARS_APART."""
    years = [year for year in map(_birth_year, select_matching(values, _birth_year)) if year is not None]
    return bool(years) and max(years) - min(years) >= YEARS_APART


def are_postcodes(values: Sequence[str]) -> bool:
    return bool(select_matching(values, POSTCODE_PATTERN.fullmatch))


def are_people(values: Sequence[str]) -> bool:
    return bool(select_matching(values, lambda value: is_name(value) or names_person(value)))


def are_forenames(values: Sequence[str]) -> bool:
    return bool(select_matching(values, lambda value: value.upper() in read_forenames()))


def are_record_numbers(values: Sequence[str]) -> bool:
    """Whether a column has numbers of records that rarely repeat."""
    return _are_unique(values, _is_record_number)


def are_short_record_numbers(values: Sequence[str]) -> bool:
    """As `are_record_numbers`, for a column whose heading already says that it contains identifiers."""
    return are_record_numbers(values) or _are_unique(values, SHORT_RECORD.fullmatch)


def are_diagnoses(values: Sequence[str]) -> bool:
    return bool(select_matching(values, DIAGNOSIS.fullmatch))


def are_sexes(values: Sequence[str]) -> bool:
    sexes = [value for value in values if SEX.fullmatch(value)]
    return len(sexes) >= MIN_VALUES and len(set(sexes)) <= 2 and len(sexes) >= MIN_SHARE * (len(values) - 1)


def are_ages(values: Sequence[str]) -> bool:
    return bool(select_matching(values, AGE.fullmatch))


def are_initials(values: Sequence[str]) -> bool:
    return bool(select_matching(values, INITIALS.fullmatch))


def are_moments(values: Sequence[str]) -> bool:
    """Whether a column has recent dates, with or without times."""
    return bool(select_matching(values, MOMENT.fullmatch))


def are_lossy_numbers(values: Sequence[str]) -> bool:
    """Whether a column has NHS numbers that a spreadsheet has rounded."""
    return _are_unique(values, LOSSY_NUMBER.fullmatch)


def _birth_year(text: str) -> int | None:
    """Return the year of a date, with two-digit years mapped to 100-199: only the distances between years matter."""
    short = SHORT_DATE.fullmatch(text)
    return 100 + int(short[1]) if short else year_of(text)


def _is_record_number(value: str) -> bool:
    looks_so = RECORD.fullmatch(value) or GUID.fullmatch(value)
    return bool(looks_so) and not PUBLISHED_CODE.fullmatch(value)


def _are_unique(values: Sequence[str], matches: Callable[[str], object]) -> bool:
    different = select_matching(values, matches)
    return bool(different) and len(different) >= MIN_UNIQUE * (len(values) - 1)
