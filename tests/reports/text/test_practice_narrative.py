"""A sentence for every status, and none that says too much."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.claims.claim import Claim
from reports.components import badge
from reports.components.badge import verdict_badge
from reports.data import gain_scale
from reports.data.practice_records import EstimateLimits
from reports.text import (
    gain_words,
    grades,
    patients,
    practice_narrative,
    share_retained,
    verdict_reasons,
    verdict_sentences,
)
from tests.reports.practice_verdicts import STATES, catalogue, pooled, verdict
from transforms.gain.status_ladder import ALL_STATUSES

MEASURE = "Type 1 attendances seen within four hours"
SAYS = {
    ("not_adopted", ""): "This practice has not been adopted here.",
    (
        "not_assessable",
        "fewer than 12 months before adoption are published",
    ): "No verdict can be given: fewer than 12 months before adoption are published.",
    ("too_early", ""): "It is too early to tell. Adopted in November 2022.",
    ("gain_emerging", ""): (
        "A gain is emerging. So far, type 1 attendances seen within four hours came out 16.4 percentage points better "
        "than expected; it counts as a gain once a whole year of figures confirms it."
    ),
    ("no_detectable_gain", "no_worthwhile_gain"): (
        "We see no worthwhile gain. In the first year, type 1 attendances seen within four hours came out 5.0 "
        "percentage points worse than expected: even the upper limit is below the smallest gain worth having (2.0 "
        "percentage points)."
    ),
    ("no_detectable_gain", "worse_than_expected"): (
        "The figures got worse than expected after adoption. In the first year, type 1 attendances seen within four "
        "hours came out 5.0 percentage points worse than expected: even the upper limit is below none."
    ),
    ("no_detectable_gain", "inconclusive_gain"): (
        "We cannot tell a gain from chance. In the first year, type 1 attendances seen within four hours came out 2.2 "
        "percentage points better than expected (likely 4.8 points worse to 9.1 points better)."
    ),
    ("no_detectable_gain", "depends_on_months_before"): (
        "Whether there is a gain depends on the months just before adoption: check the date of adoption. In the first "
        "year, the difference of type 1 attendances seen within four hours from what was expected was +1.3 percentage "
        "points if they are taken into account and +5.3 percentage points if they are left out."
    ),
    ("gain", "still_to_hold"): (
        "There is a gain. In the first year, type 1 attendances seen within four hours came out 16.4 percentage points "
        "better than expected. It is too soon to say if it lasts: 5 of 12 months after that year."
    ),
    ("gain", "came_late"): (
        "There is a gain in the latest year; in the first, none was certain. In the first year, type 1 attendances "
        "seen within four hours came out 1.0 percentage points better than expected; in the latest year, 20.2 "
        "percentage points better than expected."
    ),
    ("gain", "another_practice_since"): (
        "There is a gain. In the first year, type 1 attendances seen within four hours came out 16.4 percentage points "
        "better than expected. We cannot tell if it holds: Frailty unit was adopted in May 2024, for the same "
        "measure."
    ),
    ("gain", "too_few_left_to_compare"): (
        "There is a gain. In the first year, type 1 attendances seen within four hours came out 16.4 percentage points "
        "better than expected. We cannot tell if it holds: too few organisations have not adopted, to compare the "
        "latest year with."
    ),
    ("gain", "weak_evidence_of_holding"): "There is a gain, and it seems to hold, on weak evidence. {both}",
    ("gain", "moved_before"): (
        "There is a gain, and it seems to hold, though its figures were already moving before adoption. {both}"
    ),
    ("re_gained", ""): "The gain has been won back: it had been lost or was eroding. {both}",
    ("sustained", ""): "The gain is holding. {both}",
    ("lost", "fell_back"): "The gain has been lost: its own figures have fallen back. {moved}",
    (
        "lost",
        "others_caught_up",
    ): "The gain has been lost: others have caught up, more than its own figures have fallen. {moved}",
    ("eroding", "fell_back"): "The gain is eroding: its own figures have fallen back. {moved}",
    (
        "eroding",
        "others_caught_up",
    ): "The gain is eroding: others have caught up, more than its own figures have fallen. {moved}",
    ("inconclusive", ""): "There was a gain; we cannot yet tell if it has lasted. {both}",
    (
        "inconclusive",
        "gain_too_weak_for_a_share",
    ): "There was a gain; we cannot yet tell if it has lasted. {both}",
}
BOTH = (
    "In the first year, type 1 attendances seen within four hours came out 16.4 percentage points better than "
    "expected; in the latest year, 20.2 percentage points better than expected."
)
MOVED = (
    "In the first year, the difference of type 1 attendances seen within four hours from what was expected was +16.4 "
    "percentage points; in the latest year, +20.2 percentage points."
)


def test_every_status_of_the_ladder_has_its_sentence_label_sign_and_test() -> None:
    assert set(verdict_sentences.SENTENCES) == set(ALL_STATUSES)
    assert set(gain_words.STATUS_LABELS) == set(ALL_STATUSES)
    assert set(gain_words.STATUS_SHAPES) == set(ALL_STATUSES)
    assert {status for status, _ in STATES} == set(ALL_STATUSES)
    assert set(SAYS) == set(STATES)


@pytest.mark.parametrize(("status", "reason"), STATES)
def test_the_headline_of_each_status(status: str, reason: str) -> None:
    reported = practice_narrative.verdict_headline(verdict(status, reason), MEASURE, catalogue())
    assert reported == SAYS[(status, reason)].format(both=BOTH, moved=MOVED)


def test_a_practice_of_which_few_have_a_second_year_says_how_many() -> None:
    actual = pooled("gain", "too_few_with_both_years")
    assert practice_narrative.verdict_headline(actual, MEASURE, catalogue()) == (
        "There is a gain. In the first year, over 40 adopters together, type 1 attendances seen within four hours came "
        "out 16.4 percentage points better than expected. We cannot tell if it holds: only 4 of 40 adopters have "
        "a second year."
    )
    assert gain_words.status_label("gain", "too_few_with_both_years") == "Gain: too soon to say if it lasts"


def test_a_gain_that_may_be_slipping_is_an_early_sign() -> None:
    actual = pooled("gain", "slipping", share_since=EstimateLimits(0.3, 0.05, 0.6))
    assert practice_narrative.verdict_headline(actual, MEASURE, catalogue()) == (
        "There is a gain. In the first year, over 16 adopters together, type 1 attendances seen within four hours came "
        "out 16.4 percentage points better than expected. Less of it is left since then: an early sign that it is "
        "being lost."
    )
    assert gain_words.status_label("gain", "slipping") == "Gain, may be slipping"
    [reason] = [item for item in verdict_reasons.verdict_reasons(actual, catalogue()) if "since the" in item.what]
    assert (reason.what, reason.state) == ("30% of the gain is kept since the first year", "no")
    assert reason.held_to == "Limits 5% to 60%; not a whole year yet"


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        ("gain", "still_to_hold", "It takes the year after the first one: January 2025 at the earliest"),
        ("gain_emerging", "", "It takes the year after the first one"),
        ("gain", "another_practice_since", ""),
        ("gain", "too_few_left_to_compare", ""),
        ("no_detectable_gain", "inconclusive_gain", ""),
        ("sustained", "", ""),
    ],
)
def test_while_no_share_can_be_given_it_says_from_when_on_there_can_be(status: str, reason: str, says: str) -> None:
    reasons = verdict_reasons.verdict_reasons(verdict(status, reason), catalogue())
    assert [item.held_to for item in reasons if item.what == "No share of the gain yet"] == ([says] if says else [])


def test_a_verdict_over_those_with_a_second_year_says_of_how_many() -> None:
    actual = pooled("lost", "others_caught_up", adopters=12, adopters_first_year=40, adopters_second_year=12)
    reported = practice_narrative.verdict_headline(actual, MEASURE, catalogue())
    assert "over the 12 of 40 adopters with a second year" in reported
    assert "others have caught up, more than the adopters’ own figures have fallen" in reported


@pytest.mark.parametrize(("status", "reason"), STATES)
@pytest.mark.parametrize("is_pooled", [False, True])
@pytest.mark.parametrize("scale", ["points", "log", gain_scale.FALLING])
def test_every_sentence_is_whole(status: str, reason: str, is_pooled: bool, scale: str) -> None:
    build = pooled if is_pooled else verdict
    for item in (build(status, reason, scale=scale), build(status, reason, scale=scale, is_provisional=True)):
        texts = [
            practice_narrative.verdict_headline(item, MEASURE, catalogue()),
            *practice_narrative.detail_sentences(item, catalogue()),
        ]
        texts += [
            f"{reason_item.what}. {reason_item.held_to}."
            for reason_item in verdict_reasons.verdict_reasons(item, catalogue())
        ]
        for text in texts:
            assert not re.search(r"None|nan|  |\.\.|\{", text), text
            assert text.endswith((".", "?")), text
        if gain_words.is_log(scale) and item.gain:
            assert "points" not in " ".join(texts)


@pytest.mark.parametrize(("status", "reason"), STATES)
def test_a_verdict_on_one_that_merged_is_of_the_time_until_then(status: str, reason: str) -> None:
    gone = {"merged_into": "ZZB", "merged_month": date(2024, 4, 1), "is_provisional": True, "confirmed_status": "gain"}
    actual = verdict(status, reason, **gone)
    reported = practice_narrative.verdict_headline(actual, MEASURE, catalogue(names={"ZZB": "Another Trust"}))
    assert reported.startswith("It merged into Another Trust in April 2024; until then: ")
    assert reported.removeprefix("It merged into Another Trust in April 2024; until then: ").startswith(
        SAYS[(status, reason)].format(both=BOTH, moved=MOVED)[1:15], 1
    )
    assert not any("Provisional" in text for text in practice_narrative.detail_sentences(actual, catalogue()))
    assert (verdict_badge(actual).words, verdict_badge(actual).css, verdict_badge(actual).is_provisional) == (
        "Merged",
        "plain",
        False,
    )
    assert "ZZB" in practice_narrative.verdict_headline(actual, MEASURE, catalogue())


@pytest.mark.parametrize(("status", "reason"), STATES)
def test_a_provisional_status_is_said_to_be(status: str, reason: str) -> None:
    actual = verdict(status, reason, is_provisional=True, confirmed_status="gain")
    reported = practice_narrative.verdict_headline(actual, MEASURE, catalogue())
    assert reported.startswith("Provisionally: ") is (status not in practice_narrative.UNSURE_ANYWAY)
    assert any(
        "Provisional since March 2025" in text for text in practice_narrative.detail_sentences(actual, catalogue())
    )
    if status != "gain":
        assert any(
            "until then the status is “Gain”" in text
            for text in practice_narrative.detail_sentences(actual, catalogue())
        )


@pytest.mark.parametrize("reason", ["inconclusive_gain", ""])
def test_what_cannot_be_reported_says_what_could_have_been_seen(reason: str) -> None:
    actual = verdict("no_detectable_gain" if reason else "inconclusive", reason)
    reported = " ".join(practice_narrative.detail_sentences(actual, catalogue()))
    assert "we could spot only gains of about 11.0 percentage points or more" in reported
    assert ("there may be a smaller one" in reported) is bool(reason)


def test_all_adopters_together_are_said_to_be_and_how_many_would_be_needed() -> None:
    actual = pooled("no_detectable_gain", "inconclusive_gain")
    assert "over 16 adopters together" in practice_narrative.verdict_headline(actual, MEASURE, catalogue())
    reported = practice_narrative.detail_sentences(actual, catalogue())
    assert "It would take about 41 adopters to spot a gain of 2.0 percentage points." in reported


def test_the_bounds_in_the_sentences_are_those_of_the_parameters() -> None:
    parameters = catalogue().parameters
    current = replace(parameters["share_that_holds"], value=0.8)
    reported = practice_narrative.detail_sentences(
        verdict("sustained"), catalogue(parameters={**parameters, "share_that_holds": current})
    )
    assert reported[0].startswith(
        "In the mean of the latest year, all of the gain is left, and more (123%; 90% limits 59% to 228%): at least "
        "80% must be kept"
    )


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (
            EstimateLimits(321982, 225012, 418952),
            "322,000 attendances with a better result than expected in the latest year",
        ),
        (EstimateLimits(321982, 225012, 418952), "(90% limits 225,000 to 419,000)."),
        (
            EstimateLimits(-91412, -177010, -5764),
            "91,400 attendances with a worse result than expected in the latest year",
        ),
        (EstimateLimits(-91412, -177010, -5764), "(90% limits 5,760 to 177,000)."),
        (EstimateLimits(-640, -900, -12), "640 attendances with a worse result than expected in the latest year"),
        (
            EstimateLimits(-14647, -103641, 74347),
            "we cannot tell that from none (attendances: 90% limits −104,000 to 74,300).",
        ),
    ],
)
def test_patients_are_rounded_and_none_is_claimed_where_the_limits_hold_none(limits: EstimateLimits, text: str) -> None:
    assert text in patients.patients_sentence(pooled(patients_affected=limits), "attendances")


def test_without_a_number_of_patients_there_is_no_sentence_on_them() -> None:
    assert patients.patients_sentence(pooled(), "attendances") == ""


def test_the_first_answer_is_named_only_while_it_lies_ahead() -> None:
    early = verdict("too_early", adopted_month=date(2025, 10, 1))
    assert verdict_sentences.first_answer(early, catalogue()) == date(2026, 7, 1)
    assert "the first answer can come with the figures of July 2026" in practice_narrative.verdict_headline(
        early, MEASURE, catalogue()
    )
    assert verdict_sentences.first_answer(verdict("too_early"), catalogue()) is None


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (0.0758, "points", "+7.6 percentage points"),
        (-0.0758, "points", "−7.6 percentage points"),
        (0.0004, "points", "0.0 percentage points"),
        (0.05, "log", "+5.1%"),
        (-0.05, "log", "−4.9%"),
        (math.log(2), gain_scale.FALLING, "50.0% lower"),
        (-math.log(2), gain_scale.FALLING, "100.0% higher"),
        (0.0001, gain_scale.FALLING, "0.0%"),
    ],
)
def test_a_gain_is_reported_on_its_scale(value: float, scale: str, text: str) -> None:
    assert gain_words.format_gain(value, scale) == text


@pytest.mark.parametrize(
    ("lower", "upper", "scale", "text"),
    [
        (0.048, 0.091, "points", "+4.8 to +9.1 points"),
        (math.log(1.1), math.log(2), "log", "+10.0 to +100.0%"),
        (math.log(1.25), math.log(2), gain_scale.FALLING, "20.0% to 50.0% lower"),
        (-math.log(2), -math.log(1.25), gain_scale.FALLING, "25.0% to 100.0% higher"),
        (-math.log(1.1), math.log(2), gain_scale.FALLING, "50.0% lower to 10.0% higher"),
        (0.0, math.log(2), gain_scale.FALLING, "0.0% to 50.0% lower"),
    ],
)
def test_limits_are_reported_in_order_on_their_scale(lower: float, upper: float, scale: str, text: str) -> None:
    assert gain_words.format_limits(EstimateLimits((lower + upper) / 2, lower, upper), scale) == text


def test_of_a_measure_of_which_less_is_better_a_gain_is_a_fall() -> None:
    halved, doubled = math.log(2), -math.log(2)
    assert gain_words.than_expected(halved, gain_scale.FALLING) == "50.0% lower (better) than expected"
    assert gain_words.than_expected(doubled, gain_scale.FALLING) == "100.0% higher (worse) than expected"
    assert gain_words.than_expected(0.0, gain_scale.FALLING) == "as expected"
    assert gain_words.format_size(halved, gain_scale.FALLING) == "50.0%"
    assert gain_words.format_harm(halved, gain_scale.FALLING) == "100.0%"
    assert gain_words.shown_ends(EstimateLimits(halved, 0.0, 2 * halved), gain_scale.FALLING) == pytest.approx(
        (-50, -75, 0)
    )
    actual = verdict(
        scale=gain_scale.FALLING, gain=EstimateLimits(halved, halved, halved), current=EstimateLimits(*[doubled] * 3)
    )
    assert practice_narrative.verdict_headline(actual, "Waits over twelve hours", catalogue()).endswith(
        "waits over twelve hours came out 50.0% lower (better) than expected; in the latest year, 100.0% higher "
        "(worse) than expected."
    )
    assert gain_scale.choose_gain_scale("points", "decrease") == "points"
    assert gain_scale.choose_gain_scale("log", "increase") == "log"


@pytest.mark.parametrize(
    ("share", "text", "value", "small"),
    [
        (EstimateLimits(-0.88, -1.5, -0.2), "No part of the gain is left", "Nothing", "−88%; 90% limits −150% to −20%"),
        (EstimateLimits(0.0, -0.5, 0.4), "0% of the gain is kept", "0%", "90% limits −50% to 40%"),
        (EstimateLimits(1.02, 0.8, 1.2), "102% of the gain is kept", "102%", "90% limits 80% to 120%"),
        (
            EstimateLimits(1.48, 0.9, 2.1),
            "All of the gain is left, and more",
            "All",
            "And more: 148%; 90% limits 90% to 210%",
        ),
    ],
)
def test_a_share_that_is_none_or_more_than_all_is_said_so(
    share: EstimateLimits, text: str, value: str, small: str
) -> None:
    assert share_retained.share_sentence(share.value) == text
    tile = badge.share_tile(share, Claim("share"))
    assert (tile.value, tile.small) == (value, small)
    [left, *_] = practice_narrative.detail_sentences(verdict("lost", share=share), catalogue())
    assert left.startswith(f"In the mean of the latest year, {gain_words.title_in_sentence(text)}")
    assert f"{percent_of(share)} is kept" not in left or text.endswith("kept")
    assert share_retained.share_cell(verdict(share=share)).split(" (")[0] == value


@pytest.mark.parametrize(
    ("share", "cell"),
    [
        (EstimateLimits(-0.64, -3.64, 0.31), "Nothing (at most 31%)"),
        (EstimateLimits(-0.64, -3.64, -0.1), "Nothing"),
        (EstimateLimits(0.73, 0.5, 0.9), "73% (50% to 90%)"),
        (EstimateLimits(1.22, 0.77, 1.85), "All (at least 77%)"),
        (EstimateLimits(1.5, 1.2, 1.9), "All"),
        (EstimateLimits(0.4, -0.2, 1.1), "40% (nothing to all)"),
    ],
)
def test_limits_beyond_none_and_all_of_a_gain_are_not_numbers(share: EstimateLimits, cell: str) -> None:
    assert share_retained.share_cell(verdict(share=share)) == cell


def percent_of(share: EstimateLimits) -> str:
    return gain_words.format_percent(share.value)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"evidence_grade": "A"}, grades.TOP),
        ({"evidence_grade": "D"}, grades.ALONE),
        ({"evidence_grade": "B"}, f"One step below A: {grades.SHORT}"),
        (
            {"evidence_grade": "B", "baseline_months": 24, "comparators_alike": 2},
            "One step below A: fewer than 3 that have not adopted started as low (or as high)",
        ),
        (
            {"evidence_grade": "C", "comparators_alike": 0},
            f"Two steps below A: {grades.SHORT}, and fewer than 3 that have not adopted started as low (or as high)",
        ),
    ],
)
def test_a_grade_names_the_causes_that_apply(more: dict[str, Any], text: str) -> None:
    assert grades.explain_grade(verdict(**more), catalogue()) == text


@pytest.mark.parametrize("cause", ["few_alike", *grades.CAUSES])
def test_every_cause_of_a_lower_grade_has_its_words(cause: str) -> None:
    text = grades.explain_grade(pooled(evidence_grade="B", grade_causes=(cause,)), catalogue())
    assert text.startswith("One step below A: ")
    assert len(text) > len("One step below A: ") + 10
    assert cause not in text
    both = grades.explain_grade(pooled(evidence_grade="C", grade_causes=("few_adopters", cause)), catalogue())
    assert both.startswith("Two steps below A: few adopters, and ")


@pytest.mark.parametrize("cause", sorted(practice_narrative.CAUTIONS))
def test_what_makes_the_comparison_weak_is_in_the_headline(cause: str) -> None:
    reported = practice_narrative.verdict_headline(pooled(grade_causes=(cause,)), MEASURE, catalogue())
    assert reported.endswith(practice_narrative.CAUTIONS[cause])


def test_the_headline_says_that_all_have_stopped() -> None:
    stopped = pooled(live_adopters=0, ever_adopted=18)
    assert practice_narrative.verdict_headline(stopped, MEASURE, catalogue()).endswith(
        "All adopters have since stopped."
    )
    assert "stopped" not in practice_narrative.verdict_headline(pooled(), MEASURE, catalogue())


def test_a_gain_that_does_not_stand_out_has_no_solid_badge() -> None:
    for status, is_unsure in (("sustained", True), ("gain", True), ("re_gained", True), ("lost", False)):
        assert verdict_badge(verdict(status, stands_out=False)).doubt == ("may be chance" if is_unsure else "")
        assert not verdict_badge(verdict(status, stands_out=True)).doubt
        moving = verdict_badge(verdict(status, stands_out=True, grade_causes=("trend_before",)))
        assert moving.doubt == ("may not be the practice" if is_unsure else "")
    assert not verdict_badge(pooled()).doubt


def test_a_trend_before_adoption_is_in_the_first_sentence_of_a_claim() -> None:
    moving = {"grade_causes": ("trend_before",)}
    own = practice_narrative.verdict_headline(verdict("gain", "still_to_hold", **moving), MEASURE, catalogue())
    assert own.startswith("There is a gain, though its figures were already moving before adoption. ")
    whole = practice_narrative.verdict_headline(pooled("lost", "fell_back", **moving), MEASURE, catalogue())
    assert "own figures have fallen back, though the adopters’ figures were already moving before adoption." in whole
    for status in ("too_early", "no_detectable_gain", "inconclusive"):
        nothing = practice_narrative.verdict_headline(verdict(status, **moving), MEASURE, catalogue())
        assert "already moving" not in nothing


def test_a_third_reading_is_named_where_the_readings_differ() -> None:
    actual = verdict("no_detectable_gain", "depends_on_months_before", gain_without_nine_months=-0.01)
    assert practice_narrative.verdict_headline(actual, MEASURE, catalogue()).endswith(
        "was +1.3 percentage points if they are taken into account, +5.3 percentage points if three are left out and "
        "−1.0 percentage points if nine are."
    )


def test_of_all_together_a_grade_names_that_more_have_adopted() -> None:
    actual = pooled(evidence_grade="B", adopters=40, comparators=30)
    assert grades.explain_grade(actual, catalogue()) == f"One step below A: {grades.THIN}"
    actual = pooled(evidence_grade="C", adopters=40, comparators=30)
    assert grades.explain_grade(actual, catalogue()) == f"Two steps below A: {grades.SHORT}, and {grades.THIN}"
    assert grades.explain_grade(pooled(evidence_grade="B"), catalogue()) == f"One step below A: {grades.SHORT}"


def test_shares_of_a_gain_may_be_below_none_and_above_all() -> None:
    assert [gain_words.format_percent(value) for value in (-0.108, 0.0, 1.031, 2.5)] == ["−11%", "0%", "103%", "250%"]


@pytest.mark.parametrize(("status", "reason"), STATES)
def test_reasons_agree_with_the_status(status: str, reason: str) -> None:
    actual = {
        reason_item.what.split(" ")[0]: reason_item.state
        for reason_item in verdict_reasons.verdict_reasons(verdict(status, reason), catalogue())
    }
    if status == "not_assessable":
        assert actual == {"Something": verdict_reasons.MISSED, "Confirmed": verdict_reasons.MET}
    elif status == "no_detectable_gain":
        assert actual["Gain"] == verdict_reasons.MISSED
    elif status == "sustained":
        assert actual["Gain"] == verdict_reasons.MET
        assert actual["All"] == verdict_reasons.MET
    elif status in ("lost", "eroding"):
        assert verdict_reasons.MISSED in actual.values()


def test_a_verdict_that_depends_on_the_months_left_out_says_so() -> None:
    [reason] = [
        reason
        for reason in verdict_reasons.verdict_reasons(verdict(status_with_shocks="eroding"), catalogue())
        if "all months" in reason.what
    ]
    assert (reason.state, reason.what) == (verdict_reasons.OPEN, "With all months: Eroding")


@pytest.mark.parametrize("status", ["too_early", "gain_emerging"])
def test_how_much_time_must_pass_is_said_while_it_has_not(status: str) -> None:
    first = verdict_reasons.verdict_reasons(verdict(status), catalogue())[0]
    assert first.state == verdict_reasons.OPEN
    assert first.held_to == (
        "9 months after adoption before we say anything, 15 before we call it a gain; "
        "both include 3 months to settle in"
    )
    assert "before we say anything" not in verdict_reasons.verdict_reasons(verdict("sustained"), catalogue())[0].held_to


@pytest.mark.parametrize("status", sorted(set(ALL_STATUSES) - practice_narrative.UNSURE_ANYWAY))
def test_a_verdict_from_hidden_figures_is_reported_without_its_numbers(status: str) -> None:
    none = dict.fromkeys(("gain", "current", "share", "baseline", "minimum_detectable_gain"))
    withheld = replace(verdict(status), is_withheld=True, is_provisional=False, **none)
    reported = practice_narrative.verdict_headline(withheld, MEASURE, catalogue())
    assert reported.startswith(gain_words.status_label(status, withheld.reason))
    assert "hidden because they are small" in reported
    assert not re.search(r"\d", reported)
