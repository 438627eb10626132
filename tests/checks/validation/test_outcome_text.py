"""Verdicts in few lines: counted warnings, grouped reasons, and the word for a file that was refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checks.contracts.problems import Reason
from checks.validation.outcome import AdmissionOutcome
from checks.validation.outcome_text import count_outcomes, group_reasons, summarise_outcome


def _make_outcome(status: str, *reasons: Reason, rows: int = 0) -> AdmissionOutcome:
    return AdmissionOutcome("a.csv", "ae", "2021-04", status, rows, reasons, "x")


def _row_reason(row: int, rule: str = "not_a_number", severity: str = "critical") -> Reason:
    return Reason(rule, "must hold: a whole number", "write digits", severity, row=row)


def test_an_accepted_file_is_one_line_with_its_warnings_by_rule() -> None:
    assert summarise_outcome(_make_outcome("accepted", rows=1_212)) == "a.csv: accepted, ae 2021-04: 1,212 rows"
    register = replace(_make_outcome("accepted", rows=1), kind="measures")
    assert summarise_outcome(register) == "a.csv: accepted, measures: 1 row"
    absent = [_row_reason(at, "organisation_absent", "warning") for at in range(20)]
    more = Reason("organisation_absent", "and 1,234 more like these", "ask", "warning")
    reported = summarise_outcome(
        _make_outcome("accepted", *absent, more, _row_reason(1, "swapped", "warning"), rows=212)
    )
    assert reported == (
        "a.csv: accepted, ae 2021-04: 212 rows; 1,255 warnings (organisations missing since the month before: 1,254, "
        "findings of the rule swapped: 1): holdgain status"
    )
    assert summarise_outcome(_make_outcome("accepted", _row_reason(1, "swapped", "warning"), rows=2)).endswith(
        "; 1 warning (findings of the rule swapped: 1): holdgain status"
    )


def test_reasons_are_reported_by_rule_and_their_advice_once() -> None:
    reported = group_reasons(
        [*map(_row_reason, range(1, 31)), Reason("total_row", "there is none", "send it again"), _row_reason(31)]
    )
    assert reported == [
        "row 1: must hold: a whole number [not_a_number]; write digits",
        "row 2: must hold: a whole number [not_a_number]",
        "row 3: must hold: a whole number [not_a_number]",
        "and 28 more rows [not_a_number]",
        "there is none [total_row]; send it again",
    ]


def test_rows_that_were_not_kept_one_by_one_are_counted() -> None:
    more = Reason("not_a_number", "and 4,980 more rows: a whole number", "write digits")
    assert group_reasons([*map(_row_reason, range(1, 21)), more])[-1] == "and 4,997 more rows [not_a_number]"
    assert group_reasons([_row_reason(1), _row_reason(2)])[-1] == "row 2: must hold: a whole number [not_a_number]"
    assert len(group_reasons([_row_reason(1, f"rule_{at}") for at in range(30)])) == 21


def test_a_refused_file_is_not_counted_as_quarantined(tmp_path: Path) -> None:
    patients = _make_outcome(
        "quarantined", Reason("no_patient_data", "it looks like it", "remove it", column="column 1")
    )
    assert (
        summarise_outcome(patients)
        == "a.csv: refused, ae 2021-04: column 1: it looks like it [no_patient_data]; remove it"
    )
    reported = count_outcomes([patients], tmp_path)
    assert reported.startswith("1 refused: it looks like records of patients")
    assert "quarantined" not in reported
    reported = count_outcomes(
        [patients, patients, _make_outcome("accepted"), _make_outcome("quarantined", _row_reason(1))], tmp_path
    )
    assert reported.splitlines()[0] == f"1 accepted, 1 quarantined; the reasons are beside the files in {tmp_path}"
    assert reported.splitlines()[1].startswith("2 refused: they look like records of patients")
    assert count_outcomes([], tmp_path) == "nothing to admit"
