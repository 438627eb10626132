"""What the page of a practice says at its head, with claims: headline, cautions, details, joint verdicts."""

from __future__ import annotations

from typing import Any

from reports.claims.claim import ClaimedText
from reports.components import practice_claims
from reports.components.practice_tiles import shows_patients
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.data.records import MeasureRecord
from reports.text import cautions, headline, joint_words, patients, practice_narrative
from reports.text.gain_words import GAINED


def lead_sentence(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> str:
    """The headline of a practice, including one without a verdict."""
    if measure is None:
        return f"No verdict: there are no figures of its measure, {practice.measure}."
    if pooled is None:
        return "No verdict yet: nobody has adopted it." if not catalogue.adopters.get(practice.practice) else NO_VERDICT
    text = headline.write_headline(
        pooled, catalogue.comparison(pooled), measure, name_peers(practice, catalogue), catalogue
    )
    return ClaimedText(text, practice_claims.claim_status(pooled, "verdict"))


def describe_cautions(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> dict[str, Any]:
    """What to know before the headline is quoted; a headline without levels has its cautions in its own sentence."""
    if pooled is None:
        return {"cautions": [], "rate": "", "cautions_claim": None}
    has_levels = measure is not None and headline.headline_facts(
        pooled, catalogue.comparison(pooled), measure, name_peers(practice, catalogue)
    )
    warned = cautions.find_cautions(pooled, catalogue) if has_levels else {}
    rate = cautions.find_error_rate(pooled, catalogue)
    return {
        "cautions": list(warned.values()),
        "rate": cautions.error_rate_words(pooled, catalogue),
        "cautions_claim": practice_claims.claim_cautions(pooled, warned, rate),
    }


def name_peers(practice: PracticeRecord, catalogue: PracticeCatalogue) -> str:
    """The comparators in a sentence: those of the kind that most adopters are of."""
    kinds = [
        catalogue.peer_kinds.get(adopter.organisation, "") for adopter in catalogue.adopters.get(practice.practice, ())
    ]
    return headline.similar_peers(max(sorted(set(kinds)), key=kinds.count, default=""))


NO_VERDICT = "No verdict: its adopters have no comparators of their kind."


def make_sub_sentences(
    pooled: GainVerdict | None, measure: MeasureRecord | None, catalogue: PracticeCatalogue
) -> list[ClaimedText]:
    if pooled is None or measure is None:
        return []
    sentences = practice_narrative.detail_sentences(pooled, catalogue)
    # the headline of a gain with levels has the patients, and the tile their limits
    about, has_levels = pooled.patients_affected, catalogue.comparison(pooled) is not None
    if shows_patients(pooled) and not (has_levels and pooled.status in GAINED and about and about.lower > 0):
        sentences.insert(0, patients.patients_sentence(pooled, measure.noun))
    return [ClaimedText(text, practice_claims.claim_status(pooled, "verdict detail")) for text in sentences if text]


def make_joint_texts(
    practice: PracticeRecord, measure: MeasureRecord | None, catalogue: PracticeCatalogue
) -> list[tuple[ClaimedText, ClaimedText]]:
    """The verdict on this practice together with each other one, and who took up both."""
    if measure is None:
        return []
    return [
        (
            ClaimedText(
                joint_words.joint_sentence(joint, measure.title, catalogue), practice_claims.claim_joint(joint)
            ),
            ClaimedText(joint_words.adopters_sentence(joint), practice_claims.claim_joint(joint)),
        )
        for joint in catalogue.joint.get(practice.practice, ())
    ]
