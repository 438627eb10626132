"""What a page says of the level of a trust's peers and of England, compared with the figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from reports.claims.claim import Claim, ClaimValue
from reports.verification.page_elements import ClaimedElement
from reports.verification.peer_tenths import Tenths
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.shown_numbers import MONTH, read_month, read_value, value_pattern

NOUN = r"[a-z]+"
"""What divides the trusts is named by the contract: `department` of type 1."""


def find_tenths(warehouse: SeriesWarehouse, measure: str, organisation: str) -> Mapping[date, Tenths]:
    """The months of an organisation's peers; none where too few of them have a figure in the newest month."""
    place = warehouse.places.get((measure, organisation))
    months = warehouse.tenths.get((measure, place.peer_kind), {}) if place else {}
    newest = months.get(warehouse.measures[measure].last_month)
    return months if newest and newest.are_enough else {}


def list_england(warehouse: SeriesWarehouse, measure: str) -> dict[date, float]:
    england = warehouse.series.get((measure, "ENGLAND"))
    return dict(zip(england.months, england.values, strict=True)) if england else {}


def compute_peer_values(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> tuple[ClaimValue, ...] | None:
    """The level of the peers in the newest month, and England's figure."""
    newest = facts.months[-1]
    tenths = find_tenths(warehouse, claim.measure, claim.organisation).get(newest)
    return None if tenths is None else (*tenths, list_england(warehouse, claim.measure).get(newest))


def check_peer_words(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """The line of the chart's key, or the sentence on the newest month."""
    place = warehouse.places[claim.measure, claim.organisation]
    peers = rf"{int(str(claim.values[0])):,} {_peer_pattern(place.peer_kind)}"
    if element.text.startswith("Shaded"):
        is_right = re.fullmatch(rf"Shaded: the middle 80% of {peers}, with their median", element.text)
        return "" if is_right else f"the peers are {claim.values[0]}"
    value = value_pattern(facts.measure.unit)
    england = rf"England was at {value}; " if claim.values[-1] is not None else ""
    rest = rf"the median of {peers} was {value}, and the middle 80% were at {value} to {value}\."
    parts = re.fullmatch(rf"In ({MONTH}) {england}{rest}", element.text)
    if parts is None:
        return f"it does not read as the level of {claim.values[0]} peers"
    return _check_numbers(parts, facts.measure.unit, claim)


def _peer_pattern(peer_kind: str) -> str:
    """All trusts, or those with or without what divides them, and a noun after it."""
    _, _, divided = peer_kind.partition(" ")
    preposition, _, label = divided.partition(" ")
    return rf"NHS trusts {preposition} a {re.escape(label)} {NOUN}" if divided else "NHS trusts"


def _check_numbers(parts: re.Match[str], unit: str, claim: Claim) -> str:
    month, *numbers = parts.groups()
    _, low, median, high, england = claim.values
    true = [float(str(level)) for level in (england, median, low, high) if level is not None]
    shown = (read_value(number, unit) for number in numbers)
    is_right = all(number.shows(level) for number, level in zip(shown, true, strict=True))
    return "" if is_right and read_month(month) == claim.month else f"the levels of {claim.month} are {claim.values}"
