"""Choose the sheet of a workbook that contains an extract, and write it as CSV."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence
from pathlib import Path

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import Reason, Refused
from checks.files.compression import make_refusal
from checks.files.families_not_taken import refuse_family_not_taken
from checks.files.workbook_sheets import Sheet
from checks.privacy.beginning import ROWS_TESTED, Beginning, RecognisedParts
from checks.privacy.patient_data import refuse_patient_rows


def choose_sheet(
    sheets: Sequence[Sheet], recognised: RecognisedParts
) -> tuple[Sequence[Sequence[str]], DetectedLayout, str]:
    """Return the first rows, the layout and the name of the sheet that contains an extract.

    All sheets are searched for patient data. A sheet with the name that its layout has in the published workbook comes
    before others, and hidden sheets are not chosen: publishers leave working sheets behind. Raises Refused if not
    exactly one sheet fits.
    """
    beginnings = [
        (sheet, refuse_patient_rows(list(itertools.islice(sheet.iterate_rows(), ROWS_TESTED)))) for sheet in sheets
    ]
    for sheet, beginning in beginnings:
        recognised.add(sheet.part_name, is_known=beginning.is_known)
    fitting = _best_of(
        [(sheet, seen, seen.layout) for sheet, seen in beginnings if seen.layout and not sheet.is_hidden]
    )
    if len(fitting) == 1:
        sheet, beginning, layout = fitting[0]
        return beginning.rows, layout, sheet.name
    if fitting:
        names = ", ".join(sheet.name for sheet, _, _ in fitting[:5])
        message = f"more than one sheet contains an extract: {names}"
        raise make_refusal("one_sheet", message, "send a workbook with one of them, or that sheet as CSV (UTF-8)")
    if refusal := next(filter(None, (refuse_family_not_taken(seen.rows) for _, seen in beginnings)), None):
        raise refusal
    _refuse_other_name([(sheet, seen.layout) for sheet, seen in beginnings if seen.layout and not sheet.is_hidden])
    names = ", ".join(sheet.name for sheet in sheets[:10]) or "none"
    message = f"no sheet of the workbook contains a known extract (sheets: {names})"
    raise Refused(Reason("known_kind", message, "check that this is the published file; a new layout needs a contract"))


def _refuse_other_name(candidates: Sequence[tuple[Sheet, DetectedLayout]]) -> None:
    """Raise Refused for a sheet that has the columns of a published one and another name: it may be another sheet."""
    for sheet, layout in candidates:
        if layout.published.sheets and not layout.drift:
            message = f"the sheet {sheet.name!r} has the columns of {layout.published.sheets[0]!r}, but another name"
            raise make_refusal("another_sheet", message, "send the workbook as published, with the names of its sheets")


def _best_of(
    candidates: Sequence[tuple[Sheet, Beginning, DetectedLayout]],
) -> Sequence[tuple[Sheet, Beginning, DetectedLayout]]:
    """Return the sheets to choose from: those of a published name, else of no fixed name; without drift if any is."""
    named = [item for item in candidates if item[0].name.strip() in item[2].published.sheets]
    free = [item for item in candidates if not item[2].published.sheets]
    fitting = named or free
    return [item for item in fitting if not item[2].drift] or fitting


def write_sheet_as_csv(sheets: Sequence[Sheet], target: Path, name: str) -> None:
    """Write the sheet of this name as CSV, without empty rows at the end. Raises Refused if the sheet is too large."""
    sheet = next(sheet for sheet in sheets if sheet.name == name)
    if sheet.problem:
        raise sheet.problem
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        empty_rows = 0
        for row in sheet.iterate_rows():
            if not any(row):
                empty_rows += 1
                continue
            writer.writerows([[""]] * empty_rows)
            writer.writerow(row)
            empty_rows = 0
