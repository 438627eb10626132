"""The claims of the page of revisions: months published more than once, and every figure that changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.data.revisions_reader import LocalRevision, RevisedItem, RevisedMonthTotals


def claim_revisions(counts: Iterable[tuple[str, int]]) -> Claim:
    """How many months of each kind were published more than once."""
    return Claim("revisions", values=tuple(f"{title}={count}" for title, count in counts))


def claim_revised_month(totals: RevisedMonthTotals) -> Claim:
    """When a month was first received and when what counts now, and how much is different."""
    days = (f"{moment:%Y-%m-%d}" for moment in (totals.first_received_at, totals.revised_received_at))
    counts = (totals.cells_changed, totals.organisations_changed)
    joined, left = (" ".join(codes) for codes in (totals.organisations_joined, totals.organisations_left))
    return _claim_month("revised month", totals, *days, *counts, joined, left)


def claim_figures_changed(totals: RevisedMonthTotals, count: int) -> Claim:
    """How many figures the list of a month has."""
    return _claim_month("figures changed", totals, count)


def claim_since_previous(totals: RevisedMonthTotals, figures: int) -> Claim:
    """What the latest replacement changed, of a month that was published more than twice."""
    previous = f"{totals.previous_received_at:%Y-%m-%d}"
    return _claim_month("since previous", totals, totals.vintages, previous, figures, totals.organisations_changed_last)


def claim_england(kind: str, month: date, change: dict[str, Any]) -> Claim:
    values = (kind, change["first_value"], change["revised_value"])
    return Claim("revised england", change["measure"], "ENGLAND", month=f"{month:%Y-%m}", values=values)


def claim_revised_figure(change: RevisedItem) -> Claim:
    """A figure as first received, as received before what counts now, and as it counts."""
    values = (change.kind, change.change, change.first_value, change.previous_value, change.revised_value)
    return Claim("revised figure", change.item, change.organisation, month=f"{change.month:%Y-%m}", values=values)


def claim_local_revision(revision: LocalRevision) -> Claim:
    values = (revision.first_value, revision.revised_value, revision.is_first_hidden, revision.is_revised_hidden)
    month = f"{revision.month:%Y-%m}"
    return Claim("local revision", revision.measure, revision.organisation, month=month, values=values)


def claim_local_revisions(count: int) -> Claim:
    return Claim("local revisions", values=(count,))


def _claim_month(kind: str, totals: RevisedMonthTotals, *values: str | int) -> Claim:
    return Claim(kind, totals.kind, month=f"{totals.month:%Y-%m}", values=values)
