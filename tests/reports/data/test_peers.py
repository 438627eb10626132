"""Where an organisation stands: the histogram of its peers, the gaps that are left, the funnel."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from reports.charts.funnel import FunnelDot, funnel_chart
from reports.charts.spread import BINS, SpreadMark, spread_chart
from reports.claims.claim import Claim
from reports.components.card_aside import make_gap
from reports.components.matrix import MatrixItem, make_matrix, of_measures
from reports.data.records import MeasureRecord, StandardRecord
from reports.formatting import format_move, format_standard, ordinal_number
from tests.reports.series import measure, series, standard

PEERS = tuple(0.5 + number / 100 for number in range(40))

CLAIM = Claim("histogram")


def draw_spread(peers: tuple[float, ...], own: float, marks: list[SpreadMark], label: str) -> str:
    """The picture without the mark of its claim, which is no XML before the page is written."""
    return re.sub(r' data-claim="[^"]*"', "", spread_chart(peers, own, marks, label, CLAIM))


def dot(code: str, value: float, denominator: float, position: str = "within") -> FunnelDot:
    return FunnelDot(code, code, value, denominator, position, 0.6, 0.8, 0.5, 0.9)


def test_a_histogram_has_every_peer_in_a_bar_and_ones_own_marked() -> None:
    actual = draw_spread(PEERS, 0.6, [SpreadMark(0.7, "eng", "England 70.0%")], "A label")
    ElementTree.fromstring(actual)
    bars = re.search(r'class="peers" d="([^"]+)"', actual)
    assert bars
    assert 1 < bars[1].count("z") < BINS
    assert actual.count('class="own"') == 1
    assert "England 70.0%" in actual


def test_few_peers_are_not_a_spread() -> None:
    assert draw_spread(PEERS[:9], 0.6, [], "A label") == ""


def test_an_organisation_beyond_all_its_peers_is_still_in_the_picture() -> None:
    for own in (0.0, 1.0):
        places = re.findall(r"M([\d.]+) ", draw_spread(PEERS, own, [SpreadMark(0.95, "std", "")], "A label"))
        assert all(0 <= float(place) <= 240 for place in places)


@pytest.mark.parametrize(
    ("value", "direction", "wanted", "texts"),
    [
        (0.7, "increase", 0.78, ("8.0 points to go", "no")),
        (0.8, "increase", 0.78, ("2.0 points better", "ok")),
        (0.78, "increase", 0.78, ("reached", "ok")),
        (0.2, "decrease", 0.1, ("10.0 points to go", "no")),
        (0.05, "decrease", 0.1, ("5.0 points better", "ok")),
    ],
)
def test_a_gap_is_reported_in_the_direction_of_the_measure(
    value: float, direction: str, wanted: float, texts: tuple[str, str]
) -> None:
    gap = make_gap(series([value], measure(direction=direction)), "standard", "Standard", wanted)
    assert (gap.gap, gap.css) == texts


def test_the_funnel_tells_those_outside_by_colour_and_shape() -> None:
    dots = [dot("A", 0.7, 100), dot("B", 0.95, 900, "above_998"), dot("C", 0.4, 500, "below_998"), dot("D", 0.7, 400)]
    actual = funnel_chart(dots, 0.7, "share")
    ElementTree.fromstring(f"<div>{actual}</div>")
    assert re.search(r'class="pin" d="M[\d. ]+h0M[\d. ]+h0"', actual)
    assert re.search(r'class="phi" d="M[\d. ]+h0"', actual), "a dot"
    assert re.search(r'class="plo" d="M[\d. ]+h\.4"', actual), "a square"


def test_the_matrix_has_each_thing_once_and_no_row_or_column_that_is_empty_by_nature() -> None:
    items = [
        MatrixItem("One", "#one", "special_cause_improvement", "consistent_pass", CLAIM),
        MatrixItem("Two", "#two", "common_cause", "inconsistent", CLAIM),
    ]
    actual = make_matrix(items)
    assert (actual.count, len(actual.columns), len(actual.lines)) == (2, 3, 3)
    assert [item.words for line in actual.lines for _, cell in line.cells for item in cell] == ["One", "Two"]
    neutral = make_matrix([*items, MatrixItem("Four", "#four", "special_cause_neutral_high", None, CLAIM)])
    assert (len(neutral.columns), len(neutral.lines)) == (4, 4)
    assert not make_matrix([MatrixItem("Four", "#four", "common_cause", None, CLAIM)]).has_standard


@pytest.mark.parametrize(
    ("standards", "of", "variations", "column"),
    [
        ([standard()], measure(), {"variation": "common_cause"}, "Not judged"),
        ([standard()], measure(), {}, "Not judged"),
        ([standard()], measure(), {"variation": "common_cause", "assurance": "inconsistent"}, "Hit and miss"),
        ([standard()], measure(), {"assurance": "consistent_pass"}, "Pass"),
        ([standard()], measure(direction="neutral"), {}, "No standard"),
        ([standard(last=3)], measure(), {"variation": "common_cause"}, "No standard"),
        ([], measure(), {}, "No standard"),
    ],
)
def test_every_series_has_one_place_in_the_matrix(
    standards: list[StandardRecord], of: MeasureRecord, variations: dict[str, Any], column: str
) -> None:
    actual = of_measures([series([0.7] * 13, of, standards, **variations)])
    assert actual.count == sum(len(cell) for line in actual.lines for _, cell in line.cells) == 1
    [at] = [at for line in actual.lines for at, (_, cell) in enumerate(line.cells) if cell]
    assert actual.columns[at][0] == column
    [line] = [line for line in actual.lines if any(cell for _, cell in line.cells)]
    assert (line.words == "No finding on variation") is ("variation" not in variations)


def test_words_of_comparison() -> None:
    assert [ordinal_number(place) for place in (1, 2, 3, 4, 11, 12, 21, 102, 1113)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd", "1,113th")
    ]
    assert [format_standard(0.78, "share"), format_standard(0.785, "share")] == ["78%", "78.5%"]
    assert [
        format_move(0.016, "share"),
        format_move(-1204, "count"),
        format_move(0.0001, "share"),
        format_move(0, "count"),
    ] == [*("up 1.6 percentage points", "down 1,204", "unchanged", "unchanged")]
