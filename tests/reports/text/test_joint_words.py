"""One answer for two practices that the same organisations took up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.data.practice_records import JointVerdict
from reports.text import joint_words, verdict_reasons
from reports.text.verdict_reason import MET, OPEN
from tests.reports.practice_verdicts import STATES, catalogue, pooled

MEASURE = "Type 1 attendances seen within four hours"
JOINT = JointVerdict("Q", "Early review", 4, 7, pooled(adopters=4, adopters_first_year=4))


def test_the_other_practice_is_named_before_the_verdict_on_both() -> None:
    assert joint_words.joint_sentence(JOINT, MEASURE, catalogue()) == (
        "Together with Early review: the gain is holding. In the first year, over 4 adopters together, type 1 "
        "attendances seen within four hours came out 16.4 percentage points better than expected; in the latest year, "
        "20.2 percentage points better than expected."
    )
    assert joint_words.adopters_sentence(JOINT) == (
        "4 organisations took up both; 7 months from the first on are not counted."
    )


@pytest.mark.parametrize(("status", "reason"), [state for state in STATES if state[0] != "not_adopted"])
def test_every_status_can_be_that_of_both(status: str, reason: str) -> None:
    joint = replace(JOINT, verdict=pooled(status, reason))
    assert joint_words.joint_sentence(joint, MEASURE, catalogue()).startswith("Together with Early review: ")


def test_what_is_provisional_and_what_is_weak_is_said() -> None:
    weak = replace(JOINT, verdict=pooled(is_provisional=True, grade_causes=("few_alike",)))
    text = joint_words.joint_sentence(weak, MEASURE, catalogue())
    assert text.startswith("Together with Early review: provisionally: the gain is holding.")
    assert text.endswith("Hardly any others started as low (or as high), so what would have happened is uncertain.")
    assert joint_words.joint_reason(weak).state == OPEN


def test_the_reasons_of_a_practice_that_cannot_be_assessed_alone_lead_to_the_answer_for_both() -> None:
    mixed = "4 of 4 adopters also adopted Early review: the effects of practices for one measure mix"
    known = replace(catalogue(), joint={"HELD": (JOINT,)})
    reasons = verdict_reasons.verdict_reasons(pooled("not_assessable", mixed), known)
    assert [reason.what for reason in reasons][:2] == ["Something is missing", "Together with Early review: sustained"]
    assert reasons[1].state == MET
    # one adopter has no joint verdict of its own
    single = replace(pooled("not_assessable", mixed), organisation="ZZA")
    assert len(verdict_reasons.verdict_reasons(single, known)) == len(reasons) - 1
