"""Relations in a window: sums of months, rises and other months, of parts and of wholes, also of denominators."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import duckdb
import numpy as np
import pytest

from reports.data.disclosure.windows import OTHER_MONTH, RISES, USUAL_SUMS, Window
from tests.reports.data.disclosure.tables import Figure, hide

CODES = ("RAA", "RAB")
SMALL = 9
"""The month with a small number, at the first organisation."""
Series = dict[str, dict[int, float]]


def _draw(seed: int, low: int, high: int, months: int = 12) -> dict[int, float]:
    draw = Random(seed)
    return {month: float(draw.randint(low, high)) for month in range(1, months + 1)}


def _parts(seed: int, months: int = 12) -> Series:
    few, many = _draw(seed, 9, 30, months), _draw(seed + 100, 40, 120, months)
    return {"harm": few | ({SMALL: 3.0} if seed == 0 else {}), "no_harm": many}


def _add_months(series: dict[int, float], offsets: range) -> dict[int, float]:
    return {
        month: sum(series[month + offset] for offset in offsets)
        for month in series
        if all(month + offset in series for offset in offsets)
    }


def _add_up(*series: dict[int, float]) -> dict[int, float]:
    return {month: sum(numbers[month] for numbers in series) for month in series[0]}


def _run_since_april(series: dict[int, float]) -> dict[int, float]:
    running, total = {}, 0.0
    for month, number in series.items():
        total = number if (month - 1) % 12 == 3 else total + number
        running[month] = total
    return running


def _hide(con: duckdb.DuckDBPyConnection, make: Callable[[int], Series]) -> set[str]:
    """What is hidden of two organisations, of which the first has a small number; names of measures only."""
    figures: list[Figure] = []
    for seed, code in enumerate(CODES):
        for measure, series in make(seed).items():
            figures += [_figure(measure, code, month, number) for month, number in series.items()]
    hidden = hide(con, figures)
    assert not [name for name in hidden if " RAB " in name]
    return hidden


def _figure(measure: str, code: str, month: int, number: float) -> Figure:
    """Measures of shares are given by their denominators; the numerators are unrelated."""
    if measure in ("passed", "missed"):
        return measure, code, month, number // 2 - month, number
    return measure, code, month, number, None


def _at(measure: str, *months: int) -> set[str]:
    return {f"{measure} RAA {month}" for month in months}


@pytest.mark.parametrize("is_first_day", [True, False])
def test_a_stock_counted_on_any_day_hides_what_it_gains_with_what_it_loses(
    con: duckdb.DuckDBPyConnection, is_first_day: bool
) -> None:
    def make(seed: int) -> Series:
        parts, stock, stocks = _parts(seed), 400.0, dict[int, float]()
        for month in parts["harm"]:
            after = stock + parts["no_harm"][month] - parts["harm"][month]
            stocks[month] = stock if is_first_day else after
            stock = after
        return parts | {"falls": stocks}

    assert _hide(con, make) == {*_at("harm", SMALL), *_at("no_harm", SMALL)}


def test_a_denominator_that_is_a_stock_hides_what_it_gains_with_what_it_loses(con: duckdb.DuckDBPyConnection) -> None:
    def make(seed: int) -> Series:
        parts, stock, stocks = _parts(seed), 400.0, dict[int, float]()
        for month in parts["harm"]:
            stock += parts["no_harm"][month] - parts["harm"][month]
            stocks[month] = stock
        return parts | {"passed": stocks}

    assert _hide(con, make) == {*_at("harm", SMALL), *_at("no_harm", SMALL)}


@pytest.mark.parametrize("offsets", [range(-2, 1), range(6)])
def test_a_denominator_that_rolls_is_hidden_with_its_months(con: duckdb.DuckDBPyConnection, offsets: range) -> None:
    def make(seed: int) -> Series:
        counts = {month: number + 20 for month, number in _parts(seed)["harm"].items()}
        counts |= {SMALL: 3.0} if seed == 0 else {}
        return {"falls": counts, "passed": _add_months(counts, offsets)}

    sums = [month for month in make(0)["passed"] if SMALL - month in offsets]
    assert _hide(con, make) == {*_at("falls", SMALL), *_at("passed", *sums)}


def test_a_denominator_since_april_is_hidden_with_its_months(con: duckdb.DuckDBPyConnection) -> None:
    def make(seed: int) -> Series:
        counts = {month: number + 40 for month, number in _draw(seed, 9, 30).items()}
        counts |= {SMALL: 3.0} if seed == 0 else {}
        return {"falls": counts, "passed": _run_since_april(counts)}

    assert _hide(con, make) == {*_at("falls", SMALL), *_at("passed", *range(1, 13))}


@pytest.mark.parametrize("offsets", [range(-2, 1), range(3), range(-11, 1)])
def test_a_rolling_sum_of_two_measures_is_hidden_with_the_months_of_each(
    con: duckdb.DuckDBPyConnection, offsets: range
) -> None:
    def make(seed: int) -> Series:
        parts = _parts(seed, 24)
        return parts | {"falls": _add_months(_add_up(*parts.values()), offsets)}

    sums = [month for month in make(0)["falls"] if SMALL - month in offsets]
    assert _hide(con, make) == {*_at("harm", SMALL), *_at("falls", *sums)}


def test_rolling_parts_of_a_monthly_measure_are_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    """The other way about: the quarters of each part are sent, and the months of all."""

    def make(seed: int) -> Series:
        few, many = _draw(seed, 3, 9), _draw(seed + 100, 40, 120)
        few |= {8: 1.0, 9: 2.0, 10: 1.0} if seed == 0 else dict.fromkeys((8, 9, 10), 4.0)
        quarters = {"harm": _add_months(few, range(-2, 1)), "no_harm": _add_months(many, range(-2, 1))}
        return quarters | {"falls": _add_up(few, many)}

    assert _hide(con, make) == {*_at("harm", 10), *_at("no_harm", 10)}


def test_a_sum_dated_a_month_later_leaves_its_parts_hidden(con: duckdb.DuckDBPyConnection) -> None:
    def make(seed: int) -> Series:
        parts = _parts(seed)
        return parts | {"falls": {month + 1: number for month, number in _add_up(*parts.values()).items()}}

    assert _hide(con, make) == {*_at("harm", SMALL), *_at("no_harm", SMALL), *_at("falls", SMALL + 1)}


@pytest.mark.parametrize("whole", ["falls", "attendances"])
def test_what_is_left_out_of_a_file_when_it_is_zero_is_hidden_with_its_sum(
    con: duckdb.DuckDBPyConnection, whole: str
) -> None:
    """Five parts, of which some have no row in most months: no two months have the same rows."""
    draw, figures, seen = Random(1), list[Figure](), set[str]()
    names = ("part_1", "part_2", "part_3", "part_4", "harm")
    for code in CODES:
        for month in range(1, 25):
            counts = {name: 0 if draw.random() < 0.4 else draw.randint(9, 30) for name in names}
            counts |= {"harm": 3, "part_1": 12} if (code, month) == ("RAA", SMALL) else {}
            sent = {name: count for name, count in counts.items() if count}
            figures += [(name, code, month, count, None) for name, count in sent.items()]
            figures += [(whole, code, month, sum(sent.values()), None)] if sent else []
            seen |= set(sent) if (code, month) == ("RAA", SMALL) else set()
    ours = seen | ({whole} if whole == "falls" else set())
    assert hide(con, figures) == {f"{name} RAA {SMALL}" for name in ours}


@pytest.mark.parametrize("is_published_running", [True, False])
def test_parts_of_a_published_number_since_april_are_hidden_together(
    con: duckdb.DuckDBPyConnection, is_published_running: bool
) -> None:
    def make(seed: int) -> Series:
        parts = _parts(seed, 18)
        whole = _add_up(*parts.values())
        if is_published_running:
            return parts | {"attendances": _run_since_april(whole)}
        return {name: _run_since_april(series) for name, series in parts.items()} | {"attendances": whole}

    hidden = _hide(con, lambda seed: make(seed) if is_published_running else _shrink_april(make(seed), seed))
    month = SMALL if is_published_running else 4
    assert hidden == {*_at("harm", month), *_at("no_harm", month)}


def _shrink_april(family: Series, seed: int) -> Series:
    """The first month of the year of the small part is small, and what it lost the other part gained."""
    if seed == 0:
        moved = family["harm"][4] - 5
        family["harm"] |= {month: number - moved for month, number in family["harm"].items() if 4 <= month < 16}
        family["no_harm"] |= {month: number + moved for month, number in family["no_harm"].items() if 4 <= month < 16}
    return family


@pytest.mark.parametrize("months", [24, 11])
def test_long_rolling_sums_are_hidden_with_the_month_they_hold(con: duckdb.DuckDBPyConnection, months: int) -> None:
    def make(seed: int) -> Series:
        counts = _parts(seed, 36)["harm"]
        return {"falls": counts, "quarter": _add_months(counts, range(1 - months, 1))}

    sums = [month for month in make(0)["quarter"] if month - months < SMALL <= month]
    assert _hide(con, make) == {*_at("falls", SMALL), *_at("quarter", *sums)}


@pytest.mark.parametrize("name", ["harm", "falls", "attendances"])
def test_sites_that_no_register_places_are_hidden_with_their_trusts(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Three sites of each of two trusts, with no row where nothing happened; the total under any name."""
    draw, figures = Random(2), list[Figure]()
    for code in ("RXA", "RXB"):
        for month in range(1, 13):
            counts = {f"{code}{at:02}": 0 if at and draw.random() < 0.3 else draw.randint(9, 30) for at in range(3)}
            counts |= {f"{code}00": 3, f"{code}01": 14} if (code, month) == ("RXA", SMALL) else {}
            figures += [("harm", site, month, count, None) for site, count in counts.items() if count]
            figures += [(name, code, month, sum(counts.values()), None)]
    hidden = hide(con, figures)
    assert f"harm RXA00 {SMALL}" in hidden
    assert (f"{name} RXA {SMALL}" in hidden) is (name != "attendances")
    assert f"harm RXB00 {SMALL}" not in hidden


