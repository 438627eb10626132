"""Describe how a header differs from the published one: columns that are new, missing, repeated or moved."""

from __future__ import annotations

from collections.abc import Sequence

from checks.contracts.contract import PublishedLayout
from checks.contracts.problems import Reason
from checks.files.header_text import normalise_header


def describe_header_drift(
    published_layout: PublishedLayout, cells: Sequence[str], row: int, offset: int
) -> list[Reason]:
    """Describe how a header, right of `offset` columns, differs from that of the published layout."""
    present = [normalise_header(cell) for cell in cells]
    wanted = [normalise_header(header) for header in published_layout.headers]
    advice = "send the file as published; if the publisher has changed its columns, the contract needs a new layout"
    unknown = [cell for cell in cells if normalise_header(cell) and normalise_header(cell) not in wanted]
    missing = [header for header in published_layout.headers if normalise_header(header) not in present]
    repeated = sorted({cell for cell in cells if normalise_header(cell) and present.count(normalise_header(cell)) > 1})
    reasons = [
        Reason("unknown_column", "this column is not in the layout", advice, row=row, column=cell.strip())
        for cell in unknown
    ]
    reasons += [
        Reason("missing_column", "this column is missing", advice, row=row, column=header) for header in missing
    ]
    reasons += [
        Reason("repeated_column", "this column appears twice", advice, row=row, column=cell.strip())
        for cell in repeated
    ]
    if not reasons:
        at = next(i for i, (a, b) in enumerate(zip(present, wanted, strict=False)) if a != b)
        reasons.append(_describe_order(cells[at].strip(), published_layout.headers[at], offset + at + 1, row))
    return reasons


def _describe_order(header: str, wanted: str, column: int, row: int) -> Reason:
    """Describe the first column that is not where it belongs; one without a header has been put in between."""
    if not header:
        message, advice = (
            "this column has no header, and the others are as published",
            "remove it and send the file again",
        )
        return Reason("column_order", message, advice, row=row, column=f"column {column}")
    message = f"the columns are not in the published order: {header!r} is where {wanted!r} belongs"
    advice = "put them back into that order, or send the file as published"
    return Reason("column_order", message, advice, row=row, column=header)
