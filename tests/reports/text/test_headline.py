"""The headline of a verdict: one sentence for every status and reason, with its figures and no more than they allow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.data.comparison import ComparedWindow, Comparison
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import ErrorRates, PreTrend
from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.text import cautions, headline, headline_sentences, practice_narrative
from tests.reports.practice_verdicts import STATES, catalogue, pooled, verdict
from tests.reports.series import measure
from transforms.gain.status_ladder import ALL_STATUSES

MEASURE = replace(measure(), title="Four-hour performance")
LEVELS = [state for state in STATES if state[0] not in headline_sentences.WITHOUT_LEVELS]
SPAN = (date(2023, 2, 1), date(2024, 1, 1))


def compared(actual: GainVerdict, before: float = 0.656, now: float = 0.756, **more: Any) -> Comparison:
    """Levels of a verdict: its first year and, where it has one, its latest year."""

    def window(level: float, effect: EstimateLimits) -> ComparedWindow:
        expected = level - effect.value
        return ComparedWindow(SPAN, level, expected, None, (expected,), more.get("patients"), 1)

    gain = actual.gain or EstimateLimits(0.05, 0.01, 0.09)
    first = window(now if actual.current is None else now - 0.01, gain)
    latest = window(now, actual.current) if actual.current else None
    return Comparison(ComparedWindow(SPAN, before, None, None, (), None, 1), first, latest)


def write(actual: GainVerdict, **more: Any) -> str:
    return headline.write_headline(actual, compared(actual, **more), MEASURE, "similar trusts", catalogue())


def test_every_status_has_its_words() -> None:
    assert set(headline_sentences.HEADLINES) | headline_sentences.WITHOUT_LEVELS == set(ALL_STATUSES)
    assert not set(headline_sentences.HEADLINES) & headline_sentences.WITHOUT_LEVELS


@pytest.mark.parametrize("state", LEVELS)
@pytest.mark.parametrize("make", [verdict, pooled])
def test_a_headline_is_one_sentence_with_its_levels(state: tuple[str, str], make: Any) -> None:
    text = write(make(*state))
    sentence, _, rest = text.partition(". Confidence")
    assert not re.search(r"[.!?] [A-Z]", sentence), text
    assert "65.6%" in sentence
    assert ("74.6% in the first year" if state[0] == "no_detectable_gain" else "75.6%") in sentence
    assert re.fullmatch(r": (high|medium|low)\.", rest) if rest else sentence.endswith(".")
    assert not re.search(r"None|nan|  |\{|0\.0 ", text)


def test_states_are_told_apart() -> None:
    texts = [write(verdict(*state)) for state in LEVELS if state != ("inconclusive", "gain_too_weak_for_a_share")]
    assert len(set(texts)) == len(texts)


def test_a_held_gain_reads_as_people_would_say_it() -> None:
    sustained = verdict(current=EstimateLimits(0.076, 0.05, 0.1), months_held=30, evidence_grade="A")
    assert write(sustained) == (
        "Four-hour performance rose from 65.6% to 75.6%, 7.6 points more than at similar trusts, and the gain has held "
        "for 30 months. Confidence: high."
    )
    about = EstimateLimits(4123.0, 2000.0, 6000.0)
    assert "similar trusts (about 4,120 attendances over the year), and" in write(sustained, patients=about)
    assert "about" not in write(sustained, patients=EstimateLimits(4123.0, -10.0, 6000.0)), "limits that include none"
    assert "across 16 adopters rose" in write(pooled(current=sustained.current, months_held=1))
    assert "held for 1 month." in write(replace(sustained, months_held=1))


@pytest.mark.parametrize(
    ("before", "now", "effect", "words"),
    [
        (0.7, 0.8, 0.03, "rose from 70.0% to 80.0%, 3.0 points more than at"),
        (0.7, 0.8, -0.03, "rose from 70.0% to 80.0%, 3.0 points less than at"),
        (0.8, 0.7, 0.03, "fell from 80.0% to 70.0%, 3.0 points less than at"),
        (0.8, 0.7, -0.03, "fell from 80.0% to 70.0%, 3.0 points more than at"),
        (0.8, 0.8, 0.03, "stayed at 80.0%, 3.0 points higher than expected from"),
        (0.8, 0.7, 0.0001, "fell from 80.0% to 70.0%, as at"),
    ],
)
def test_more_and_less_are_of_the_move(before: float, now: float, effect: float, words: str) -> None:
    """A fall that is smaller than elsewhere is less of a fall."""
    actual = verdict("gain", "weak_evidence_of_holding", current=EstimateLimits(effect, effect - 0.01, effect + 0.01))
    assert words in write(actual, before=before, now=now)


@pytest.mark.parametrize("make", [verdict, pooled])
@pytest.mark.parametrize(
    "state", [state for state in STATES if state[0] in ("lost", "eroding") or state[1] == "depends_on_months_before"]
)
@pytest.mark.parametrize("scale", [None, "log", FALLING])
def test_what_is_lost_or_in_dispute_is_not_praised(state: tuple[str, str], make: Any, scale: str | None) -> None:
    """The verdict comes first, and its effects have signs: nothing is better."""
    actual = make(*state, **({"scale": scale} if scale else {}))
    measure_title = MEASURE.title
    texts = [write(actual), practice_narrative.verdict_headline(actual, measure_title, catalogue())]
    assert not [text for text in texts if "better" in text]
    assert texts[0].startswith(("The gain has been lost", "Part of the gain has been lost", "Whether there is a gain"))


def test_a_lost_gain_says_what_is_left_of_it() -> None:
    left = EstimateLimits(0.004, -0.02, 0.03)
    text = write(verdict("lost", "fell_back", gain=EstimateLimits(0.076, 0.05, 0.1), current=left), now=0.67)
    assert "and the difference from similar trusts moved from +7.6 points to +0.4 points" in text


def test_ratios_are_higher_or_lower_than_expected() -> None:
    half = EstimateLimits(0.693147, 0.5, 0.9)
    actual = verdict(scale=FALLING, gain=half, current=half)
    window = ComparedWindow(SPAN, 120.0, 240.0, (180.0, 300.0), (240.0,), None, 1)
    levels = Comparison(ComparedWindow(SPAN, 250.0, None, None, (), None, 1), window, window)
    waits = measure(unit="count", direction="decrease")
    text = headline.write_headline(actual, levels, waits, "similar trusts", catalogue())
    assert "fell from 250 to 120, 50.0% lower than expected from similar trusts" in text


def test_confidence_is_not_above_what_the_badge_says() -> None:
    sure = verdict(evidence_grade="A")
    assert write(sure).endswith("Confidence: high.")
    assert write(replace(sure, stands_out=False)).endswith("Confidence: low.")
    assert write(verdict("gain", "weak_evidence_of_holding", evidence_grade="A")).endswith("Confidence: low.")
    assert "Confidence" not in write(replace(sure, evidence_grade=None))
    assert "Confidence" not in write(verdict("no_detectable_gain", "inconclusive_gain", evidence_grade="A"))
    assert write(replace(sure, is_provisional=True)).startswith("Provisional: four-hour performance rose")


def test_a_merged_adopter_and_one_without_levels() -> None:
    merged = verdict("gain", "still_to_hold", merged_into="ZZB", merged_month=date(2024, 4, 1))
    text = headline.write_headline(merged, compared(merged), MEASURE, "similar trusts", catalogue())
    assert text.startswith("It merged into ZZB in April 2024; until then: four-hour performance rose")
    assert "more months" not in text
    for actual in (verdict("too_early"), verdict("not_adopted"), verdict("not_assessable", "it is closed")):
        text = headline.write_headline(actual, compared(actual), MEASURE, "similar trusts", catalogue())
        assert "similar trusts" not in text
    assert headline.write_headline(verdict(), None, MEASURE, "similar trusts", catalogue()).startswith("The gain is")


def test_cautions_stand_with_the_headline() -> None:
    trend = PreTrend(10, EstimateLimits(0.02, 0.01, 0.03), 0.01)
    ours = catalogue(trends={"HELD": trend})
    causes = ("few_alike", "few_comparators", "readings_differ", "trend_before", "few_adopters", "whole_regions")
    every = pooled(grade_causes=causes, stands_out=False, live_adopters=0, other_practice="Frailty unit")
    texts = list(cautions.find_cautions(every, ours).values())
    assert texts[0] == cautions.ALREADY_GAINING
    assert len(texts) == len(set(texts)) == 9
    assert cautions.MOVING_APART in cautions.find_cautions(every, catalogue()).values()
    assert cautions.find_cautions(verdict(), catalogue()) == {}
    assert cautions.find_cautions(replace(every, gain=None), ours) == {}, "nothing is claimed"


def test_the_measured_error_rate_is_in_words() -> None:
    months = (date(2021, 6, 1), date(2026, 2, 1))
    rates = [
        ErrorRates("a_measure", kind, *months, 105, 20, 400, 0.05, pooled_claims, 0.034, *[None] * 4)
        for kind, pooled_claims in (("trust", 0.062), ("other", 0.041))
    ]
    ours = catalogue(calibrations=tuple(rates))
    assert cautions.error_rate_words(pooled(), ours) == (
        "Where nothing was gained, this method claims a gain in 6 of 100 trials."
    )
    assert " 3 of 100" in cautions.error_rate_words(verdict(), ours)
    assert cautions.error_rate_words(verdict(), catalogue()) == ""
    assert cautions.error_rate_words(verdict("no_detectable_gain", "inconclusive_gain"), ours) == ""


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (verdict(months_held=30), "Held for 30 months"),
        (verdict("re_gained", months_held=1), "Held for 1 month"),
        (verdict("gain", "still_to_hold", months_held=17), "Followed for 5 of 12 months"),
        (verdict("gain", "weak_evidence_of_holding", months_held=17), ""),
        (verdict("lost", "fell_back"), ""),
    ],
)
def test_months_are_held_only_where_the_gain_is_known_to_hold(actual: GainVerdict, words: str) -> None:
    assert headline.held_words(actual) == words


def test_peers_are_named_by_their_kind() -> None:
    assert headline.similar_peers("trust with a type 1 department") == "similar trusts"
    assert headline.similar_peers("PCT") == headline.similar_peers(None) == "similar organisations"
