"""What the gate left behind: the rows of a load in the lake, and the load's entry in the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from checks.admission import AdmissionOutcome, admit
from checks.contracts.problems import Reason
from checks.storage.home import Home


def admitted(folder: Path, files: Mapping[str, Path]) -> tuple[Home, dict[str, AdmissionOutcome]]:
    """Admit the files together into a home of their own; what became of each, by the name given to it here."""
    home = Home(folder / "home")
    verdicts = {verdict.file_name: verdict for verdict in admit(home, list(files.values()))}
    return home, {name: verdicts[path.name] for name, path in files.items()}


def rows(home: Home, verdict: AdmissionOutcome) -> list[dict[str, Any]]:
    """The rows in the lake of an accepted load, by column, in the order of the file."""
    [path] = home.lake.rglob(f"{verdict.load_id}.parquet")
    actual = _open_reader().execute(
        "select * from read_parquet([?], hive_partitioning = false) order by row", [str(path)]
    )
    names = [column[0] for column in actual.description or []]
    return [dict(zip(names, row, strict=True)) for row in actual.fetchall()]


@cache
def _open_reader() -> duckdb.DuckDBPyConnection:
    """One for all: opening and closing a database takes 20 ms, which is more than reading a small file."""
    return duckdb.connect()


def entries(home: Home) -> list[dict[str, Any]]:
    """The ledger, in the order of receipt."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(home.ledger.glob("*.json"))]


def list_reasons(verdict: AdmissionOutcome, rule: str) -> list[tuple[int | None, str | None, str | None]]:
    """Row, column and value of the verdict's reasons for a rule."""
    return [(reason.row, reason.column, reason.value) for reason in verdict.reasons if reason.rule == rule]


def critical(verdict: AdmissionOutcome) -> set[str]:
    return {reason.rule for reason in verdict.reasons if reason.severity == "critical"}


def only(verdict: AdmissionOutcome) -> Reason:
    [reason] = verdict.reasons
    return reason
