"""Figures that were corrected together: what an unchanged total would give back of them."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from tests.reports.data.disclosure.tables import Figure, hide, send, send_all


def _falls(**numbers: float) -> list[Figure]:
    return [("falls", code, 1, number, None) for code, number in numbers.items()]


def _send_all(con: duckdb.DuckDBPyConnection, load_id: str, **numbers: float) -> None:
    for figure in _falls(**numbers):
        send(con, figure, load_id)


def test_parts_of_a_total_that_was_always_hidden_are_hidden_with_each_other(con: duckdb.DuckDBPyConnection) -> None:
    """33 was never shown, but 19 and 14 add up to it, and 28 was shown beside the hidden 5."""
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=19, RAB=14, QAA=33)) == {"falls RAA 1", "falls RAB 1", "falls QAA 1"}


def test_a_part_that_gets_small_while_another_is_small_takes_those_that_made_up_for_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("insert into warehouse.core.disclosure_part values ('RAE', 'QAA', null, '')")
    _send_all(con, "1", RAA=6, RAB=12, RAE=9, QAA=27)
    _send_all(con, "2", RAB=15, RAE=6)
    hidden = hide(con, _falls(RAA=8, RAB=15, RAE=6, QAA=29))
    assert hidden == {"falls RAB 1", "falls RAE 1", "falls QAA 1"}


def test_a_total_that_is_the_same_again_after_a_wrong_file_counts(con: duckdb.DuckDBPyConnection) -> None:
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    _send_all(con, "2", RAA=40, QAA=45)
    _send_all(con, "3", RAA=19, RAB=14)
    assert hide(con, _falls(RAA=19, RAB=14, QAA=33)) == {"falls RAA 1", "falls RAB 1", "falls QAA 1"}


@pytest.mark.parametrize("total", ["Y01", "ENGLAND"])
def test_figures_that_move_between_areas_are_hidden_under_their_region(
    con: duckdb.DuckDBPyConnection, total: str
) -> None:
    _send_all(con, "1", RAA=28, RAC=5, QAA=28, QAC=5, **{total: 33})
    hidden = hide(con, _falls(RAA=19, RAC=14, QAA=19, QAC=14, **{total: 33}))
    assert hidden == {f"falls {code} 1" for code in ("RAA", "RAC", "QAA", "QAC", total)}


def test_a_part_that_is_corrected_alone_hides_no_other(con: duckdb.DuckDBPyConnection) -> None:
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=28, RAB=14, QAA=42)) == {"falls QAA 1"}


def test_parts_that_are_corrected_independently_stay(con: duckdb.DuckDBPyConnection) -> None:
    """The total was not sent again and is no longer true, so it says nothing."""
    _send_all(con, "1", RAA=28, RAB=5, QAA=33)
    assert hide(con, _falls(RAA=25, RAB=14, QAA=33)) == {"falls QAA 1"}


def test_denominators_that_are_exchanged_are_hidden_too(con: duckdb.DuckDBPyConnection) -> None:
    for code, top, bottom in (("RAA", 30, 90), ("RAB", 10, 12), ("QAA", 40, 102)):
        send(con, ("passed", code, 1, top, bottom), "1")
    figures: list[Figure] = [("passed", "RAA", 1, 30, 62), ("passed", "RAB", 1, 11, 40), ("passed", "QAA", 1, 41, 102)]
    assert hide(con, figures) == {"passed RAA 1", "passed RAB 1", "passed QAA 1"}


def _correct(con: duckdb.DuckDBPyConnection, figures: list[Figure], **corrections: float) -> list[Figure]:
    """Send all figures, then some again; returns the newest. Corrections are named by measure, organisation, month."""
    send_all(con, figures, "1")
    newest = {f"{measure}_{code}_{month}": number for measure, code, month, number, _ in figures} | corrections
    return [(measure, code, month, newest[f"{measure}_{code}_{month}"], None) for measure, code, month, *_ in figures]


def _make_months(codes: tuple[str, ...], small: str = "RXA") -> dict[str, list[int]]:
    """Two years of each organisation; in month 19 one has 5, and 30 in the next."""
    draw = Random(1)
    numbers = {code: [draw.randint(12, 40) for _ in range(24)] for code in codes}
    numbers[small][18:20] = [5, 30]
    return numbers


def _find_number(figures: list[Figure], measure: str, month: int) -> float:
    [number] = [figure[3] for figure in figures if figure[:3] == (measure, "RXA", month)]
    return number


CORRECTED = {"falls_RXA_19": 9, "falls_RXA_20": 26}


@pytest.mark.parametrize("lengths", [(3,), (6, 12)])
def test_months_that_are_corrected_under_an_unchanged_total_of_months_are_hidden(
    con: duckdb.DuckDBPyConnection, lengths: tuple[int, ...]
) -> None:
    figures = list[Figure]()
    for code, numbers in _make_months(("RXA", "RXB", "RXC")).items():
        figures += [("falls", code, at, number, None) for at, number in enumerate(numbers, start=1)]
        for name, length in zip(("quarter", "part_1"), lengths, strict=False):
            figures += [(name, code, at, sum(numbers[at - length : at]), None) for at in range(length, 25, length)]
    hidden = hide(con, _correct(con, figures, **CORRECTED))
    assert hidden >= {"falls RXA 19", "falls RXA 20"}
    assert {name for name in hidden if name.startswith("falls")} == {"falls RXA 19", "falls RXA 20"}


def test_months_that_are_corrected_under_an_unchanged_total_since_april_are_hidden(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """Another month of the same file was corrected with its total: that was in the year before."""
    figures = list[Figure]()
    for code, numbers in _make_months(("RXA", "RXB")).items():
        since = 0
        for at, number in enumerate(numbers, start=1):
            since = number + (0 if at % 12 == 4 else since)
            figures += [("falls", code, at, number, None), ("since_april", code, at, since, None)]
    changed = {"since_april_RXA_19": _find_number(figures, "since_april", 19) + 4}
    changed |= {f"{name}_RXA_15": _find_number(figures, name, 15) + 3 for name in ("falls", "since_april")}
    hidden = hide(con, _correct(con, figures, **CORRECTED, **changed))
    assert {name for name in hidden if name.startswith("falls")} == {"falls RXA 19", "falls RXA 20"}


def test_months_of_two_measures_that_are_corrected_under_an_unchanged_quarter_are_hidden(
    con: duckdb.DuckDBPyConnection,
) -> None:
    figures, draw = list[Figure](), Random(2)
    for code, numbers in _make_months(("RXA", "RXB", "RXC")).items():
        others = [draw.randint(40, 60) for _ in numbers]
        pairs = [sum(pair) for pair in zip(numbers, others, strict=True)]
        for at, (number, other) in enumerate(zip(numbers, others, strict=True), start=1):
            figures += [("falls", code, at, number, None), ("harm", code, at, other, None)]
            figures += [("quarter", code, at, sum(pairs[at - 3 : at]), None)] if at % 3 == 0 else []
    before = _find_number(figures, "harm", 20)
    hidden = hide(con, _correct(con, figures, falls_RXA_19=9, harm_RXA_20=before - 4))
    assert hidden >= {"falls RXA 19", "harm RXA 20", "quarter RXA 21"}


@pytest.mark.parametrize("total", ["harm QAA", "harm RZZ", "falls QZZ"])
def test_organisations_that_are_corrected_under_an_unchanged_total_of_any_name_are_hidden(
    con: duckdb.DuckDBPyConnection, total: str
) -> None:
    name, place = total.split()
    codes = ("RAA", "RAB") if place == "QAA" else ("RXA", "RXB")
    numbers = _make_months(codes, codes[0])
    numbers[codes[1]][18] = 30
    figures: list[Figure] = [
        ("falls", code, at, number, None) for code in codes for at, number in enumerate(numbers[code], start=1)
    ]
    figures += [(name, place, at, sum(numbers[code][at - 1] for code in codes), None) for at in range(1, 25)]
    hidden = hide(con, _correct(con, figures, **{f"falls_{codes[0]}_19": 9, f"falls_{codes[1]}_19": 26}))
    assert hidden == {f"falls {codes[0]} 19", f"falls {codes[1]} 19", f"{name} {place} 19"}


def test_months_that_are_corrected_independently_of_their_quarter_stay(con: duckdb.DuckDBPyConnection) -> None:
    figures = list[Figure]()
    for code, numbers in _make_months(("RXA", "RXB", "RXC")).items():
        figures += [("falls", code, at, number, None) for at, number in enumerate(numbers, start=1)]
        figures += [("quarter", code, at, sum(numbers[at - 3 : at]), None) for at in range(3, 25, 3)]
    assert hide(con, _correct(con, figures, falls_RXA_19=9, falls_RXA_20=25)) == {"quarter RXA 21"}


def test_parts_of_a_sum_of_measures_that_is_not_corrected_are_hidden(con: duckdb.DuckDBPyConnection) -> None:
    figures, draw = list[Figure](), Random(3)
    for code, numbers in _make_months(("RXA", "RXB", "RXC")).items():
        for at, number in enumerate(numbers, start=1):
            other = draw.randint(30, 60)
            figures += [("harm", code, at, number, None), ("no_harm", code, at, other, None)]
            figures += [("falls", code, at, number + other, None)]
    before = _find_number(figures, "no_harm", 19)
    hidden = hide(con, _correct(con, figures, harm_RXA_19=9, no_harm_RXA_19=before - 4))
    assert hidden == {f"{measure} RXA 19" for measure in ("harm", "no_harm", "falls")}


@pytest.mark.parametrize("quarter_of", ["QAA", "RAA"])
def test_what_only_a_sum_of_sums_leaves_the_same_is_hidden(con: duckdb.DuckDBPyConnection, quarter_of: str) -> None:
    """An area's quarter, of its months or of the quarters of its members: one member gains in a month what another
    loses in the next."""
    codes = ("RAA", "RAB")
    numbers = _make_months(codes, "RAA")
    numbers["RAB"][18:20] = [20, 30]
    area = [sum(pair) for pair in zip(*numbers.values(), strict=True)]
    figures: list[Figure] = [
        ("falls", code, at, number, None) for code in codes for at, number in enumerate(numbers[code], start=1)
    ]
    changed = {"falls_RAA_19": 9, "falls_RAB_20": 26}
    if quarter_of == "QAA":
        figures += [("falls", "QAA", at, number, None) for at, number in enumerate(area, start=1)]
        changed |= {"falls_QAA_19": area[18] + 4, "falls_QAA_20": area[19] - 4}
    else:
        quarters = {code: [sum(numbers[code][at - 3 : at]) for at in range(3, 25, 3)] for code in codes}
        figures += [
            ("quarter", code, 3 * at, number, None) for code in codes for at, number in enumerate(quarters[code], 1)
        ]
        changed |= {"quarter_RAA_21": quarters["RAA"][6] + 4, "quarter_RAB_21": quarters["RAB"][6] - 4}
    figures += [("quarter", "QAA", at, sum(area[at - 3 : at]), None) for at in range(3, 25, 3)]
    assert hide(con, _correct(con, figures, **changed)) >= {"falls RAA 19", "falls RAB 20", "quarter QAA 21"}
