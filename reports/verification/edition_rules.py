"""Works out again what an edition counts: trusts that meet a standard, new signals, moves, verdicts, files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification import listing_rules
from reports.verification.listing_rules import Listings
from reports.verification.practice_facts import PracticeWarehouse
from reports.verification.series_facts import Key, SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import reaches, variation_of

Values = tuple[ClaimValue, ...]
LEAST_CASES = 500
"""Cases a month below which a change is mostly noise and is not listed (docs/dashboards.md)."""
NO_NEWS = ("too_early", "not_assessable", "not_adopted")
NEW_MONTHS = 3
"""Months for which an adopter counts as new (docs/dashboards.md)."""
OLD_AFTER = 3
"""Months after which a measure no longer counts as new."""


@dataclass
class EditionWarehouse:
    """What the counts of an edition are made of."""

    series: SeriesWarehouse
    practices: PracticeWarehouse
    kinds: dict[str, tuple[str, str]]
    """The kind and the name of each organisation."""
    runs: dict[Key, list[tuple[Any, ...]]]
    """Month, status, confirmed status and whether it is provisional, by practice and organisation, oldest first."""
    adoptions: dict[Key, date]
    loads: list[tuple[Any, ...]]
    """Kind, month, moment of receipt and status."""
    titles: dict[str, str]
    funnels: dict[Key, tuple[float, str]]
    listings: Listings
    gains: dict[str, list[tuple[float, str]]] = field(default_factory=dict)


RUNS = """
    select practice, organisation, month, status, confirmed_status, is_provisional from mart.gain_history
    union all
    select practice, '', month, status, confirmed_status, is_provisional from mart.programme_gain_history
    order by 1, 2, 3
