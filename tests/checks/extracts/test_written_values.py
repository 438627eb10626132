"""What people write for dates and numbers in registers: the form comes first, then a plausible span, then the cast."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.contracts.contract import COMPLAINT_ABOUT_CELLS, COMPLAINT_ABOUT_ROW, Extract
from checks.extracts import EXTRACTS
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.breaking import BENCHES, NEXT_DECEMBER
from tests.checks.lake import rows
from tests.checks.sheets import Row

REGISTERS = [extract for extract in EXTRACTS.values() if extract.is_register]
WRITTEN = re.compile(r"\b\w+_text\b")
LISTS_OF_NAMES = {"balancing_text"}
NUMBER_COLUMNS = {
    ("practices", "washout_text"),
    ("adoptions", "fidelity_text"),
    ("measures", "numerator_text"),
    ("measures", "denominator_text"),
    ("measure_definitions", "target_text"),
}
NEVER_DATES = (
    "31-12-26",
    "01-09-22",
    "24-01",
    "22-01-31",
    "01/02/22",
    "1/2/2022",
    "2022/02/01",
    "Jan-22",
    "44562",
    "infinity",
    "-infinity",
    "epoch",
    "today",
    "2022-01-01 (BC)",
    "-2022-01",
    "+2022-01-01",
    "2022-1",
    "2022-13",
    "2022-00",
    "2022-02-30",
    "20220230",
    "2022-01-01 00:00",
    "2022-01-01T00:00:00Z",
    "２０２２-01",
    "12022-01",
)
NEVER_PLAUSIBLE = ("0022-01", "1022-01", "2206-03", "9999-12", "0022-01-31", "2206-03-01", "9999-12-31", "00220131")
NEVER_NUMBERS = (
    "NaN",
    "nan",
    "infinity",
    "-inf",
    "1e3",
    "0x10",
    "1_000",
    "1,000",
    "95%",
    "3.",
    ".5",
    "+3",
    "٣",
    "n/a",
    "true",
    "9" * 40,
)


def _cast_columns() -> Iterator[tuple[str, str, str]]:
    """Every column of a register that is read as a date or a number: kind, column of text, column made from it."""
    for extract in REGISTERS:
        for derived, sql in extract.derived.items():
            is_cast = "strptime" in sql or "::" in sql
            written = set(WRITTEN.findall(sql))
            if is_cast and len(written) == 1 and not _is_complaint(extract, derived):
                yield extract.kind, written.pop(), derived


def _is_complaint(extract: Extract, derived: str) -> bool:
    complaints = (COMPLAINT_ABOUT_CELLS, COMPLAINT_ABOUT_ROW)
    return any(rule.expectation in complaints and derived in rule.columns for rule in extract.rules)


CASTS = sorted(set(_cast_columns()))
DATES = [cast for cast in CASTS if cast[:2] not in NUMBER_COLUMNS]
NUMBERS = [cast for cast in CASTS if cast[:2] in NUMBER_COLUMNS]


def _evaluate(kind: str, column: str, derived: str, values: Sequence[str]) -> dict[str, tuple[object, list[str]]]:
    """What each value of a cell is read as, and the critical rules that complain about it."""
    extract = EXTRACTS[kind]
    rules = [rule.name for rule in extract.rules if rule.name in extract.derived and rule.severity.value == "critical"]
    # only rules about this column alone: the others need the rest of the row
    complaints = {name: extract.derived[name] for name in rules if "over (" not in extract.derived[name]}
    own = [name for name, sql in complaints.items() if column in WRITTEN.findall(sql)]
    filled = {column: "value", "unit": "'count'"}
    source = ", ".join(f"{filled.get(name.name, 'null::varchar')} as {name.name}" for name in extract.columns)
    asked = ", ".join((extract.derived[derived], *(complaints[name] for name in own)))
    with duckdb.connect() as con:
        con.create_function("is_nhs_number", lambda _: False, [duckdb.sqltype("VARCHAR")], duckdb.sqltype("BOOLEAN"))
        query = f"select value, {asked} from (select value, {source} from (select unnest(?::varchar[]) as value))"
        answers = con.execute(query, [list(values)]).fetchall()
    return {
        value: (read, [name for name, complaint in zip(own, cells, strict=True) if complaint is not None])
        for value, read, *cells in answers
    }


def test_every_written_column_is_tried_here() -> None:
    """A new column of text that becomes a date or a number is found by itself, or this test names it."""
    named = {(extract.kind, column.name) for extract in REGISTERS for column in extract.columns}
    written = {(kind, column) for kind, column in named if column.endswith("_text") and column not in LISTS_OF_NAMES}
    assert {cast[:2] for cast in CASTS} == written
    assert len(DATES) == 13
    assert len(NUMBERS) == len(NUMBER_COLUMNS)


@pytest.mark.parametrize(("kind", "column", "derived"), DATES)
def test_what_is_no_date_is_refused_and_read_as_none(kind: str, column: str, derived: str) -> None:
    for value, (read, complaints) in _evaluate(kind, column, derived, NEVER_DATES).items():
        assert (read, bool(complaints)) == (None, True), value


@pytest.mark.parametrize(("kind", "column", "derived"), DATES)
def test_a_date_outside_the_plausible_span_is_refused(kind: str, column: str, derived: str) -> None:
    for value, (_, complaints) in _evaluate(kind, column, derived, NEVER_PLAUSIBLE).items():
        assert complaints, value


@pytest.mark.parametrize(("kind", "column", "derived"), NUMBERS)
def test_what_is_no_number_is_refused_and_read_as_none(kind: str, column: str, derived: str) -> None:
    for value, (read, complaints) in _evaluate(kind, column, derived, NEVER_NUMBERS).items():
        assert (read, bool(complaints)) == (None, True), value


def _judge(home: Home, kind: str, tmp_path: Path, **cells: object) -> AdmissionOutcome:
    """Judge a faithful file of two rows; the second has these cells."""
    bench = BENCHES[kind][0]
    first, second = bench.rows(0), bench.rows(1)
    second[0].update(cells)
    [outcome] = admit(home, [bench.sheet([*first, *second]).write(tmp_path)])
    return outcome


MONTH_FORM, DAY_FORM = "months are written YYYY-MM", "dates are written YYYY-MM-DD or YYYY-MM"


@pytest.mark.parametrize(
    ("kind", "column", "header", "value", "rule", "words"),
    [
        ("programmes", "starts_text", "starts", "01-09-22", "date_malformed", DAY_FORM),
        ("programmes", "support_ends_text", "support_ends", "31-03-26", "date_malformed", DAY_FORM),
        ("programmes", "support_ends_text", "support_ends", "2206-03", "date_implausible", "20 years ahead"),
        ("rebases", "month_text", "month", "24-01", "month_malformed", MONTH_FORM),
        ("rebases", "decided_on_text", "decided_on", "24-02-01", "decided_on_malformed", "written YYYY-MM-DD"),
        ("adoptions", "month_text", "month", "infinity", "month_malformed", MONTH_FORM),
        ("adoptions", "month_text", "month", NEXT_DECEMBER, "future_month", "the month of an event has come"),
        ("eligibility", "to_text", "to", "epoch", "to_malformed", "YYYY-MM or never, or blank"),
        ("cohorts", "from_text", "from", "04-24", "from_malformed", MONTH_FORM),
        ("measures", "month_text", "month", "01/02/22", "month_malformed", MONTH_FORM),
        ("measures", "month_text", "month", NEXT_DECEMBER, "future_month", "a month that has figures is over"),
        ("organisations", "closed_text", "Close Date", "31-12-26", "date_malformed", "YYYYMMDD or YYYY-MM-DD"),
    ],
)
def test_a_refusal_names_row_column_value_and_form(
    home: Home, tmp_path: Path, kind: str, column: str, header: str, value: str, rule: str, words: str
) -> None:
    outcome = _judge(home, kind, tmp_path, **{column: value})
    assert outcome.status == "quarantined"
    [reason] = [reason for reason in outcome.reasons if reason.rule == rule]
    assert (reason.column, reason.value) == (header, value)
    assert reason.row is not None
    assert words in reason.message
    assert reason.advice


def test_two_dates_of_a_row_are_named_by_the_headers_of_the_file(home: Home, tmp_path: Path) -> None:
    outcome = _judge(home, "programmes", tmp_path, starts_text="01-09-22", support_ends_text="31-03-26")
    [reason] = outcome.reasons
    assert (reason.column, reason.value) == ("starts", "01-09-22; support_ends: 31-03-26")


def test_plans_may_be_ahead(home: Home, tmp_path: Path) -> None:
    next_year = f"{date.today().year + 1}"
    plans: dict[str, Row] = {
        "programmes": {"starts_text": f"{next_year}-04", "support_ends_text": f"{next_year}-12-31"},
        "eligibility": {"from_text": f"{next_year}-04", "to_text": f"{next_year}-12"},
        "cohorts": {"from_text": f"{next_year}-04", "to_text": f"{next_year}-12"},
        "rebases": {"month_text": f"{next_year}-04"},
    }
    for kind, cells in plans.items():
        outcome = _judge(home, kind, tmp_path, **cells)
        assert outcome.status == "accepted", outcome.reasons


def test_the_month_that_is_over_counts_and_the_present_one_does_not(home: Home, tmp_path: Path) -> None:
    today = date.today()
    last_month = today.replace(day=1) - timedelta(days=1)
    assert _judge(home, "measures", tmp_path, month_text=f"{last_month:%Y-%m}").status == "accepted"
    # the clock may be a day behind: on the last day of a month, that month may be over elsewhere
    running = today + timedelta(days=1)
    assert _judge(home, "measures", tmp_path, month_text=f"{running:%Y-%m}").status == "quarantined"
    assert _judge(home, "adoptions", tmp_path, month_text=f"{today:%Y-%m}").status == "accepted"


def test_a_month_means_its_first_day_or_its_last(home: Home, tmp_path: Path) -> None:
    sheet = sheets.register(
        "programmes",
        {
            "programme": "prog",
            "title": "Programme",
            "approach": "supportive",
            "starts_text": "2024-02",
            "support_ends_text": "2024-02",
        },
    )
    [outcome] = admit(home, [sheet.write(tmp_path)])
    [row] = rows(home, outcome)
    assert (row["starts"], row["support_ends"]) == (date(2024, 2, 1), date(2024, 2, 29))
