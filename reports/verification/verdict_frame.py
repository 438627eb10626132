"""Reads back what is around the chart of a verdict: its title, its subtitle, its key, and how many rows it has."""

from __future__ import annotations

import html
import re

from reports.verification.gain_numbers import count_words
from reports.verification.page_elements import ClaimedElement
from reports.verification.status_words import chart_title_of
from reports.verification.verdict_spans import DrawnVerdict

SUBTITLES = (
    "Monthly figures, their means before adoption and after it, and what was expected without the practice",
    "Mean of the adopters, before adoption and after it, and what was expected without the practice",
)
EXPECTED = re.compile(
    "“Expected” is what similar (?:trusts|organisations) that did not adopt achieved from the same starting level."
)
KEY = re.compile(r"</i>(.*?)</li>", re.DOTALL)
MEANS = {
    "before": "Mean before adoption",
    "first": "Mean of the first year",
    "now": "Mean of the latest year",
}


def check_chart_frame(drawn: DrawnVerdict, element: ClaimedElement) -> str:
    """What is wrong with the words around the picture."""
    if element.tag == "ul":
        return _check_key(drawn, [html.unescape(words) for words in KEY.findall(element.inner)])
    if element.tag == "summary":
        rows = len(drawn.spans) + len({place for place, _ in (*drawn.values, *drawn.expected)})
        wanted = f"Show the data ({count_words(rows, 'row')})"
        return "" if element.text.startswith(wanted) else f"the table has {rows} rows"
    if element.tag == "p":
        is_right = element.text in SUBTITLES or EXPECTED.fullmatch(element.text)
        return "" if is_right else "it is not what this chart says of itself"
    row = drawn.row
    ending = "until it merged" if row.get("merged_into") else chart_title_of(row)
    if not row["organisation"]:
        adopters = drawn.spans[-1].row["adopters"]
        ending = f"{count_words(adopters, 'adopter')}, and what was expected"
    return "" if element.text.endswith(f": {ending}") else f"the title ends with “{ending}”"


def _check_key(drawn: DrawnVerdict, shown: list[str]) -> str:
    """Every mark of the picture has its entry, and nothing else has."""
    wanted = ["Figure of a month"] if drawn.values else []
    wanted += [MEANS[span.css] for span in drawn.spans]
    wanted += ["Expected, month by month"] if drawn.expected else []
    if any(span.row["expected"] is not None for span in drawn.spans):
        wanted.append("Expected over the year, with 90% limits")
    if drawn.has_readings and any(span.readings for span in drawn.spans):
        wanted.append("Expected in each reading of the months just before")
    wanted += ["Adoption", *(["End of support"] if drawn.support is not None else [])]
    return "" if sorted(shown) == sorted(wanted) else f"the key is {wanted}"
