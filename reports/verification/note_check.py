"""The check of notes: a chart and a page have all that are due, and no others."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification.listing_rules import Listings
from reports.verification.note_facts import read_notes
from reports.verification.note_words import list_chart_notes, list_front_notices, list_notices
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesWarehouse

Values = tuple[ClaimValue, ...]
NOTE = re.compile(r'<p class="(?:note|notice|sub warn)">(.*?)</p>', re.DOTALL)
CLAIMED = "<data "
"""A note that makes a claim of its own, on the newest month or on a decision about limits, begins with it."""


class NoteCheck:
    """Checks the notes of charts and pages, which it writes again."""

    kinds = frozenset(("notes", "notices", "damage"))

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, listings: Listings) -> None:
        self.warehouse = read_notes(con, series, listings)

    def recompute(self, claim: Claim) -> Values | None:
        if claim.kind == "damage":
            return ()
        is_known = claim.kind == "notices" or (claim.measure, claim.organisation) in self.warehouse.series.series
        return (len(self._write(claim)),) if is_known else None

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """Which note is missing, or should not be there."""
        if claim.kind == "damage":
            return self._check_damage(element.text)
        shown = [text for text in NOTE.findall(element.inner) if not text.startswith(CLAIMED)]
        wanted = self._write(claim)
        seen = Counter(_fold(html.unescape(re.sub("<[^>]*>", "", text))) for text in shown)
        missing = [text for text in wanted if _fold(text) not in seen]
        if missing:
            return f"a note is missing: {missing[0]}"
        return "" if seen == Counter(map(_fold, wanted)) else f"the notes are: {_list(wanted)}"

    def _check_damage(self, text: str) -> str:
        """`2 records of a load are damaged; …`; the page of data quality also names their kinds and months."""
        counts = [(name, self.warehouse.damaged.get(name, 0)) for name in ("load", "decision")]
        parts = [f"{count} record{'' if count == 1 else 's'} of a {name}" for name, count in counts if count]
        is_one = sum(count for _, count in counts) == 1
        ending = f"{'is' if is_one else 'are'} damaged; figures may be wrong without {'it' if is_one else 'them'}."
        wanted = f"{' and '.join(parts)} {ending}"
        rest = text.removeprefix(wanted).strip()
        is_right = text.startswith(wanted) and (not rest or rest == self.warehouse.damaged_kinds)
        return "" if is_right else f"the records: {wanted} {self.warehouse.damaged_kinds}"

    def _write(self, claim: Claim) -> list[str]:
        if claim.kind == "notes":
            return list(list_chart_notes(self.warehouse, (claim.measure, claim.organisation)))
        if claim.organisation:
            return list(list_notices(self.warehouse, claim.organisation))
        return list(list_front_notices(self.warehouse))


def _fold(text: str) -> str:
    """A text without spaces and capitals: pages write names that are published in capitals with normal ones."""
    return re.sub(r"\s", "", text).casefold()


def _list(texts: Iterable[str]) -> str:
    return " | ".join(texts) or "none"
