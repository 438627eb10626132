"""Dates that people write into registers: first their form, then a plausible span, and only then a date.

A cast alone reads `01-09-22` as a day of the year 1, and accepts `infinity`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checks.contracts.contract import Rule
from checks.contracts.rules import is_blank

FIRST_MONTH = "1948-07"
"""The NHS began on 5 July 1948, so nothing that is registered or published about it can be older."""
FIRST_DAY = f"{FIRST_MONTH}-01"
YEARS_AHEAD = 20
"""No plan reaches further: the NHS Long Term Workforce Plan of 2023 looks 15 years ahead."""
MONTH, DAY, COMPACT_DAY = "YYYY-MM", "YYYY-MM-DD", "YYYYMMDD"
_PATTERNS = {
    MONTH: ("[0-9]{4}-[0-9]{2}", "%Y-%m"),
    DAY: ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
    COMPACT_DAY: ("[0-9]{8}", "%Y%m%d"),
}
# a clock in another time zone may be a day behind
HAS_ENDED, HAS_COME = "< date_trunc('month', current_date + 1)", "<= current_date + 1"
"""What must be true of the first day of a month that is over, and of a day that has come."""


@dataclass(frozen=True)
class DateColumn:
    """A column of dates of the typed table, the forms that it may have, and the days that are possible."""

    name: str
    forms: tuple[str, ...] = (MONTH,)
    is_required: bool = True
    is_last_day: bool = False
    """Whether a month means its last day."""
    word: str = ""
    """A word that may replace a date."""
    earliest: str = FIRST_DAY

    def date_sql(self) -> str:
        """Return SQL for the date; null for text of another form and for days that no calendar has."""
        cases = (self._case_sql(*_PATTERNS[form], is_month=form == MONTH) for form in self.forms)
        return f"case {' '.join(cases)} end"

    def _case_sql(self, pattern: str, written: str, *, is_month: bool) -> str:
        date = f"try_strptime({self.name}, '{written}')::date"
        value = f"last_day({date})" if is_month and self.is_last_day else date
        return f"when regexp_full_match({self.name}, '{pattern}') then {value}"

    def is_malformed_sql(self) -> str:
        filled = "true" if self.is_required else f"{self.name} is not null"
        is_word = f" and lower({self.name}) is distinct from '{self.word}'" if self.word else ""
        return f"{filled} and ({self.date_sql()}) is null{is_word}"

    def is_implausible_sql(self) -> str:
        date = f"({self.date_sql()})"
        return f"{date} < date '{self.earliest}' or {date} > current_date + interval {YEARS_AHEAD} year"


def malformed_dates_sql(*columns: DateColumn) -> str:
    """Return SQL that lists the dates of a row that are not written as they should be, or gives null."""
    return _complaints_sql(columns, DateColumn.is_malformed_sql)


def implausible_dates_sql(*columns: DateColumn) -> str:
    """Return SQL that lists the dates of a row that are too long ago or too far ahead, or gives null."""
    return _complaints_sql(columns, DateColumn.is_implausible_sql)


def future_dates_sql(column: DateColumn, past: str) -> str:
    """Return SQL that gives a date that is still to come, by HAS_ENDED or HAS_COME, or null."""
    return _complaints_sql((column,), lambda date: f"not (({date.date_sql()}) {past})")


def _complaints_sql(columns: tuple[DateColumn, ...], test_sql: Callable[[DateColumn], str]) -> str:
    parts = (
        f"case when {test_sql(column)} then '{column.name}: ' || coalesce({column.name}, 'blank') end"
        for column in columns
    )
    return f"nullif(concat_ws('; ', {', '.join(parts)}), '')"


def malformed_rule(name: str, *forms: str) -> Rule:
    """Build the rule for a derived column from `malformed_dates_sql`."""
    is_day = bool({DAY, COMPACT_DAY} & {*forms})
    kind, example, number_format = (
        ("dates are", "2025-04-30", "yyyy-mm-dd") if is_day else ("months are", "2025-04", "yyyy-mm")
    )
    # a workbook keeps a month as a day, whatever its format shows; CSV has what is shown
    advice = f"write {example}; if a spreadsheet changed it, give the column the format {number_format} and save as CSV"
    return is_blank(name, f"{kind} written {' or '.join(forms)}", advice, names_column=True)


def implausible_rule(earliest: str = FIRST_DAY) -> Rule:
    """Build the rule for the derived column `date_implausible`."""
    meaning = f"dates are neither before {earliest} nor more than {YEARS_AHEAD} years ahead"
    return is_blank("date_implausible", meaning, "correct the year, or leave an open end blank", names_column=True)


def future_month_rule(meaning: str) -> Rule:
    """Build the rule for the derived column `future_month`."""
    return is_blank("future_month", meaning, "correct the month; send it once it is over", names_column=True)
