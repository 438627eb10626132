"""Write a text in one plain form before it is searched: what looks alike to a reader has to be alike to a search."""

from __future__ import annotations

import re
import unicodedata

DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
BLANKS = re.compile(r"\s+")


def fold_text(text: str) -> str:
    """Fold widths, digits of any script, dashes and blanks; drop letters that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    digits = "".join(str(unicodedata.digit(letter, letter)) for letter in visible)
    return BLANKS.sub(" ", DASHES.sub("-", digits)).strip()
