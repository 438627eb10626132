"""A few charts are open; of many, only the first, and the others are folded under their sections."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.components.card_groups import MOST_OPEN, group_cards


def make_cards(*sections: str) -> Any:
    return cast(
        "Any",
        [SimpleNamespace(section=section, measure_title=f"Measure {at}") for at, section in enumerate(sections)],
    )


def test_no_chart_makes_no_group() -> None:
    assert group_cards([]) == []


@pytest.mark.parametrize("count", range(1, MOST_OPEN + 1))
def test_a_few_charts_are_all_open(count: int) -> None:
    [group] = group_cards(make_cards(*["Emergency care"] * count))
    assert len(group.cards) == count
    assert not group.is_folded


def test_of_many_charts_the_first_is_open_and_none_is_lost() -> None:
    cards = make_cards("Emergency care", "Cancer", "Emergency care", "Cancer", "Planned care")
    groups = group_cards(cards)
    assert [group.is_folded for group in groups] == [False, True, True, True]
    assert [card for group in groups for card in group.cards] == [cards[at] for at in (0, 1, 3, 2, 4)]
    assert [group.title for group in groups] == [
        "",
        "Cancer: charts",
        "Emergency care: one more chart",
        "Planned care: chart",
    ]


def test_a_fold_names_the_measures_in_it() -> None:
    groups = group_cards(make_cards("Cancer", "Cancer", "Cancer", "Cancer"))
    assert groups[1].names == ("Measure 1", "Measure 2", "Measure 3")
