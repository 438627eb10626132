"""Published numbers, by the month or in a window, that local figures of an organisation or of members add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

MONTHS = range(1, 25)
SMALL_MONTH = 9
MEMBERS = ("RAA", "RAB")
WINDOWS: dict[str, Callable[[int], int]] = {
    "month": lambda month: month,
    "quarter": lambda month: month - 2,
    "year": lambda month: month - 11,
    # months are counted from January
    "since April": lambda month: month - (month - 4) % 12,
}


def _draw(measure: str, codes: tuple[str, ...] = MEMBERS) -> list[Figure]:
    """Counts of falls, of which one is small, or of another measure."""
    draw = Random(measure)
    counts = {(month, code): draw.randint(12, 40) for month in MONTHS for code in codes}
    if measure == "falls":
        counts[SMALL_MONTH, codes[-1]] = 4
    return [(measure, code, month, count, None) for (month, code), count in counts.items()]


def _publish(figures: Iterable[Figure], place: str, window: str, months: Iterable[int] = MONTHS) -> list[Figure]:
    """What the publisher has for all of these figures, in a window."""
    every, starts = list(figures), WINDOWS[window]
    return [
        ("attendances", place, month, sum(figure[3] for figure in every if starts(month) <= figure[2] <= month), None)
        for month in months
        if starts(month) > 0
    ]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("area", "members"), [("QAA", MEMBERS), ("RZZ", ("RZZ01", "RZZ02"))])
def test_the_members_of_a_published_window_are_hidden_together(
    con: duckdb.DuckDBPyConnection, area: str, members: tuple[str, ...], window: str
) -> None:
    figures = _draw("falls", members)
    assert hide(con, figures + _publish(figures, area, window)) == {f"falls {code} 9" for code in members}


@pytest.mark.parametrize("window", WINDOWS)
def test_another_measure_of_the_same_member_is_hidden(con: duckdb.DuckDBPyConnection, window: str) -> None:
    figures = _draw("falls") + _draw("harm")
    assert hide(con, figures + _publish(figures, "QAA", window)) == {"falls RAB 9", "harm RAB 9"}


def test_members_are_hidden_together_where_their_area_sends_its_months_too(con: duckdb.DuckDBPyConnection) -> None:
    figures = _draw("falls")
    own: list[Figure] = [("falls", *figure[1:]) for figure in _publish(figures, "QAA", "month")]
    hidden = hide(con, figures + own + _publish(figures, "QAA", "quarter"))
    assert hidden == {"falls RAA 9", "falls RAB 9", "falls QAA 9"}


def test_a_published_window_that_holds_from_some_month_on_hides_members_together(
    con: duckdb.DuckDBPyConnection,
) -> None:
    figures, draw = _draw("falls"), Random(1)
    published: list[Figure] = [
        (*figure[:3], figure[3] + draw.randint(9, 30) * (figure[2] < 8), None)
        for figure in _publish(figures, "QAA", "quarter")
    ]
    assert hide(con, figures + published) == {"falls RAA 9", "falls RAB 9"}


@pytest.mark.parametrize(
    ("months", "hidden"), [(MONTHS, set(MONTHS)), ([month for month in MONTHS if month % 3 == 0], {7, 8, 9})]
)
def test_the_months_of_a_published_quarter_of_one_measure_are_hidden_together(
    con: duckdb.DuckDBPyConnection, months: Iterable[int], hidden: set[int]
) -> None:
    """Each rolling quarter gives a month back from two others, so all are hidden."""
    figures = _draw("falls", ("RAC",))
    assert hide(con, figures + _publish(figures, "RAC", "quarter", months)) == {
        f"falls RAC {month}" for month in hidden
    }


@pytest.mark.parametrize("window", ["month", "since April"])
def test_what_a_publisher_shows_alone_hides_no_more(con: duckdb.DuckDBPyConnection, window: str) -> None:
    figures = _draw("falls", ("RAC",))
    assert hide(con, figures + _publish(figures, "RAC", window)) == {"falls RAC 9"}


def test_published_numbers_of_something_else_hide_nothing(con: duckdb.DuckDBPyConnection) -> None:
    figures = _draw("falls") + _draw("harm")
    others = [figure for name in ("no_harm", "part_1") for figure in _draw(name, (*MEMBERS, "RAC"))]
    published = [*_publish(others, "QAA", "quarter"), *_publish(others, "RAB", "month")]
    assert hide(con, figures + published) == {"falls RAB 9"}
