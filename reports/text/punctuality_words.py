"""What every page says of an edition that lacks published months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.data.punctuality import KindPunctuality
from reports.formatting import join_words, month_name, short_month

MOST_MONTHS_NAMED = 3
"""Chosen: a banner is one line; the data-quality page has every month."""


def late_sentence(kinds: Sequence[KindPunctuality]) -> str:
    """The banner of a stale edition: what is late, by kind; empty where nothing is."""
    phrases = [f"{kind.title} ({_name_months(kind.awaited)})" for kind in kinds if kind.awaited]
    return f"Late or missing: published figures have not arrived for {join_words(phrases)}." if phrases else ""


def _name_months(months: Sequence[date]) -> str:
    if len(months) > MOST_MONTHS_NAMED:
        return f"{len(months)} months, the first {month_name(months[0])}"
    return join_words([short_month(month) for month in months])
