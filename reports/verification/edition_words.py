"""Reads back what an edition counts. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.claims.claim import Claim
from reports.verification.edition_rules import EditionWarehouse
from reports.verification.finding_words import process_words
from reports.verification.latest_words import check_move
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import (
    MONTH,
    NUMBER,
    SHORT_MONTH,
    read_month,
    read_value,
    value_pattern,
    write_month,
)
from reports.verification.verdict_words import REASON_WORDS, STATUS_WORDS


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


def _numbers(claim: Claim) -> list[int | None]:
    return [None if value is None else int(str(value)) for value in claim.values]


def _counted(pattern: str, text: str, *wanted: int | None) -> str:
    """Whether a text reads as the pattern, with these counts in its groups."""
    parts = re.fullmatch(pattern, text)
    if parts is None:
        return "it does not read as these counts"
    shown = [_count_word(part) for part in parts.groups() if part is not None]
    return "" if shown == list(wanted) else f"the counts are {', '.join(str(count) for count in wanted)}"


def _count_word(text: str) -> int:
    return 0 if text.lower().startswith("no") else _whole(text)


def _check_trusts_met(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, of, before, of_before = _numbers(claim)
    title = re.escape(warehouse.series.measures[claim.measure].title)
    ending = rf"; the month before, ({NUMBER}) of ({NUMBER})\." if of_before else r"\."
    pattern = rf"{title}: ({NUMBER}) of ({NUMBER}) NHS trusts? met the standard in {write_month(claim.month)}{ending}"
    return _counted(pattern, element.text, *((now, of, before, of_before) if of_before else (now, of)))


def _check_new_signals(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    looked, better, worse = _numbers(claim)
    if element.text.startswith("Of "):
        pattern = (
            rf"Of ({NUMBER}) series looked at, ({NUMBER}) (?:has|have) a new signal of improvement and "
            rf"({NUMBER}) (?:has|have) a new signal of concern\."
        )
        return _counted(pattern, element.text, looked, better, worse)
    parts = re.match(rf"({NUMBER}) of ({NUMBER}) series looked at", element.text)
    is_right = parts and _whole(parts[1]) in (better, worse) and _whole(parts[2]) == looked
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
    return "" if parts and _whole(parts[1]) == _numbers(claim)[0] else f"{claim.values[0]} were compared"


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
    changes, looked, provisional, joined = _numbers(claim)
    if element.tag == "h2":
        return _counted(rf"({NUMBER}|No) verdicts? changed in {MONTH}", element.text, changes)
    if element.tag == "h3":
        return _counted(rf"({NUMBER}|No) new adopters? in the last 3 months", element.text, joined)
    pattern = rf"Of ({NUMBER}) verdicts? .*; ({NUMBER}) more (?:is|are) provisional\."
    return _counted(pattern, element.text, looked, provisional)


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
    wanted = rf"{files} registers? landed {when}\."
    if months == "1":
        wanted = rf"{write_month(first)} landed {when}\."
    elif months != "0":
        span = f"{write_month(first)[:3]} {first[:4]} to {write_month(last)[:3]} {last[:4]}"
        wanted = rf"{int(months):,} months landed {when}, {span}\."
    is_right = re.fullmatch(rf"{re.escape(title)}: {wanted}", element.text)
    return "" if is_right else f"{files} files, {months} months on {day}"


def _check_files(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    _all, quarantined, superseded = _numbers(claim)
    if "earlier vintage" in element.text:
        pattern = rf"({NUMBER}) earlier vintages? replaced by a revision, ({NUMBER}) files? in quarantine\. .*"
        return _counted(pattern, element.text, superseded, quarantined)
    return _counted(rf"({NUMBER}) files? (?:was|were) quarantined and .*", element.text, quarantined)


def _check_group(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, ever, met, hidden = (None if value is None else int(str(value)) for value in claim.values[1:])
    if element.tag == "h2":
        counts = re.search(rf": ({NUMBER}) of ({NUMBER}) meet the standard$", element.text)
        shown = (_whole(counts[1]), _whole(counts[2])) if counts else None
        return "" if shown == (None if met is None else (met, now)) else f"{met} of {now} meet the standard"
    parts = re.match(
        rf"({NUMBER}) with a figure for ({MONTH})(?:; ({NUMBER}) more had one in an earlier month)?"
        rf"(?:; ({NUMBER}) hidden: small numbers)?\.",
        element.text,
    )
    if parts is None or read_month(parts[2]) != claim.month:
        return f"the month is {claim.month}"
    shown_counts = [_whole(part) if part else 0 for part in (parts[1], parts[3], parts[4])]
    wanted = [now, (ever or 0) - (now or 0), hidden]
    return "" if shown_counts == wanted else f"the counts are {wanted}"


def _check_funnel(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    peers, above, below = (_numbers(claim)[at] or 0 for at in range(3))
    if element.tag == "p":
        pattern = (
            rf"Funnel plot of ({NUMBER}) NHS trusts\. ({NUMBER}) lie above the upper 99\.8% limit and ({NUMBER}) below "
            r"the lower one; they are named below the chart\."
        )
        return _counted(pattern, element.text, peers, above, below)
    if not above + below:
        return "" if element.text == "No NHS trust lies outside the funnel" else "none lies outside"
    return _counted(rf"({NUMBER}) of ({NUMBER}) NHS trusts lie outside the funnel", element.text, above + below, peers)


def _check_outlier(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    unit = warehouse.series.measures[claim.measure].unit
    number = re.fullmatch(value_pattern(unit), element.text)
    is_right = number and read_value(number[1], unit).shows(float(str(claim.values[0])))
    return "" if is_right else f"the figure is {claim.values[0]}"


def _check_whole(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A text that begins with a count."""
    count = re.match(rf"({NUMBER})(?: [a-z]|$)", element.text)
    is_right = count and str(_whole(count[1])) == str(claim.values[-1])
    return "" if is_right else f"the count is {claim.values[-1]}"


