"""The check of claims about practices: works the values out again, and reads badges, tiles and coverage back."""

from __future__ import annotations

import re

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification import practice_words
from reports.verification.caution_words import caution_values, check_cautions
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import (
    SIZES,
    Row,
    estimate_of,
    is_unsure,
    read_practice_warehouse,
)
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.verdict_words import VerdictWords

Values = tuple[ClaimValue, ...]
STATUS_KINDS = ("status", "verdict", "verdict detail", "reason", "chart title", "row")


class PracticeCheck:
    """Checks claims about a practice, at one adopter or at all together."""

    kinds = frozenset((*STATUS_KINDS, *SIZES, "months held", "coverage", "balance", "cautions", "joint verdict"))

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> None:
        self.warehouse = read_practice_warehouse(con)
        self.words = VerdictWords(self.warehouse, series)

    def recompute(self, claim: Claim) -> Values | None:
        """What the claim should say; None where the warehouse has no such row."""
        if claim.kind == "coverage":
            return self._recompute_coverage(claim)
        if claim.kind == "balance":
            return balance_values(self.warehouse.balances.get((claim.practice, claim.measure)))
        if claim.kind == "joint verdict":
            joint = self.warehouse.joint.get((claim.practice, claim.organisation))
            return None if joint is None else status_values(joint)[:3]
        row = self.warehouse.verdicts.get((claim.practice, claim.organisation))
        if row is None:
            return None
        if claim.kind in STATUS_KINDS:
            return status_values(row)
        if claim.kind == "cautions":
            return caution_values(self.warehouse, row)
        if claim.kind == "months held":
            return (row["months_held"], f"{row['adopted_month']:%Y-%m}" if row["adopted_month"] else None)
        return estimate_of(row, claim.kind) or (None, None, None)

    def _recompute_coverage(self, claim: Claim) -> Values | None:
        newest = self.warehouse.newest_spread.get((claim.practice, claim.organisation))
        row = self.warehouse.spread.get((claim.practice, claim.organisation, claim.month))
        if row is None or claim.month != newest:
            return None
        share = row["adopted"] / row["eligible"] if row["eligible"] else None
        return (row["adopted"], row["eligible"], share, row["held_coverage"])

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """What is wrong with the words of an element, if anything."""
        if claim.kind == "coverage":
            return practice_words.check_coverage(claim, element)
        if claim.kind == "balance":
            return self.words.check_balance(claim, element)
        if claim.kind == "joint verdict":
            return self.words.check_joint(self.warehouse.joint[claim.practice, claim.organisation], element.text)
        row = self.warehouse.verdicts[claim.practice, claim.organisation]
        if claim.kind == "cautions":
            return check_cautions(self.warehouse, row, element)
        if claim.kind == "status":
            return practice_words.check_badge(row, element)
        if claim.kind in SIZES:
            return practice_words.TILES[claim.kind](row, element)
        if claim.kind == "months held":
            return practice_words.check_months_held(row, element.text)
        return self.words.check(claim, row, element)


def status_values(row: Row) -> Values:
    reason = row["reason"] if re.fullmatch("[a-z_]*", row["reason"] or "") else ""
    flags = (bool(row["is_provisional"]), is_unsure(row), bool(row.get("merged_into")))
    return (row["status"], reason or "", *flags)


def balance_values(row: Row | None) -> Values:
    """The effect on a balancing measure with its limits, the margin and the finding."""
    if row is None:
        return (None, None, None, None, "")
    limits = (row["effect"], row["lower"], row["upper"])
    limits = limits if None not in limits else (None, None, None)
    return (*limits, row["margin"], row["finding"])
