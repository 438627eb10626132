"""Reads back what an edition counts. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.claims.claim import Claim
from reports.verification import area_news, listing_words, member_sum_words
from reports.verification.counted_words import numbers_of_claim, reads_as_counts, whole_number
from reports.verification.edition_facts import EditionWarehouse
from reports.verification.finding_words import process_words
from reports.verification.funnel_marks import check_funnel_dot
from reports.verification.funnel_words import check_funnel, check_outlier
from reports.verification.latest_words import check_move
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import (
    MONTH,
    NUMBER,
    read_month,
    read_value,
    value_pattern,
    write_month,
)
from reports.verification.status_words import REASON_WORDS, STATUS_WORDS


def _check_trusts_met(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, of, before, of_before = numbers_of_claim(claim)
    title = re.escape(warehouse.series.measures[claim.measure].title)
    ending = rf"; the month before, ({NUMBER}) of ({NUMBER})\." if of_before else r"\."
    pattern = rf"{title}: ({NUMBER}) of ({NUMBER}) NHS trusts? met the standard in {write_month(claim.month)}{ending}"
    return reads_as_counts(pattern, element.text, *((now, of, before, of_before) if of_before else (now, of)))


def _check_new_signals(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    looked, better, worse = numbers_of_claim(claim)
    if element.text.startswith("Of "):
        pattern = (
            rf"Of ({NUMBER}) series looked at, ({NUMBER}) (?:has|have) a new signal of improvement and "
            rf"({NUMBER}) (?:has|have) a new signal of concern\."
        )
        return reads_as_counts(pattern, element.text, looked, better, worse)
    parts = re.match(rf"({NUMBER}) of ({NUMBER}) series looked at", element.text)
    is_right = parts and whole_number(parts[1]) in (better, worse) and whole_number(parts[2]) == looked
    return "" if is_right else f"{better} better and {worse} worse of {looked}"


def _check_new_signal(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    facts = warehouse.series.series[claim.measure, claim.organisation]
    parts = re.match(rf"{re.escape(facts.measure.title)}: {value_pattern(facts.measure.unit)}\. ?(.*)$", element.text)
    if parts is None or not read_value(parts[1], facts.measure.unit).shows(facts.values[-1]):
        return f"the figure is {facts.values[-1]!r}"
    is_right = parts[2] == process_words(facts)
    return "" if is_right else f"the warehouse says “{process_words(facts)}”"


def _check_compared(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    parts = re.match(rf"The largest of ({NUMBER}) NHS trusts with 500 or more", element.text)
    return "" if parts and whole_number(parts[1]) == numbers_of_claim(claim)[0] else f"{claim.values[0]} were compared"


def _check_mover(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    facts = warehouse.series.series[claim.measure, claim.organisation]
    parts = re.search(rf"((?:up|down) {NUMBER}[^,]*|unchanged), to {value_pattern(facts.measure.unit)}$", element.text)
    if parts is None or not read_value(parts[2], facts.measure.unit).shows(facts.values[-1]):
        return f"the figure is {facts.values[-1]!r}"
    css = "better" if float(str(claim.values[1])) > 0 else "worse"
    if f'class="{css}"' not in element.inner:
        return f"it is {css}"
    return check_move(parts[1], facts, 12)


def _check_news(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    changes, looked, provisional, joined = numbers_of_claim(claim)
    if element.tag == "h2":
        return reads_as_counts(rf"({NUMBER}|No) verdicts? changed in {MONTH}", element.text, changes)
    if element.tag == "h3":
        return reads_as_counts(rf"({NUMBER}|No) new adopters? in the last 3 months", element.text, joined)
    pattern = rf"Of ({NUMBER}) verdicts? .*; ({NUMBER}) more (?:is|are) provisional\."
    return reads_as_counts(pattern, element.text, looked, provisional)


def _check_status_change(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    before, now = (STATUS_WORDS[str(status)][0] for status in claim.values)
    row = warehouse.practices.verdicts.get((claim.practice, claim.organisation), {})
    finer = REASON_WORDS.get(row.get("reason") or "", now)
    wanted = {f"From “{before}” to “{words}”." for words in (now, finer)}
    if element.tag == "strong":
        css, shape = STATUS_WORDS[str(claim.values[1])][1:]
        is_right = element.text in (now, finer) and css in element.attributes["class"].split()
        return "" if is_right and f'href="#{shape}"' in element.inner else f"the status is {now}"
    return "" if element.text in wanted else f"it changed from {before} to {now}"


def _check_new_adopter(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    return "" if element.text == write_month(claim.month) else f"it adopted in {claim.month}"


def _check_received(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    day, files, months, first, last = (str(value) for value in claim.values)
    title, when = warehouse.titles[claim.measure], f"on {int(day[8:])} {write_month(day)}"
    wanted = rf"{files} registers? received {when}\."
    if months == "1":
        wanted = rf"{write_month(first)} received {when}\."
    elif months != "0":
        span = f"{write_month(first)[:3]} {first[:4]} to {write_month(last)[:3]} {last[:4]}"
        wanted = rf"{int(months):,} months received {when}, {span}\."
    is_right = re.fullmatch(rf"{re.escape(title)}: {wanted}", element.text)
    return "" if is_right else f"{files} files, {months} months on {day}"


def _check_files(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    _all, quarantined, superseded = numbers_of_claim(claim)
    if "earlier vintage" in element.text:
        pattern = rf"({NUMBER}) earlier vintages? replaced by a revision, ({NUMBER}) files? in quarantine\."
        return reads_as_counts(pattern, element.text, superseded, quarantined)
    return reads_as_counts(rf"({NUMBER}) files? (?:was|were) quarantined and .*", element.text, quarantined)


def _check_group(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, ever, met, hidden = (None if value is None else int(str(value)) for value in claim.values[1:])
    if element.tag == "h2":
        counts = re.search(rf": ({NUMBER}) of ({NUMBER}) meet the standard$", element.text)
        shown = (whole_number(counts[1]), whole_number(counts[2])) if counts else None
        return "" if shown == (None if met is None else (met, now)) else f"{met} of {now} meet the standard"
    parts = re.match(
        rf"({NUMBER}) with a figure for ({MONTH})(?:; ({NUMBER}) more had one in an earlier month)?"
        rf"(?:; ({NUMBER}) hidden: small numbers)?\.",
        element.text,
    )
    if parts is None or read_month(parts[2]) != claim.month:
        return f"the month is {claim.month}"
    shown_counts = [whole_number(part) if part else 0 for part in (parts[1], parts[3], parts[4])]
    wanted = [now, (ever or 0) - (now or 0), hidden]
    return "" if shown_counts == wanted else f"the counts are {wanted}"


EDITION_WORDS: dict[str, Callable[[EditionWarehouse, Claim, ClaimedElement], str]] = {
    "trusts met": _check_trusts_met,
    "new signals": _check_new_signals,
    "new signal": _check_new_signal,
    "compared on the year": _check_compared,
    "mover": _check_mover,
    "news": _check_news,
    "status change": _check_status_change,
    "new adopter": _check_new_adopter,
    "area news": area_news.check_area_news,
    "early warning": area_news.check_early_warning,
    "behind": area_news.check_behind,
    "losing": area_news.check_losing,
    "received": _check_received,
    "files": _check_files,
    "group": _check_group,
    "funnel": check_funnel,
    "outlier": check_outlier,
    "funnel dot": lambda warehouse, claim, element: check_funnel_dot(
        warehouse.series.measures[claim.measure].unit, claim, element
    ),
    "members": listing_words.check_whole,
    "listed": listing_words.check_whole,
    "in 100": listing_words.check_in_100,
    "gaps closed": listing_words.check_gaps_closed,
    "measures": listing_words.check_whole,
    "services": listing_words.check_services,
    "edition": listing_words.check_edition,
    "rows": listing_words.check_rows,
    "adopted": listing_words.check_adopted,
    "area now": listing_words.check_area_now,
    "member sum": lambda warehouse, claim, element: member_sum_words.check_member_sum(warehouse.sums, claim, element),
    "definition": listing_words.check_definition,
    "quarantined": listing_words.check_quarantined,
}
