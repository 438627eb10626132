"""Reads back which published months have not arrived: none of those named has."""

from __future__ import annotations

import re
from collections import defaultdict

from reports.verification.chart_frame import ordinal_of
from reports.verification.edition_facts import EditionWarehouse
from reports.verification.shown_numbers import MONTH, SHORT_MONTH, read_month

OPENING = "Published figures have not arrived for "
COUNTED = re.compile(rf"(\d+) months, the first ({MONTH})")


def check_late(warehouse: EditionWarehouse, text: str) -> str:
    """`Published figures have not arrived for A&E attendances (Feb 2026 and Mar 2026).`

    That they are due is said by the publication calendar, which is not repeated here.
    """
    if not text.startswith(OPENING):
        return "it does not read as what is late"
    received: dict[str, set[int]] = defaultdict(set)
    for kind, month, _, status in warehouse.loads:
        if month and status in ("accepted", "superseded"):
            received[warehouse.titles.get(kind, kind)].add(ordinal_of(month))
    named = [(title, re.search(rf"(?:for|,|and) {re.escape(title)} \(([^)]*)\)", text)) for title in received]
    faults = [_check_months(title, received[title], words[1]) for title, words in named if words]
    return next(filter(None, faults), "" if faults else "it names no publication that there is")


def _check_months(title: str, received: set[int], words: str) -> str:
    counted = COUNTED.fullmatch(words)
    late = [_ordinal(month) for month in ([counted[2]] if counted else re.findall(SHORT_MONTH, words))]
    is_right = late and not received & set(late) and late[0] > min(received)
    return "" if is_right else f"{title} has files for {len(received)} months, and for {words} too"


def _ordinal(month: str) -> int:
    year, number = map(int, read_month(month).split("-"))
    return year * 12 + number - 1
