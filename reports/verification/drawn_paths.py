"""Reads the paths and labels of a picture back, and compares them with where they belong."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.verification.shown_numbers import read_number

PATH = re.compile(r'<path class="([a-z -]+)" d="([^"]*)"')
COMMAND = re.compile(r"([MLHVhz])([^MLHVhz]*)")
LABEL = re.compile(r'<text class="([a-z ]+)" x="([^"]+)" y="([^"]+)">(.*?)</text>')
WIDE = re.compile(r'<tspan class="w">(.*?)</tspan>')
NARROW = re.compile(r'<tspan class="nw">.*?</tspan>')
SLACK = 0.35
"""Of a thousandth: the place of a mark and those of the two ticks by which it is read are rounded to a tenth each."""
Point = tuple[float, float]
Height = Callable[[float], float]
"""Where a value lies, in thousandths from the top."""


class Label(NamedTuple):
    """A text in a picture, and where it is across and down, in per cent; None where that has no meaning."""

    css: str
    words: str
    across: float | None = None
    down: float | None = None


@dataclass
class Drawing:
    """What a picture should show: the corners of its paths, and its labels."""

    paths: dict[str, list[Point]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)


def read_corners(path: str) -> list[Point]:
    """The corners of a path, in their order; the cap of a dot is none."""
    corners: list[Point] = []
    x = y = 0.0
    for command, rest in COMMAND.findall(path):
        numbers = [float(number) for number in rest.split()]
        if command in "hz":
            continue
        x = numbers[0] if command in "MLH" else x
        y = numbers[-1] if command in "MLV" else y
        corners.append((x, y))
    return corners


def read_axis(chart: str) -> tuple[Height | None, list[Point]]:
    """How heights follow from values by the labels of the axis, and the value and the height of each label."""
    ticks = [
        (read_number(html.unescape(words).strip("+%")).value, float(down.rstrip("%")) * 10)
        for css, _, down, words in LABEL.findall(chart)
        if css == "yl"
    ]
    if len(ticks) < 2 or ticks[0][0] == ticks[-1][0]:
        return None, ticks
    slope = (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0])
    origin = ticks[0][1] - slope * ticks[0][0]
    return (lambda value: origin + slope * value), ticks


def check_drawing(chart: str, draw: Callable[[Height], Drawing]) -> str:
    """What is wrong with a picture that has an axis of values; nothing if each mark is where it belongs."""
    height, ticks = read_axis(chart)
    if height is None or height(1) >= height(0):
        return "the axis has no two labels, or higher values are drawn lower"
    if any(abs(height(value) - down) > SLACK for value, down in ticks):
        return "the axis is not even"
    return compare_drawing(chart, draw(height), ignored=("grid", "yl"))


def compare_drawing(chart: str, drawing: Drawing, ignored: Sequence[str] = ()) -> str:
    """What is wrong with a picture, given what it should show."""
    paths: dict[str, list[Point]] = {}
    for css, path in PATH.findall(chart):
        if css not in ignored:
            paths.setdefault(css, []).extend(read_corners(path))
    return _compare_paths(paths, drawing.paths) or _compare_labels(chart, drawing.labels, ignored)


def _compare_paths(paths: Mapping[str, list[Point]], wanted: Mapping[str, list[Point]]) -> str:
    known = {css: corners for css, corners in wanted.items() if corners}
    if paths.keys() != known.keys():
        return f"the marks are {sorted(paths)}, and should be {sorted(known)}"
    for css, corners in known.items():
        is_right = len(paths[css]) == len(corners) and all(
            abs(x - true_x) <= SLACK and abs(y - true_y) <= SLACK
            for (x, y), (true_x, true_y) in zip(paths[css], corners, strict=True)
        )
        if not is_right:
            return f"the marks “{css}” are drawn elsewhere"
    return ""


def _compare_labels(chart: str, wanted: Iterable[Label], ignored: Sequence[str]) -> str:
    shown = [
        Label(css, html.unescape(WIDE.sub(r"\1", NARROW.sub("", words))), _per_cent(across), _per_cent(down))
        for css, across, down, words in LABEL.findall(chart)
        if css.split()[0] not in ignored
    ]
    for label in wanted:
        match = next((other for other in shown if _is_same(other, label)), None)
        if match is None:
            return f"the label “{label.words}” is missing, or elsewhere"
        shown.remove(match)
    return f"the label “{shown[0].words}” should not be there" if shown else ""


def _per_cent(place: str) -> float | None:
    return float(place.rstrip("%")) if place.endswith("%") else None


def _is_same(shown: Label, true: Label) -> bool:
    places = ((shown.across, true.across), (shown.down, true.down))
    is_there = all(end is None or (place is not None and abs(place - end) <= SLACK) for place, end in places)
    is_same_kind = shown.css.split()[:1] == true.css.split()[:1]
    return is_there and is_same_kind and shown.words.casefold() == true.words.casefold()
