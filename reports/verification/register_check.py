"""The check of what pages repeat from registers: programmes, practices, adopters, and decisions about limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification import register_words
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse, Row
from reports.verification.register_words import RegisterWarehouse
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.status_words import label_of

Values = tuple[ClaimValue, ...]


class RegisterCheck:
    """Checks claims about entries of registers."""

    kinds = frozenset(register_words.WORDS)

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, practices: PracticeWarehouse) -> None:
        self.warehouse = read_registers(con, series, practices)
        self._recompute_by_kind: dict[str, Callable[[Claim], Values | None]] = {
            "programme facts": self._programme,
            "programme summary": self._summary,
            "practices": lambda _: (len(practices.practices),),
            "practice facts": self._practice,
            "register entry": self._entry,
            "rebase note": self._rebase,
        }

    def recompute(self, claim: Claim) -> Values | None:
        return self._recompute_by_kind[claim.kind](claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        return register_words.WORDS[claim.kind](self.warehouse, claim, element)

    def _programme(self, claim: Claim) -> Values:
        """A programme that only practices name has an entry without anything in it."""
        row = self.warehouse.programmes.get(claim.practice, {})
        texts = (row.get(name) for name in ("approach", "lead", "sponsor"))
        return (*texts, _day(row.get("starts")), _day(row.get("support_ends")))

    def _summary(self, claim: Claim) -> Values:
        return tuple(sorted(_label(self.warehouse, code) for code in self.warehouse.practices_of(claim.practice)))

    def _practice(self, claim: Claim) -> Values | None:
        row = self.warehouse.practices.practices.get(claim.practice)
        names = ("measure", "direction", "aim", "washout_months", "guidance_url", "programme")
        return tuple(row[name] for name in names) if row else None

    def _entry(self, claim: Claim) -> Values | None:
        row = self.warehouse.practices.adoptions.get((claim.practice, claim.organisation))
        if row is None:
            return None
        months = (_month(row[f"{name}_month"]) for name in ("adopted", "embedded", "stopped"))
        return (*months, *(row[name] for name in ("source", "peer_organisation", "fidelity", "contact")))

    def _rebase(self, claim: Claim) -> Values | None:
        row = self.warehouse.rebases.get((claim.measure, claim.organisation, claim.month))
        if row is None:
            return None
        names = (row[name] for name in ("state", "proposed_by", "decided_by"))
        return (*names, _day(row["decided_on"]), bool(row["is_applied"]))


def read_registers(
    con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, practices: PracticeWarehouse
) -> RegisterWarehouse:
    rebases = {
        (row["measure"], row["organisation"], f"{row['month']:%Y-%m}"): row
        for row in _fetch(con, "select * from mart.rebase_proposal")
    }
    programmes = {row["programme"]: row for row in _fetch(con, "select * from core.programme")}
    return RegisterWarehouse(series, practices, programmes, rebases)


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _label(warehouse: RegisterWarehouse, practice: str) -> str:
    row = warehouse.practices.verdicts.get((practice, ""))
    return label_of(row) if row else "No verdict"


def _day(day: Any) -> str | None:
    return f"{day:%Y-%m-%d}" if isinstance(day, date) else None


def _month(month: Any) -> str | None:
    return f"{month:%Y-%m}" if isinstance(month, date) else None
