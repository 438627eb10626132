"""Codes as names of pages and files: valid on Windows too, and no two the same where case does not count.

A code of capitals or of small letters, digits, `-` and `_` is its own name in small letters, so that addresses stay
readable and stay the same. Any other code, and a name that Windows reserves, ends in a digest of the code.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names of devices, which Windows takes whatever follows the first dot: Microsoft, Naming Files, Paths, Namespaces."""
LONGEST_SLUG = 60
"""The longest name a register may give; longer ones would take too much of the 260 characters of a Windows path."""
DIGEST_LENGTH = 8


def slug(code: str) -> str:
    """A code as a file name without its ending, as an anchor, or as a part of either."""
    plain = _plain(code)
    is_same = code in (plain, plain.upper()) and plain == plain.strip("-") and 0 < len(plain) <= LONGEST_SLUG
    return plain if is_same and plain not in RESERVED else _with_digest(code)


def distinct_slugs(codes: Iterable[str]) -> dict[str, str]:
    """The slug of each code; codes that differ in case alone each get a digest, whichever comes first."""
    slugs = {code: slug(code) for code in codes}
    uses = Counter(slugs.values())
    return {code: _with_digest(code) if uses[name] > 1 else name for code, name in slugs.items()}


def _plain(code: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", code.lower())


def _with_digest(code: str) -> str:
    digest = hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    return "-".join(filter(None, (_plain(code)[: LONGEST_SLUG - DIGEST_LENGTH - 1].strip("-"), digest)))
