"""A sentence for every state of a series, and none that says too much."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from reports.charts.control import control_chart
from reports.components.series_card import ICONS
from reports.components.table_rows import data_csv, data_table
from reports.data.records import PeerStanding
from reports.text import narrative, standards
from tests.reports.series import LIMITS, measure, month, series, standard

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
            narrative.range_sentence,
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


@pytest.mark.parametrize(
    ("findings", "title"),
    [
        ({"chart": "run", "sentence": "No sign of a shift."}, "A measure: no sign of a shift"),
        ({"chart": "run", "sentence": "A run of 12.", "is_shifted": True}, "A measure: the level has shifted"),
        ({"chart": "run", "sentence": "Too few points off the median: 3 of 10."}, "A measure: 60.0% in January 2021"),
        ({"chart": "p_prime", "sentence": "A run of 12.", "is_shifted": True}, "A measure: the level has shifted"),
        ({"sentence": "Too few points for more than trial limits: 3 of 13."}, "A measure: 60.0% in January 2021"),
        ({"refusal": "constant", "sentence": "All the same."}, "A measure: 60.0% in January 2021"),
        ({"variation_icon": "common_cause", "sentence": "x"}, "A measure: no significant change"),
        ({}, "A measure: worse than a year before"),
    ],
)
def test_a_title_is_the_finding_of_its_own_chart(findings: dict[str, Any], title: str) -> None:
    assert narrative.chart_title(series([*YEAR, 0.6], **findings)) == title


MEDIAN = {"mean": 0.7}


def test_a_run_chart_has_the_words_of_a_run_chart() -> None:
    runs = series([*YEAR, 0.6], limits=MEDIAN, chart="run", sentence="No sign of a shift.")
    picture, table, csv = control_chart(runs), data_table(runs), data_csv(runs)
    for text in (picture, table, csv, narrative.limits_sentence(runs)):
        assert "mean" not in re.sub(r'class="[^"]*"', "", text).replace("a_measure", "").lower()
        assert "median" in text.lower()
    assert "Lower limit" not in table
    others = series([*YEAR, 0.6], limits=LIMITS)
    assert "Median" not in control_chart(others) + data_table(others)
    assert "Lower limit" in data_table(others)
    assert ",mean," in data_csv(others)


@pytest.mark.parametrize(
    ("rank", "peers", "tied", "likely", "words"),
    [
        (1, 14, 14, (1, 10), "All 14 NHS trusts have the same figure"),
        (
            1,
            20,
            3,
            (1, 9),
            "Joint 1st of 20 NHS trusts, best first; 3 have the same figure; likely between 1st and 9th",
        ),
        (5, 20, 2, (None, None), "Joint 5th of 20 NHS trusts, best first; 2 have the same figure"),
        (5, 20, 1, (3, 9), "5th of 20 NHS trusts, best first; likely between 3rd and 9th"),
        (2, 2, 1, (None, None), "2nd of 2 NHS trusts, best first"),
        (1, 2, 2, (1, 2), "All 2 NHS trusts have the same figure"),
    ],
)
def test_ties_are_ties(rank: int, peers: int, tied: int, likely: tuple[Any, Any], words: str) -> None:
    standing = PeerStanding(month(0), rank, peers, "trust", None, None, *likely, tied=tied)
    assert narrative.rank_sentence(replace(series([0.7]), standing=standing)) == words
