"""Recognise people in short names, codes, web addresses and names of organisations, which are published as they are.

Whoever chooses a short name can choose another, so a doubtful one counts. Names of organisations are given by others,
so there a name counts only where no word says that it is a place, a body or a partnership.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from urllib.parse import unquote

from checks.privacy.folded_text import fold_text
from checks.privacy.insurance_numbers import INSURANCE_NUMBER, SAME_FORM
from checks.privacy.person_words import TITLES, has_name, split_words
from checks.privacy.personal_details import WORDED, YOUNGEST
from checks.privacy.personal_text import TELEPHONE, names_person, tells_of_patient
from checks.privacy.role_words import BODIES, ROLES
from checks.reference.nhs_number_format import is_nhs_number

CACHED_TEXTS = 1 << 14
"""Different texts remembered, because a register repeats each on many rows; all of ODS's trusts and practices fit."""
TEN_DIGITS = re.compile(r"(?<![0-9])(?=((?:[0-9][\W_]?){9}[0-9])(?![0-9]))")
LOCAL_NUMBER = re.compile(r"(?<![A-Za-z0-9])(?!20[0-9]{2}[01][0-9][0-3][0-9](?![0-9]))[0-9]{7,}")
"""Seven digits or more may be a hospital or telephone number. Not a date since 2000 (20250401), nor the code of a
statistical area (E54000008)."""
DAY = re.compile(
    r"(?<![0-9])(?:((?:19|20)[0-9]{2})(?:[01][0-9][0-3][0-9]|[ _.-][01]?[0-9][ _.-][0-3]?[0-9])|"
    r"(?:[0-3][0-9][01][0-9]|[0-3]?[0-9][ _.-][01]?[0-9][ _.-])((?:19|20)[0-9]{2}))(?![0-9])"
)
COLLECTIVE = re.compile(
    r"&|\b(and|ltd|limited|plc|llp|cic|partner\w*|pharmacy|chemist|dental|homes?|hospice|school|park|of|the|wic|utc|miu|walk-?in)\b",
    re.IGNORECASE,
)
"""Words of firms and partnerships that are named after people: 'Dr Smith and Partners'."""
LONGEST_NAME = 5
"""Words: a title, three forenames and a surname."""
NO_ORGANISATION, NO_CODE = "name withheld: give the organisation's name", "withheld"


@lru_cache(CACHED_TEXTS)
def identifies_person(code: str) -> bool:
    """Whether a short name, a code or a web address identifies a person."""
    # an address may have been encoded twice on its way through two programs
    text = fold_text(unquote(unquote(code)))
    # addresses of guidance often have its day of publication and a long number
    if "://" not in text and (LOCAL_NUMBER.search(text) or _has_old_day(text)):
        return True
    return _gives_identifier(text) or names_person(text) or has_name(split_words(text))


@lru_cache(CACHED_TEXTS)
def is_person_as_organisation(name: str) -> bool:
    """Whether the name of an organisation is a person's, or has a number, birth date or email address of one."""
    text = fold_text(name)
    if _gives_identifier(text) or ("@" in text and names_person(text)):
        return True
    if ROLES.search(text) or BODIES.search(text) or COLLECTIVE.search(text):
        return False
    words = split_words(text)
    # a practice of one doctor bears the doctor's name: 'DR A SMITH'
    is_titled = 1 < len(words) <= LONGEST_NAME and words[0] in TITLES - {"DR"}
    return is_titled or (bool(words) and words[0] != "DR" and has_name(words))


def without_person_as_organisation(name: str) -> str:
    """Return the name of an organisation, or NO_ORGANISATION if it is a person's."""
    return NO_ORGANISATION if is_person_as_organisation(name) else name


def without_person_code(code: str) -> str:
    """Return a short name or web address; one that identifies a person as a digest, equal in every register."""
    return f"{NO_CODE}_{hashlib.sha256(code.encode()).hexdigest()[:8]}" if identifies_person(code) else code


def _has_old_day(text: str) -> bool:
    """Whether a text has a day at least YOUNGEST years ago, which may be a birth date."""
    written = re.sub("[_.-]+", " ", text)
    years = (int(match[1] or match[2]) for match in (*DAY.finditer(text), *WORDED.finditer(written)))
    return any(year <= date.today().year - YOUNGEST for year in years)


def _gives_identifier(text: str) -> bool:
    """Whether a text has an NHS, National Insurance or telephone number, or a date that it calls a birth date."""
    spaced = text.replace("_", " ")
    numbers = (re.sub("[^0-9]", "", digits) for digits in TEN_DIGITS.findall(text))
    return (
        any(map(is_nhs_number, numbers))
        or any(INSURANCE_NUMBER.fullmatch(re.sub("[ -]", "", code)) for code in SAME_FORM.findall(spaced))
        or bool(TELEPHONE.search(re.sub("[_.]", " ", text)))
        or tells_of_patient(spaced)
    )
