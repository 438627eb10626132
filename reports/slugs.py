"""Codes as names of pages and files: valid on Windows, and distinct even where case is ignored.

A code of digits, `-`, `_` and letters of one case is its own name in lower case, so that addresses stay readable and
stable. Any other code, and a name reserved by Windows, ends with a digest of the code.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Device names, which Windows reserves with any extension (Microsoft, Naming Files, Paths, and Namespaces)."""
LONGEST_SLUG = 60
"""Longest name; a longer one would use too much of the 260 characters of a Windows path."""
DIGEST_LENGTH = 8  # 32 bits: enough to tell a few thousand codes apart


def slug(code: str) -> str:
    """A code as a file name without extension, as an anchor, or as part of either."""
    plain = _plain_name(code)
    is_same = code in (plain, plain.upper()) and plain == plain.strip("-") and 0 < len(plain) <= LONGEST_SLUG
    return plain if is_same and plain not in RESERVED else _with_digest(code)


def distinct_slugs(codes: Iterable[str]) -> dict[str, str]:
    """The slug of each code; codes that would share a slug all get a digest, whichever comes first."""
    slugs = {code: slug(code) for code in codes}
    uses = Counter(slugs.values())
    return {code: _with_digest(code) if uses[name] > 1 else name for code, name in slugs.items()}


def _plain_name(code: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", code.lower())


def _with_digest(code: str) -> str:
    digest = hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    return "-".join(filter(None, (_plain_name(code)[: LONGEST_SLUG - DIGEST_LENGTH - 1].strip("-"), digest)))