"""


def read_edition_warehouse(
    con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, practices: PracticeWarehouse
) -> EditionWarehouse:
    runs: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for practice, organisation, *run in con.execute(RUNS).fetchall():
        runs[practice, organisation].append(tuple(run))
    organisations = con.execute("select organisation, kind, name from core.organisation").fetchall()
    adoptions = con.execute(
        "select practice, organisation, adopted_month from core.adoption where adopted_month is not null"
    ).fetchall()
    funnels = con.execute(
        "select measure, organisation, value, position from mart.benchmark where position is not null "
        "and (peer_kind = 'trust' or starts_with(peer_kind, 'trust with ')) "
        "and (measure, month) in (select measure, max(month) from core.reported group by all)"
    ).fetchall()
    return EditionWarehouse(
        series,
        practices,
        {code: (kind, name or code) for code, kind, name in organisations},
        runs,
        {(practice, organisation): month for practice, organisation, month in adoptions},
        con.execute("select kind, month, received_at, status from core.load").fetchall(),
        dict(con.execute("select kind, title from core.extract").fetchall()),
        {(measure, organisation): (value, position) for measure, organisation, value, position in funnels},
        listing_rules.read_listings(con, series),
    )


def is_behind(series: SeriesWarehouse, facts: SeriesFacts) -> bool:
    """Whether others have a newer month of the measure, or the measure itself is old."""
    last = max([facts.months[-1], *facts.hidden])
    edition = max(measure.last_month for measure in series.measures.values())
    months_on = (edition.year - last.year) * 12 + edition.month - last.month
    return last < facts.measure.last_month or months_on > OLD_AFTER


def _trusts(warehouse: EditionWarehouse, measure: str) -> Iterator[tuple[str, SeriesFacts]]:
    """The trusts with a figure in the newest month that have peers to be compared with."""
    for (name, organisation), facts in warehouse.series.series.items():
        place = warehouse.series.places.get((name, organisation))
        if name != measure or place is None or facts.measure.unit == "count" or facts.measure.direction == "neutral":
            continue
        if place.peer_kind.startswith("trust") and place.peers > 1 and not is_behind(warehouse.series, facts):
            yield organisation, facts


def _trusts_met(warehouse: EditionWarehouse, claim: Claim) -> Values:
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


def _new_signals(warehouse: EditionWarehouse, _: Claim) -> Values:
    series = warehouse.series.series.items()
    ways = [way for (_, code), facts in series if (way := way_of_new_signal(warehouse, facts, code))]
    return (len(ways), ways.count("i"), ways.count("c"))


def _new_signal(warehouse: EditionWarehouse, claim: Claim) -> Values:
    facts = warehouse.series.series[claim.measure, claim.organisation]
    way = way_of_new_signal(warehouse, facts, claim.organisation)
    return ({"i": True, "c": False}.get(way or ""),)


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


def _compared(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return (len(gains_on_year(warehouse, claim.measure)),)


def _mover(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
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


def _news(warehouse: EditionWarehouse, _: Claim) -> Values:
    changes, looked = last_changes(warehouse)
    provisional = sum(bool(run[3]) and run[1] not in NO_NEWS for run in looked)
    return (len(changes), len(looked), provisional, len(new_adopters(warehouse)))


def _status_change(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return last_changes(warehouse)[0].get((claim.practice, claim.organisation))


def _new_adopter(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    key = (claim.practice, claim.organisation)
    is_new = key in new_adopters(warehouse) and f"{warehouse.adoptions[key]:%Y-%m}" == claim.month
    return () if is_new else None


def _received(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    accepted = [load for load in warehouse.loads if load[0] == claim.measure and load[3] == "accepted"]
    if not accepted:
        return None
    day = max(load[2] for load in accepted).date()
    last = [load for load in accepted if load[2].date() == day]
    months = sorted(load[1] for load in last if load[1])
    ends = (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") if months else (None, None)
    return (f"{day:%Y-%m-%d}", len(last), len(months), *ends)


def _files(warehouse: EditionWarehouse, _: Claim) -> Values:
    statuses = [load[3] for load in warehouse.loads]
    return (len(statuses), statuses.count("quarantined"), statuses.count("superseded"))


def _group(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """Organisations of a kind with a figure in a month, those that meet the standard, and those that are hidden."""
    kind, month = str(claim.values[0]), claim.month
    ours = [
        facts
        for (measure, organisation), facts in warehouse.series.series.items()
        if measure == claim.measure and warehouse.kinds[organisation][0] == kind
    ]
    hidden = [
        months
        for (measure, organisation), months in warehouse.series.hidden.items()
        if measure == claim.measure and warehouse.kinds[organisation][0] == kind
    ]
    newest = max(max([facts.months[-1], *facts.hidden]) for facts in ours)
    newest = max([newest, *(max(months) for months in hidden)])
    if f"{newest:%Y-%m}" != month:
        return (kind, None, None, None, None)
    now = [facts for facts in ours if facts.months[-1] == newest]
    standard = warehouse.series.standard_of(claim.measure, newest)
    is_judged = standard and now and now[0].measure.direction != "neutral"
    met = sum(reaches(facts, facts.values[-1], standard[0]) for facts in now) if standard and is_judged else None
    ever = sum(newest not in facts.hidden for facts in ours)
    return (kind, len(now), ever, met, sum(newest in months for months in hidden))


def _funnel(warehouse: EditionWarehouse, claim: Claim) -> Values:
    places = [position for (measure, _), (_, position) in warehouse.funnels.items() if measure == claim.measure]
    return (len(places), places.count("above_998"), places.count("below_998"))


def _outlier(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return warehouse.funnels.get((claim.measure, claim.organisation))


def _members(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_members(warehouse.listings, claim)


def _listed(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_listed(warehouse.listings, warehouse.kinds, claim)


def _rows(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_rows(warehouse.listings, warehouse.series, warehouse.kinds, claim)


def _area_now(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return listing_rules.read_area_now(warehouse.listings, claim)


def _measures(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return (sum(organisation == claim.organisation for _, organisation in warehouse.series.series),)


def _edition(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    newest = max(measure.last_month for measure in warehouse.series.measures.values())
    return (str(claim.values[0]), len(warehouse.loads)) if claim.month == f"{newest:%Y-%m}" else None


def _adopted(warehouse: EditionWarehouse, claim: Claim) -> Values:
    statuses = [
        row["status"]
        for (_, organisation), row in warehouse.practices.verdicts.items()
        if organisation == claim.organisation
    ]
    options = statuses.count("not_adopted")
    return (len(statuses) - options, options)


def _definition(_: EditionWarehouse, __: Claim) -> Values:
    return ()


def _quarantined(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    known = {
        (kind, f"{month:%Y-%m}" if month else "")
        for kind, month, _, status in warehouse.loads
        if status in ("quarantined", "superseded")
    }
    return () if (claim.measure, claim.month) in known else None


EDITION_RULES: dict[str, Callable[[EditionWarehouse, Claim], Values | None]] = {
    "trusts met": _trusts_met,
    "new signals": _new_signals,
    "new signal": _new_signal,
    "compared on the year": _compared,
    "mover": _mover,
    "news": _news,
    "status change": _status_change,
    "new adopter": _new_adopter,
    "received": _received,
    "files": _files,
    "group": _group,
    "funnel": _funnel,
    "outlier": _outlier,
    "members": _members,
    "listed": _listed,
    "rows": _rows,
    "area now": _area_now,
    "measures": _measures,
    "edition": _edition,
    "adopted": _adopted,
    "definition": _definition,
    "quarantined": _quarantined,
}
