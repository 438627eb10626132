"""The RTT measures in plain Python, straight from the published full extract."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from tests.transforms.oracle import Answer, Answers, Key, levels, shares


@dataclass(frozen=True)
class RttRow:
    """One row; `bands` are the closed weekly bands, `open_band` what lies above them."""

    organisation: str
    area: str | None
    commissioner: str
    part: str
    specialty: str
    bands: Sequence[int]
    open_band: int
    total: int


def rtt_rows(path: Path) -> Iterator[RttRow]:
    """The rows that count for a measure: incomplete pathways and new periods, all specialties, NONC left out."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        next(reader)
        for line in reader:
            if line[11] == "C_999" and line[9] in ("Part_2", "Part_3") and line[7] != "NONC":
                bands = [int(cell or 0) for cell in line[13:-3]]
                yield RttRow(line[3], line[1] or None, line[7], line[9], line[11], bands[:-1], bands[-1], int(line[-1]))


def rtt(rows: Iterable[RttRow]) -> Answers:
    """The measures of RTT for every organisation, area and England."""
    waiting: dict[str, list[int]] = {}
    tops: dict[Key, int] = defaultdict(int)
    for row in rows:
        if row.specialty != "C_999" or row.commissioner == "NONC":
            continue
        for level in levels(row.organisation, row.area):
            if row.part == "Part_3":
                tops["rtt_new_periods", level] += row.total
            elif row.part == "Part_2":
                tops["rtt_incomplete", level] += row.total
                counted = [*row.bands, row.open_band]
                current = waiting.setdefault(level, [0] * len(counted))
                waiting[level] = [a + b for a, b in zip(current, counted, strict=True)]
    actual = shares(tops, {})
    for level, bands in waiting.items():
        actual |= {(measure, level): answer for measure, answer in _compute_waits(bands).items()}
    return actual


def _compute_waits(bands: Sequence[int]) -> dict[str, Answer]:
    everyone, last = sum(bands), len(bands) - 1
    actual: dict[str, Answer] = {}
    for weeks in (52, 65, 78):
        if weeks <= last:
            beyond = sum(bands[weeks:])
            actual[f"rtt_over_{weeks}w"] = (beyond, None, beyond)
    if everyone:
        actual["rtt_within_18w"] = (sum(bands[:18]), everyone, sum(bands[:18]) / everyone)
    if everyone >= 20:
        for measure, share in (("rtt_median_weeks", Fraction(1, 2)), ("rtt_p92_weeks", Fraction(92, 100))):
            if (value := percentile(bands, share)) is not None:
                actual[measure] = (None, everyone, value)
    return actual


def percentile(bands: Sequence[int], share: Fraction) -> float | None:
    """The wait at rank share x N, a band's pathways spread evenly over its week; None in the open last band."""
    rank, before = share * sum(bands), 0
    for week, count in enumerate(bands):
        if before < rank <= before + count:
            return None if week == len(bands) - 1 else float(week + (rank - before) / count)
        before += count
    return None


def expanded_percentile(bands: Sequence[int], share: Fraction) -> float | None:
    """The same by writing every pathway out, one after the other, in the order of their waits."""
    queue = [week for week, count in enumerate(bands) for _ in range(count)]
    rank = share * len(queue)
    if not queue:
        return None
    week = queue[ceil(rank) - 1]
    if week == len(bands) - 1:
        return None
    return float(week + (rank - queue.index(week)) / queue.count(week))
