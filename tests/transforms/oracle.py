"""The measures in plain Python, straight from the published files: what the warehouse's SQL is held against.

Nothing here is shared with the product: the files are read with the csv module, by their published headers.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

Key = tuple[str, str]
"""Measure and organisation."""
Answer = tuple[float | None, float | None, float]
"""Numerator, denominator and value."""
Answers = dict[Key, Answer]

REGION_CODES = {
    "NHS ENGLAND LONDON": "Y56",
    "NHS ENGLAND SOUTH WEST": "Y58",
    "NHS ENGLAND SOUTH EAST": "Y59",
    "NHS ENGLAND MIDLANDS": "Y60",
    "NHS ENGLAND EAST OF ENGLAND": "Y61",
    "NHS ENGLAND NORTH WEST": "Y62",
    "NHS ENGLAND NORTH EAST AND YORKSHIRE": "Y63",
}
FIELD_TEST = {"RC9", "RDU", "RFR", "RGR", "RGT", "RHU", "RK9", "RNQ", "RQM", "RVW", "RX1", "RXF", "RYJ"}


def field_test(month: str) -> set[str]:
    """The fourteen trusts that tested other standards; RD3 became R0D in October 2020."""
    if not "2019-05" <= month <= "2023-05":
        return set()
    return FIELD_TEST | {"RD3" if month < "2020-10" else "R0D"}


def levels(organisation: str, area: str | None) -> set[str]:
    return {organisation, area or "ENGLAND", "ENGLAND"}


# A&E


@dataclass(frozen=True)
class AeRow:
    organisation: str
    area: str | None
    counts: dict[str, int]

    def added(self, *beginnings: str, ending: str = "") -> int:
        return sum(v for k, v in self.counts.items() if k.startswith(beginnings) and k.endswith(ending))


ATTENDANCES = ("A&E attendances", "Number of A&E attendances")
OVER_4H = ("Attendances over 4hrs", "Number of attendances over 4hrs")


def ae_rows(path: Path) -> list[AeRow]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        lines = [line for line in csv.reader(handle) if any(cell.strip() for cell in line)]
    header, *data = lines
    found = []
    for line in data:
        if "total" in {cell.strip().lower() for cell in line[:4]}:
            continue
        counts = {name: int(cell) for name, cell in zip(header[4:], line[4:], strict=True) if name.strip() not in ("", "a")}
        found.append(AeRow(line[1].strip(), REGION_CODES[line[2].split("(")[0].strip()], counts))
    return found


def ae(rows: Iterable[AeRow], month: str) -> Answers:
    tops: dict[Key, int] = defaultdict(int)
    bottoms: dict[Key, int] = defaultdict(int)
    for row in rows:
        for level in levels(row.organisation, row.area):
            tops["ae_attendances", level] += row.added(*ATTENDANCES)
            tops["ae_12h_dta_waits", level] += row.added("Patients who have waited 12+")
            tops["ae_emergency_admissions", level] += row.added("Emergency admissions", "Other emergency admissions")
            if row.organisation in field_test(month):
                continue
            for measure, ending in (("ae_within_4h", ""), ("ae_within_4h_type1", "Type 1")):
                seen = row.added(*ATTENDANCES, ending=ending)
                tops[measure, level] += seen - row.added(*OVER_4H, ending=ending)
                bottoms[measure, level] += seen
    return _answers(tops, bottoms)


def _answers(tops: dict[Key, int], bottoms: dict[Key, int]) -> Answers:
    found: Answers = {}
    for key, top in tops.items():
        if key not in bottoms:
            found[key] = (top, None, top)
        elif bottoms[key]:
            found[key] = (top, bottoms[key], top / bottoms[key])
    return found


# RTT


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
                held = waiting.setdefault(level, [0] * len(counted))
                waiting[level] = [a + b for a, b in zip(held, counted, strict=True)]
    found = _answers(tops, {})
    for level, bands in waiting.items():
        found |= {(measure, level): answer for measure, answer in _waits(bands).items()}
    return found


def _waits(bands: Sequence[int]) -> dict[str, Answer]:
    everyone, last = sum(bands), len(bands) - 1
    found: dict[str, Answer] = {}
    for weeks in (52, 65, 78):
        if weeks <= last:
            beyond = sum(bands[weeks:])
            found[f"rtt_over_{weeks}w"] = (beyond, None, beyond)
    if everyone:
        found["rtt_within_18w"] = (sum(bands[:18]), everyone, sum(bands[:18]) / everyone)
    if everyone >= 20:
        for measure, share in (("rtt_median_weeks", Fraction(1, 2)), ("rtt_p92_weeks", Fraction(92, 100))):
            if (value := percentile(bands, share)) is not None:
                found[measure] = (None, everyone, value)
    return found


def percentile(bands: Sequence[int], share: Fraction) -> float | None:
    """The wait at rank share x N, with the pathways of a band spread evenly over its week; None in the open last band."""
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


# Referrals


@dataclass(frozen=True)
class MarRow:
    code: str
    area: str | None
    gp: int
    other: int


def _figure(cell: str) -> int:
    text = cell.replace("\t", "").replace(",", "").strip()
    return 0 if text in ("- 0", "-") else int(text)


def mar_rows(path: Path) -> tuple[MarRow, dict[str, MarRow], list[MarRow]]:
    """England's row, the authorities' rows, and the PCTs' (none in 2012-13) of a Monthly Activity Return."""
    text = path.read_text(encoding="utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in line)]
    at = next(number for number, line in enumerate(lines) if line[1] == "Year")
    header = [cell.strip() for cell in lines[at]]
    gp, other = header.index("GP Referrals Made (All specialties)"), header.index("Other Referrals Made (G&A)")
    by_pct = "Org Code" in header
    england, authorities, pcts = None, {}, []
    for line in lines[at + 1 :]:
        sha, code = line[3].strip(), line[5].strip() if by_pct else line[3].strip()
        row = MarRow(code, sha or None, _figure(line[gp]), _figure(line[other]))
        if not code:
            england = row
        elif by_pct and sha:
            pcts.append(row)
        else:
            authorities[code] = row
    assert england
    return england, authorities, pcts
