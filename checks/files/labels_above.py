"""The labels above a table, such as 'Period: June 2025' and 'Status: Provisional', and what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.contracts.detected_layout import DetectedLayout
from checks.files.header_text import normalise_header


def read_version_in_name(text: str) -> str:
    """Return provisional, revised or final if a text (a line above the table, a file name) says so; otherwise empty."""
    match = re.search(r"(?<![a-z])(provisional|revis(?:ed|ion)|final)(?![a-z])", text.casefold())
    return {"revision": "revised"}.get(match[1], match[1]) if match else ""


def read_values_above(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the cell after 'Period:' and similar labels in the rows above the header, by label."""
    labels: dict[str, str] = {}
    for row in rows[: max(layout.header_row, 0)]:
        filled = [cell.strip() for cell in row if cell.strip()]
        for name in layout.published.labels_above:
            if len(filled) > 1 and is_label(filled[0], name):
                labels.setdefault(name, f"{name}: {filled[1]}")
    return labels


def read_version_above(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> str:
    """Read the label after 'Status:' above the header; a date after 'Revised:' also means revised."""
    labels = dict.fromkeys(("status", "revised"), "")
    for row in rows[: max(layout.header_row, 0)]:
        name, _, value = " ".join(cell.strip() for cell in row if cell.strip()).partition(":")
        if normalise_header(name) in labels:
            labels[normalise_header(name)] = value
    return read_version_in_name(labels["status"]) or ("revised" if re.search("[0-9]", labels["revised"]) else "")


def is_label(cell: str, name: str) -> bool:
    return normalise_header(cell).rstrip(" :") == name
