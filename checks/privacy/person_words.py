"""Find a person's name among words without capitals or sentences, as in short names: `mary_jones_fall`.

A common forename beside another word that could be a surname is a name, and so is a title or an initial beside a common
surname. Rare forenames, and surnames alone, are missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from checks.privacy.forenames import read_clear_forenames, read_clear_surnames, read_forenames, read_surnames
from checks.privacy.role_words import BODIES, ROLES

TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR", "PROF", "PROFESSOR"})
"""They need a common surname: `mr_scan`, `ms_clinic`, `near_miss_rate` and `dr_screening` are about the work."""
NAMED_PLACES = frozenset(
    {
        *("AGNES HUNT", "CHARLES HASTINGS", "ELIZABETH GARRETT", "GEORGE ELIOT", "JAMES COOK", "JAMES PAGET"),
        *("JOHN COUPLAND", "JOHN RADCLIFFE", "MARGARET BURBIDGE", "MARY SEACOLE", "ROBERT JONES", "WILLIAM HARVEY"),
    }
)
"""People after whom hospitals, wards and programmes of the NHS are named in public."""
BEFORE_PLACES = frozenset(["ST", "SAINT", "QUEEN", "KING", "PRINCE", "PRINCESS", "LADY", "LORD", "OUR"])
"""Words that make the forename after them the name of a place or a body."""
PLACES = re.compile(
    "HOSPITAL|INFIRMARY|CENTRE|HOUSE|WING|TRUST|COURT|LODGE|COLLEGE|UNIVERSITY|FOUNDATION|SURGERY|SCHOOL|BUILDING"
)
"""Words that make the name before them the name of a place or a body."""
SHORTEST_SURNAME = 3
"""Letters; shorter words in short names are mostly abbreviations."""
SHORTEST_JOINED = 5
"""Letters of a surname that is joined to an initial: with four, `gross`, `elite` or `brees` would be names."""
WORDS_LIKE_NAMES = frozenset({"FALLEN", "POOLED"})
"""Words that are an initial and a common surname of five letters or more."""
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
BREAKS = re.compile(r"[\W\d_]+")


def split_words(text: str) -> list[str]:
    """Split a text into words in capitals: at separators, digits, and capitals inside a word (`maryJones`)."""
    return [word.upper() for word in BREAKS.split(CAMEL.sub(" ", re.sub("['’]", "", text))) if word]


def has_name(words: Sequence[str]) -> bool:
    """Whether two neighbouring words in capitals, or one that joins two, are a person's name."""
    padded = ["", *words, ""]
    pairs = zip(pairwise(words), padded, padded[3:], strict=False)
    return any(map(_joins_name, words)) or any(
        _is_name(*pair) and not _is_place(before, pair, after) for pair, before, after in pairs
    )


WHOLE_NAME = re.compile(r"([A-Z][a-z'’-]+) ([A-Z]\.? )?([A-Z][A-Za-z'’-]+)")


def has_common_surname_alone(text: str) -> bool:
    """Whether a whole text is two capitalised words of which the second is a common surname and no ordinary word.

    So a rare forename is known where nothing else stands beside the name: "Kwame Mensah", but not "Discharge lounge".
    """
    match = WHOLE_NAME.fullmatch(text.strip())
    if match is None or ROLES.search(text) or BODIES.search(text):
        return False
    return match[3].upper() in read_clear_surnames() and match[1].upper() not in BEFORE_PLACES


def has_common_name(text: str) -> bool:
    """Whether a sentence has a common forename beside a common surname, in either order and in any letters.

    Both have to be on the lists, and the surname no ordinary word: sentences are full of words that are also names.
    """
    words = split_words(text)
    padded = ["", *words, ""]
    surnames, forenames = read_clear_surnames(), read_forenames()
    return any(
        ((first in forenames and second in surnames) or (first in surnames and second in forenames and first != second))
        and not _is_place(before, (first, second), after)
        and not PLACES.search(after)
        for (first, second), before, after in zip(pairwise(words), padded, padded[3:], strict=False)
    )


def _is_place(before: str, pair: tuple[str, str], after: str) -> bool:
    is_of_place = before in BEFORE_PLACES or pair[0] in BEFORE_PLACES or bool(PLACES.fullmatch(after))
    return is_of_place or " ".join(pair) in NAMED_PLACES


def _is_name(first: str, second: str) -> bool:
    surnames = read_clear_surnames()
    if first in TITLES or len(first) == 1:
        return second in surnames
    if len(second) == 1:
        return first in surnames
    return _is_forename_before(first, second) or _is_forename_after(second, first)


def _is_forename_before(forename: str, word: str) -> bool:
    if forename not in read_clear_forenames():
        return forename in read_forenames() and word in read_clear_surnames()
    is_about_work = ROLES.match(word) or BODIES.match(word)
    return word in read_surnames() or (len(word) >= SHORTEST_SURNAME and not is_about_work)


def _is_forename_after(forename: str, surname: str) -> bool:
    """Surname first: the surname must be a common one, and one of the two must not be an ordinary word."""
    is_pair = surname in read_surnames() and forename in read_forenames()
    return is_pair and (surname in read_clear_surnames() or forename in read_clear_forenames())


def _joins_name(word: str) -> bool:
    """Whether one word is a common surname joined to a forename or an initial: `maryjones`, `JONESMARY`, `mjones`."""
    forenames, surnames = read_clear_forenames(), read_clear_surnames()
    if word not in surnames and word not in WORDS_LIKE_NAMES and _joins_initial(word, surnames):
        return True
    pairs = ((word[:at], word[at:]) for at in range(SHORTEST_SURNAME, len(word) - SHORTEST_SURNAME + 1))
    return any((a in forenames and b in surnames) or (a in surnames and b in forenames) for a, b in pairs)


def _joins_initial(word: str, surnames: frozenset[str]) -> bool:
    # the S after a surname is a plural or a genitive: `smiths_unit`, `hughess`
    parts = [word[1:]] if word.endswith("S") else [word[1:], word[:-1]]
    return any(len(part) >= SHORTEST_JOINED and part in surnames for part in parts)
