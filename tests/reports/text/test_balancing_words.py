"""One sentence on all balancing measures claims no more than their findings do."""

from __future__ import annotations

import pytest

from reports.data.practice_records import EstimateLimits
from reports.text.balancing_words import balancing_title
from reports.text.gain_words import either_way


@pytest.mark.parametrize(
    ("findings", "title"),
    [
        ([("Falls", "worse"), ("A&E attendances", "")], "Something else got worse: falls"),
        ([("Falls", "not_worse"), ("A&E attendances", "better")], "Nothing else that was watched got worse"),
        ([("Falls", "cannot_tell"), ("A&E attendances", "")], "We cannot yet tell if anything else got worse"),
        (
            [("Falls", "better"), ("A&E attendances", "cannot_tell")],
            "Nothing else is seen to have got worse, but we cannot yet tell for A&E attendances",
        ),
    ],
)
def test_the_title_is_that_of_the_findings(findings: list[tuple[str, str]], title: str) -> None:
    assert balancing_title(findings) == title


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (-0.048, 0.091, "4.8 points worse to 9.1 points better"),
        (0.038, 0.126, "3.8 to 12.6 points better"),
        (-0.126, -0.038, "3.8 to 12.6 points worse"),
        (0.0, 0.126, "0.0 points to 12.6 points better"),
    ],
)
def test_limits_on_one_side_have_one_word_for_it(lower: float, upper: float, words: str) -> None:
    assert either_way(EstimateLimits((lower + upper) / 2, lower, upper), "points") == words
