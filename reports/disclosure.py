"""Small numbers are suppressed here, at the exit, and nowhere else.

The national extracts are published statistics, already released by their publisher: their figures are shown as they
stand. A count from any other source is not shown from 1 to 4, and a share of fewer than 20 is not shown at all.
"""

from __future__ import annotations

PUBLISHED_KINDS = frozenset({"ae", "rtt", "referrals"})
SMALLEST_COUNT = 5
SMALLEST_DENOMINATOR = 20


def is_hidden(kind: str, unit: str, value: float | None, denominator: float | None) -> bool:
    """Whether this figure of this kind of extract must not leave the house."""
    if value is None or kind in PUBLISHED_KINDS:
        return False
    if unit == "count":
        return 0 < value < SMALLEST_COUNT
    return denominator is not None and denominator < SMALLEST_DENOMINATOR
