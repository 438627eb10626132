"""Reads the numbers and the months beside the chart of a verdict back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from reports.verification.chart_numbers import read_label
from reports.verification.gain_forms import reads_gains
from reports.verification.practice_facts import Row, printed_gain
from reports.verification.shown_numbers import SHORT_MONTH, read_month, read_number
from reports.verification.verdict_spans import DrawnVerdict, newest_effect

Label = tuple[list[str], str, str, str]


def check_verdict_labels(drawn: DrawnVerdict, texts: Sequence[Label]) -> Iterator[str]:
    windows = {span.css: span.row for span in drawn.spans}
    spans = [html.unescape(words) for css, _, _, words in texts if css[0] == "lv"]
    wanted_count = ("before" in windows) + bool(
        "now" in windows and "first" in windows and drawn.row["gain"] is not None
    )
    yield "" if len(spans) == wanted_count else f"{wanted_count} levels are labelled"
    for words in spans:
        is_level = "before" in windows and read_label(words.strip(), drawn.unit).shows(windows["before"]["actual"])
        is_right = is_level or reads_gains(words, drawn.row, [drawn.row["gain"]])
        yield "" if is_right else f"{words} is neither the level before nor the gain of the first year"
    yield from _check_right(drawn, windows, [text for text in texts if text[0][0] == "rl"])
    yield from _check_marks_and_foot(drawn, texts)


def _shows_signed(words: str, row: Row, value: float) -> bool:
    """The gap on a narrow screen: a number with the sign of the figure, and no words."""
    size = printed_gain(row, value) or 0.0
    number = read_number(words.lstrip("+").removesuffix("%"))
    return number.shows(size) or (number.shows(-size) and number.value == 0)


def _plain(words: str) -> str:
    """The words of a label on a wide screen."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r'<tspan class="nw">.*?</tspan>', "", words)))


def _check_right(drawn: DrawnVerdict, windows: dict[str, Row], labels: Sequence[Label]) -> Iterator[str]:
    """The level now, the level expected, and the gap with its colour."""
    now, effect = windows.get("now") or windows.get("first"), newest_effect(drawn)
    if now is None or now["expected"] is None or effect is None:
        yield "" if not labels else "nothing is compared"
        return
    name = "Now" if "now" in windows else "First year"
    known = {f"{name} ": now["actual"], "Expected ": now["expected"]}
    yield "" if len(labels) == 3 else "three numbers stand beside the last month"
    for css, _, _, words in labels:
        text = _plain(words)
        if "gp" in css:
            way = "better" if effect[1] > 0 else "worse" if effect[2] < 0 else "even"
            is_right = way in css and reads_gains(text, drawn.row, effect[:1])
            narrow = re.search(r'<tspan class="nw">(.*?)</tspan>', words)
            is_right = is_right and (narrow is None or _shows_signed(narrow[1], drawn.row, effect[0]))
            yield "" if is_right else f"the gap is {effect[0]!r}: {way}"
            continue
        title = next((title for title in known if text.startswith(title)), None)
        if title is None:
            yield f"{text} is no number beside the last month"
            continue
        true = known[title]
        is_right = isinstance(true, float) and read_label(text.removeprefix(title), drawn.unit).shows(true)
        yield "" if is_right else f"{title.lower()}is {true!r}"


def _check_marks_and_foot(drawn: DrawnVerdict, texts: Sequence[Label]) -> Iterator[str]:
    """The months of adoption and of the end of support; below, for how long a gain has held or been followed."""
    row = drawn.row
    for css, _, _, words in texts:
        text = _plain(words)
        if css[0] == "fl" and row["organisation"]:
            place = drawn.support if text.startswith("Support to") else drawn.adopted
            ordinal = None if place is None else int(place - 0.5 if place == drawn.support else place + 0.5)
            month = re.search(SHORT_MONTH, text)
            true = None if ordinal is None else f"{ordinal // 12}-{ordinal % 12 + 1:02d}"
            yield "" if month and read_month(month[0]) == true else f"“{text}” is the month {true}"
        if css[0] == "ph":
            yield _check_foot(drawn, text)


def _check_foot(drawn: DrawnVerdict, text: str) -> str:
    row = drawn.row
    duration = re.fullmatch(r"Held for (\d+) months?", text)
    followed = re.fullmatch(r"Followed for (\d+) of 12 months", text)
    if duration:
        is_right = row["status"] in ("sustained", "re_gained") and read_number(duration[1]).value == row["months_held"]
        return "" if is_right else f"it has held for {row['months_held']} months: {row['status']}"
    is_right = followed is not None and read_number(followed[1]).value == row.get("holding_months")
    return "" if is_right else f"it has been followed for {row.get('holding_months')} months"
