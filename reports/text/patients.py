"""The number of patients affected by a gain."""

from __future__ import annotations

from reports.data.practice_records import GainVerdict
from reports.text.gain_words import round_people


def patients_sentence(verdict: GainVerdict, noun: str) -> str:
    """A sentence on the number of patients affected in the latest year."""
    if verdict.patients_affected is None:
        return ""
    about = verdict.patients_affected
    ends = f"{round_people(about.lower)} to {round_people(about.upper)}"
    if about.lower <= 0 <= about.upper:
        return f"In the latest year we cannot tell that from none ({noun}: 90% limits {ends})."
    if about.value < 0:
        # the word "worse" replaces the sign
        ends = f"{round_people(-about.upper)} to {round_people(-about.lower)}"
    result = f"a {'better' if about.value > 0 else 'worse'} result than expected"
    return (
        f"That is about {round_people(abs(about.value))} {noun} with {result} in the latest year (90% limits {ends})."
    )


SOME_GAIN = frozenset({"gain", "sustained", "re_gained", "lost", "eroding", "inconclusive"})
"""Statuses with an observed gain; only for these is the number of patients given."""
