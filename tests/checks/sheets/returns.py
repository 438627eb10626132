"""Small returns of referrals: by PCT, by authority, by provider, by provider and commissioner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.contracts.contract import PublishedLayout
from checks.extracts import referrals_activity, referrals_return
from tests.checks.sheets.sheet import Row, Sheet, cells_of, code_of, sums


def tabbed(value: object) -> str:
    """A number as the returns of 2008 to 2012 print it: a tab before it, thousands told apart, nothing as a dash."""
    text = str(value).strip()
    if not text.lstrip("-").isdigit():
        return text
    return " \t- 0" if text == "0" else f" \t{int(text):,} "


def pct(
    sha: str,
    code: str,
    number: int,
    published_layout: PublishedLayout = referrals_activity.BY_PCT_2008,
    **cells: object,
) -> Row:
    row: Row = {
        "year": "2008-09",
        "period": "APRIL",
        "sha_code": sha,
        "sha_name": f"AUTHORITY {sha}",
        "organisation_code": code,
        "organisation_name": f"{code} PCT",
    }
    counts = [name for name in published_layout.columns if name not in referrals_activity.PCT_KEYS]
    row |= {name: 1000 * (place + 1) + number for place, name in enumerate(counts)}
    # general and acute is a part of all specialties
    return row | {"gp_referrals_made_all": 20_000 + number, "gp_referrals_seen_all": 19_000 + number} | cells


def pcts(published_layout: PublishedLayout = referrals_activity.BY_PCT_2008) -> list[Row]:
    return [
        pct("Q30", "5D7", 1, published_layout),
        pct("Q30", "5D8", 2, published_layout),
        pct("Q39", "5QQ", 3, published_layout, treatment_centre_admissions=0),
    ]


def mar(
    rows: Sequence[Row] | None = None,
    published_layout: PublishedLayout = referrals_activity.BY_PCT_2008,
    year: str = "2008-09",
    period: str = "APRIL",
) -> Sheet:
    """England, a blank line, the authorities (their code under the organisation's header), and the PCTs."""
    rows = pcts(published_layout) if rows is None else rows
    counts = published_layout.columns[6:]
    england: Row = {"year": year, "period": period, "organisation_name": "England", **sums(rows, counts)}
    authorities = []
    for sha in dict.fromkeys(str(row["sha_code"]) for row in rows):
        own = [row for row in rows if row["sha_code"] == sha]
        keys = {"organisation_code": sha, "organisation_name": f"AUTHORITY {sha}"}
        authorities.append({**england, **keys, **sums(own, counts)})
    dated = [{**row, "year": row["year"] if row["year"] != "2008-09" else year} for row in rows]
    dated = [{**row, "period": row["period"] if row["period"] != "APRIL" else period} for row in dated]
    header = (
        "",
        *(f"{name} " if name.startswith(("GP", "All", "Other")) else name for name in published_layout.headers),
    )
    lines = [("", *_dress_row(published_layout, row)) for row in (england, {}, *authorities, *dated)]
    return Sheet((header, *lines))


def _dress_row(published_layout: PublishedLayout, row: Row) -> tuple[str, ...]:
    return tuple(
        tabbed(row.get(name, "")) if name not in referrals_activity.PCT_KEYS else str(row.get(name, ""))
        for name in published_layout.columns
    )


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
    published_layout = referrals_activity.BY_SHA
    counts = published_layout.columns[4:]
    rows = [
        {**pct(sha, "", number, published_layout), "year": year, "period": period} for sha, number in numbers.items()
    ]
    england: Row = {"year": year, "period": period, "sha_name": "England", **sums(rows, counts)}
    width = len(published_layout.columns) + 1
    notes = [tuple(("", *note, *[""] * width)[:width]) for note in ((), *MAR_NOTES)]
    lines = [
        (
            "",
            *(
                f"{cell:,}" if isinstance(cell, int) else str(cell)
                for cell in (row.get(name, "") for name in published_layout.columns)
            ),
        )
        for row in (england, {}, *rows)
    ]
    return Sheet((*notes, ("", *published_layout.headers), *lines), header_line=len(notes) + 1)


def mrr(count: int = 3) -> Sheet:
    """The return by provider, with England's row first and the provider's region beside it."""
    published_layout = referrals_return.BY_PROVIDER
    names = referrals_return.RETURN_COUNTS
    rows: list[Row] = []
    for number in range(count):
        counts = {name: 100 * (9 - place) + number for place, name in enumerate(names)}
        keys = {"region_code": "Y63", "region_name": "NORTH EAST AND YORKSHIRE", "organisation_code": code_of(number)}
        rows.append(
            {"year": "2022-23", "period": "APRIL", **keys, "organisation_name": f"TRUST NUMBER {number}", **counts}
        )
    england: Row = {"year": "2022-23", "period": "APRIL", "organisation_name": "England", **sums(rows, names)}
    return Sheet(
        (
            published_layout.headers,
            cells_of(published_layout, england),
            cells_of(published_layout, {}),
            *(cells_of(published_layout, row) for row in rows),
        )
    )


def annual_mrr_rows(code: str, month: str = "April-2023", **cells: object) -> list[Row]:
    """A provider's rows in a month of the annual CSV: two commissioners, of which one has referred nobody."""
    row: Row = {
        "period": f"MRR-{month}",
        "board_code": "QYG",
        "board_name": "NHS CHESHIRE AND MERSEYSIDE INTEGRATED CARE BOARD",
        "organisation_code": code,
        "organisation_name": f"TRUST {code}",
        "commissioner_parent_code": "QYG",
        "commissioner_parent_name": "NHS CHESHIRE AND MERSEYSIDE INTEGRATED CARE BOARD",
    }
    counts = {name: 10 * (9 - place) for place, name in enumerate(referrals_return.RETURN_COUNTS)}
    first = {"commissioner_code": "02E", "commissioner_name": "NHS WARRINGTON (SUB ICB LOCATION)"}
    other = {"commissioner_code": "27D", "commissioner_name": "NHS CHESHIRE (SUB ICB LOCATION)"}
    return [{**row, **first, **counts, **cells}, {**row, **other, **dict.fromkeys(counts, 0), **cells}]


def annual_mrr(rows: Sequence[Row]) -> Sheet:
    published_layout = referrals_return.BY_COMMISSIONER
    return Sheet((published_layout.headers, *(cells_of(published_layout, row) for row in rows)))
