"""Small faithful extracts, cell by cell: rows in, the lines of a published file out.

The numbers are small, every column's differ, and every rule of the contract holds; a test then spoils what it is about.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checks.contract import Era
from checks.extracts import ae as ae_contract
from checks.extracts import organisations as organisations_contract
from checks.extracts import referrals as referrals_contract
from checks.extracts import rtt as rtt_contract
from checks.extracts import successions as successions_contract
from checks.periods import MONTHS

Row = dict[str, object]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Sheet:
    """A file as lines of cells; lines count from 1, as in an editor, and `header_line` is 0 where there is none."""

    lines: tuple[tuple[str, ...], ...]
    header_line: int = 1

    def place(self, header: str) -> int:
        """The place of a column in its line, by the start of its published name."""
        found = [at for at, cell in enumerate(self.lines[self.header_line - 1]) if cell.strip() == header]
        assert len(found) == 1, f"{header!r} stands {len(found)} times in the header"
        return found[0]

    def cell(self, line: int, header: str) -> str:
        return self.lines[line - 1][self.place(header)]

    def put(self, line: int, header: str, value: str) -> Sheet:
        at = self.place(header)
        cells = self.lines[line - 1]
        return self.line(line, (*cells[:at], value, *cells[at + 1 :]))

    def line(self, line: int, *cells: Sequence[str]) -> Sheet:
        """Put these lines where one line stands; none removes it."""
        return replace(self, lines=(*self.lines[: line - 1], *(tuple(row) for row in cells), *self.lines[line:]))

    def text(self, newline: str = "\r\n") -> str:
        handle = io.StringIO()
        csv.writer(handle, lineterminator=newline).writerows(self.lines)
        return handle.getvalue()

    def write(self, folder: Path, name: str = "extract.csv", *, encoding: str = "utf-8", newline: str = "\r\n") -> Path:
        path = folder / name
        path.write_bytes(self.text(newline).encode(encoding))
        return path


def code_of(number: int) -> str:
    """RAA, RAB ... RBA ...: codes of the form that trusts have."""
    return f"R{LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"


def cells_of(era: Era, row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(name, "")) for name in era.columns)


def _number(value: object) -> int:
    text = str(value).strip().replace(",", "")
    return int(text) if text.lstrip("-").isdigit() else 0


def sums(rows: Sequence[Row], names: Sequence[str]) -> Row:
    return {name: sum(_number(row.get(name, 0)) for row in rows) for name in names}


# A&E


def ae_era(month: str) -> Era:
    if month < "2020-04":
        return ae_contract.NUMBERED
    return ae_contract.UNBOOKED if month < "2020-08" else ae_contract.BOOKING


def ae_period(month: str) -> str:
    return f"MSitAE-{MONTHS[int(month[5:]) - 1].upper()}-{month[:4]}"


def ae_rows(count: int = 3, month: str = "2025-06", start: int = 0) -> list[Row]:
    """Providers with attendances, waits and admissions in every department, spread over the regions."""
    rows: list[Row] = []
    for number in range(start, start + count):
        region = ae_contract.REGIONS[number % len(ae_contract.REGIONS)]
        row: Row = {
            "period": ae_period(month),
            "organisation_code": code_of(number),
            # every region but London is published with a space after it
            "parent_name": region if region.endswith("LONDON") else f"{region} ",
            "organisation_name": f"TRUST NUMBER {number}",
        }
        for place, name in enumerate(column.name for column in ae_contract.COUNT_COLUMNS):
            part = 100 if name.startswith(("attendances", "booked_type", "booked_other")) else 10
            row[name] = part * (place + 1) + number
        rows.append(row)
    return rows


def ae(rows: Sequence[Row] | None = None, month: str = "2025-06", total: Sequence[str] | None = ("TOTAL",) * 4) -> Sheet:
    """The month's file: header, providers, and the total row (not with None) in the spelling given."""
    rows = ae_rows(3, month) if rows is None else rows
    era = ae_era(month)
    lines = [era.headers, *(cells_of(era, row) for row in rows)]
    if total is not None:
        lines.append(cells_of(era, {**dict(zip(ae_contract.KEYS, total, strict=True)), **sums(rows, era.columns[4:])}))
    return Sheet(tuple(lines))


# RTT


