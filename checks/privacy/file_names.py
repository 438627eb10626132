"""Decide which file names may be shown: those made only of words used to name published files and registers.

A file may be named after a person, and no list has everybody's name. So we list harmless words instead: a name with any
other word is withheld, and the load id is shown in its place.
"""

from __future__ import annotations

import re

from checks.extracts import EXTRACTS
from checks.privacy.person_codes import identifies_person

KIND_WORDS = frozenset(word for kind in EXTRACTS for word in kind.split("_"))
WORDS = re.compile(
    r"jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|"
    r"dec(ember)?|csv|gz|zip|xlsx?|a|e|b|c|and|by|of|the|for|to|from|full|extracts?|msit|monthly|month|"
    r"quarterly|annual|combined|workbook|providers?|level|data|performance|commissioner|pct|sha|ccg|icb|incomplete|"
    r"admitted|nonadmitted|non|new|periods|pathways|revised|revision|final|provisional|published|time|series|england|"
    r"nhs|nhse|ods|etr|etrust|epraccur|eccg|ecare|ets|ect|succ|archive|succarc|successions?|organisations?|"
    r"mrr|return|referral|activity|register|programmes?|practices?|adoptions?|eligibility|cohorts?|measures?|"
    r"definitions?|rebases?|local|lists?|sample|broken|negative|count|html|truncated|first|second|corrected|prov|"
    r"update|updated|v|version|copy|q|fy|sheet|report|statistics|supplementary|waiting|times|attendances|emergency|"
    r"admissions|export|text|web|file|site|re|in|no|totals?|columns?|rows?|missing|trusts?"
)
DATED_WORD = re.compile(r"([a-z]+)20[0-9]{2}")
"""July2011."""
MARK = re.compile(r"(?!.*[a-z]{3})(?=[a-z]*[0-9])[a-z0-9]{1,6}|20[0-9]{6}(t?[0-9]{6}z?)?")
"""A number, the date of an extract, or a few letters and digits that a website adds: 7hf4, 20250513. Three letters in
a row may be a forename, and seven digits a telephone or hospital number."""

DATES = re.compile(r"20[0-9]{2}([-_ ]?[0-9]{2}){0,2}(?![0-9])")
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b", re.IGNORECASE)
"""In two parts only: a website's mark may look like a postcode in one (K7F4Sp)."""
DIGITS_OF_A_NUMBER = 7
"""Hospital numbers have about seven digits, NHS numbers ten and telephone numbers eleven, also written in groups."""


def is_harmless_name(name: str) -> bool:
    """Whether every part of a file name is a known harmless word, a short number or a date, and none is a person's."""
    spaced = re.sub(r"[\W_]+", " ", name)
    if sum(letter.isdigit() for letter in DATES.sub("", name)) >= DIGITS_OF_A_NUMBER:
        return False
    if identifies_person(name) or identifies_person(spaced) or POSTCODE.search(spaced):
        return False
    parts = [DATED_WORD.sub(r"\1", part) for part in re.split(r"[\W_]+", name.casefold()) if part]
    return bool(parts) and all(part in KIND_WORDS or WORDS.fullmatch(part) or MARK.fullmatch(part) for part in parts)
