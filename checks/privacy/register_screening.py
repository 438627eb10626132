"""Rules that screen the free-text columns of registers for people, for every contract that has such columns."""

from __future__ import annotations

from checks.contracts.contract import Extract, Rule, Severity
from checks.contracts.rules import complaints_sql, is_blank

NAMES_PERSON = is_blank(
    "names_person",
    "no role, contact or text names a person",
    "give a role or a shared mailbox, and send the row again; until then the pages withhold the cell",
    Severity.WARNING,
    names_column=True,
)
TELLS_OF_PATIENT = is_blank(
    "tells_of_patient",
    "no text gives an NHS number or a date of birth",
    "take it out at its source, and send the file again",
    names_column=True,
)


def screening_rules(extract: Extract) -> tuple[Rule, ...]:
    """Return the screening rules for a contract with such columns."""
    return (NAMES_PERSON, TELLS_OF_PATIENT) if extract.screened_columns else ()


def screening_columns(extract: Extract) -> dict[str, str]:
    """Return SQL for the derived columns that those rules test. They name the column and never quote its value."""
    if not extract.screened_columns:
        return {}
    named = [
        complaints_sql(columns, test, "'reads like a person'")
        for columns, test in (
            (extract.role_columns, "is_person_as_role({0})"),
            (extract.text_columns, "names_person({0})"),
        )
        if columns
    ]
    reported = complaints_sql(extract.screened_columns, "tells_of_patient({0})", "'not repeated here'")
    return {
        NAMES_PERSON.name: f"nullif(concat_ws('; ', {', '.join(named)}), '')",
        TELLS_OF_PATIENT.name: reported,
    }


def published_column(extract: Extract, column: str) -> str:
    """Return SQL for a register's column as published, with personal text withheld."""
    if column in extract.role_columns:
        return f"without_person(file.{column})"
    return f"without_personal_text(file.{column})" if column in extract.text_columns else f"file.{column}"
