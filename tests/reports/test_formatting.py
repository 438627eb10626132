"""Numbers, months and names as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.extracts.measure_definitions import UNITS
from reports.charts.scale import AxisScale
from reports.formatting import (
    format_change,
    format_gap,
    format_move,
    format_number,
    join_words,
    plural,
    short_number,
    unit_name,
)
from reports.slugs import slug


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.755565, "share", "75.6%"),
        (2351581.0, "count", "2,351,581"),
        (13.6209, "weeks", "13.6 weeks"),
        (4.5, "days", "4.5 days"),
        (6.61, "rate", "6.6 per 1,000"),
        (0.0, "count", "0"),
        (None, "share", "not computable"),
        (None, "count", "not computable"),
    ],
)
def test_a_value_in_its_unit(value: float | None, unit: str, text: str) -> None:
    assert format_number(value, unit) == text


@pytest.mark.parametrize(
    ("delta", "unit", "text"),
    [
        (0.0123, "share", "+1.2 points"),
        (-0.0123, "share", "−1.2 points"),
        (0.0001, "share", "0.0 points"),
        (-0.0001, "share", "0.0 points"),
        (-0.44, "weeks", "−0.4 weeks"),
        (2.0, "days", "+2.0 days"),
        (-0.31, "rate", "−0.3 per 1,000"),
        (0.01, "days", "0.0 days"),
        (1204.0, "count", "+1,204"),
        (0.0, "count", "0"),
    ],
)
def test_a_change_has_its_sign_and_none_when_it_rounds_to_nothing(delta: float, unit: str, text: str) -> None:
    assert format_change(delta, unit) == text


def test_what_did_not_move_is_unchanged_in_every_unit() -> None:
    assert {format_move(0.0001, unit) for unit in ("share", "count", "weeks", "days", "rate")} == {"unchanged"}
    assert format_move(-2.0, "days") == "down 2.0 days"


def test_every_unit_of_a_local_measure_has_a_name() -> None:
    assert [unit_name(unit, "events") for unit in UNITS] == [
        "Share of events",
        "Number of events",
        "Events for each 1,000",
        "Weeks",
        "Days",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "step", "text"),
    [
        (0.75, "share", 0.05, "75%"),
        (0.755, "share", 0.005, "75.5%"),
        (13.5, "weeks", 0.5, "13.5"),
        (30, "days", 10, "30"),
        (45000, "count", 5000, "45k"),
        (47250, "count", 250, "47.25k"),
        (2200000, "count", 200000, "2.2m"),
        (800, "count", 200, "800"),
        (0, "count", 5000, "0"),
    ],
)
def test_an_axis_says_no_more_digits_than_it_needs(value: float, unit: str, step: float, text: str) -> None:
    assert short_number(value, unit, step) == text


def test_lists_and_plurals() -> None:
    assert [join_words([]), join_words(["a"]), join_words(["a", "b"]), join_words(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [plural(1, "file"), plural(1200, "file"), plural(2, "is", "are")] == ["1 file", "1,200 files", "2 are"]


@given(st.text(max_size=30))
def test_a_slug_is_safe_in_a_path_and_an_anchor(code: str) -> None:
    assert set(slug(code)) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


@pytest.mark.parametrize("unit", ["share", "count", "weeks", "rate"])
@pytest.mark.parametrize("factor", [1, 2, 2.5, 5])
@pytest.mark.parametrize("power", range(-5, 7))
def test_each_tick_of_an_axis_has_a_label_of_its_own_at_its_own_place(unit: str, factor: float, power: int) -> None:
    step = factor * 10.0**power
    if unit == "share" and step > 0.5:
        return
    scale = AxisScale(0.0, step * 5, step)
    labels = [short_number(tick, unit, step) for tick in scale.ticks]
    assert len(set(labels)) == len(labels)
    sizes = {"m": 1e6, "k": 1e3}
    for tick, label in zip(scale.ticks, labels, strict=True):
        number = float(label.rstrip("%mk").replace(",", "")) * sizes.get(label[-1], 1)
        assert number == pytest.approx(tick * (100 if unit == "share" else 1), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.00023, "share", "0.023%"),
        (0.0011, "share", "0.1%"),
        (0.023, "rate", "0.023 per 1,000"),
        (0.0041, "weeks", "0.0041 weeks"),
        (0.1, "days", "0.1 days"),
        (-0.05, "rate", "-0.050 per 1,000"),
        (1234.56, "rate", "1,234.6 per 1,000"),
    ],
)
def test_a_small_value_is_not_written_as_none(value: float, unit: str, text: str) -> None:
    assert format_number(value, unit) == text


@pytest.mark.parametrize(
    ("delta", "unit", "text"),
    [
        (-0.021, "share", "2.1 points"),
        (0.0003, "share", "0.03 points"),
        (-0.000004, "share", "0.0004 points"),
        (0.04, "weeks", "0.04 weeks"),
        (0.2, "count", "0.2"),
        (3.0, "count", "3"),
        (0.0, "share", "0.0 points"),
    ],
)
def test_a_gap_that_decides_is_never_written_as_none(delta: float, unit: str, text: str) -> None:
    assert format_gap(delta, unit) == text
