"""What became of a case, in words, and whether that is right."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from tests.transforms.warehouse import build_tables, rows
from transforms.spc.any_series import SpcError, SpcResult, chart_any_series


@dataclass(frozen=True)
class Answer:
    """What happens, in words, and whether it is what must happen."""

    happens: str
    is_right: bool


def admit_case(folder: Path, home: Home, names: Sequence[str]) -> list[AdmissionOutcome]:
    """Admit the files of a case one after another, as somebody drops them."""
    return [outcome for name in names for outcome in admit(home, [folder / name])]


def describe_outcome(outcome: AdmissionOutcome) -> str:
    rules = sorted({reason.rule for reason in outcome.reasons if reason.severity != "info"})
    return f"{outcome.status}, {outcome.kind} {outcome.month or ''}, {outcome.rows} rows {rules or ''}".strip()


def join_words(parts: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(parts))


def ask_warehouse(home: Home, sql: str) -> list[tuple[object, ...]]:
    """Build the tables that a question names, in the warehouse of a home, and ask it."""
    return rows(build_tables(home, re.findall(r"\b(?:core|mart)\.\w+", sql)), sql)


def chart(folder: Path, name: str, options: str | None = None) -> SpcResult | str:
    """The chart of a series file, or the sentence of its refusal."""
    try:
        return chart_any_series(folder / name, folder / options if options else None)
    except SpcError as refusal:
        return str(refusal).replace(f"{folder}/", "")


def read_summary(result: SpcResult) -> dict[str, str]:
    return next(csv.DictReader(io.StringIO(result.summary_csv())))


def read_last_point(result: SpcResult) -> dict[str, str]:
    return list(csv.DictReader(io.StringIO(result.points_csv())))[-1]
