"""A headline of a verdict is read back whole: every figure and every word for a side in it is checked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from reports.data.comparison import ComparedWindow, Comparison
from reports.data.gain_scale import FALLING
from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.data.records import MeasureRecord
from reports.text import headline, headline_sentences
from reports.verification.caution_words import moving_words
from reports.verification.headline_check import check_headline, has_levels
from reports.verification.series_facts import MeasureFacts
from tests.reports.practice_verdicts import OF_PRACTICES, STATES, catalogue, pooled, verdict
from tests.reports.series import measure
from tests.reports.text.test_headline import MEASURE, SPAN, compared

LEVELS = [state for state in STATES if state[0] not in headline_sentences.WITHOUT_LEVELS]
NO_TRENDS: Any = SimpleNamespace(trends={})
"""A warehouse in which adopters of no practice had a trend before adoption."""
PATIENTS = EstimateLimits(4123.0, 2000.0, 6000.0)
SIDES = {"rose": "fell", "more than": "less than", "better": "worse", "higher": "lower", "lower": "higher"}
ENDS = {"gain": "gain", "current": "current", "share": "share_retained", "patients_affected": "patients_affected"}


def make_row(actual: GainVerdict) -> dict[str, Any]:
    """The row of a mart that a verdict is read from."""
    row: dict[str, Any] = {name: getattr(actual, name) for name in actual.__dataclass_fields__}
    for name, column in ENDS.items():
        limits, prefix = row.pop(name), column.replace("_affected", "").replace("_retained", "")
        values = (limits.value, limits.lower, limits.upper) if limits else (None, None, None)
        row |= dict(zip((column, f"{prefix}_lower", f"{prefix}_upper"), values, strict=True))
    is_falling = actual.scale == FALLING
    row |= {"organisation": actual.organisation or "", "grade_causes": ",".join(actual.grade_causes)}
    return row | {"scale": "log" if is_falling else actual.scale, "direction": "decrease" if is_falling else "increase"}


def make_windows(levels: Comparison) -> dict[str, dict[str, Any]]:
    """The rows of `mart.gain_window` that a comparison is read from."""
    windows = {"before": levels.before, "gain": levels.first, "current": levels.latest}
    return {name: _window_row(window) for name, window in windows.items() if window}


def _window_row(window: ComparedWindow) -> dict[str, Any]:
    about = window.patients
    people = (about.value, about.lower, about.upper) if about else (None, None, None)
    names = ("patients_affected", "patients_lower", "patients_upper")
    return {"actual": window.actual, "expected": window.expected, **dict(zip(names, people, strict=True))}


def check(actual: GainVerdict, levels: Comparison, shown: MeasureRecord, text: str) -> str:
    row, windows = {**make_row(actual), "unit": shown.unit}, make_windows(levels)
    assert has_levels(row, windows)
    months = (date(2020, 1, 1), date(2026, 9, 1))
    facts = MeasureFacts(shown.title, shown.unit, shown.direction, shown.noun, *months)
    moving = moving_words(NO_TRENDS, row)
    return check_headline(row, windows, facts, actual.merged_into or "", text, moving)


def assert_all_is_checked(actual: GainVerdict, levels: Comparison, shown: MeasureRecord = MEASURE) -> None:
    """A true headline is true; with one digit or one word for a side changed it is false."""
    text = headline.write_headline(actual, levels, shown, "similar trusts", catalogue())
    assert check(actual, levels, shown, text) == "", text
    for digit in re.finditer(r"\d", text):
        changed = f"{text[: digit.start()]}{(int(digit[0]) + 1) % 10}{text[digit.end() :]}"
        assert check(actual, levels, shown, changed), changed
    for word, other in SIDES.items():
        changed = text.replace(word, other)
        assert changed == text or check(actual, levels, shown, changed), changed


@pytest.mark.parametrize("state", LEVELS)
@pytest.mark.parametrize("make", [verdict, pooled])
def test_every_figure_of_every_headline_is_checked(state: tuple[str, str], make: Any) -> None:
    actual = make(*state, patients_affected=PATIENTS)
    assert_all_is_checked(actual, compared(actual, patients=PATIENTS))
    assert_all_is_checked(replace(actual, is_provisional=True), compared(actual))


@pytest.mark.parametrize("reason", OF_PRACTICES)
def test_headlines_that_only_practices_have_are_checked(reason: str) -> None:
    actual = pooled("gain", reason, patients_affected=PATIENTS)
    assert_all_is_checked(actual, compared(actual, patients=PATIENTS))
    for state in LEVELS:
        other = pooled(*state)
        text = headline.write_headline(other, compared(other), MEASURE, "similar trusts", catalogue())
        assert check(actual, compared(actual), MEASURE, text), state


def test_a_headline_of_another_status_is_false() -> None:
    """Each verdict has the headline of its own status and reason, and of no other."""
    verdicts = [verdict(*state) for state in LEVELS]
    for actual in verdicts:
        for other in verdicts:
            levels = compared(other)
            text = headline.write_headline(other, levels, MEASURE, "similar trusts", catalogue())
            same = headline.write_headline(actual, levels, MEASURE, "similar trusts", catalogue())
            assert bool(check(actual, levels, MEASURE, text)) == (text != same), (actual.status, text)


def test_a_figure_that_falls_for_the_better_is_checked() -> None:
    half = EstimateLimits(0.693147, 0.5, 0.9)
    window = ComparedWindow(SPAN, 120.0, 240.0, (180.0, 300.0), (240.0,), None, 1)
    levels = Comparison(ComparedWindow(SPAN, 250.0, None, None, (), None, 1), window, window)
    waits = measure(unit="count", direction="decrease")
    for state in LEVELS:
        assert_all_is_checked(verdict(*state, scale=FALLING, gain=half, current=half), levels, waits)


@pytest.mark.parametrize("effect", [0.03, -0.03, 0.0001])
@pytest.mark.parametrize("now", [0.6, 0.656, 0.8])
def test_more_and_less_are_checked_whatever_the_way(now: float, effect: float) -> None:
    limits = EstimateLimits(effect, effect - 0.01, effect + 0.01)
    actual = verdict("gain", "weak_evidence_of_holding", current=limits)
    assert_all_is_checked(actual, compared(actual, now=now))


def test_a_headline_without_a_part_of_it_is_false() -> None:
    """What a page leaves out is missed: the people, the months held, how sure it is, that it is provisional."""
    actual = pooled(months_held=30, is_provisional=True, patients_affected=PATIENTS, evidence_grade="A")
    levels = compared(actual, patients=PATIENTS)
    text = headline.write_headline(actual, levels, MEASURE, "similar trusts", catalogue())
    assert check(actual, levels, MEASURE, text) == ""
    parts = (" for 30 months", " Confidence: high.", "Provisional: ", r" \(about [^)]*\)", r" across \d+ adopters")
    for part in parts:
        shorter = re.sub(part, "", text)
        assert shorter != text
        assert check(actual, levels, MEASURE, shorter), shorter


def test_a_merged_adopter_is_checked() -> None:
    merged = verdict("gain", "still_to_hold", merged_into="ZZB", merged_month=date(2024, 4, 1))
    assert_all_is_checked(merged, compared(merged))


def test_a_headline_that_hides_that_figures_were_moving_before_is_false() -> None:
    actual = pooled("gain", "still_to_hold", grade_causes=("trend_before",))
    levels = compared(actual)
    text = headline.write_headline(actual, levels, MEASURE, "similar trusts", catalogue())
    moving = ", though the adopters’ figures were already moving before adoption"
    assert f"{moving}." in text
    assert check(actual, levels, MEASURE, text) == ""
    assert check(actual, levels, MEASURE, text.replace(moving, ""))
    level = replace(actual, grade_causes=())
    assert check(level, levels, MEASURE, text)


def test_all_three_readings_of_a_headline_are_checked() -> None:
    actual = pooled("no_detectable_gain", "depends_on_months_before", gain_without_nine_months=-0.012)
    assert_all_is_checked(actual, compared(actual))
