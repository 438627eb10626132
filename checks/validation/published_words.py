"""What may be published about a load: never a cell, a name or a sentence from a refused file.

A file that was not accepted can contain anything in its cells, headers and name. So we publish only our own words about
it: the rule and its fixed text (from the contract or `published_words.csv`), the row, the column if the contract has
it, the kind, the month and the load id. Whoever has to act finds the names and values in `holdgain status`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from checks.contracts.contract import Rule
from checks.contracts.problems import Reason
from checks.extracts import EXTRACTS
from checks.files.header_text import normalise_header
from checks.privacy.file_names import is_harmless_name
from checks.reference.tables import read_fact_rows
from checks.storage.ledger import Load
from checks.validation import month_versions, plausibility, register_order
from checks.validation.contract_validation import ONE_MONTH, WHOLE_NUMBERS, rules_of
from checks.validation.outcome import UNNAMED_PATIENT_FILE, AdmissionOutcome
from checks.validation.reconciliation import (
    NEARLY_RECONCILED,
    PART_OF_PUBLICATION,
    RECONCILIATION_RULE,
    ROWS_BELOW_NATIONAL,
    ROWS_FAR_BELOW_NATIONAL,
)

HERE = Path(__file__).parent
EVERY_KIND = (
    WHOLE_NUMBERS,
    ONE_MONTH,
    RECONCILIATION_RULE,
    NEARLY_RECONCILED,
    ROWS_BELOW_NATIONAL,
    ROWS_FAR_BELOW_NATIONAL,
    PART_OF_PUBLICATION,
)
ROW_COUNTS = frozenset(
    {"rows_halved", "rows_changed", "column_as_before", "column_nearly_as_before", "column_of_zeros"}
)
"""Rules whose message is our own text with only numbers of rows and months."""
FIGURES = (
    ROW_COUNTS
    | (plausibility.WARNINGS - month_versions.WARNINGS - register_order.WARNINGS)
    | {
        NEARLY_RECONCILED.name,
        ROWS_BELOW_NATIONAL.name,
        ROWS_FAR_BELOW_NATIONAL.name,
        PART_OF_PUBLICATION.name,
    }
)
"""Rules whose message and value quote codes and counts from an accepted file, which are published anyway."""
UNLISTED_ADVICE = "correct the file at its source; `holdgain status` has the details"


def published_name(load: Load) -> str | None:
    """Return the name of an accepted file if its words name no person; otherwise None."""
    return load.file_name if load.was_accepted and is_harmless_name(load.file_name) else None


def published_reason(kind: str, status: str, reason: dict[str, Any]) -> dict[str, Any]:
    """Reword a reason in our own text, keeping codes and counts from an accepted extract."""
    rule, is_accepted = str(reason["rule"]), status == "accepted"
    message, advice = words_of(kind, rule)
    if rule in (FIGURES if is_accepted else ROW_COUNTS):
        message, advice = str(reason["message"]), str(reason["advice"])
    shows_value = is_accepted and rule in FIGURES
    return {
        **reason,
        "message": message,
        "advice": advice,
        "column": published_column(kind, reason.get("column")),
        "value": reason.get("value") if shows_value else None,
    }


def without_content(verdict: AdmissionOutcome) -> AdmissionOutcome:
    """Replace the file name by the load id, and reword the reasons in our own text."""
    status = verdict.status if verdict.status == "accepted" else "quarantined"
    reasons = tuple(
        Reason(**published_reason(verdict.kind or "", status, reason.as_dict())) for reason in verdict.reasons
    )
    name = UNNAMED_PATIENT_FILE if verdict.is_refused else f"load {verdict.load_id}"
    return replace(verdict, file_name=name, reasons=reasons)


def words_of(kind: str, rule: str) -> tuple[str, str]:
    """Return a rule's message and advice in words that quote nothing from the file."""
    if contract_rule := _contract_rules(kind).get(rule):
        return f"must hold: {contract_rule.meaning}", contract_rule.advice
    return _listed_words().get(rule, (f"the rule {rule} was broken", UNLISTED_ADVICE))


@cache
def _listed_words() -> dict[str, tuple[str, str]]:
    return {row["rule"]: (row["message"], row["advice"]) for row in read_fact_rows("published_words.csv", HERE)}


@cache
def _contract_rules(kind: str) -> dict[str, Rule]:
    rules = rules_of(EXTRACTS[kind]) if kind in EXTRACTS else ()
    return {rule.name: rule for rule in (*EVERY_KIND, *rules)}


def published_column(kind: str, column: str | None) -> str | None:
    """Return the column if the contract has it or it is a number; other headers could contain anything, so None."""
    if not column:
        return None
    known = _contract_columns(kind)
    if normalise_header(column) in known or re.fullmatch(r"column [0-9]{1,5}", column):
        return column
    return column if all(normalise_header(part) in known for part in column.split(", ")) else None


@cache
def _contract_columns(kind: str) -> frozenset[str]:
    extract = EXTRACTS.get(kind)
    if extract is None:
        return frozenset()
    headers = (header for published_layout in extract.layouts for header in published_layout.headers)
    return frozenset(map(normalise_header, (*headers, *(column.name for column in extract.columns), *extract.derived)))
