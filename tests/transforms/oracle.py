"""The measures in plain Python, straight from the published files: what the warehouse's SQL is held against.

Nothing here is shared with the product: the files are read with the csv module, by their published headers.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
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
    actual = []
    for line in data:
        if "total" in {cell.strip().lower() for cell in line[:4]}:
            continue
        counts = {
            name: int(cell) for name, cell in zip(header[4:], line[4:], strict=True) if name.strip() not in ("", "a")
        }
        actual.append(AeRow(line[1].strip(), REGION_CODES[line[2].split("(")[0].strip()], counts))
    return actual


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
    return shares(tops, bottoms)


def shares(tops: dict[Key, int], bottoms: dict[Key, int]) -> Answers:
    actual: Answers = {}
    for key, top in tops.items():
        if key not in bottoms:
            actual[key] = (top, None, top)
        elif bottoms[key]:
            actual[key] = (top, bottoms[key], top / bottoms[key])
    return actual


# Referrals


@dataclass(frozen=True)
class MarRow:
    code: str
    area: str | None
    gp: int
    other: int


def _read_figure(cell: str) -> int:
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
        row = MarRow(code, sha or None, _read_figure(line[gp]), _read_figure(line[other]))
        if not code:
            england = row
        elif by_pct and sha:
            pcts.append(row)
        else:
            authorities[code] = row
    assert england
    return england, authorities, pcts
