"""Judgement: check an open file against its contract and, if it is accepted, write its rows to the lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.problems import UNFORESEEN_ERRORS, Reason, Refused, reason_for_unforeseen_error
from checks.files.labels_above import read_version_in_name
from checks.reading import typed_table
from checks.reading.first_rows import read_first_rows
from checks.reading.open_file import OpenFile
from checks.reading.text_reader import read_as_plain_text
from checks.storage.decision_records import find_readmitting_decision
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.file_facts import FileFacts
from checks.storage.home import Home
from checks.storage.lake import add_rows, path_of_load, store_in_lake
from checks.storage.ledger import Load
from checks.validation import month_versions, plausibility
from checks.validation.contract_validation import validate_typed_table
from checks.validation.rule_result import RuleResult, has_critical_failure
from checks.validation.same_figures import find_loads_with_same_figures


class FileChangedError(Exception):
    """Raised when somebody has written to a file while it was being judged."""


def judge_file(
    home: Home, file: OpenFile, facts: FileFacts | None, load: Load, folder: Path, *, is_new: bool = True
) -> Load:
    """Return the load with its outcome, and write an accepted one to the lake. Only a new load must be plausible.

    Raises FileChangedError, before anything is written to the lake.
    """
    results: Sequence[RuleResult] = ()
    with open_duckdb(scratch=folder) as con:
        try:
            layout, sheet = (facts.layout, facts.sheet) if facts else _recognise(file)
            version = layout.called or read_version_in_name(load.file_name)
            load = replace(load, era=layout.published.name, called=version)
            text = read_as_plain_text(file, folder, sheet)
            load = replace(load, encoding=text.encoding, sheet=text.sheet)
            reasons_so_far = typed_table.load_typed_table(con, text, layout)
            results = validate_typed_table(con, layout)
            refused = has_critical_failure(results)
            if is_new and not refused:
                load, doubts = _add_plausibility_findings(con, home, layout, load)
                reasons_so_far = [*reasons_so_far, *doubts]
                refused = any(doubt.severity == "critical" for doubt in doubts)
        except Refused as refusal:
            reasons_so_far, refused = list(refusal.reasons), True
        except (*UNFORESEEN_ERRORS, duckdb.DataError, duckdb.ProgrammingError) as error:
            reasons_so_far, refused = [reason_for_unforeseen_error(error)], True
        if file.has_changed():
            raise FileChangedError
        load = _add_outcome(load, reasons_so_far, results)
        if not refused:
            target = path_of_load(home, load)
            load = add_rows(load, store_in_lake(home, con, layout.extract, target, folder))
    return load


def _add_outcome(load: Load, reasons: Sequence[Reason], results: Sequence[RuleResult]) -> Load:
    """Add the results of the rules, and all reasons in order of severity."""
    all_reasons = (*reasons, *(reason for result in results for reason in result.reasons))
    return replace(
        load,
        reasons=tuple(reason.as_dict() for reason in sorted(all_reasons, key=lambda reason: reason.severity)),
        checks=tuple({key: value for key, value in asdict(result).items() if key != "reasons"} for result in results),
    )


def _recognise(file: OpenFile) -> tuple[DetectedLayout, str]:
    first_rows = read_first_rows(file)
    return first_rows.known_layout(), first_rows.sheet


def _add_plausibility_findings(
    con: duckdb.DuckDBPyConnection, home: Home, layout: DetectedLayout, load: Load
) -> tuple[Load, list[Reason]]:
    """Add the loads with the same figures, and what looks implausible.

    If somebody has decided to admit the load, failures become warnings.
    """
    decision = find_readmitting_decision(home, load.load_id)
    load = replace(load, release=asdict(decision) if decision else None)
    load = replace(load, same_figures_as=find_loads_with_same_figures(con, home, layout, load))
    compared = plausibility.compare_with_earlier_month(con, home, layout, load)
    load = replace(load, compared_with=compared.earlier.load_id if compared.earlier else "")
    if decision is None:
        return load, list(compared.reasons)
    # the decision settles which version counts; anything else that looks odd is still a warning
    doubts = [reason for reason in compared.reasons if reason.rule not in month_versions.OF_ORDER]
    return load, [replace(reason, severity="warning") if reason.severity == "critical" else reason for reason in doubts]
