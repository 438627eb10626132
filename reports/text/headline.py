"""The headline of a verdict: from what to what, against similar organisations, for how long, how sure. One sentence.

Levels are those that the verdict compares, so that the figures of the sentence are those of the chart.
"""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.comparison import Comparison
from reports.data.practice_records import GainVerdict
from reports.data.records import MeasureRecord
from reports.formatting import plural
from reports.text import cautions
from reports.text.gain_words import CLAIMED, title_in_sentence
from reports.text.headline_sentences import HEADLINES
from reports.text.headline_words import HeadlineFacts
from reports.text.practice_narrative import merger_sentence, verdict_headline

CONFIDENCE = {"A": "high", "B": "medium", "C": "low"}
"""The grade of the evidence in a word; the reasons beside the chart say what lowers it."""
WEAK_REASONS = frozenset({"weak_evidence_of_holding", "moved_before"})
"""Reasons of a gain of which nobody can be sure, whatever its grade."""


def write_headline(
    verdict: GainVerdict,
    comparison: Comparison | None,
    measure: MeasureRecord,
    peers: str,
    catalogue: PracticeCatalogue,
) -> str:
    """The headline from the levels of a verdict; where there are none, the sentence of its status with its cautions."""
    facts = headline_facts(verdict, comparison, measure, peers)
    if facts is None:
        return verdict_headline(verdict, measure.title, catalogue)
    text = HEADLINES[verdict.status](facts)
    if verdict.merged_into:
        text += cautions.moving_words(verdict, catalogue)
        return f"{merger_sentence(verdict, catalogue)}; until then: {title_in_sentence(text)}."
    if verdict.is_provisional:
        text = f"Provisional: {title_in_sentence(text)}"
    return f"{text}{cautions.moving_words(verdict, catalogue)}.{confidence_words(verdict)}"


def headline_facts(
    verdict: GainVerdict, comparison: Comparison | None, measure: MeasureRecord, peers: str
) -> HeadlineFacts | None:
    """The facts of a headline; None where the verdict has no levels to be written about."""
    if comparison is None or comparison.now is None or comparison.first is None:
        return None
    if verdict.gain is None or verdict.status not in HEADLINES:
        return None
    return HeadlineFacts(verdict, comparison.before, comparison.first, comparison.now, measure, peers)


def confidence_words(verdict: GainVerdict) -> str:
    """How sure a claim is; a gain that does not stand out among all that were looked at may be chance."""
    word = CONFIDENCE.get(verdict.evidence_grade or "")
    if verdict.status not in CLAIMED or word is None:
        return ""
    is_weak = verdict.stands_out is False or verdict.reason in WEAK_REASONS
    return f" Confidence: {'low' if is_weak else word}."


def similar_peers(peer_kind: str | None) -> str:
    """The comparators in a sentence."""
    return "similar trusts" if (peer_kind or "").startswith("trust") else "similar organisations"


def expected_sentence(verdict: GainVerdict, peers: str) -> str:
    """What is meant by expected; empty where nothing was."""
    if verdict.gain is None:
        return ""
    return f"“Expected” is what {peers} that did not adopt achieved from the same starting level."


def held_words(verdict: GainVerdict) -> str:
    """How long a gain has held or been followed, for the foot of the chart."""
    if verdict.reason == "still_to_hold" and verdict.current is None and verdict.holding_months is not None:
        return f"Followed for {verdict.holding_months} of 12 months"
    if verdict.status in ("sustained", "re_gained") and verdict.months_held:
        return f"Held for {plural(verdict.months_held, 'month')}"
    return ""
