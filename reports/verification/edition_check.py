"""The check of what an edition counts: which function works a kind out again, and which reads its words."""

from __future__ import annotations

import duckdb

from reports.claims.claim import Claim
from reports.verification.edition_facts import Values, read_edition_warehouse
from reports.verification.edition_rules import EDITION_RULES
from reports.verification.edition_words import EDITION_WORDS
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse
from reports.verification.series_facts import SeriesWarehouse


class EditionCountCheck:
    """Checks counts over many series, verdicts or files."""

    kinds = frozenset(EDITION_RULES)

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, practices: PracticeWarehouse) -> None:
        self.warehouse = read_edition_warehouse(con, series, practices)

    def recompute(self, claim: Claim) -> Values | None:
        return EDITION_RULES[claim.kind](self.warehouse, claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        return EDITION_WORDS[claim.kind](self.warehouse, claim, element)
