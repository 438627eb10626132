"""What a page says of two practices that the same organisations took up: one answer for both."""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import JointVerdict
from reports.formatting import plural
from reports.text.cautions import moving_words
from reports.text.gain_words import GAINED, status_label, title_in_sentence
from reports.text.practice_narrative import CAUTIONS, UNSURE_ANYWAY, end_first_sentence
from reports.text.verdict_reason import MET, OPEN, VerdictReason
from reports.text.verdict_sentences import SENTENCES


def joint_sentence(joint: JointVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    """The verdict on both together. `measure` is the measure's title."""
    verdict = joint.verdict
    text = SENTENCES[verdict.status](verdict, measure, catalogue)
    text = end_first_sentence(text, moving_words(verdict, catalogue))
    text += "".join(f" {CAUTIONS[cause]}" for cause in verdict.grade_causes if cause in CAUTIONS)
    if verdict.is_provisional and verdict.status not in UNSURE_ANYWAY:
        text = f"Provisionally: {title_in_sentence(text)}"
    return f"Together with {joint.other_title}: {title_in_sentence(text)}"


def adopters_sentence(joint: JointVerdict) -> str:
    """Who took up both, and which months are left out."""
    months = plural(joint.settled_months, "month")
    return f"{plural(joint.adopters_of_both, 'organisation')} took up both; {months} from the first on are not counted."


def joint_reason(joint: JointVerdict) -> VerdictReason:
    """The answer for both as a reason beside the verdict on one, which cannot be given."""
    verdict = joint.verdict
    words = status_label(verdict.status, verdict.reason).lower()
    state = MET if verdict.status in GAINED and not verdict.is_provisional else OPEN
    return VerdictReason(state, f"Together with {joint.other_title}: {words}", "One verdict for both practices, below")
