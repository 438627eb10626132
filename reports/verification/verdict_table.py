"""Reads the words and the table of a verdict's chart back: every window and every month with its figures."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from reports.verification.practice_facts import Row
from reports.verification.shown_numbers import SHORT_MONTH, read_month, read_value, value_pattern
from reports.verification.verdict_spans import DrawnVerdict

WINDOWS = {"Before adoption": "before", "First year": "first", "Latest year": "now"}
ROW = re.compile(r"<tr[^>]*>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r'<td class="n">(.*?)</td>', re.DOTALL)


def check_verdict_words(drawn: DrawnVerdict, text: str) -> str:
    """The picture in words: the level before, and of each year its level, the level expected and the limits."""
    windows = {span.css: span.row for span in drawn.spans}
    value = value_pattern(drawn.unit)
    adopted = re.search(rf"Adopted in ({SHORT_MONTH})\.", text)
    if adopted and read_month(adopted[1]) != f"{drawn.row['adopted_month']:%Y-%m}":
        return f"the month of adoption is {drawn.row['adopted_month']}"
    before = re.search(rf"Mean before adoption {value}\.", text)
    if ("before" in windows) != bool(before) or (before and not _shows(before[1], drawn, windows["before"]["actual"])):
        return "the mean before adoption is another"
    limits = rf"(?: \(90% limits {value} to {value}\))?"
    for name, css in (("first", "first"), ("latest", "now")):
        words = re.search(rf"Mean of the {name} year {value}, expected {value}{limits}\.", text)
        row = windows.get(css)
        if (row is None or row["expected"] is None) != (words is None):
            return f"the {name} year is compared, or not"
        if words and row and not _are_shown(words.groups(), drawn, row):
            return f"the figures of the {name} year are {[row[column] for column in COLUMNS]}"
    return ""


COLUMNS = ("actual", "expected", "expected_lower", "expected_upper")


def _are_shown(shown: tuple[str | None, ...], drawn: DrawnVerdict, row: Row) -> bool:
    true = [row[name] for name in COLUMNS]
    return all(
        words is None if value is None else words is not None and _shows(words, drawn, value)
        for words, value in zip(shown, true, strict=True)
    )


def _shows(words: str, drawn: DrawnVerdict, value: float) -> bool:
    """Whether a number is a figure within what the measure can be."""
    possible = min(max(value, 0.0), 1.0 if drawn.unit == "share" else float("inf"))
    return read_value(words, drawn.unit).shows(possible)


def check_verdict_table(drawn: DrawnVerdict, table: str) -> str:
    """The windows and the months of the table, and no others."""
    rows = [(html.unescape(head), list(map(html.unescape, CELL.findall(cells)))) for head, cells in ROW.findall(table)]
    windows = {span.css: span.row for span in drawn.spans}
    names = [WINDOWS[head.split(",")[0]] for head, _ in rows if head.split(",")[0] in WINDOWS]
    if sorted(names) != sorted(windows):
        return f"the windows are {sorted(windows)}"
    return next(filter(None, _check_rows(drawn, windows, rows)), "")


def _check_rows(drawn: DrawnVerdict, windows: dict[str, Row], rows: list[tuple[str, list[str]]]) -> Iterator[str]:
    figures, expected = dict(drawn.values), dict(drawn.expected)
    months = []
    for head, cells in rows:
        name = WINDOWS.get(head.split(",")[0])
        if name:
            yield _check_window(drawn, windows[name], head, cells)
            continue
        place = _place_of(head)
        if place is None:
            yield f"{head} is no month"
            continue
        months.append(place)
        if drawn.row["organisation"]:
            yield _check_cells(drawn, head, cells, (figures.get(place), expected.get(place)))
    if drawn.row["organisation"]:
        yield "" if sorted(months) == sorted(figures.keys() | expected.keys()) else "the months are others"
    else:
        yield "" if len(months) == len(drawn.expected) else f"there are {len(drawn.expected)} months"
        yield _check_practice_months(drawn, [cells for head, cells in rows if head.split(",")[0] not in WINDOWS])


def _place_of(head: str) -> int | None:
    since = re.fullmatch(r"([+−]\d+) months since adoption", head)
    if since:
        return int(since[1].replace("−", "-"))
    month = re.fullmatch(SHORT_MONTH, head)
    if month is None:
        return None
    year, number = map(int, read_month(head).split("-"))
    return year * 12 + number - 1


def _check_practice_months(drawn: DrawnVerdict, rows: list[list[str]]) -> str:
    """All adopters together: the months in the order of the picture."""
    figures = dict(drawn.values)
    for cells, (place, value) in zip(rows, drawn.expected, strict=True):
        fault = _check_cells(drawn, f"month {place:g}", cells, (figures.get(place), value))
        if fault:
            return fault
    return ""


def _check_window(drawn: DrawnVerdict, row: Row, head: str, cells: list[str]) -> str:
    months = [read_month(month) for month in re.findall(SHORT_MONTH, head)]
    known = [f"{row[name]:%Y-%m}" for name in ("from_month", "to_month") if row[name]]
    if months and months != known:
        return f"the months of “{head}” are {known}"
    ends = [row["expected_lower"], row["expected_upper"]]
    shown = cells[2].split(" to ")
    is_right = (
        shown == ["–"]
        if None in ends
        else all(_shows(re.sub(r"[^\d.,]", "", words), drawn, end) for words, end in zip(shown, ends, strict=True))
    )
    return _check_cells(drawn, head, cells, (row["actual"], row["expected"])) or ("" if is_right else f"limits: {ends}")


def _check_cells(drawn: DrawnVerdict, head: str, cells: list[str], values: tuple[float | None, ...]) -> str:
    for words, value in zip(cells, values, strict=False):
        number = re.match(value_pattern(drawn.unit), words)
        is_right = words == "–" if value is None else number is not None and _shows(number[1], drawn, value)
        if not is_right:
            return f"{head}: the figure is {value!r}, and the table has {words}"
    return ""
