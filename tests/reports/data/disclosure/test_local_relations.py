"""Relations that hold at some organisations only, or in some months: hidden there, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

CODES = tuple(f"RX{letter}" for letter in "ABCDEFGHIJ")
Place = tuple[str, int]
Related = Callable[[str, int], bool]


def _draw_sums(seed: int, months: int, is_related: Related, wrong: tuple[Place, ...] = ()) -> list[Figure]:
    """Harm is small in one of five months. All falls are those with harm and without, and elsewhere others too."""
    draw, figures = Random(seed), list[Figure]()
    for code in CODES:
        for month in range(1, months + 1):
            harm = draw.randint(1, 7) if draw.random() < 0.2 else draw.randint(9, 30)
            no_harm, others = draw.randint(40, 120), draw.randint(5, 20)
            falls = harm + no_harm + (0 if is_related(code, month) else others) + 2 * ((code, month) in wrong)
            figures += [("harm", code, month, harm, None), ("no_harm", code, month, no_harm, None)]
            figures += [("falls", code, month, falls, None)]
    return figures


def _list_small(figures: list[Figure], measure: str = "harm") -> set[Place]:
    return {(code, month) for name, code, month, number, _ in figures if name == measure and number < 8}


def _name(places: set[Place], *measures: str) -> set[str]:
    return {f"{measure} {code} {month}" for measure in measures for code, month in places}


@pytest.mark.parametrize("related", [1, 2, 5])
@pytest.mark.parametrize("wrong", [(), (("RXA", 5), ("RXA", 12))])
def test_a_sum_that_holds_at_some_organisations_is_hidden_there(
    con: duckdb.DuckDBPyConnection, related: int, wrong: tuple[Place, ...]
) -> None:
    codes = CODES[:related]
    figures = _draw_sums(1, 18, lambda code, _: code in codes, wrong)
    small = _list_small(figures)
    here = {place for place in small if place[0] in codes}
    assert hide(con, figures) == _name(small, "harm") | _name(here, "no_harm", "falls")


@pytest.mark.parametrize("related", [2, 5])
def test_a_part_that_is_mostly_zero_is_hidden_with_a_sum_of_some_organisations(
    con: duckdb.DuckDBPyConnection, related: int
) -> None:
    """Each of them says too little by itself."""
    draw, figures, small = Random(7), list[Figure](), set[Place]()
    for code in CODES:
        for month in range(1, 25):
            harm = draw.randint(1, 7) if draw.random() < 0.15 else 0
            no_harm, others = draw.randint(40, 120), 0 if code in CODES[:related] else draw.randint(5, 20)
            figures += [("harm", code, month, harm, None), ("no_harm", code, month, no_harm, None)]
            figures += [("falls", code, month, harm + no_harm + others, None)]
            small |= {(code, month)} if harm else set()
    here = {place for place in small if place[0] in CODES[:related]}
    assert hide(con, figures) == _name(small, "harm") | _name(here, "no_harm", "falls")


@pytest.mark.parametrize("is_related", [lambda _, month: month > 14, lambda _, month: month < 11])
def test_a_sum_that_holds_from_a_month_on_or_until_one_is_hidden(
    con: duckdb.DuckDBPyConnection, is_related: Related
) -> None:
    figures = _draw_sums(2, 24, is_related)
    related = {place for place in _list_small(figures) if is_related(*place)}
    assert related
    assert hide(con, figures) >= _name(related, "harm", "no_harm", "falls")


@pytest.mark.parametrize("is_related", [lambda _, month: month > 12, lambda _, month: month < 11])
def test_parts_of_a_published_number_from_a_month_on_or_until_one_are_hidden(
    con: duckdb.DuckDBPyConnection, is_related: Related
) -> None:
    figures = _draw_sums(8, 24, is_related)
    related = {place for place in _list_small(figures) if is_related(*place)}
    figures = [
        ("attendances" if name == "falls" else name, code, month, number, None)
        for name, code, month, number, _ in figures
    ]
    assert hide(con, figures) >= _name(related, "harm", "no_harm")


def test_a_sum_that_holds_everywhere_since_three_months_is_hidden(con: duckdb.DuckDBPyConnection) -> None:
    figures = _draw_sums(3, 24, lambda _, month: month > 21)
    related = {place for place in _list_small(figures) if place[1] > 21}
    assert related
    assert hide(con, figures) >= _name(related, "harm", "no_harm", "falls")


@pytest.mark.parametrize("seed", range(3))
def test_a_sum_that_holds_nowhere_hides_nothing(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    figures = _draw_sums(seed, 24, lambda *_: False)
    assert hide(con, figures) == _name(_list_small(figures), "harm")


@pytest.mark.parametrize("whole", ["falls", "attendances"])
def test_four_parts_that_add_up_at_one_organisation_are_hidden_there(
    con: duckdb.DuckDBPyConnection, whole: str
) -> None:
    """All falls, or a published number."""
    draw, figures = Random(4), list[Figure]()
    names = tuple(f"part_{at}" for at in range(1, 5))
    for code in CODES[:5]:
        for month in range(1, 25):
            few = draw.randint(1, 7) if draw.random() < 0.2 else draw.randint(9, 30)
            parts = [few, *(draw.randint(40, 120) for _ in range(3))]
            others = 0 if code == "RXB" else draw.randint(5, 20)
            figures += [(name, code, month, part, None) for name, part in zip(names, parts, strict=True)]
            figures += [(whole, code, month, sum(parts) + others, None)]
    small = _list_small(figures, "part_1")
    here = {place for place in small if place[0] == "RXB"}
    together = names if whole == "attendances" else (*names, whole)
    assert hide(con, figures) == _name(small, "part_1") | _name(here, *together)


def test_quarters_of_some_organisations_are_hidden_there(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures, small, quarters = Random(5), list[Figure](), set[Place](), set[Place]()
    for code in CODES[:6]:
        numbers = [draw.randint(1, 7) if draw.random() < 0.1 else draw.randint(9, 30) for _ in range(24)]
        figures += [("falls", code, at, number, None) for at, number in enumerate(numbers, start=1)]
        small |= {(code, at) for at, number in enumerate(numbers, start=1) if number < 8}
        for at in range(3, 25):
            others = 0 if code in CODES[:2] else draw.randint(5, 20)
            figures += [("quarter", code, at, sum(numbers[at - 3 : at]) + others, None)]
            if not others and min(numbers[at - 3 : at]) < 8:
                quarters.add((code, at))
    assert quarters
    assert hide(con, figures) == _name(small, "falls") | _name(quarters, "quarter")


def test_a_number_that_never_changes_is_not_related_to_another(con: duckdb.DuckDBPyConnection) -> None:
    """Beds: 20 in each month at one organisation are also the falls of one unit, and elsewhere they are not."""
    draw, figures = Random(6), list[Figure]()
    for code in CODES:
        for month in range(1, 25):
            few = 4 if month == 9 else 8
            figures += [("harm", code, month, few, None), ("no_harm", code, month, 12, None)]
            figures += [("falls", code, month, 20 if code == "RXA" else draw.randint(21, 40), None)]
    assert hide(con, figures) == {f"harm {code} 9" for code in CODES}