def rtt_row(code: str, commissioner: str, part: str, specialty: str, bands: Mapping[int, int], **cells: object) -> Row:
    """One row; `bands` are pathways by the band's lower bound in weeks. Parts 1A and 1B have their known starts told."""
    total = sum(bands.values())
    unknown = _number(cells.pop("unknown", 0))
    row: Row = {
        "period": "RTT-January-2026",
        "parent_code": "QWO",
        "parent_name": "NHS WEST YORKSHIRE INTEGRATED CARE BOARD",
        "organisation_code": code,
        "organisation_name": f"PROVIDER {code}",
        "commissioner_parent_code": "QWO",
        "commissioner_parent_name": "NHS WEST YORKSHIRE INTEGRATED CARE BOARD",
        "commissioner_code": commissioner,
        "commissioner_name": f"COMMISSIONER {commissioner}",
        "part": part,
        "part_name": "Incomplete Pathways",
        "treatment_function_code": specialty,
        "treatment_function_name": "Total" if specialty == "C_999" else f"Specialty {specialty}",
        "total_all": total + unknown,
    }
    if part != "Part_3":
        row |= dict.fromkeys(rtt_contract.BANDS, 0) | {f"weeks_{week:03d}": count for week, count in bands.items()}
    if part in ("Part_1A", "Part_1B"):
        row |= {"total_known_start": total, "unknown_start": unknown}
    return row | cells


def rtt_group(code: str, commissioner: str, part: str, specialties: Mapping[str, Mapping[int, int]], **cells: object) -> list[Row]:
    """The rows of one provider, commissioner and part: each specialty, and C_999 that adds them up."""
    whole: dict[int, int] = {}
    for bands in specialties.values():
        for week, count in bands.items():
            whole[week] = whole.get(week, 0) + count
    rows = [rtt_row(code, commissioner, part, name, bands, **cells) for name, bands in specialties.items()]
    unknown = _number(cells.get("unknown", 0)) * len(specialties)
    together = {**cells, "unknown": unknown} if unknown else cells
    return [*rows, rtt_row(code, commissioner, part, "C_999", whole, **together)]


def rtt_rows(code: str) -> list[Row]:
    """All five parts of one provider, for one commissioner."""
    return [
        *rtt_group(code, "15F", "Part_1A", {"C_100": {3: 4, 20: 1}, "X02": {7: 2}}, unknown=1),
        *rtt_group(code, "15F", "Part_1B", {"C_100": {1: 6}}),
        *rtt_group(code, "15F", "Part_2", {"C_100": {0: 30, 17: 5, 18: 3}, "X02": {53: 2, 70: 1, 104: 1}}),
        *rtt_group(code, "15F", "Part_2A", {"C_100": {17: 2}}),
        *rtt_group(code, "15F", "Part_3", {"C_100": {0: 9}}),
    ]


def rtt(rows: Sequence[Row], month: str = "2026-01") -> Sheet:
    era = rtt_contract.BANDS_105 if month >= "2021-04" else rtt_contract.BANDS_53
    period = f"RTT-{MONTHS[int(month[5:]) - 1].title()}-{month[:4]}"
    dated = [{**row, "period": period if row["period"] == "RTT-January-2026" else row["period"]} for row in rows]
    return Sheet((era.headers, *(cells_of(era, row) for row in dated)))


# Referrals


def tabbed(value: object) -> str:
    """A number as the returns of 2008 to 2012 print it: a tab before it, thousands told apart, and nothing as a dash."""
    text = str(value).strip()
    if not text.lstrip("-").isdigit():
        return text
    return " \t- 0" if text == "0" else f" \t{int(text):,} "


def pct(sha: str, code: str, number: int, era: Era = referrals_contract.BY_PCT_2008, **cells: object) -> Row:
    row: Row = {
        "year": "2008-09",
        "period": "APRIL",
        "sha_code": sha,
        "sha_name": f"AUTHORITY {sha}",
        "organisation_code": code,
        "organisation_name": f"{code} PCT",
    }
    counts = [name for name in era.columns if name not in referrals_contract.PCT_KEYS]
    row |= {name: 1000 * (place + 1) + number for place, name in enumerate(counts)}
    # general and acute is a part of all specialties
    return row | {"gp_referrals_made_all": 20_000 + number, "gp_referrals_seen_all": 19_000 + number} | cells


def pcts(era: Era = referrals_contract.BY_PCT_2008) -> list[Row]:
    return [pct("Q30", "5D7", 1, era), pct("Q30", "5D8", 2, era), pct("Q39", "5QQ", 3, era, treatment_centre_admissions=0)]


