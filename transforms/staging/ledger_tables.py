"""The staging tables of the record: loads with their rules and reasons, decisions, and damaged records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import duckdb

from checks.privacy.personal_text import without_person, without_personal_text
from checks.reference import publication_calendar
from checks.storage.decision_records import Decision
from checks.storage.ledger import Load
from checks.storage.month_vintages import repeated_load_ids
from checks.validation import published_words
from transforms.staging.sources import REGISTER_KINDS, BuildSources
from transforms.staging.table_writer import create_table, parse_fields

LOAD_FIELDS = parse_fields(
    "load_id kind month file_name sha256 received_at size:int rows:int status era is_sample:bool is_current:bool "
    "is_repeated:bool reasons called settles_on"
)
DAMAGED_FIELDS = parse_fields("record kind month")
DECISION_FIELDS = parse_fields("decision load_id reason role decided_at new_load_id")
CHECK_FIELDS = parse_fields("load_id rule meaning severity is_met:bool failing:int examined:int")
REASON_FIELDS = parse_fields("load_id position:int severity rule row:int column value message advice")


def stage_ledger(con: duckdb.DuckDBPyConnection, loads: Sequence[Load], current: set[str]) -> None:
    """Create the tables of loads, of their rules and of their reasons, in words that may be published."""
    repeated = repeated_load_ids(loads, REGISTER_KINDS)
    create_table(
        con,
        "staging.load",
        [
            {
                **vars(load),
                "file_name": published_words.published_name(load),
                "is_current": load.load_id in current,
                "is_repeated": load.load_id in repeated,
                "reasons": _reason_messages(load),
                "settles_on": _settles_on(load),
            }
            for load in loads
        ],
        LOAD_FIELDS,
    )
    checks = [{"load_id": load.load_id, **check} for load in loads for check in load.checks]
    create_table(con, "staging.check_result", checks, CHECK_FIELDS)
    reasons = [
        {"load_id": load.load_id, "position": position, **_published(load, reason)}
        for load in loads
        for position, reason in enumerate(load.reasons)
    ]
    create_table(con, "staging.reason", reasons, REASON_FIELDS)


def stage_records(con: duckdb.DuckDBPyConnection, sources: BuildSources) -> None:
    """Create the tables of people's decisions, and of records that are damaged."""
    taken = [_published_decision(decision) for decision in sources.decisions]
    create_table(con, "staging.decision", taken, DECISION_FIELDS)
    create_table(con, "staging.damaged_record", [vars(entry) for entry in sources.damaged], DAMAGED_FIELDS)


def _published(load: Load, reason: dict[str, Any]) -> dict[str, Any]:
    return published_words.published_reason(load.kind, load.status, reason)


def _published_decision(decision: Decision) -> dict[str, Any]:
    """The decision without personal names, which an earlier release may have recorded."""
    screened = {"reason": without_personal_text(decision.reason), "role": without_person(decision.role)}
    return {**vars(decision), **screened}


def _settles_on(load: Load) -> str | None:
    day = publication_calendar.settles_on(load.kind, load.month) if load.month else None
    return day.isoformat() if day else None


def _reason_messages(load: Load) -> str:
    messages = [_published(load, reason)["message"] for reason in load.reasons]
    return json.dumps(messages, ensure_ascii=False)
