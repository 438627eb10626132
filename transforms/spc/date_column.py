"""The dates of a series: a column is read in the one way that fits every date in it, and is otherwise refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from transforms.spc.spc_error import SpcError, shorten_value

WANTED = "write dates YYYY-MM-DD or YYYY-MM"
ISO, DAY_FIRST, MONTH_FIRST, NAMED = "year-month-day", "day/month/year", "month/day/year", "the month by its name"
READINGS_BY_ORDER = {"day-first": DAY_FIRST, "month-first": MONTH_FIRST}
YEARS = range(1900, 2101)
"""A year outside is a slip of the keyboard: the NHS began in 1948, and a spreadsheet's first day is in 1900."""
FIRST_YEAR_OF_1900S = 69
"""Of years with two digits, 69 to 99 are in the 1900s, as in POSIX `strptime`."""
MONTH_NAMES = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(MONTH_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(MONTH_NAMES, start=1)},
    "sept": 9,
}
TIME = r"(?:[T ] *(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?Z?)?"


@dataclass(frozen=True)
class DateColumn:
    """How the dates of a column are written, and the moment that each text means."""

    reading: str
    moments: Mapping[str, datetime]

    def describe(self) -> str:
        """A sentence for the user; empty for the form that is wanted anyway."""
        if self.reading == ISO:
            return ""
        text, moment = max(self.moments.items(), key=lambda item: item[1])
        return f"dates are read as {self.reading}: {text!r} is {moment.day} {moment:%B %Y}"


ISO_FORM = r"(?P<year>[0-9]{4})(?P<sign>[-/])(?P<month>[0-9]{1,2})(?:(?P=sign)(?P<day>[0-9]{1,2}))?"
NUMERIC_FORM = r"(?P<left>[0-9]{1,2})(?P<sign>[-/.])(?P<right>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})"
NAMED_FORMS = (
    r"(?:(?P<day>[0-9]{1,2})[-/ ])?(?P<name>[a-z]{3,9})[-/ .']{1,2}(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?P<year>[0-9]{4})[-/ ](?P<name>[a-z]{3,9})",
)


@cache
def _compile_form(form: str) -> re.Pattern[str]:
    # most files need one form, and compiling all of them would delay every start
    return re.compile(form + TIME, re.IGNORECASE)


def _match_form(form: str, text: str) -> re.Match[str] | None:
    return _compile_form(form).fullmatch(text)


def read_iso_date(text: str) -> datetime | None:
    """Read YYYY-MM-DD or YYYY-MM, with or without a time; None for anything else."""
    match = _match_form(ISO_FORM, text.strip())
    return _make_moment(match, match["year"], match["month"], match["day"] or 1) if match else None


def read_date_column(lines: Mapping[str, int], order: str | None = None) -> DateColumn:
    """Read the dates of a column, given with the first line of each.

    `order` (day-first, month-first) decides if both fit, and without it the first of each month over several years.
    Raises SpcError unless exactly one reading fits all dates.
    """
    in_order = sorted(lines, key=lambda text: lines[text])
    readings = {text: dict(_read_every_way(text)) for text in in_order}
    choices = _common_readings(lines, readings)
    if len(choices) > 1:
        choices = [READINGS_BY_ORDER[order]] if order else _monthly_readings(choices, readings) or choices
    for text in in_order if len(choices) > 1 else ():
        if len(set(readings[text].values())) > 1:
            raise _refuse_both_readings(lines[text], text, readings[text])
    return DateColumn(choices[0], {text: readings[text][choices[0]] for text in in_order})


def _common_readings(lines: Mapping[str, int], readings: Mapping[str, Mapping[str, datetime]]) -> list[str]:
    """The readings that fit every date, of which there is one at least. Raises SpcError."""
    common: set[str] = set().union(*readings.values())
    for text, ways in readings.items():
        if not text.strip():
            raise SpcError(f"line {lines[text]} has no date; {WANTED}")
        if not ways:
            raise SpcError(f"line {lines[text]}: {shorten_value(text)} is not a date that can be read; {WANTED}")
        common &= set(ways)
        if not common:
            raise _refuse_mixture(lines, readings, text)
    return sorted(common)


def _monthly_readings(choices: list[str], readings: Mapping[str, Mapping[str, datetime]]) -> list[str]:
    """The readings that make a monthly series: every date is the first of a month, in two years or more.

    Spreadsheets save months so. The other reading would be the first twelve days of January, year after year.
    """
    moments = {choice: [ways[choice] for ways in readings.values()] for choice in choices}
    return [
        choice
        for choice, dates in moments.items()
        if all(date.day == 1 for date in dates) and len({date.year for date in dates}) > 1
    ]


def _read_every_way(text: str) -> Iterator[tuple[str, datetime]]:
    """Every way to read a date, by name. Digits alone with a year of two are a date in no certain way."""
    text = text.strip()
    if moment := read_iso_date(text):
        yield ISO, moment
        return
    if match := _match_form(NUMERIC_FORM, text):
        if moment := _make_moment(match, match["year"], match["right"], match["left"]):
            yield DAY_FIRST, moment
        if moment := _make_moment(match, match["year"], match["left"], match["right"]):
            yield MONTH_FIRST, moment
    for form in NAMED_FORMS:
        if (match := _match_form(form, text)) and (month := MONTH_NUMBERS.get(match["name"].casefold())):
            day = match.groupdict().get("day") or 1
            if moment := _make_moment(match, match["year"], month, day):
                yield NAMED, moment


def _make_moment(match: re.Match[str], year: str, month: str | int, day: str | int) -> datetime | None:
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= FIRST_YEAR_OF_1900S else 2000
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    try:
        return datetime(number, int(month), int(day), hour, minute, second) if number in YEARS else None
    except ValueError:  # no such day or time
        return None


def _refuse_mixture(lines: Mapping[str, int], readings: Mapping[str, Mapping[str, datetime]], text: str) -> SpcError:
    """Build the refusal of dates that no one reading fits; return it for the caller to raise."""
    other = next(earlier for earlier in readings if not set(readings[earlier]) & set(readings[text]))
    return SpcError(
        f"line {lines[text]} writes its date as {_name_readings(readings[text])} ({text!r}), "
        f"and line {lines[other]} as {_name_readings(readings[other])} ({other!r}); {WANTED}"
    )


def _name_readings(readings: Mapping[str, datetime]) -> str:
    return " or ".join(sorted(readings))


def _refuse_both_readings(line: int, text: str, readings: Mapping[str, datetime]) -> SpcError:
    days = " or ".join(f"{moment.day} {moment:%B %Y}" for _, moment in sorted(readings.items()))
    return SpcError(
        f"line {line}: {text!r} can be {days}, and no other date decides which; {WANTED}, "
        "or add --dates day-first (or month-first)"
    )
