"""Names of organisations, which are often published in capitals, as people write them."""

from __future__ import annotations

import re

SMALL_WORDS = {"and", "of", "the", "for", "in", "on", "at", "to", "with", "upon", "under", "by"}
CAPITAL_WORDS = {
    "NHS",
    "ICB",
    "PCT",
    "GP",
    "UK",
    "LLP",
    "CIC",
    "UTC",
    "MIU",
    "WIC",
    "HQ",
    "II",
    "III",
    "USP",
    "UCC",
    "OOH",
    "LLR",
    "EA",
    "NEMS",
    "CBS",
    "HHCIC",
    "HCRG",
    "QMS",
    "DHU",
    "SHA",
}


def proper_name(name: str | None, code: str) -> str:
    """A published name, which may be all in capitals, with normal capitalisation."""
    if not name:
        return code
    if name != name.upper():
        return name
    words = [_proper_word(word, at) for at, word in enumerate(name.strip().split())]
    return " ".join(words)


def _proper_word(word: str, at: int) -> str:
    bare = re.sub(r"[^A-Z]", "", word)
    if bare in CAPITAL_WORDS or any(letter.isdigit() for letter in word):
        return word
    if at and word.lower() in SMALL_WORDS:
        return word.lower()
    text = re.sub(r"[A-Za-z]+('[A-Za-z]+)?", lambda match: match[0][0].upper() + match[0][1:].lower(), word)
    return re.sub(r"-(On|Of|The|In|And)-", lambda match: match[0].lower(), text)
