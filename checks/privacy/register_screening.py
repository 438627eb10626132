"""Rules that screen what people type into registers and local measures for people, for every contract that has any."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from checks.contracts.contract import Extract, Rule, Severity
from checks.contracts.rules import is_blank
from checks.privacy import person_codes, personal_text
from checks.reference.nhs_number_format import is_nhs_number

NOT_REPEATED = "not repeated here"
"""Stands in reasons in place of a value that may identify a person."""

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
IDENTIFIES_PERSON = is_blank(
    "identifies_person",
    "no short name, code, web address or name of an organisation identifies a person",
    "choose one that says what the work or the place is, in every register that uses it, and send the file again",
    names_column=True,
)
"""Codes join the registers and cannot be withheld alone, so that the whole file waits until they are changed."""


def screening_rules(extract: Extract) -> tuple[Rule, ...]:
    """Return the screening rules for the columns that a contract has."""
    text_rules = (NAMES_PERSON, TELLS_OF_PATIENT) if extract.role_columns or extract.text_columns else ()
    return (*text_rules, IDENTIFIES_PERSON) if extract.code_columns or extract.name_columns else text_rules


def screening_columns(extract: Extract) -> dict[str, str]:
    """Return SQL for the derived columns that those rules test. They name the column and never quote its value."""
    texts = (*extract.role_columns, *extract.text_columns)
    tests = {
        NAMES_PERSON.name: ((extract.role_columns, "is_person_as_role"), (extract.text_columns, "names_person")),
        TELLS_OF_PATIENT.name: ((texts, "tells_of_patient"),),
        IDENTIFIES_PERSON.name: (
            (extract.code_columns, "identifies_person"),
            (extract.name_columns, "is_person_as_organisation"),
        ),
    }
    return {rule.name: _complaints_sql(tests[rule.name]) for rule in screening_rules(extract)}


def _complaints_sql(tests: tuple[tuple[tuple[str, ...], str], ...]) -> str:
    """Return SQL that lists the columns in which a function recognises a person, without their values; or null."""
    parts = (f"case when {function}({column}) then '{column}' end" for columns, function in tests for column in columns)
    return f"nullif(concat_ws(', ', {', '.join(parts)}), '') || ': {NOT_REPEATED}'"


def published_column(extract: Extract, column: str) -> str:
    """Return SQL for a register's column as published: what identifies a person is withheld.

    Files that are accepted today have no such codes and names; earlier releases did not screen them.
    """
    publishers = {
        "without_person": extract.role_columns,
        "without_personal_text": extract.text_columns,
        "without_person_code": extract.code_columns,
        "without_person_as_organisation": extract.name_columns,
    }
    function = next((name for name, columns in publishers.items() if column in columns), None)
    return f"{function}(file.{column})" if function else f"file.{column}"


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "is_person_as_role": personal_text.is_person_as_role,
    "names_person": personal_text.names_person,
    "tells_of_patient": personal_text.tells_of_patient,
    "identifies_person": person_codes.identifies_person,
    "is_person_as_organisation": person_codes.is_person_as_organisation,
    "is_nhs_number": is_nhs_number,
    "without_person": personal_text.without_person,
    "without_personal_text": personal_text.without_personal_text,
    "without_person_code": person_codes.without_person_code,
    "without_person_as_organisation": person_codes.without_person_as_organisation,
}


def add_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Register these checks as SQL functions; registers have thousands of rows, not millions."""
    for name, function in FUNCTIONS.items():
        answer = "VARCHAR" if name.startswith("without_") else "BOOLEAN"
        con.create_function(name, function, ["VARCHAR"], answer)
