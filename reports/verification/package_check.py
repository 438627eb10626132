"""The check of the data package: its page, and its files, which must have the rows of the warehouse and no others."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification.counted_words import reads_as_counts, whole_number
from reports.verification.falsehood import Falsehood
from reports.verification.page_elements import ClaimedElement

FOLDER, DESCRIPTOR = "data", "datapackage.json"
TABLE_NAME = re.compile(r"(core|mart)\.[a-z_]+")
TITLES = frozenset({"measure_title", "organisation_name", "practice_title"})
"""Columns that the package has beside a code."""


class PackageCheck:
    """Checks how many rows the page says that each table has."""

    kinds = frozenset({"package rows"})

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def recompute(self, claim: Claim) -> tuple[ClaimValue, ...] | None:
        table = str(claim.values[0])
        return (table, _count_rows(self.con, table)) if _has_table(self.con, table) else None

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        return reads_as_counts(r"([\d,]+)", element.text, whole_number(str(claim.values[1])))


def find_package_faults(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[Falsehood]:
    """Compare each file of the package with the warehouse, and with what the package says of it."""
    path = folder / FOLDER / DESCRIPTOR
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    except (OSError, ValueError, KeyError) as fault:
        yield Falsehood(f"{FOLDER}/{DESCRIPTOR}", "the data package", "", f"it cannot be read: {fault}")
        return
    for resource in resources:
        files = (resource, resource["parquet"])
        wrong = next(filter(None, (_compare_file(path.parent / file["path"], file) for file in files)), "")
        if wrong := wrong or _compare_rows(con, path.parent, resource):
            yield Falsehood(f"{FOLDER}/{resource['path']}", "package table", str(resource["rows"]), wrong)


def _compare_file(path: Path, described: dict[str, Any]) -> str:
    try:
        content = path.read_bytes()
    except OSError as fault:
        return f"{path.name} cannot be read: {fault.strerror}"
    digest = hashlib.sha256(content).hexdigest()
    return (
        ""
        if described["hash"] == f"sha256:{digest}"
        else f"{path.name} is not the file that {DESCRIPTOR} describes: its SHA-256 is another"
    )


def _compare_rows(con: duckdb.DuckDBPyConnection, folder: Path, resource: dict[str, Any]) -> str:
    table = resource["table"]
    if not _has_table(con, table):
        return f"the warehouse has no table {table}"
    types = {name: type_name for name, type_name, *_ in con.execute(f"describe {table}").fetchall()}
    if {field["name"] for field in resource["schema"]["fields"]} - TITLES != types.keys():
        return f"its columns are not those of {table}"
    own = ", ".join(map(_select_column, types.items()))
    names = ", ".join(f'"{name}"' for name in types)
    stored = f"select {own} from {table}"
    written = f"select {names} from read_parquet({_quote(folder / resource['parquet']['path'])})"
    for more, less, words in ((written, stored, "that the warehouse has not"), (stored, written, "missing")):
        [(differing,)] = con.execute(f"select count(*) from (({more}) except all ({less}))").fetchall()
        if differing:
            return f"rows of {table} {words}: {differing:,}"
    [(rows,)] = con.execute(
        f"select count(*) from read_csv({_quote(folder / resource['path'])}, all_varchar = true, header = true)"
    ).fetchall()
    true = _count_rows(con, table)
    return "" if rows == resource["rows"] == true else f"the CSV has {rows:,} rows, and {table} has {true:,}"


def _select_column(column: tuple[str, str]) -> str:
    """A column as the package has it: lists as words."""
    name, type_name = column
    return f'array_to_string("{name}", \' \') as "{name}"' if type_name.endswith("[]") else f'"{name}"'


def _quote(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _has_table(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    if not TABLE_NAME.fullmatch(table):
        return False
    schema, name = table.split(".")
    return bool(
        con.execute(
            "select 1 from duckdb_views() where schema_name = $schema and view_name = $name",
            {"schema": schema, "name": name},
        ).fetchall()
    )


def _count_rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = con.execute(f"select count(*) from {table}").fetchall()
    return int(rows)
