"""Whether a series is behind others, so that its standard is one of the past, and the notes on its newest month."""

from __future__ import annotations

from reports.claims.claim import Claim, ClaimValue
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.shown_numbers import write_month

OLD_AFTER = 3
"""Months after which a measure no longer counts as new (docs/dashboards.md)."""


def is_behind(series: SeriesWarehouse, facts: SeriesFacts) -> bool:
    """Whether others have a newer month of the measure, or the measure itself is old."""
    last = max([facts.months[-1], *facts.hidden])
    edition = max(measure.last_month for measure in series.measures.values())
    months_on = (edition.year - last.year) * 12 + edition.month - last.month
    return last < facts.measure.last_month or months_on > OLD_AFTER


def newest_values(series: SeriesWarehouse, facts: SeriesFacts, _: Claim) -> tuple[ClaimValue, ...]:
    """Whether it is behind, the last month that was reported, and the newest month if it is hidden."""
    last = max([facts.months[-1], *facts.hidden])
    return (is_behind(series, facts), f"{last:%Y-%m}", f"{last:%Y-%m}" if last > facts.months[-1] else None)


def check_newest(_: SeriesWarehouse, __: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """`Last reported in March 2024.`, where others have a newer month, or `March 2024 is hidden: small numbers.`"""
    was_behind, last, hidden = claim.values
    true = [f"Last reported in {write_month(str(last))}."] if was_behind == "yes" else []
    true += [f"{write_month(str(hidden))} is hidden: small numbers."] if hidden else []
    return "" if element.text in true else f"the newest month is {last}{', hidden' if hidden else ''}"
