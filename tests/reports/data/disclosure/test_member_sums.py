"""Areas that send other measures than their members: the figures of the members are added up first."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide, send_all

MONTHS = range(1, 19)
SMALL_MONTH = 9
MEMBERS = ("RAA", "RAB")
REGISTERED, BY_CODE = ("QAA", MEMBERS), ("RZZ", ("RZZ01", "RZZ02"))


def _draw_members(
    measure: str, members: tuple[str, ...] = MEMBERS, small: int = 4, months: range = MONTHS
) -> list[Figure]:
    """Counts of which that of the last member is small in one month."""
    draw = Random(measure)
    counts = {(month, code): draw.randint(12, 40) for month in months for code in members}
    if small:
        counts[SMALL_MONTH, members[-1]] = small
    return [(measure, code, month, count, None) for (month, code), count in counts.items()]


def _add_up(figures: Sequence[Figure], months: range) -> float:
    return sum(count for _, _, month, count, _ in figures if month in months)


def _sum_window(figures: Sequence[Figure], name: str, area: str, window: str) -> list[Figure]:
    """What the area sends: of all figures together, in a window."""
    starts = {
        "month": {month: month for month in MONTHS},
        "quarter": {month: month - 2 for month in MONTHS[2:]},
        "quarter sent once": {month: month - 2 for month in MONTHS if month % 3 == 0},
        "year": {month: month - 11 for month in MONTHS[11:]},
        # months are counted from January
        "since April": {month: month - (month - 4) % 12 for month in MONTHS[3:]},
    }
    return [
        (name, area, month, _add_up(figures, range(start, month + 1)), None) for month, start in starts[window].items()
    ]


@pytest.mark.parametrize(("area", "members"), [REGISTERED, BY_CODE])
@pytest.mark.parametrize(
    ("window", "hidden_months"),
    [("quarter", (9, 10, 11)), ("quarter sent once", (9,)), ("year", range(12, 19)), ("since April", range(9, 19))],
)
def test_a_window_of_the_members_is_hidden_at_their_area(
    con: duckdb.DuckDBPyConnection, area: str, members: tuple[str, ...], window: str, hidden_months: tuple[int, ...]
) -> None:
    figures = _draw_members("falls", members)
    totals = _sum_window(figures, "quarter", area, window)
    expected = {f"falls {members[-1]} 9"} | {f"quarter {area} {month}" for month in hidden_months}
    actual = hide(con, figures + totals)
    # a total since April runs on, so those before go with it
    assert {code for code in actual if window != "since April" or int(code.split()[2]) >= SMALL_MONTH} == expected


def test_a_share_over_a_quarter_is_hidden_at_the_area_of_its_months(con: duckdb.DuckDBPyConnection) -> None:
    figures = [(*figure[:4], 100.0 + 7 * figure[2] % 11) for figure in _draw_members("passed")]
    totals = _sum_window(figures, "failed", "QAA", "quarter")
    assert hide(con, figures + [(*total[:4], 300.0) for total in totals]) == {
        "passed RAB 9",
        *(f"failed QAA {month}" for month in (9, 10, 11)),
    }


def test_a_total_of_two_measures_of_the_members_is_hidden(con: duckdb.DuckDBPyConnection) -> None:
    figures = _draw_members("harm") + _draw_members("no_harm", small=0)
    totals = _sum_window(figures, "falls", "QAA", "month")
    assert hide(con, figures + totals) == {"harm RAB 9", "falls QAA 9"}


def test_a_quarter_of_the_members_hides_the_months_of_their_area(con: duckdb.DuckDBPyConnection) -> None:
    """A quarter with a small number at a member follows from the months of the area and the quarter of the other."""
    figures = [(m, code, month, 4.0 * n, None) for m, code, month, n, _ in _draw_members("falls", small=0)]
    figures = [figure if figure[1:3] != ("RAB", 9) else (*figure[:3], 1.0, None) for figure in figures]
    months = _sum_window(figures, "falls", "QAA", "month")
    quarters = [
        quarter
        for code in MEMBERS
        for quarter in _sum_window([f for f in figures if f[1] == code], "quarter", code, "quarter")
    ]
    quarters = [quarter if quarter[1:3] != ("RAB", 12) else (*quarter[:3], 5.0, None) for quarter in quarters]
    hidden = hide(con, months + quarters)
    assert {"quarter RAB 12", "falls QAA 10", "falls QAA 11", "falls QAA 12"} <= hidden


@pytest.mark.parametrize("sent", ["falls", "quarter"])
def test_members_that_send_months_and_quarters_hide_no_more_of_their_area(
    con: duckdb.DuckDBPyConnection, sent: str
) -> None:
    months = _draw_members("falls")
    quarters = [
        quarter
        for code in MEMBERS
        for quarter in _sum_window([month for month in months if month[1] == code], "quarter", code, "quarter")
    ]
    totals = _sum_window(months, "quarter", "QAA", "quarter")
    if sent == "falls":
        totals = _sum_window(months, "falls", "QAA", "month")
    hidden_months = (9,) if sent == "falls" else (9, 10, 11)
    assert hide(con, months + quarters + totals) == {
        "falls RAB 9",
        *(f"quarter RAB {month}" for month in (9, 10, 11)),
        *(f"{sent} QAA {month}" for month in hidden_months),
    }


@pytest.mark.parametrize("other", [("falls", "RAA", 8), ("falls", "RAA", 9)])
def test_months_of_members_corrected_together_under_a_quarter_are_hidden(
    con: duckdb.DuckDBPyConnection, other: Figure
) -> None:
    sent = _draw_members("falls")
    totals = _sum_window(sent, "quarter", "QAA", "quarter sent once")
    send_all(con, sent + totals, "1")
    changes = {("falls", "RAB", 9): 5, other: -5}
    now = [(*figure[:3], figure[3] + changes.get(figure[:3], 0), None) for figure in sent]
    assert hide(con, now + totals) == {"falls RAB 9", " ".join(map(str, other)), "quarter QAA 9"}


def test_a_region_may_be_the_sum_of_boards_of_which_some_send_their_trusts(con: duckdb.DuckDBPyConnection) -> None:
    """Not all trusts of the second board send figures, so the trusts do not make up the region."""
    trusts = _draw_members("falls")
    first = _sum_window(trusts, "falls", "QAA", "month")
    second = _draw_members("harm", ("QAC",), small=0)
    boards = [*first, *(("falls", "QAC", month, 3 * count, None) for _, _, month, count, _ in second)]
    some = [("falls", "RAC", *figure[2:]) for figure in second]
    totals = _sum_window(boards, "quarter", "Y01", "quarter")
    assert hide(con, [*trusts, *boards, *some, *totals]) == {
        "falls RAB 9",
        "falls QAA 9",
        *(f"quarter Y01 {month}" for month in (9, 10, 11)),
    }


def test_an_area_with_unrelated_measures_hides_nothing(con: duckdb.DuckDBPyConnection) -> None:
    figures = _draw_members("falls") + _draw_members("harm")
    other: list[Figure] = [
        (name, "QAA", month, count, None)
        for name in ("quarter", "since_april")
        for _, _, month, count, _ in _draw_members(name, ("QAA",), small=0)
    ]
    assert hide(con, figures + other) == {"falls RAB 9", "harm RAB 9"}
