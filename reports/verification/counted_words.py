"""Reads counts back from sentences."""

from __future__ import annotations

import re

from reports.claims.claim import Claim


def whole_number(text: str) -> int:
    return int(text.replace(",", ""))


def numbers_of_claim(claim: Claim) -> list[int | None]:
    return [None if value is None else int(str(value)) for value in claim.values]


def reads_as_counts(pattern: str, text: str, *wanted: int | None) -> str:
    """Whether a text reads as the pattern, with these counts in its groups."""
    parts = re.fullmatch(pattern, text)
    if parts is None:
        return "it does not read as these counts"
    shown = [read_count(part) for part in parts.groups() if part is not None]
    return "" if shown == list(wanted) else f"the counts are {', '.join(str(count) for count in wanted)}"


def read_count(text: str) -> int:
    return 0 if text.lower().startswith("no") else whole_number(text)