def mar(rows: Sequence[Row] | None = None, era: Era = referrals_contract.BY_PCT_2008, year: str = "2008-09", period: str = "APRIL") -> Sheet:
    """England, a blank line, the authorities (their code under the organisation's header), and the PCTs."""
    rows = pcts(era) if rows is None else rows
    counts = era.columns[6:]
    england: Row = {"year": year, "period": period, "organisation_name": "England", **sums(rows, counts)}
    authorities = []
    for sha in dict.fromkeys(str(row["sha_code"]) for row in rows):
        own = [row for row in rows if row["sha_code"] == sha]
        keys = {"organisation_code": sha, "organisation_name": f"AUTHORITY {sha}"}
        authorities.append({**england, **keys, **sums(own, counts)})
    dated = [{**row, "year": row["year"] if row["year"] != "2008-09" else year} for row in rows]
    dated = [{**row, "period": row["period"] if row["period"] != "APRIL" else period} for row in dated]
    header = ("", *(f"{name} " if name.startswith(("GP", "All", "Other")) else name for name in era.headers))
    lines = [("", *_dressed(era, row)) for row in (england, {}, *authorities, *dated)]
    return Sheet((header, *lines))


def _dressed(era: Era, row: Row) -> tuple[str, ...]:
    return tuple(tabbed(row.get(name, "")) if name not in referrals_contract.PCT_KEYS else str(row.get(name, "")) for name in era.columns)


MAR_NOTES = (
    ("Title:", "Monthly Hospital Activity"),
    ("Summary:", "Monthly activity data, elective and non-elective"),
    (),
    ("Period:", "April 2012"),
    ("Source:", "Department of Health: Monthly Activity Return"),
    ("Basis:", "Commissioner"),
    ("Published:", "15th June 2012"),
    ("Revised:", "12th July 2013"),
    ("Status:", "Revised"),
    ("Contact:", "-"),
    (),
    ("SHA Level Data",),
)


def mar_by_sha(numbers: Mapping[str, int], year: str = "2012-13", period: str = "APRIL") -> Sheet:
    """The layout of 2012-13: a block of notes, then England, a blank line and the authorities only."""
    era = referrals_contract.BY_SHA
    counts = era.columns[4:]
    rows = [{**pct(sha, "", number, era), "year": year, "period": period} for sha, number in numbers.items()]
    england: Row = {"year": year, "period": period, "sha_name": "England", **sums(rows, counts)}
    width = len(era.columns) + 1
    notes = [tuple(("", *note, *[""] * width)[:width]) for note in ((), *MAR_NOTES)]
    lines = [("", *(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in (row.get(name, "") for name in era.columns))) for row in (england, {}, *rows)]
    return Sheet((*notes, ("", *era.headers), *lines), header_line=len(notes) + 1)


def mrr(count: int = 3) -> Sheet:
    """The return by provider, with England's row first and the provider's region beside it."""
    era = referrals_contract.BY_PROVIDER
    names = referrals_contract.MRR_MEASURES
    rows: list[Row] = []
    for number in range(count):
        counts = {name: 100 * (9 - place) + number for place, name in enumerate(names)}
        keys = {"region_code": "Y63", "region_name": "NORTH EAST AND YORKSHIRE", "organisation_code": code_of(number)}
        rows.append({"year": "2022-23", "period": "APRIL", **keys, "organisation_name": f"TRUST NUMBER {number}", **counts})
    england: Row = {"year": "2022-23", "period": "APRIL", "organisation_name": "England", **sums(rows, names)}
    return Sheet((era.headers, cells_of(era, england), cells_of(era, {}), *(cells_of(era, row) for row in rows)))


# Registers


def ods(*rows: Row) -> Sheet:
    """An ODS file: 27 fields, no header."""
    era = organisations_contract.ODS
    first: Row = {"region": "Y63", "icb": "QWO", "opened_text": "20110401", "field_22": "0", "field_24": "D"}
    given = rows or tuple({"organisation": code_of(number), "name": f"TRUST NUMBER {number}"} for number in range(3))
    return Sheet(tuple(cells_of(era, {**first, **row}) for row in given), header_line=0)


def successions(*pairs: tuple[str, str, str]) -> Sheet:
    """A local list of successions."""
    era = successions_contract.LOCAL
    given = pairs or (("RAA", "RAB", "2024-04"), ("RAC", "RAB", "2025-10"))
    return Sheet((era.headers, *((old, new, month, "merger") for old, new, month in given)))
