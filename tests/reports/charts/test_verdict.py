"""The geometry of the verdict's picture: levels, band and gap at their places, and labels that never overlap."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.verdict import verdict_chart, verdict_scale
from reports.charts.verdict_picture import ComparedSpan, Mark, MonthValue, RightLabel, VerdictPicture
from reports.components.verdict_figure import financial_years
from tests.reports.charts.test_practice_charts import numbers, path_of, whole

FIRST = 2022 * 12
USUAL = VerdictPicture(
    values=tuple(MonthValue(FIRST + at, 0.6 if at < 24 else 0.75) for at in range(60)),
    expected=tuple(MonthValue(FIRST + at, 0.65) for at in range(12, 60)),
    spans=(
        ComparedSpan("before", FIRST + 12, FIRST + 23, 0.6, words="60.0%"),
        ComparedSpan("first", FIRST + 27, FIRST + 38, 0.75, 0.65, (0.6, 0.7), words="+10.0 points"),
        ComparedSpan("now", FIRST + 48, FIRST + 59, 0.75, 0.65, (0.6, 0.7)),
    ),
    marks=(
        Mark(FIRST + 23.5, "adopt", "Jan 2024", "Adopted "),
        Mark(FIRST + 30.5, "support", "Support to Jul 2024", row=1),
    ),
    axis=tuple(financial_years(FIRST, FIRST + 59)),
    right=(
        RightLabel(0.75, "mean", "Now ", "75.0%"),
        RightLabel(0.65, "xp", "Expected ", "65.0%"),
        RightLabel(0.70, "gp better", "", "+10.0 points", "+10.0"),
    ),
    foot="Held for 33 months",
    ceiling=1.0,
)


def draw(picture: VerdictPicture) -> str:
    scale = verdict_scale(picture)
    return whole(verdict_chart(picture, [f"{tick:.0%}" for tick in scale.ticks], scale))


def test_the_gap_reaches_from_what_was_expected_to_the_level() -> None:
    picture, scale = draw(USUAL), verdict_scale(USUAL)
    assert numbers(path_of(picture, "seg now")) == [800, scale.place(0.75), 1000]
    assert numbers(path_of(picture, "gap now")) == [900, scale.place(0.65), scale.place(0.75)]
    assert numbers(path_of(picture, "xband")) == [450, scale.place(0.7), 650, scale.place(0.6), 450]
    assert numbers(path_of(picture, "adopt"))[0] == 400
    assert numbers(path_of(picture, "support"))[0] == pytest.approx(516.7)
    assert path_of(picture, "cc").count("M") == 60, "all dots are grey: the levels say what has changed"
    assert 'class="im"' not in picture


def test_a_wild_limit_is_cut_off_and_flattens_nothing() -> None:
    spans = [replace(span, ends=(-5.0, 9.0)) if span.ends else span for span in USUAL.spans]
    scale = verdict_scale(replace(USUAL, spans=tuple(spans)))
    assert scale.low == pytest.approx(0.45, abs=0.1)
    assert scale.high == pytest.approx(0.9, abs=0.1)
    places = numbers(path_of(draw(replace(USUAL, spans=tuple(spans))), "xband"))
    assert all(0 <= place <= 1000 for place in places)


def test_a_missing_month_is_a_gap_in_the_line() -> None:
    remaining = tuple(point for point in USUAL.values if point.at != FIRST + 30)
    assert path_of(draw(replace(USUAL, values=remaining)), "line").count("M") == 2


def test_readings_are_lines_of_their_own() -> None:
    spans = (*USUAL.spans[:2], replace(USUAL.spans[2], readings=(0.62, 0.68)))
    assert path_of(draw(replace(USUAL, spans=spans)), "xread").count("M") == 2


@pytest.mark.parametrize(("first", "last"), [(FIRST, FIRST + 13), (FIRST + 2, FIRST + 90), (FIRST, FIRST + 170)])
def test_financial_years_begin_in_april(first: int, last: int) -> None:
    parts = list(financial_years(first, last))
    assert all(int(part.first) % 12 == 3 for part in parts)
    assert parts[0].first <= first
    assert parts[-1].last >= last
    named = [part.words for part in parts if part.words]
    assert len(named) <= 8
    assert all(re.fullmatch(r"20\d\d/\d\d", words) for words in named)


# Sizes as in app.css: 13 px, 12 px in a plot of at most 520 px; 0.62 em is the mean width of a bold letter, rounded up.
EM, ROWS = 0.62, {"fl": -8, "fl second": -25, "xl": 20, "ph": 40, "lv up": -9, "lv down": 20}
ANCHORS = {"fe": "end", "fs": "start", "end": "end", "rl": "start", "yl": "end"}
Box = tuple[float, float, float, float]


def boxes(picture: str, width: float, height: float) -> dict[str, Box]:
    """The box of each label that is shown at this width."""
    is_narrow, labels = width <= 520, ElementTree.fromstring(f"<div>{picture}</div>")[1]
    size, shown = 12 if is_narrow else 13, {}
    for at, text in enumerate(labels.iter("text")):
        classes = text.get("class", "").split()
        words = "".join(text.itertext())
        parts = {part.get("class"): part.text or "" for part in text}
        if "nw" in parts:
            words = parts["nw"] if is_narrow else words.removesuffix(parts["nw"])
        if is_narrow and "w" in parts:
            words = words.replace(parts["w"], "", 1)
        if not words or (is_narrow and "alt" in classes):
            continue
        x, y = (_pixels(text.get(name, ""), length) for name, length in (("x", width), ("y", height)))
        y += next(
            (shift for row, shift in ROWS.items() if set(row.split()) <= set(classes) and _is_row(row, classes)), 0
        )
        x += 12 if "rl" in classes else 0
        anchor = next((ANCHORS[name] for name in classes if name in ANCHORS), "middle")
        wide = len(words) * size * EM
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        middle = y if "rl" in classes or "yl" in classes else y - size * 0.35
        shown[f"{at} {words}"] = (left, left + wide, middle - size * 0.5, middle + size * 0.5)
    return shown


def _is_row(row: str, classes: list[str]) -> bool:
    return set(row.split()) <= set(classes) and ("second" in classes) == ("second" in row)


def _pixels(place: str, length: float) -> float:
    return float(place.rstrip("%")) * length / 100 if place.endswith("%") else float(place)


def overlapping(picture: str, width: float, height: float) -> list[tuple[str, str]]:
    return [
        (first, second)
        for (first, box), (second, other_box) in itertools.combinations(boxes(picture, width, height).items(), 2)
        if box[0] < other_box[1] and other_box[0] < box[1] and box[2] < other_box[3] and other_box[2] < box[3]
    ]


@settings(max_examples=60)
@given(
    before=st.floats(0.2, 0.9),
    change=st.floats(-0.15, 0.15),
    gap=st.floats(-0.1, 0.1),
    months=st.integers(40, 90),
    support=st.integers(0, 39),
)
@pytest.mark.parametrize("size", [(600, 440), (232, 280), (154, 280)])
def test_labels_never_overlap(
    size: tuple[int, int], before: float, change: float, gap: float, months: int, support: int
) -> None:
    now, last = before + change, FIRST + months - 1
    expected = now - gap
    spans = (
        replace(USUAL.spans[0], actual=before),
        replace(USUAL.spans[1], actual=now, expected=expected, ends=(expected - 0.04, expected + 0.04)),
        ComparedSpan("now", last - 11, last, now, expected, (expected - 0.04, expected + 0.04)),
    )
    picture = replace(
        USUAL,
        values=tuple(MonthValue(FIRST + at, before if at < 24 else now) for at in range(months)),
        expected=(),
        spans=spans if months > 51 else spans[:2],
        marks=(USUAL.marks[0], replace(USUAL.marks[1], at=FIRST + support + 0.5)),
        axis=tuple(financial_years(FIRST, last)),
        right=tuple(
            replace(label, value=value)
            for label, value in zip(USUAL.right, (now, expected, (now + expected) / 2), strict=True)
        ),
    )
    # the labels of the ticks are the scale's; they lie left of the plot
    assert overlapping(draw(picture), *size) == []


def test_the_check_of_overlaps_sees_one() -> None:
    crowded = replace(USUAL, marks=(*USUAL.marks, Mark(FIRST + 24.5, "adopt", "Feb 2024", "Adopted ")))
    assert overlapping(draw(crowded), 600, 440)
