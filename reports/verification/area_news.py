"""Works out again what is new in an area, and reads its sentences back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reports.claims.claim import Claim
from reports.verification import change_rules
from reports.verification.behind import OLD_AFTER
from reports.verification.counted_words import numbers_of_claim, reads_as_counts
from reports.verification.edition_facts import EditionWarehouse, Values
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts
from reports.verification.shown_numbers import NUMBER, write_month

AWAITED_MONTHS = 12
"""Months without figures after which nobody waits for them (docs/dashboards.md)."""
LEAD = re.compile(
    rf"Verdicts that changed ?({NUMBER}) Early warnings ?({NUMBER}) New signals of improvement ?({NUMBER}) "
    rf"New signals of concern ?({NUMBER}) Organisations with figures missing ?({NUMBER}) of ({NUMBER})"
)


def _members(warehouse: EditionWarehouse, area: str) -> set[str]:
    return {code for code, areas in warehouse.listings.areas.items() if area in areas}


def count_area_news(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """Members; verdicts that changed, warnings, signals for the better and for the worse, and who is late."""
    members = _members(warehouse, claim.organisation)
    changes = change_rules.last_changes(warehouse)[0] if warehouse.runs else {}
    ways = [
        change_rules.way_of_new_signal(warehouse, facts, code)
        for (_, code), facts in warehouse.series.wholes.items()
        if code in members or code == claim.organisation
    ]
    late = {code for code, _ in _awaited(warehouse) if code in members}
    warned = [code for _, code in warehouse.warnings if code in members]
    verdicts = [code for _, code in changes if code in members]
    return (len(members), len(verdicts), len(warned), ways.count("i"), ways.count("c"), len(late))


def _awaited(warehouse: EditionWarehouse) -> Iterator[tuple[str, SeriesFacts]]:
    """The series without the newest month of a current measure, of organisations that go on."""
    edition = max(measure.last_month for measure in warehouse.series.measures.values())
    for (_, code), facts in warehouse.series.wholes.items():
        behind = _months_between(_last_reported(facts), facts.measure.last_month)
        is_current = _months_between(facts.measure.last_month, edition) <= OLD_AFTER
        if is_current and 0 < behind <= AWAITED_MONTHS and code in warehouse.open_organisations:
            yield code, facts


def _last_reported(facts: SeriesFacts) -> date:
    return max([facts.months[-1], *facts.hidden])


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def read_early_warning(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    warning = warehouse.warnings.get((claim.practice, claim.organisation))
    is_newest = warning is not None and f"{warning[0]:%Y-%m}" == claim.month
    return (max(warning[1], 1),) if warning and is_newest else None


def count_losing(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """Adopters whose gain erodes or is lost, or that are warned of, everywhere or in an area; not those that merged."""
    members = _members(warehouse, claim.organisation) if claim.organisation else None
    verdicts = warehouse.practices.verdicts
    losing = {key for key, row in verdicts.items() if key[1] and row["status"] in ("eroding", "lost")}
    losing |= set(warehouse.warnings)
    merged = {key for key in losing if verdicts.get(key, {}).get("merged_into")}
    return (sum(members is None or organisation in members for _, organisation in losing - merged),)


def read_behind(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    facts = warehouse.series.series.get((claim.measure, claim.organisation))
    if facts is None or not any(facts is awaited for _, awaited in _awaited(warehouse)):
        return None
    return (f"{facts.measure.last_month:%Y-%m}",) if f"{_last_reported(facts):%Y-%m}" == claim.month else None


def check_area_news(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    members, *counts = numbers_of_claim(claim)
    return reads_as_counts(LEAD.pattern, element.text, *counts, members)


def check_early_warning(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    verdict = warehouse.practices.verdicts.get((claim.practice, claim.organisation), {})
    is_falling = verdict.get("scale") == "log" and verdict.get("direction") == "decrease"
    beyond = "above" if is_falling else "below"
    pattern = rf"({NUMBER}) months? in a row {beyond} what we expect while its gain holds\."
    return reads_as_counts(pattern, element.text, numbers_of_claim(claim)[0])


def check_losing(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    count = numbers_of_claim(claim)[0]
    if not count:
        return "" if element.text.startswith("No adopter is losing its gain") else "none is"
    return reads_as_counts(rf"({NUMBER}) adopters? losing (?:its|their) gain.*", element.text, count)


def check_behind(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    title = warehouse.series.measures[claim.measure].title
    newest = write_month(str(claim.values[0]))
    wanted = f"{title}: last reported for {write_month(claim.month)}; others for {newest}."
    return "" if element.text == wanted else f"it last reported {claim.month}, and others {claim.values[0]}"
