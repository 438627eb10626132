"""What is this file? Told by its header, or by the shape of its first row; never by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from checks.contracts.contract import Extract, PublishedLayout
from checks.contracts.problems import Reason, Refused, unknown_kind
from checks.extracts import EXTRACTS

HEADER_WITHIN = 40
"""Rows in which the header must stand: some layouts begin with a block of notes."""
MIN_HEADER_LIKENESS = 0.4
"""The share of an era's headers that must be there for a drifted file to count as of this kind."""


@dataclass(frozen=True)
class DetectedLayout:
    """Where the table stands in the file: `header_row` counts from 0 and is -1 when there is no header."""

    extract: Extract
    era: PublishedLayout
    header_row: int
    offset: int
    month: str | None
    extra: tuple[str, ...]
    drift: tuple[Reason, ...]
    told: Mapping[str, str] = field(default_factory=dict)
    """What stands once above the table, by column: {'period': 'period: June 2025'}."""
    called: str = ""
    """What the rows above the table call the figures: provisional, revised or final."""


def read_version_in_name(text: str) -> str:
    """Whether a text (a line above the table, a file's name) says provisional, revised or final; else nothing."""
    match = re.search(r"(?<![a-z])(provisional|revis(?:ed|ion)|final)(?![a-z])", text.casefold())
    return {"revision": "revised"}.get(match[1], match[1]) if match else ""


def normalise_header(header: str) -> str:
    """A header as it is compared: spaces folded, case ignored."""
    return re.sub(r"\s+", " ", header.replace("\ufeff", "").replace("\u00a0", " ")).strip().casefold()


def detect_layout(rows: Sequence[Sequence[str]]) -> DetectedLayout:
    """Find kind, era and month from the first rows. Raises Refused when no kind fits."""
    layout = _by_header(rows) or _by_shape(rows)
    if layout is None:
        raise Refused(unknown_kind(rows[:HEADER_WITHIN], sorted(EXTRACTS)))
    layout = replace(layout, told=_told_above(layout, rows), called=_called_above(layout, rows))
    return replace(layout, month=_read_month(layout, rows))


def _by_header(rows: Sequence[Sequence[str]]) -> DetectedLayout | None:
    best: tuple[float, DetectedLayout] | None = None
    for number, plain in enumerate(rows[:HEADER_WITHIN]):
        row = _with_groups(plain, rows[number - 1]) if number else plain
        cells = [normalise_header(cell) for cell in row]
        filled = {cell for cell in cells if cell}
        if len(filled) < 2:
            continue
        for extract in EXTRACTS.values():
            for era in extract.eras:
                likeness = _header_likeness(filled, era) if era.has_header else 0.0
                if likeness >= MIN_HEADER_LIKENESS and (best is None or likeness > best[0]):
                    best = (likeness, _make_layout(extract, era, number, row))
    return best[1] if best else None


def _with_groups(row: Sequence[str], above: Sequence[str]) -> Sequence[str]:
    """The headers, where one stands more than once with its group before it: 'A&E attendances: Type 1 Departments'.

    A group is named above the first of its columns. The signs for more and less have been written as words too.
    """
    counted = Counter(normalise_header(cell) for cell in row)
    if not any(normalise_header(cell) for cell in above) or max(counted.values(), default=0) < 2:
        return row
    group, named = "", []
    for at, cell in enumerate(row):
        group = (above[at].strip() if at < len(above) else "") or group
        is_repeated = counted[normalise_header(cell)] > 1 and normalise_header(cell) and group
        named.append(f"{_with_signs(group)}: {cell.strip()}" if is_repeated else cell)
    return named


def _with_signs(group: str) -> str:
    for words, sign in (("greater than", ">"), ("more than", ">"), ("less than", "<")):
        group = re.sub(words, sign, group, flags=re.IGNORECASE)
    return group


