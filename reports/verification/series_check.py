"""The check of claims about series: which function works a kind out again, and which reads its words."""

from __future__ import annotations

import duckdb

from reports.claims.claim import Claim
from reports.verification import (
    behind,
    chart_marks,
    finding_words,
    latest_words,
    month_table,
    peer_words,
    series_words,
    standard_words,
)
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import read_series_warehouse
from reports.verification.series_rules import SERIES_RULES, Values

SERIES_WORDS: dict[str, series_words.WordsCheck] = {
    "latest": latest_words.check_latest,
    "finding": finding_words.check_finding,
    "standard": standard_words.check_standard,
    "span": series_words.check_span,
    "range": series_words.check_range,
    "limits": series_words.check_limits,
    "cell": series_words.check_cell,
    "rank": series_words.check_rank,
    "gap": series_words.check_gap,
    "histogram": series_words.check_histogram,
    "peer levels": peer_words.check_peer_words,
    "second chart": series_words.check_second_chart,
    "dots": chart_marks.check_dots,
    "second dots": chart_marks.check_dots,
    "months": month_table.check_months,
    "newest note": behind.check_newest,
}
RULES = {**SERIES_RULES, "newest note": behind.newest_values, "peer levels": peer_words.compute_peer_values}


class SeriesCheck:
    """Checks claims about a measure at an organisation."""

    kinds = frozenset(RULES)

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.warehouse = read_series_warehouse(con)

    def recompute(self, claim: Claim) -> Values | None:
        """What the claim should say; None where the warehouse has no such series."""
        facts = self.warehouse.series.get((claim.measure, claim.organisation))
        if facts is None or claim.kind not in RULES or claim.month != f"{facts.months[-1]:%Y-%m}":
            return None
        return RULES[claim.kind](self.warehouse, facts, claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """What is wrong with the words of an element, if anything."""
        facts = self.warehouse.series[claim.measure, claim.organisation]
        if not element.text and element.tag == "data":
            return "it is empty"
        return SERIES_WORDS[claim.kind](self.warehouse, facts, claim, element)
