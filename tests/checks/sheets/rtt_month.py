"""Small RTT full extracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.contracts.published_months import MONTHS
from checks.extracts import rtt_layouts
from tests.checks.sheets.sheet import Row, Sheet, cells_of, number_of


def rtt_row(code: str, commissioner: str, part: str, specialty: str, bands: Mapping[int, int], **cells: object) -> Row:
    """One row; `bands` are pathways by the band's lower bound in weeks; parts 1A and 1B tell their known starts."""
    total = sum(bands.values())
    unknown = number_of(cells.pop("unknown", 0))
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
        row |= dict.fromkeys(rtt_layouts.BANDS, 0) | {f"weeks_{week:03d}": count for week, count in bands.items()}
    if part in ("Part_1A", "Part_1B"):
        row |= {"total_known_start": total, "unknown_start": unknown}
    return row | cells


def rtt_group(
    code: str, commissioner: str, part: str, specialties: Mapping[str, Mapping[int, int]], **cells: object
) -> list[Row]:
    """The rows of one provider, commissioner and part: each specialty, and C_999 that adds them up."""
    whole: dict[int, int] = {}
    for bands in specialties.values():
        for week, count in bands.items():
            whole[week] = whole.get(week, 0) + count
    rows = [rtt_row(code, commissioner, part, name, bands, **cells) for name, bands in specialties.items()]
    unknown = number_of(cells.get("unknown", 0)) * len(specialties)
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
    if month < "2017-10":
        return _early_rtt(rows, month)
    published_layout = rtt_layouts.BANDS_105 if month >= "2021-04" else rtt_layouts.BANDS_53
    period = f"RTT-{MONTHS[int(month[5:]) - 1].title()}-{month[:4]}"
    dated = [{**row, "period": period if row["period"] == "RTT-January-2026" else row["period"]} for row in rows]
    return Sheet((published_layout.headers, *(cells_of(published_layout, row) for row in dated)))


def _early_rtt(rows: Sequence[Row], month: str) -> Sheet:
    """The layout of April 2015 to September 2017: two lines above the header, the month in two columns."""
    published_layout = rtt_layouts.JULY_2016 if month == "2016-07" else rtt_layouts.YEAR_AND_MONTH
    first = int(month[:4]) - (int(month[5:]) < 4)
    when = {"year": f"{first}-{(first + 1) % 100:02d}", "period": MONTHS[int(month[5:]) - 1].upper()}
    dated = [{**row, **(when if row["period"] == "RTT-January-2026" else {})} for row in rows]
    blank = ("",) * (len(published_layout.headers) - 1)
    lines = (("18 Weeks RTT monthly extract", *blank), ("", *blank), published_layout.headers)
    return Sheet((*lines, *(cells_of(published_layout, row) for row in dated)), header_line=3)