def _check_rows(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    count = re.search(rf": ({NUMBER}) organisations? in ", element.text)
    return "" if count and str(_whole(count[1])) == str(claim.values[0]) else f"the count is {claim.values[0]}"


def _check_adopted(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    adopted, options = _numbers(claim)
    ending = rf", ({NUMBER}) that could be" if options else ""
    return _counted(rf"Practices: ({NUMBER}) adopted{ending}", element.text, adopted, *([options] if options else []))


def _check_area_now(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    now, then, moved, first = claim.values
    measure = warehouse.series.measures[claim.measure]
    value = value_pattern(measure.unit)
    parts = re.search(rf"from ({MONTH}) ({MONTH}) (No figure|{value}) {value} (None|{NUMBER}) ?", element.text)
    if parts is None or [read_month(parts[1]), read_month(parts[2])] != [first, claim.month]:
        return f"the months are {first} and {claim.month}"
    is_right = (parts[4] is None) == (then is None)
    is_right = is_right and (then is None or read_value(parts[4], measure.unit).shows(float(str(then))))
    is_right = is_right and read_value(parts[5], measure.unit).shows(float(str(now)))
    is_right = is_right and (0 if parts[6] == "None" else _whole(parts[6])) == int(str(moved))
    return "" if is_right else f"it is {now}, was {then}; {moved} came from elsewhere"


def _check_definition(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """Every month is one of the measure, of a standard or of an exclusion; the direction is that of the measure."""
    months, texts = warehouse.listings.definitions[claim.measure]
    direction = warehouse.series.measures[claim.measure].direction
    words = {
        "increase": "Higher is better.",
        "decrease": "Lower is better.",
        "neutral": "Neither higher nor lower is better in itself.",
    }[direction]
    text = element.text
    for known in sorted(texts, key=len, reverse=True):
        text = text.replace(" ".join(known.split()), " ")
    wrong = [month for month in re.findall(rf"{MONTH}|{SHORT_MONTH}", text) if read_month(month) not in months]
    if wrong:
        return f"{wrong[0]} is no month of its definition"
    return "" if words in element.text else f"the direction is {direction}"


def _check_quarantined(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    month = re.search(MONTH, element.text)
    shown = read_month(month[0]) if month else ""
    return "" if shown == claim.month else f"the month is {claim.month or 'not known'}"


def _check_edition(_: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    if element.tag == "span":
        is_right = element.text.startswith(f"{write_month(str(claim.values[0]))} edition")
        return "" if is_right else f"the edition is {claim.values[0]}"
    parts = re.search(rf"from ({NUMBER}) files?; figures to ({MONTH})\.", element.text)
    is_right = parts and _whole(parts[1]) == int(str(claim.values[1])) and read_month(parts[2]) == claim.month
    return "" if is_right else f"{claim.values[1]} files, figures to {claim.month}"


EDITION_WORDS: dict[str, Callable[[EditionWarehouse, Claim, ClaimedElement], str]] = {
    "trusts met": _check_trusts_met,
    "new signals": _check_new_signals,
    "new signal": _check_new_signal,
    "compared on the year": _check_compared,
    "mover": _check_mover,
    "news": _check_news,
    "status change": _check_status_change,
    "new adopter": _check_new_adopter,
    "received": _check_received,
    "files": _check_files,
    "group": _check_group,
    "funnel": _check_funnel,
    "outlier": _check_outlier,
    "members": _check_whole,
    "listed": _check_whole,
    "measures": _check_whole,
    "edition": _check_edition,
    "rows": _check_rows,
    "adopted": _check_adopted,
    "area now": _check_area_now,
    "definition": _check_definition,
    "quarantined": _check_quarantined,
}
