"""Recognise an open file: search all of it for patients' records, then detect its kind, layout and month."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import NO_ROWS, UNFORESEEN_ERRORS, Reason, Refused
from checks.contracts.register_dates import FIRST_MONTH
from checks.privacy.whole_file_scan import refuse_hidden_numbers, refuse_patients_in_sheets
from checks.reading.first_rows import FirstRows, read_first_rows
from checks.reading.open_file import OpenFile, open_file
from checks.storage.load_ids import read_clock

CLOCK_TOLERANCE = timedelta(days=1)
"""A clock in another time zone or set by hand may be a day behind. The first figures of a
month come out a week after it has ended (`checks/reference/calendar.csv`). Registers, which may have plans, have no
month."""


@contextlib.contextmanager
def open_readable(path: Path, *, is_ours: bool) -> Iterator[OpenFile]:
    """Open a file. An inbox file that this account may not read is refused, so that it does not block those behind."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(open_file(path))
        except PermissionError as error:
            if not is_ours:
                raise
            message = "the file may not be read by the account that runs this"
            raise Refused(
                Reason("readable", message, "give that account permission to read the file, and send it again")
            ) from error
        yield file


def read_after_search(file: OpenFile) -> FirstRows:
    """Read the first rows after searching the whole file for patient data, even if its format will be refused."""
    try:
        first_rows = read_first_rows(file)
    except (Refused, *UNFORESEEN_ERRORS) as fault:
        if not (isinstance(fault, Refused) and fault.is_private):
            refuse_hidden_numbers(file.path.name, file.raw, file.recognised)
        raise
    refuse_hidden_numbers(file.path.name, file.raw, file.recognised)
    refuse_patients_in_sheets(file.sheets or (), file.recognised)
    return first_rows


def find_month_faults(layout: DetectedLayout) -> tuple[Reason, ...]:
    """Say why the month of a layout cannot be right; empty if it can be, and for registers, which have none."""
    if layout.extract.is_register:
        return ()
    if layout.month is None:
        return (_describe_missing_month(layout) if layout.has_rows else NO_ROWS,)
    advice = "correct the period and send the file again"
    if layout.month < FIRST_MONTH:
        return (Reason("month_possible", "no extract can be for this month", advice, value=layout.month),)
    # Use the machine's clock: load ids run ahead of it after a load was recorded with a clock that was fast.
    if layout.month >= f"{read_clock() + CLOCK_TOLERANCE:%Y-%m}":
        message = "this month has not ended, so its figures cannot have been published"
        return (Reason("future_month", message, advice, value=layout.month),)
    return ()


def find_sheet_faults(layout: DetectedLayout, sheet: str) -> tuple[Reason, ...]:
    """Say why a table may be of the wrong sheet; empty for a sheet of a workbook, which has the right name."""
    if sheet or layout.shows_sheet:
        return ()
    sheet = layout.published.sheets[0]
    message = f"nothing above the table shows that this is the sheet {sheet!r}, and another has its columns"
    advice = "send the workbook as published, or save that sheet as CSV with every line above its table"
    return (Reason("another_sheet", message, advice),)


def _describe_missing_month(layout: DetectedLayout) -> Reason:
    extract, (row, written) = layout.extract, layout.period_written
    names = [name for name in extract.month_columns if name in layout.published.columns]
    headers = dict(zip(layout.published.columns, layout.published.headers, strict=True))
    column = ", ".join(headers[name] for name in names) or ", ".join(extract.month_columns)
    if not written:
        message = f"no row gives the month of this {extract.title} file"
        advice = (
            "send the file as published, with its period: the month is read from the rows, never from the file's name"
        )
        return Reason("month_told", message, advice, column=column)
    form = f"the published file does ({extract.column(names[-1]).description})" if names else "'June 2025'"
    message = f"the month of this {extract.title} file cannot be read"
    return Reason("month_told", message, f"write it as {form}", row=row, column=column, value=written)
