"""Sums of many measures, with published wholes and rare parts: what is hidden with a small number, and what is not."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide

CODES = ("RAA", "RAB")


def _places(months: int = 12) -> list[tuple[str, int]]:
    return [(code, month) for code in CODES for month in range(1, months + 1)]


def _figures(place: tuple[str, int], **numbers: float) -> list[Figure]:
    return [(measure, *place, number, None) for measure, number in numbers.items()]


def _hidden_at(hidden: set[str], code: str, month: int) -> set[str]:
    return {name.split()[0] for name in hidden if name.endswith(f" {code} {month}")}


@pytest.mark.parametrize("months", [3, 4, 12])
def test_parts_of_a_published_number_are_hidden_together(con: duckdb.DuckDBPyConnection, months: int) -> None:
    """Admissions of children and of adults are all admissions, which are published."""
    draw, figures = Random(1), list[Figure]()
    for code, month in _places(months):
        children, adults = 3 if (code, month) == ("RAA", 2) else draw.randint(8, 30), draw.randint(200, 900)
        figures += _figures((code, month), falls=children, harm=adults, attendances=children + adults)
    assert hide(con, figures) == {"falls RAA 2", "harm RAA 2"}


def test_what_a_published_number_leaves_over_is_hidden_with_its_parts(con: duckdb.DuckDBPyConnection) -> None:
    """All attendances less the majors are published; the minors by two kinds are ours, one of them rarely large."""
    draw, figures = Random(2), list[Figure]()
    for code, month in _places():
        parts = [draw.randint(1, 9), draw.randint(30, 90), draw.randint(30, 90)]
        majors = draw.randint(100, 500)
        figures += _figures((code, month), part_1=parts[0], part_2=parts[1], part_3=parts[2])
        figures += _figures((code, month), majors=majors, attendances=majors + sum(parts))
    hidden = hide(con, figures)
    for code, month in _places():
        [few] = [figure[3] for figure in figures if figure[:3] == ("part_1", code, month)]
        assert _hidden_at(hidden, code, month) == ({"part_1", "part_2", "part_3"} if few < 8 else set())


def test_a_local_whole_of_a_local_and_a_published_part_is_hidden(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures = Random(3), list[Figure]()
    for code, month in _places():
        ours, majors = 4 if month == 6 else draw.randint(9, 30), draw.randint(100, 500)
        figures += _figures((code, month), harm=ours, majors=majors, falls=ours + majors)
    assert hide(con, figures) == {f"{measure} {code} 6" for code in CODES for measure in ("harm", "falls")}


def test_parts_of_a_published_quarter_are_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures = Random(4), list[Figure]()
    for code in CODES:
        published = [draw.randint(100, 500) for _ in range(12)]
        figures += [("attendances", code, month, count, None) for month, count in enumerate(published, start=1)]
        for month in (3, 6, 9, 12):
            few = 4 if month == 9 else draw.randint(9, 60)
            whole = sum(published[month - 3 : month])
            figures += _figures((code, month), harm=few, no_harm=whole - few)
    assert hide(con, figures) == {f"{measure} {code} 9" for code in CODES for measure in ("harm", "no_harm")}


def test_a_share_of_a_published_number_is_hidden_with_the_count_of_the_rest(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures = Random(5), list[Figure]()
    for code, month in _places():
        whole, passed = draw.randint(200, 900), 3 if month == 5 else draw.randint(20, 60)
        figures += [("passed", code, month, passed, draw.randint(901, 999))]
        figures += _figures((code, month), harm=whole - passed, attendances=whole)
    assert hide(con, figures) == {f"{measure} {code} 5" for code in CODES for measure in ("passed", "harm")}


@pytest.mark.parametrize("wrong", [(), (("RAA", 1), ("RAB", 9))])
def test_wrong_cells_do_not_unlink_parts_of_a_published_number(
    con: duckdb.DuckDBPyConnection, wrong: tuple[tuple[str, int], ...]
) -> None:
    draw, figures = Random(6), list[Figure]()
    for place in _places():
        few, many = 3 if place == ("RAA", 2) else draw.randint(8, 30), draw.randint(200, 900)
        figures += _figures(place, falls=few, harm=many, attendances=few + many + (place in wrong))
    assert hide(con, figures) == {"falls RAA 2", "harm RAA 2"}


@pytest.mark.parametrize("seed", range(5))
def test_published_numbers_beside_unrelated_local_ones_hide_nothing(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    draw, figures = Random(seed), list[Figure]()
    small = set()
    for code, month in _places():
        counts = {f"part_{at}": draw.randint(1, 30) for at in range(1, 5)} | {"harm": draw.choice((0, 0, 0, 0, 1))}
        small |= {f"{measure} {code} {month}" for measure, count in counts.items() if 0 < count < 8}
        published = {"attendances": draw.randint(10, 70), "majors": draw.randint(10, 60), "minors": draw.randint(0, 20)}
        figures += _figures((code, month), **counts, **published)
    assert hide(con, figures) == small


RARE = {("RAA", 7): 2, ("RAA", 11): 1}


@pytest.mark.parametrize("rare", [RARE, {("RAB", 4): 3}, RARE | {("RAB", 4): 3, ("RAB", 8): 1}])
@pytest.mark.parametrize("whole", ["falls", "attendances"])
def test_a_rare_part_is_hidden_with_its_sum(
    con: duckdb.DuckDBPyConnection, rare: dict[tuple[str, int], int], whole: str
) -> None:
    """Falls by degree of harm: the worst happens once or twice in two years."""
    draw, figures = Random(7), list[Figure]()
    for place in _places():
        parts = [draw.randint(40, 90), draw.randint(20, 40), draw.randint(9, 18), rare.get(place, 0)]
        numbers = {f"part_{at}": number for at, number in enumerate(parts, start=1)}
        figures += _figures(place, **(numbers | {whole: sum(parts)}))
    ours = {*(f"part_{at}" for at in range(1, 5)), "falls"} if whole == "falls" else {f"part_{n}" for n in range(1, 5)}
    assert hide(con, figures) == {f"{measure} {code} {month}" for measure in ours for code, month in rare}


def test_two_rare_parts_are_hidden_with_their_sum(con: duckdb.DuckDBPyConnection) -> None:
    rare, other = RARE, {("RAB", 2): 4, ("RAA", 11): 2}
    draw, figures = Random(8), list[Figure]()
    for place in _places():
        parts = [draw.randint(40, 90), draw.randint(20, 40), rare.get(place, 0), other.get(place, 0)]
        numbers = {f"part_{at}": number for at, number in enumerate(parts, start=1)}
        figures += _figures(place, **(numbers | {"falls": sum(parts)}))
    hidden = hide(con, figures)
    ours = {*(f"part_{at}" for at in range(1, 5)), "falls"}
    assert hidden == {f"{measure} {code} {month}" for measure in ours for code, month in {**rare, **other}}


def test_a_rare_count_beside_a_sum_with_a_wrong_cell_is_no_part_of_it(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures = Random(9), list[Figure]()
    for place in _places():
        parts = [draw.randint(40, 90), draw.randint(20, 40)]
        wrong = {("RAB", 3): 5}.get(place, 0)
        figures += _figures(place, part_1=parts[0], part_2=parts[1], falls=sum(parts) + wrong)
        figures += _figures(place, harm=RARE.get(place, 0))
    assert hide(con, figures) == {f"harm {code} {month}" for code, month in RARE}


def test_sums_that_overlap_are_told_apart(con: duckdb.DuckDBPyConnection) -> None:
    """Each of three small parts is in two wholes, with a large part of its own."""
    draw, figures = Random(10), list[Figure]()
    names = ("part_1", "part_2", "part_3", "harm", "no_harm", "quarter", "falls", "since_april", "part_4")
    for code, month in _places():
        first, second, third = (3 if month == 6 else draw.randint(8, 12) for _ in range(3))
        large = [draw.randint(100, 900) for _ in range(3)]
        wholes = (first + second + large[0], second + third + large[1], first + third + large[2])
        figures += _figures((code, month), **dict(zip(names, (first, second, third, *large, *wholes), strict=True)))
    assert hide(con, figures) == {f"{name} {code} 6" for name in names for code in CODES}


def test_what_makes_a_stock_rise_and_fall_is_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    draw, figures = Random(11), list[Figure]()
    for code in CODES:
        stock = 300
        for month in range(1, 13):
            added, removed = draw.randint(20, 40), 3 if month == 6 else draw.randint(20, 40)
            stock += added - removed
            figures += _figures((code, month), falls=stock, harm=added, no_harm=removed)
    assert hide(con, figures) == {f"{measure} {code} 6" for measure in ("harm", "no_harm") for code in CODES}


def test_a_small_stock_is_hidden_with_what_made_it_and_what_became_of_it(con: duckdb.DuckDBPyConnection) -> None:
    """In June 3 are on the list: in June and July neither those added nor those removed may be known."""
    draw, figures = Random(12), list[Figure]()
    stocks = (60, 50, 71, 62, 80, 3, 70, 65, 72, 60, 55, 81)
    for month in range(2, 13):
        added = draw.randint(80, 120)
        removed = added + stocks[month - 2] - stocks[month - 1]
        figures += _figures(("RAA", month), falls=stocks[month - 1], harm=added, no_harm=removed)
    hidden = {"falls RAA 6", *(f"{measure} RAA {month}" for measure in ("harm", "no_harm") for month in (6, 7))}
    assert hide(con, figures) == hidden
