"""The claims that a page makes about many series or files at once: counts, lists and places in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.text.changes import ChangeTally, StandardMetCount


def claim_trusts_met(measure: str, month: date, count: StandardMetCount) -> Claim:
    """How many trusts meet the standard now, and how many did the month before."""
    values = (count.now, count.of, count.before, count.of_before)
    return Claim("trusts met", measure, month=f"{month:%Y-%m}", values=values)


def claim_signals(tally: ChangeTally) -> Claim:
    """How many series have a new signal, of how many that were looked at."""
    ways = [move.is_better for move in tally.moves]
    return Claim("new signals", values=(tally.looked_at, ways.count(True), ways.count(False)))


def claim_movers(measure: str, compared: int) -> Claim:
    return Claim("compared on the year", measure, values=(compared,))


def claim_mover(measure: str, organisation: str, place: int, gain: float) -> Claim:
    """A change on the year, and its place among all: 1 is the largest for the better, -1 the largest for the worse."""
    return Claim("mover", measure, organisation, values=(place, gain))


def claim_news(changes: int, looked: int, provisional: int, joined: int) -> Claim:
    """How many verdicts changed in the newest run, of how many, how many are provisional; and the new adopters."""
    return Claim("news", values=(changes, looked, provisional, joined))


def claim_change(practice: str, organisation: str | None, before: str, now: str) -> Claim:
    """A status that the newest run confirmed in place of another."""
    return Claim("status change", "", organisation or "", practice, "", (before, now))


def claim_joined(practice: str, organisation: str, adopted: date) -> Claim:
    return Claim("new adopter", "", organisation, practice, f"{adopted:%Y-%m}")


def claim_received(kind: str, day: date, months: Sequence[date], files: int) -> Claim:
    """What was received of a kind of extract on the day of its last delivery."""
    ends = (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") if months else (None, None)
    return Claim("received", kind, values=(f"{day:%Y-%m-%d}", files, len(months), *ends))


def claim_loads(loads: Sequence[dict[str, Any]]) -> Claim:
    """How many files there are, how many of them quarantined, and how many replaced by a revision."""
    counts = [sum(load["status"] == status for load in loads) for status in ("quarantined", "superseded")]
    return Claim("files", values=(len(loads), *counts))


def claim_group(measure: str, kind: str, month: date, counts: tuple[int, int, int | None, int]) -> Claim:
    """Organisations of a kind on a measure's page: with a figure now, ever, meeting the standard, hidden."""
    return Claim("group", measure, month=f"{month:%Y-%m}", values=(kind, *counts))


def claim_funnel(measure: str, month: date, peers: int, above: int, below: int) -> Claim:
    """How many organisations a funnel plot has, and how many lie above and below it."""
    return Claim("funnel", measure, month=f"{month:%Y-%m}", values=(peers, above, below))


def claim_outlier(measure: str, organisation: str, value: float, position: str) -> Claim:
    return Claim("outlier", measure, organisation, values=(value, position))


def claim_organisations(area: str, kinds: Sequence[str], count: int) -> Claim:
    """How many organisations an area has, or there are of some kinds."""
    return Claim("organisations", "", area, values=(",".join(kinds), count))
