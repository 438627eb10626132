"""A chart of a practice as it should be: its words, its table and its picture; and how each is read back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.claims.claim import ClaimValue
from reports.verification.page_elements import ClaimedElement

ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
KEY = re.compile(r"</i>(.*?)</li>", re.DOTALL)


@dataclass(frozen=True)
class WrittenChart:
    """What a chart and the words around it should say."""

    title: str
    texts: tuple[str, ...]
    """The subtitle, the sentences, and the description for those who cannot see the picture."""
    key: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[ClaimValue, ...]
    check_picture: Callable[[str], str]


def check_chart(chart: WrittenChart | None, element: ClaimedElement) -> str:
    """What is wrong with one part of a chart; nothing if it is true."""
    if chart is None:
        return "there is nothing to draw"
    if element.tag == "div":
        return chart.check_picture(element.inner)
    if element.tag == "table":
        return _check_table(chart, element.inner)
    if element.tag == "ul":
        shown = tuple(_plain(words) for words in KEY.findall(element.inner))
        return "" if tuple(map(_fold, shown)) == tuple(map(_fold, chart.key)) else f"the key is {chart.key}"
    if element.tag == "summary":
        count = f"{len(chart.rows):,} row{'' if len(chart.rows) == 1 else 's'}"
        return "" if element.text.startswith(f"Show the data ({count})") else f"the table has {count}"
    wanted = chart.texts if element.tag == "p" else (chart.title,)
    is_right = _fold(element.text) in map(_fold, wanted)
    return "" if is_right else f"it should be: {' | '.join(wanted)}"


def _check_table(chart: WrittenChart, table: str) -> str:
    shown = [tuple(map(_plain, CELL.findall(row))) for row in ROW.findall(table)]
    wanted = [chart.heads, *chart.rows]
    if len(shown) != len(wanted):
        return f"the table has {len(chart.rows)} rows"
    for drawn, true in zip(shown, wanted, strict=True):
        if tuple(map(_fold, drawn)) != tuple(map(_fold, true)):
            return f"a row is: {', '.join(true)}"
    return ""


def _plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _fold(text: str) -> str:
    """A text without spaces and capitals: pages write names that are published in capitals with normal ones."""
    return re.sub(r"\s", "", text).casefold()
