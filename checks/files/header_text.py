"""The text of a header, as it is compared."""

from __future__ import annotations


def normalise_header(header: str) -> str:
    """Normalise a header for comparison: single spaces, lower case, no byte order mark."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()