def _told_above(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The cell behind 'Period:' and the like, in the rows above the header."""
    labels: dict[str, str] = {}
    for row in rows[: max(layout.header_row, 0)]:
        filled = [cell.strip() for cell in row if cell.strip()]
        for name in layout.era.told_above:
            if len(filled) > 1 and normalise_header(filled[0]).rstrip(" :") == name:
                labels.setdefault(name, f"{name}: {filled[1]}")
    return labels


def _called_above(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> str:
    """What stands behind 'Status:' above the header; a date behind 'Revised:' says it too."""
    labels = dict.fromkeys(("status", "revised"), "")
    for row in rows[: max(layout.header_row, 0)]:
        name, _, value = " ".join(cell.strip() for cell in row if cell.strip()).partition(":")
        if normalise_header(name) in labels:
            labels[normalise_header(name)] = value
    return read_version_in_name(labels["status"]) or ("revised" if re.search("[0-9]", labels["revised"]) else "")


@cache
def _wanted_headers(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(normalise_header(header) for header in headers)


def _header_likeness(filled: set[str], era: PublishedLayout) -> float:
    """Shared headers over all headers: 1 when both are the same set."""
    wanted = _wanted_headers(era.headers)
    return len(wanted & filled) / len(wanted | filled)


def _make_layout(extract: Extract, era: PublishedLayout, number: int, row: Sequence[str]) -> DetectedLayout:
    offset = next(index for index, cell in enumerate(row) if normalise_header(cell))
    cells = list(row[offset:])
    while cells and not normalise_header(cells[-1]) and len(cells) > len(era.headers):
        cells.pop()
    headers = [normalise_header(cell) for cell in cells]
    wanted = [normalise_header(header) for header in era.headers]
    extra = tuple(cells[len(wanted) :]) if headers[: len(wanted)] == wanted else ()
    drift = () if extra or headers == wanted else tuple(_describe_header_drift(era, cells, number + 1))
    return DetectedLayout(extract, era, number, offset, None, extra, drift)


def _describe_header_drift(era: PublishedLayout, cells: Sequence[str], row: int) -> list[Reason]:
    """Why the header is not the one of the era, in words."""
    present, wanted = [normalise_header(cell) for cell in cells], [normalise_header(header) for header in era.headers]
    advice = "compare the header with the published layout; a new layout needs a new era in the contract"
    unknown = [cell for cell in cells if normalise_header(cell) and normalise_header(cell) not in wanted]
    missing = [header for header in era.headers if normalise_header(header) not in present]
    repeated = sorted({cell for cell in cells if normalise_header(cell) and present.count(normalise_header(cell)) > 1})
    reasons = [
        Reason("unknown_column", "this column is not in the layout", advice, row=row, column=cell.strip())
        for cell in unknown
    ]
    reasons += [
        Reason("missing_column", "this column is missing", advice, row=row, column=header) for header in missing
    ]
    reasons += [
        Reason("repeated_column", "this column stands twice", advice, row=row, column=cell.strip()) for cell in repeated
    ]
    if not reasons:
        at = next(i for i, (a, b) in enumerate(zip(present, wanted, strict=False)) if a != b)
        found_there, wanted_there = cells[at].strip(), era.headers[at]
        message = f"the columns are not in the published order: {found_there!r} stands where {wanted_there!r} belongs"
        reasons.append(Reason("column_order", message, advice, row=row, column=cells[at].strip()))
    return reasons


def _by_shape(rows: Sequence[Sequence[str]]) -> DetectedLayout | None:
    first = next(((number, row) for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None:
        return None
    number, row = first
    for extract in EXTRACTS.values():
        for era in extract.eras:
            if not era.has_header and _row_fits_shape(row, era.shape):
                return DetectedLayout(extract, era, number - 1, 0, None, (), ())
    return None


def _row_fits_shape(row: Sequence[str], shape: Sequence[str]) -> bool:
    return len(row) == len(shape) and all(
        re.fullmatch(pattern, cell.replace("\ufeff", "").strip()) for pattern, cell in zip(shape, row, strict=True)
    )


def _read_month(layout: DetectedLayout, rows: Sequence[Sequence[str]]) -> str | None:
    if layout.extract.is_register:
        return None
    for row in rows[layout.header_row + 1 :]:
        cells = list(row[layout.offset :])
        cells += [""] * (len(layout.era.columns) - len(cells))
        values = {**dict(zip(layout.era.columns, cells, strict=False)), **layout.told}
        if month := layout.extract.read_month(values):
            return month
    return None
