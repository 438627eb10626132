"""The check of claims about practices: works the values out again, and reads badges, tiles and coverage back."""

from __future__ import annotations

import re

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification import practice_words
from reports.verification.balance_words import balance_values, balances_values, check_balances
from reports.verification.caution_words import caution_values, check_cautions
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import (
    SIZES,
    Key,
    Row,
    doubt_of,
    estimate_of,
    read_practice_warehouse,
)
from reports.verification.reason_words import count_reasons
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.verdict_frame import check_chart_frame
from reports.verification.verdict_marks import check_verdict_picture
from reports.verification.verdict_spans import DrawnVerdict, draw_again, verdict_chart_values
from reports.verification.verdict_table import check_verdict_table, check_verdict_words
from reports.verification.verdict_words import VerdictWords

Values = tuple[ClaimValue, ...]
STATUS_KINDS = ("status", "verdict", "verdict detail", "reason", "chart title", "row")

OTHER_KINDS = (
    *("months held", "coverage", "balance", "balances", "cautions"),
    *("joint verdict", "verdict chart", "reasons"),
)


class PracticeCheck:
    """Checks claims about a practice, at one adopter or at all together."""

    kinds = frozenset((*STATUS_KINDS, *SIZES, *OTHER_KINDS))

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> None:
        self.warehouse = read_practice_warehouse(con)
        self.series = series
        self.words = VerdictWords(self.warehouse, series)
        self._drawn: dict[Key, DrawnVerdict | None] = {}

    def recompute(self, claim: Claim) -> Values | None:
        """What the claim should say; None where the warehouse has no such row."""
        others = {
            "coverage": self._recompute_coverage,
            "balance": self._recompute_balance,
            "balances": lambda asked: balances_values(self.warehouse, self.series, asked.practice),
            "joint verdict": self._recompute_joint,
            "verdict chart": self._recompute_chart,
        }
        if claim.kind in others:
            return others[claim.kind](claim)
        row = self.warehouse.verdicts.get((claim.practice, claim.organisation))
        if row is None:
            return None
        if claim.kind in STATUS_KINDS:
            return status_values(row)
        if claim.kind == "cautions":
            return caution_values(self.warehouse, row)
        if claim.kind == "reasons":
            return (count_reasons(self.warehouse, row),)
        if claim.kind == "months held":
            return (row["months_held"], f"{row['adopted_month']:%Y-%m}" if row["adopted_month"] else None)
        return estimate_of(row, claim.kind) or (None, None, None)

    def _recompute_balance(self, claim: Claim) -> Values:
        return balance_values(self.warehouse.balances.get((claim.practice, claim.measure)))

    def _recompute_joint(self, claim: Claim) -> Values | None:
        joint = self.warehouse.joint.get((claim.practice, claim.organisation))
        return None if joint is None else status_values(joint)[:3]

    def _recompute_chart(self, claim: Claim) -> Values | None:
        drawn = self._draw(claim)
        return verdict_chart_values(drawn) if drawn else None

    def _recompute_coverage(self, claim: Claim) -> Values | None:
        newest = self.warehouse.newest_spread.get((claim.practice, claim.organisation))
        row = self.warehouse.spread.get((claim.practice, claim.organisation, claim.month))
        if row is None or claim.month != newest:
            return None
        share = row["adopted"] / row["eligible"] if row["eligible"] else None
        return (row["adopted"], row["eligible"], share, row["held_coverage"])

    def _draw(self, claim: Claim) -> DrawnVerdict | None:
        key = (claim.practice, claim.organisation)
        if key not in self._drawn:
            row = self.warehouse.verdicts.get(key)
            self._drawn[key] = draw_again(self.warehouse, self.series, row) if row else None
        return self._drawn[key]

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """What is wrong with the words of an element, if anything."""
        if claim.kind == "coverage":
            return practice_words.check_coverage(claim, element)
        if claim.kind == "balance":
            return self.words.check_balance(claim, element)
        if claim.kind == "balances":
            return check_balances(claim, element.text)
        if claim.kind == "joint verdict":
            return self.words.check_joint(self.warehouse.joint[claim.practice, claim.organisation], element.text)
        if claim.kind == "verdict chart":
            return check_verdict_chart(self._draw(claim), element)
        return self._check_verdict(claim, self.warehouse.verdicts[claim.practice, claim.organisation], element)

    def _check_verdict(self, claim: Claim, row: Row, element: ClaimedElement) -> str:
        if claim.kind == "cautions":
            return check_cautions(self.warehouse, row, element)
        if claim.kind == "reasons":
            count = count_reasons(self.warehouse, row)
            return "" if element.inner.count("<li ") == count else f"it has {count} reasons"
        if claim.kind == "status":
            return practice_words.check_badge(row, element)
        if claim.kind in SIZES:
            return practice_words.TILES[claim.kind](row, element)
        if claim.kind == "months held":
            return practice_words.check_months_held(row, element.text)
        return self.words.check(claim, row, element)


def check_verdict_chart(drawn: DrawnVerdict | None, element: ClaimedElement) -> str:
    """The picture, the same in words, its table, or what is around them."""
    if drawn is None:
        return "there is no such chart"
    if element.tag == "div":
        return check_verdict_picture(drawn, element.inner)
    if element.tag == "table":
        return check_verdict_table(drawn, element.inner)
    if element.attributes.get("class") == "vh":
        return check_verdict_words(drawn, element.text)
    return check_chart_frame(drawn, element)


def status_values(row: Row) -> Values:
    reason = row["reason"] if re.fullmatch("[a-z_]*", row["reason"] or "") else ""
    flags = (bool(row["is_provisional"]), bool(doubt_of(row)), bool(row.get("merged_into")))
    return (row["status"], reason or "", *flags)
