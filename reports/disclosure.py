"""Small numbers are suppressed here, at the exit, and nowhere else.

The national extracts are published statistics, already released by their publisher: their figures are shown as they
stand. From any other source three things are not shown: a count from 1 to 4, a share of fewer than 20, and a share
whose numerator is from 1 to 4. A month that is hidden is said to be hidden, on the page and never as a zero.
"""

from __future__ import annotations

PUBLISHED_KINDS = frozenset({"ae", "rtt", "referrals"})
TIMES = frozenset({"weeks", "days"})
SMALLEST_COUNT = 5
SMALLEST_DENOMINATOR = 20


def is_hidden(
    kind: str, unit: str, value: float | None, denominator: float | None, numerator: float | None = None
) -> bool:
    """Whether this figure of this kind of extract must not leave the house."""
    if value is None or kind in PUBLISHED_KINDS:
        return False
    if unit == "count":
        return 0 < value < SMALLEST_COUNT
    # the numerator of a time is days or weeks, not people
    if unit not in TIMES and numerator is not None and 0 < numerator < SMALLEST_COUNT:
        return True
    return denominator is not None and denominator < SMALLEST_DENOMINATOR
