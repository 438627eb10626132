"""Small months of A&E."""

from __future__ import annotations

from collections.abc import Sequence

from checks.contracts.contract import PublishedLayout
from checks.contracts.published_months import MONTHS
from checks.extracts import ae as ae_contract
from checks.extracts import ae_layouts
from tests.checks.sheets.sheet import Row, Sheet, cells_of, code_of, sums


def ae_layout(month: str) -> PublishedLayout:
    if month < "2020-04":
        return ae_layouts.NUMBERED
    return ae_layouts.UNBOOKED if month < "2020-08" else ae_layouts.BOOKING


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


def ae(
    rows: Sequence[Row] | None = None, month: str = "2025-06", total: Sequence[str] | None = ("TOTAL",) * 4
) -> Sheet:
    """The month's file: header, providers, and the total row (not with None) in the spelling given."""
    rows = ae_rows(3, month) if rows is None else rows
    published_layout = ae_layout(month)
    lines = [published_layout.headers, *(cells_of(published_layout, row) for row in rows)]
    if total is not None:
        lines.append(
            cells_of(
                published_layout,
                {**dict(zip(ae_layouts.KEYS, total, strict=True)), **sums(rows, published_layout.columns[4:])},
            )
        )
    return Sheet(tuple(lines))
