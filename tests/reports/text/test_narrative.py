"""A sentence for every state of a series, and none that says too much."""

from __future__ import annotations

import itertools

import pytest

from reports.components.series_card import ICONS
from reports.text import narrative, standards
from tests.reports.series import LIMITS, measure, series, standard

YEAR = [0.7] * 12


@pytest.mark.parametrize(
    ("values", "unit", "direction", "title"),
    [
        ([0.7], "share", "increase", "A measure: 70.0%, one month so far"),
        ([0.6, 0.7], "share", "increase", "A measure: 70.0% in February 2020"),
        ([*YEAR, 0.8], "share", "increase", "A measure: better than a year before"),
        ([*YEAR, 0.6], "share", "increase", "A measure: worse than a year before"),
        ([*YEAR, 0.8], "share", "decrease", "A measure: worse than a year before"),
        ([*YEAR, 0.8], "count", "neutral", "A measure: higher than a year before"),
        ([*YEAR, 0.6], "weeks", "neutral", "A measure: lower than a year before"),
        ([*YEAR, 0.7001], "share", "increase", "A measure: as a year before"),
        ([None, *YEAR, 0.6], "share", "increase", "A measure: worse than a year before"),
        ([0.9, None, *[0.7] * 10, None, 0.5], "share", "increase", "A measure: 50.0% in February 2021"),
    ],
)
def test_the_title_says_what_the_chart_shows(values: list[float | None], unit: str, direction: str, title: str) -> None:
    if unit != "share":
        values = [None if value is None else value * 10 for value in values]
    assert narrative.chart_title(series(values, measure(unit, direction))) == title


@pytest.mark.parametrize("direction", ["increase", "decrease", "neutral"])
@pytest.mark.parametrize("unit", ["share", "count", "weeks"])
@pytest.mark.parametrize("assurance", [None, "consistent_pass", "consistent_fail", "inconsistent"])
def test_every_state_has_sentences(unit: str, direction: str, assurance: str | None) -> None:
    for values, limits, in_force in itertools.product(
        ([0.7], [0.7, 0.8], [*YEAR, 0.8]), (None, LIMITS), ([], [standard()])
    ):
        actual = series(values, measure(unit, direction), in_force, limits, assurance=assurance, sentence="Told.")
        for item in (
            narrative.chart_title,
            narrative.chart_subtitle,
            narrative.latest_sentence,
            narrative.process_sentence,
            narrative.chart_description,
        ):
            text = item(actual)
            assert text
            assert "None" not in text
            assert "  " not in text
        assert bool(standards.against_standard(actual)) is bool(in_force)


def test_a_refusal_is_said_instead_of_a_finding() -> None:
    refused = series([0.7, 0.8], refusal="Too few months", sentence="Improvement")
    assert narrative.process_sentence(refused) == "Too few months."


def test_every_icon_has_its_words() -> None:
    assert ICONS.keys() == narrative.VARIATION_WORDS.keys() | standards.ASSURANCE_WORDS.keys()
