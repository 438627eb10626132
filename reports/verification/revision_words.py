"""Reads the page of revisions back. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.claims.claim import Claim, ClaimValue
from reports.verification.counted_words import reads_as_counts, whole_number
from reports.verification.page_elements import ClaimedElement
from reports.verification.revision_facts import RevisionWarehouse
from reports.verification.shown_numbers import NUMBER, UNIT_WORDS, read_number, read_value, write_month

CHANGES = {
    "joined": "Not in the first vintage",
    "left": "No longer there",
    "reverted": "As first received again",
}


def _write_day(day: str) -> str:
    return f"{int(day[8:])} {write_month(day)}"


def _cells(element: ClaimedElement) -> list[str]:
    """The texts of the cells of a row."""
    cells = re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", element.inner, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]


def _shows(text: str, true: ClaimValue, unit: str) -> bool:
    """Whether a text is a figure in its unit; nothing where there is none."""
    if true is None:
        return text in ("", "not computable", "no figure")
    number = re.match(NUMBER, text)
    words = UNIT_WORDS.get(unit, "")
    return bool(number) and text.endswith(words) and read_value(number[0], unit).shows(float(str(true)))  # type: ignore[index]


def _shows_difference(text: str, first: ClaimValue, now: ClaimValue, unit: str) -> bool:
    if first is None or now is None:
        return not text
    delta = (float(str(now)) - float(str(first))) * (100 if unit == "share" else 1)
    number = re.match(rf"([+−]?)({NUMBER})", text)
    if number is None:
        return False
    sign = -1 if number[1] == "−" or number[2].startswith("−") else 1
    return read_number(number[2].lstrip("−")).times(sign).shows(delta)


def check_counts(_: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    if not claim.values:
        return "" if element.text == "No month has been published more than once." else "none was"
    parts = [str(value).rpartition("=") for value in claim.values]
    wanted = [f"{count} of {title}" for title, _sign, count in parts]
    listed = wanted[0] if len(wanted) == 1 else f"{', '.join(wanted[:-1])} and {wanted[-1]}"
    is_right = element.text == f"Months published more than once: {listed}."
    return "" if is_right else f"there are {listed}"


def check_month(warehouse: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A row: the month, both days, how much is different, and who joined or left; or the caption of a table of it."""
    if element.tag == "caption":
        title = warehouse.titles.get(claim.measure, claim.measure)
        is_right = f" in {write_month(claim.month)}" in element.text and element.text.endswith(f": {title}")
        return "" if is_right else f"the month is {claim.month}"
    first, now, changed, organisations, joined, left = (str(value or "") for value in claim.values)
    cells = _cells(element)
    row = warehouse.months[claim.measure, claim.month]
    states = [row["state"] or "", "may be revised yet" if row["is_provisional"] else ""]
    head = " ".join([write_month(claim.month), *(state for state in states if state)])
    wanted = [head, _write_day(first), _write_day(now), f"{int(changed or 0):,}", organisations or "0"]
    if cells[:5] != wanted:
        return f"the row is {', '.join(wanted)}"
    codes = re.findall(r'<span class="code">([^<]*)</span>', element.inner)
    return "" if codes == [*joined.split(), *left.split()] else f"{joined or 'nobody'} joined, {left or 'nobody'} left"


def check_figures_changed(_: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    pattern = rf"{write_month(claim.month)}: ({NUMBER}) figures? changed"
    return reads_as_counts(pattern, element.text, int(str(claim.values[0])))


def check_since_previous(_: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    vintages, previous, figures, organisations = (str(value) for value in claim.values)
    pattern = (
        rf"({NUMBER}) vintages\. Since the previous one, received {_write_day(previous)}: "
        rf"({NUMBER}) figures? of ({NUMBER}) organisations? changed\."
    )
    return reads_as_counts(pattern, element.text, *map(int, (vintages, figures, organisations)))


def check_england(warehouse: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """A row of its table, or the first one beside the month: `75.9% → 76.0% A&E …`."""
    _, first, now = claim.values
    measure = warehouse.series.measures[claim.measure]
    if element.tag == "td":
        before, _arrow, rest = element.text.partition(" → ")
        after = rest.removesuffix(measure.title).strip()
        is_right = _shows(before, first, measure.unit) and _shows(after, now, measure.unit)
        return "" if is_right and rest.endswith(measure.title) else f"{measure.title} was {first} and is {now}"
    title, before, after, difference = _cells(element)
    is_right = _shows(before, first, measure.unit) and _shows(after, now, measure.unit)
    is_right = is_right and _shows_difference(difference, first, now, measure.unit)
    return "" if is_right and _is_title(title, measure.title) else f"{measure.title} was {first} and is {now}"


def _is_title(shown: str, title: str) -> bool:
    return shown.replace("&amp;", "&") == title


def check_figure(warehouse: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    kind, change, first, previous, now = claim.values
    rows = warehouse.figures[str(kind), claim.month]
    row = next(row for row in rows if (row["item"], row["organisation"]) == (claim.measure, claim.organisation))
    known = warehouse.series.measures.get(claim.measure) if row["is_measure"] else None
    unit = known.unit if known else "count"
    name, title, *figures, difference = _cells(element)
    wanted = (first, previous, now) if len(figures) == 3 else (first, now)
    is_right = all(_shows(text, true, unit) for text, true in zip(figures, wanted, strict=True))
    is_right = is_right and _shows_difference(difference, first, now, unit)
    words = f"{row['title']} {CHANGES.get(str(change), '')}".strip()
    is_right = is_right and _is_title(title, words) and name.endswith(claim.organisation)
    return "" if is_right else f"{claim.organisation}, {words}: it was {first} and is {now}"


def check_local(warehouse: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    measure = warehouse.series.measures.get(claim.measure)
    unit = measure.unit if measure else "count"
    first, now, *hidden = claim.values
    name, _title, month, before, after = _cells(element)
    fault = (warehouse.local[claim.measure, claim.organisation, claim.month]["fault"] or "").replace("_", " ")
    shown = (before, after.removesuffix(fault).strip())
    is_right = month == write_month(claim.month) and name.endswith(claim.organisation) and after.endswith(fault)
    for text, true, is_hidden in zip(shown, (first, now), hidden, strict=True):
        is_right = is_right and (text == "hidden" if is_hidden == "yes" else _shows(text, true, unit))
    return "" if is_right else f"it was {first} and is {now}"


def check_local_count(_: RevisionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    count = re.match(rf"({NUMBER}) figures? (?:is|are) not what was sent first", element.text)
    is_right = count and whole_number(count[1]) == int(str(claim.values[0]))
    return "" if is_right else f"there are {claim.values[0]}"


WORDS: dict[str, Callable[[RevisionWarehouse, Claim, ClaimedElement], str]] = {
    "revisions": check_counts,
    "revised month": check_month,
    "figures changed": check_figures_changed,
    "since previous": check_since_previous,
    "revised england": check_england,
    "revised figure": check_figure,
    "local revision": check_local,
    "local revisions": check_local_count,
}
