"""Works out again what changed: trusts that meet a standard, new signals, moves on the year, verdicts, adopters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.verification.behind import is_behind
from reports.verification.edition_facts import EditionWarehouse, Values
from reports.verification.series_facts import Key, SeriesFacts
from reports.verification.series_rules import reaches, variation_of

LEAST_CASES = 500
"""Cases a month below which a change is mostly noise and is not listed (docs/dashboards.md)."""
NO_NEWS = ("too_early", "not_assessable", "not_adopted")
NEW_MONTHS = 3
"""Months for which an adopter counts as new (docs/dashboards.md)."""


def _trusts(warehouse: EditionWarehouse, measure: str) -> Iterator[tuple[str, SeriesFacts]]:
    """The trusts with a figure in the newest month that have peers to be compared with."""
    for (name, organisation), facts in warehouse.series.series.items():
        place = warehouse.series.places.get((name, organisation))
        if name != measure or place is None or facts.measure.unit == "count" or facts.measure.direction == "neutral":
            continue
        if place.peer_kind.startswith("trust") and place.peers > 1 and not is_behind(warehouse.series, facts):
            yield organisation, facts


def count_trusts_met(warehouse: EditionWarehouse, claim: Claim) -> Values:
    counts = [0, 0, 0, 0]
    for _, facts in _trusts(warehouse, claim.measure):
        year, month = divmod(facts.months[-1].year * 12 + facts.months[-1].month - 2, 12)
        values = ((0, facts.months[-1], facts.values[-1]), (2, date(year, month + 1, 1), facts.value_at(1)))
        for at, day, value in values:
            standard = warehouse.series.standard_of(claim.measure, day)
            if standard and value is not None:
                counts[at] += reaches(facts, value, standard[0])
                counts[at + 1] += 1
    return tuple(counts)


def way_of_new_signal(warehouse: EditionWarehouse, facts: SeriesFacts, organisation: str) -> str | None:
    """The colour of a signal that the month before did not have; a dot for none, nothing where it is not looked at."""
    cases = facts.parts[-1][1]
    is_seen = cases is None or cases >= LEAST_CASES
    if warehouse.kinds[organisation][0] == "england" or is_behind(warehouse.series, facts) or not is_seen:
        return None
    if len(facts.months) < 2 or not variation_of(facts):
        return None
    now, before = (facts.colour(signal) for signal in (facts.signals[-1], facts.signals[-2]))
    is_same = now == before and (now != "n" or facts.signals[-1] == facts.signals[-2])
    return "." if is_same else now


def count_new_signals(warehouse: EditionWarehouse, _: Claim) -> Values:
    series = warehouse.series.wholes.items()
    ways = [way for (_, code), facts in series if (way := way_of_new_signal(warehouse, facts, code))]
    return (len(ways), ways.count("i"), ways.count("c"))


def read_new_signal(warehouse: EditionWarehouse, claim: Claim) -> Values:
    facts = warehouse.series.series[claim.measure, claim.organisation]
    way = way_of_new_signal(warehouse, facts, claim.organisation)
    return ({"i": "better", "c": "worse", "n": "neither"}.get(way or ""),)


def gains_on_year(warehouse: EditionWarehouse, measure: str) -> list[tuple[float, str]]:
    """The change on the year of each trust with enough cases in both months, the largest for the better first."""
    if measure in warehouse.gains:
        return warehouse.gains[measure]
    gains = []
    for organisation, facts in _trusts(warehouse, measure):
        before = facts.value_at(12)
        if before is None:
            continue
        last = facts.months[-1]
        cases = (facts.parts[-1][1], facts.parts[facts.months.index(last.replace(year=last.year - 1))][1])
        if min(number or 0 for number in cases) >= LEAST_CASES:
            sign = 1 if facts.measure.direction == "increase" else -1
            gains.append((sign * (facts.values[-1] - before), organisation))
    warehouse.gains[measure] = sorted(gains, key=lambda gain: -gain[0])
    return warehouse.gains[measure]


def count_compared(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return (len(gains_on_year(warehouse, claim.measure)),)


def read_mover(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    gains = gains_on_year(warehouse, claim.measure)
    own = next((gain for gain, organisation in gains if organisation == claim.organisation), None)
    if own is None:
        return None
    # places of those with the same change are those of either
    place = int(str(claim.values[0]))
    at = place - 1 if place > 0 else len(gains) + place
    is_place = 0 <= at < len(gains) and abs(gains[at][0] - own) < 1e-12
    return (place if is_place else next(at for at, gain in enumerate(gains, start=1) if gain[0] == own), own)


def last_changes(warehouse: EditionWarehouse) -> tuple[dict[Key, tuple[str, str]], list[tuple[Any, ...]]]:
    """The statuses that the newest run confirmed in place of others, and the last runs of all that were looked at."""
    newest = max(runs[-1][0] for runs in warehouse.runs.values())
    looked = {key: runs for key, runs in warehouse.runs.items() if runs[-1][0] == newest}
    changes = {}
    for key, runs in looked.items():
        before, now = (runs[-2][2] if len(runs) > 1 else None), runs[-1][2]
        if before and now and now != before and now not in NO_NEWS:
            changes[key] = (before, now)
    return changes, [runs[-1] for runs in looked.values()]


def new_adopters(warehouse: EditionWarehouse) -> set[Key]:
    newest = max(runs[-1][0] for runs in warehouse.runs.values())
    return {
        key
        for key, month in warehouse.adoptions.items()
        if 0 <= (newest.year - month.year) * 12 + newest.month - month.month < NEW_MONTHS
        and key[0] in warehouse.practices.practices
    }


def count_news(warehouse: EditionWarehouse, _: Claim) -> Values:
    changes, looked = last_changes(warehouse)
    provisional = sum(bool(run[3]) and run[1] not in NO_NEWS for run in looked)
    return (len(changes), len(looked), provisional, len(new_adopters(warehouse)))


def read_status_change(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return last_changes(warehouse)[0].get((claim.practice, claim.organisation))


def read_new_adopter(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    key = (claim.practice, claim.organisation)
    is_new = key in new_adopters(warehouse) and f"{warehouse.adoptions[key]:%Y-%m}" == claim.month
    return () if is_new else None