@pytest.mark.parametrize("seed", range(3))
def test_measures_that_are_not_related_hide_their_small_numbers_alone(
    con: duckdb.DuckDBPyConnection, seed: int
) -> None:
    draw, figures = Random(seed), list[Figure]()
    measures = {"harm": 2, "no_harm": 6, "falls": 12, "quarter": 40, "since_april": 200, "attendances": 300}
    for code in CODES:
        for month in range(1, 31):
            for measure, mean in measures.items():
                number = max(0, round(draw.gauss(mean, mean**0.5)))
                figures += [] if draw.random() < 0.05 else [(measure, code, month, number, None)]
    small = {f"{name} {code} {month}" for name, code, month, number, _ in figures if 0 < number < 8}
    assert hide(con, figures) == {name for name in small if not name.startswith("attendances")}


@pytest.mark.parametrize("window", [*RISES, *OTHER_MONTH, *USUAL_SUMS[:4]])
def test_a_window_is_a_sum_of_other_months(window: Window) -> None:
    numbers = np.arange(30.0) ** 2
    months = np.arange(30)
    actual = window.apply(numbers, months)
    for month in months:
        needed = [(month + offset, factor) for offset, factor in window.factors]
        is_known = all(0 <= at < 30 for at, _ in needed) and not (window.is_rise and (month + window.last) % 12 == 3)
        expected = sum(factor * numbers[at] for at, factor in needed) if is_known else None
        assert (None if np.isnan(actual[month]) else actual[month]) == expected
