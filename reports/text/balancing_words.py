"""What a page says of the balancing measures of a practice: those that must not get worse because of it."""

from __future__ import annotations

from collections.abc import Sequence

from reports.formatting import join_words
from reports.text.gain_words import title_in_sentence

BALANCING_FINDINGS = {
    "not_worse": "Not worse",
    "worse": "Worse",
    "better": "Better",
    "cannot_tell": "Cannot tell yet",
}
NOT_WORSE = ("not_worse", "better")


def balancing_title(findings: Sequence[tuple[str, str]]) -> str:
    """One sentence on all balancing measures, from the title and the finding of each."""
    worse = [title_in_sentence(title) for title, finding in findings if finding == "worse"]
    if worse:
        return f"Something else got worse: {join_words(worse)}"
    unknown = [title_in_sentence(title) for title, finding in findings if finding not in NOT_WORSE]
    if not unknown:
        return "Nothing else that was watched got worse"
    if len(unknown) == len(findings):
        return "We cannot yet tell if anything else got worse"
    return f"Nothing else is seen to have got worse, but we cannot yet tell for {join_words(unknown)}"
