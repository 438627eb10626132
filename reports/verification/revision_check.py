"""The check of the page of revisions: months published more than once, and every figure that changed."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification import revision_words
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import Row
from reports.verification.revision_facts import read_revisions
from reports.verification.series_facts import SeriesWarehouse

Values = tuple[ClaimValue, ...]


class RevisionCheck:
    """Checks claims about what was published more than once."""

    kinds = frozenset(revision_words.WORDS)

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> None:
        self.warehouse = read_revisions(con, series)
        self._recompute_by_kind: dict[str, Callable[[Claim], Values | None]] = {
            "revisions": lambda _: self._counts(),
            "revised month": self._month,
            "figures changed": lambda claim: (len(self._list_own(claim)),),
            "since previous": self._since_previous,
            "revised england": self._figure_of_england,
            "revised figure": self._figure,
            "local revision": self._local,
            "local revisions": lambda _: (len(self.warehouse.local),),
        }

    def recompute(self, claim: Claim) -> Values | None:
        return self._recompute_by_kind[claim.kind](claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        return revision_words.WORDS[claim.kind](self.warehouse, claim, element)

    def _counts(self) -> Values:
        kinds = [kind for kind, _ in self.warehouse.months]
        titles = {kind: self.warehouse.titles.get(kind, kind) for kind in kinds}
        return tuple(f"{title}={kinds.count(kind)}" for kind, title in titles.items())

    def _month(self, claim: Claim) -> Values | None:
        row = self.warehouse.months.get((claim.measure, claim.month))
        if row is None:
            return None
        days = (f"{row[name]:%Y-%m-%d}" for name in ("first_received_at", "revised_received_at"))
        codes = (" ".join(row[name]) for name in ("organisations_joined", "organisations_left"))
        return (*days, row["cells_changed"], row["organisations_changed"], *codes)

    def _list_own(self, claim: Claim) -> list[Row]:
        """What the list of a month has: corrected cells, or else the measures of single organisations."""
        figures = self.warehouse.figures.get((claim.measure, claim.month), [])
        cells = [row for row in figures if not row["is_measure"]]
        return cells or [row for row in figures if row["organisation"] not in self.warehouse.wholes]

    def _since_previous(self, claim: Claim) -> Values | None:
        row = self.warehouse.months.get((claim.measure, claim.month))
        if row is None or row["previous_received_at"] == row["first_received_at"]:
            return None
        figures = sum(bool(figure["is_last_change"]) for figure in self._list_own(claim))
        day = f"{row['previous_received_at']:%Y-%m-%d}"
        return (row["vintages"], day, figures, row["organisations_changed_last"])

    def _figure_of_england(self, claim: Claim) -> Values | None:
        row = self.warehouse.months.get((str(claim.values[0]), claim.month))
        listed = [change for change in row["england"] if change["measure"] == claim.measure] if row else []
        return (claim.values[0], listed[0]["first_value"], listed[0]["revised_value"]) if listed else None

    def _figure(self, claim: Claim) -> Values | None:
        figures = self.warehouse.figures.get((str(claim.values[0]), claim.month), [])
        for row in figures:
            if (row["item"], row["organisation"]) == (claim.measure, claim.organisation):
                values = (row["first_value"], row["previous_value"], row["revised_value"])
                return (row["kind"], row["change"], *values)
        return None

    def _local(self, claim: Claim) -> Values | None:
        row = self.warehouse.local.get((claim.measure, claim.organisation, claim.month))
        names = ("first_value", "revised_value", "is_first_hidden", "is_revised_hidden")
        return tuple(row[name] for name in names) if row else None
