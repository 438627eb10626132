"""The check of the charts of practices: their words, their tables and their pictures, each made again."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification.adopter_pictures import check_forest, count_standing_out, list_adopters
from reports.verification.effect_charts import write_event_study, write_survival
from reports.verification.evidence_facts import EvidenceWarehouse, read_evidence
from reports.verification.gain_numbers import count_words
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse, Row
from reports.verification.run_charts import write_history, write_warnings
from reports.verification.share_bars import check_bars, describe_pull, list_areas, list_sources, list_ways
from reports.verification.shown_numbers import write_month
from reports.verification.spread_charts import title_of_areas, write_adoption, write_areas
from reports.verification.written_chart import WrittenChart, check_chart
from reports.verification.yearly_chart import write_years

Values = tuple[ClaimValue, ...]
CHARTS: dict[str, Callable[[EvidenceWarehouse, str, str], WrittenChart | None]] = {
    "event study": write_event_study,
    "yearly gains": write_years,
    "lasting gains": write_survival,
    "adoption curve": write_adoption,
    "area coverage": write_areas,
    "verdict history": write_history,
    "early warnings": write_warnings,
}
"""How each chart of a practice is written again."""
MOST_SIGNALS = 20
"""Signals that a page lists."""


class EvidenceCheck:
    """Checks the charts and bars of practices, and the lists beside them."""

    kinds = frozenset((*CHARTS, "coverage ways", "adoption sources", "area bars", "forest", "adopters", "signals"))

    def __init__(self, con: duckdb.DuckDBPyConnection, practices: PracticeWarehouse) -> None:
        self.warehouse = read_evidence(con, practices)
        self._charts: dict[tuple[str, str, str], WrittenChart | None] = {}

    def recompute(self, claim: Claim) -> Values | None:
        if claim.kind in CHARTS:
            chart = self._write(claim)
            return chart.values if chart else None
        practice = claim.practice
        counts: dict[str, Callable[[], Values]] = {
            "coverage ways": lambda: (len(list_ways(self.warehouse, practice)),),
            "adoption sources": lambda: (len(list_sources(self.warehouse, practice)),),
            "area bars": lambda: (len(list_areas(self.warehouse, practice, claim.organisation)),),
            "forest": lambda: (
                *map(len, list_adopters(self.warehouse, practice)), count_standing_out(self.warehouse, practice)
            ),
            "adopters": lambda: (self._count_adopters(practice),),
            "signals": lambda: (len(self._list_signals(claim)),),
        }  # fmt: skip
        return counts[claim.kind]()

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        warehouse, practice = self.warehouse, claim.practice
        if claim.kind in CHARTS:
            return check_chart(self._write(claim), element)
        if claim.kind == "coverage ways":
            ways = list_ways(warehouse, practice)
            return check_bars(ways, f"Coverage, counted in {count_words(len(ways), 'way')}", element)
        if claim.kind == "adoption sources":
            return check_bars(list_sources(warehouse, practice), describe_pull(warehouse, practice), element)
        if claim.kind == "area bars":
            kind = claim.organisation
            title = title_of_areas(kind, warehouse.newest_areas(practice)[kind])
            return check_bars(list_areas(warehouse, practice, kind), title, element)
        if claim.kind == "forest":
            return check_forest(warehouse, practice, element)
        if claim.kind == "adopters":
            wanted = f"{count_words(self._count_adopters(practice), 'adopter')}, and who to ask"
            return "" if element.text == wanted else f"it should be: {wanted}"
        return self._check_signals(claim, element)

    def _write(self, claim: Claim) -> WrittenChart | None:
        """A chart is written once, however many elements show it."""
        key = (claim.kind, claim.practice, claim.organisation)
        if key not in self._charts:
            self._charts[key] = CHARTS[claim.kind](self.warehouse, claim.practice, claim.organisation)
        return self._charts[key]

    def _count_adopters(self, practice: str) -> int:
        adoptions = self.warehouse.practices.adoptions.items()
        return sum(code == practice and row["adopted_month"] is not None for (code, _), row in adoptions)

    def _list_signals(self, claim: Claim) -> list[Row]:
        """Those of an adopter, or of the practice and all its adopters."""
        signals = self.warehouse.signals.get(claim.practice, [])
        return [row for row in signals if claim.organisation in ("", row["organisation"])]

    def _check_signals(self, claim: Claim, element: ClaimedElement) -> str:
        """`To look at: 2 signals in March 2026`, or the list of them."""
        signals = self._list_signals(claim)
        if element.tag == "h2":
            wanted = f"To look at: {count_words(len(signals), 'signal')} in {write_month(signals[0]['month'])}"
            return "" if element.text == wanted else f"it should be: {wanted}"
        if element.tag == "p":
            return "" if element.text == f"And {len(signals) - MOST_SIGNALS} more." else f"there are {len(signals)}"
        shown = [_fold(html.unescape(re.sub("<[^>]*>", "", item))) for item in element.inner.split("<li>")[1:]]
        due = sorted(_fold(self._write_signal(row, bool(claim.organisation))) for row in signals)
        is_right = set(shown) <= set(due) and len(shown) == min(len(due), MOST_SIGNALS)
        return "" if is_right else f"there are {len(due)} signals"

    def _write_signal(self, row: Row, is_alone: bool) -> str:
        code = row["organisation"]
        name = (self.warehouse.names.get(code) or code) if code else "All adopters together"
        return f"{'' if is_alone else f'{name}.'}{row['finding'] or row['sentence']}{row['severity'] or ''}"


def _fold(text: str) -> str:
    """A text without spaces and capitals: pages write names that are published in capitals with normal ones."""
    return re.sub(r"\s", "", text).casefold()
