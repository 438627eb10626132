"""The layer behind a trust's chart: its geometry, its gaps, and what lies beyond the scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from reports.charts.control import control_chart, scale_of
from reports.data.peer_levels import PeerLevel, PeerLevels
from tests.reports.series import month, series

STEADY = series([0.6, 0.8] * 4)


def make_levels(levels: Sequence[tuple[float | None, ...]]) -> PeerLevels:
    """One month after another from January 2020 on: low, median, high and England."""
    some = tuple(PeerLevel(month(at), *row) for at, row in enumerate(levels))
    return PeerLevels(some, some[-1], 40)


def read_paths(picture: str) -> dict[str, str]:
    return dict(re.findall(r'<path class="(pb|pm|pe)" d="([^"]*)"', picture))


def read_places(path: str) -> list[list[tuple[float, float]]]:
    """The points of each part of a path."""
    parts = [list(map(float, part.split())) for part in path.replace("z", "").split("M")[1:]]
    return [list(zip(numbers[::2], numbers[1::2], strict=True)) for numbers in parts]


def test_the_layer_is_three_paths_before_the_series() -> None:
    picture = control_chart(STEADY, make_levels([(0.62, 0.7, 0.78, 0.71)] * 8))
    ElementTree.fromstring(f"<div>{picture}</div>")
    assert list(read_paths(picture)) == ["pb", "pm", "pe"]
    assert picture.index('class="pe"') < picture.index('class="grid"') < picture.index('class="line"')


def test_the_scale_is_that_of_the_series_alone() -> None:
    wide = control_chart(STEADY, make_levels([(0.1, 0.5, 0.99, 0.3)] * 8))
    without = control_chart(STEADY)
    assert re.sub(r'<path class="p[bme]" d="[^"]*"/>', "", wide) == without


def test_places_are_those_of_the_values() -> None:
    rows = [(0.61 + at / 100, 0.7, 0.75 + at / 200, 0.65 + at / 100) for at in range(8)]
    paths, scale = read_paths(control_chart(STEADY, make_levels(rows))), scale_of(STEADY)
    [outline] = read_places(paths["pb"])
    assert len(outline) == 16
    for at, (low, median, high, england) in enumerate(rows):
        x = 1000 * at / 7
        for (left, height), value in (
            (outline[at], high),
            (outline[15 - at], low),
            (read_places(paths["pm"])[0][at], median),
            (read_places(paths["pe"])[0][at], england),
        ):
            assert left == pytest.approx(x, abs=0.5)
            assert height == pytest.approx(1000 * (scale.high - value) / (scale.high - scale.low), abs=0.6)


def test_the_band_ends_at_the_edge_and_lines_have_gaps_there() -> None:
    rows = [(0.1, 0.7, 0.99, 0.7)] * 3 + [(0.1, 0.2, 0.99, 0.7)] * 2 + [(0.1, 0.7, 0.99, 0.7)] * 3
    paths = read_paths(control_chart(STEADY, make_levels(rows)))
    assert {height for _, height in read_places(paths["pb"])[0]} == {0, 1000}
    assert [len(part) for part in read_places(paths["pm"])] == [3, 3]
    assert [len(part) for part in read_places(paths["pe"])] == [8]


@pytest.mark.parametrize("beyond", [0.01, 0.999])
def test_nothing_is_drawn_of_what_lies_beyond_the_scale(beyond: float) -> None:
    assert control_chart(STEADY, make_levels([(beyond,) * 4] * 8)) == control_chart(STEADY)


def test_months_without_deciles_are_gaps_and_a_month_alone_is_no_line() -> None:
    full, empty = (0.62, 0.7, 0.78, 0.71), (None, None, None, None)
    paths = read_paths(control_chart(STEADY, make_levels([full, full, full, empty, full, empty, full, full])))
    for path, ends in (("pb", 2), ("pm", 1), ("pe", 1)):
        assert [len(part) // ends for part in read_places(paths[path])] == [3, 2], path


def test_months_before_and_after_the_series_are_left_out() -> None:
    levels = make_levels([(0.62, 0.7, 0.78, 0.71)] * 12)
    late = series([None, None, *[0.6, 0.8] * 4])
    paths = read_paths(control_chart(late, levels))
    assert [(part[0][0], part[-1][0], len(part)) for part in read_places(paths["pm"])] == [(0, 1000, 8)]
