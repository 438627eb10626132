"""Reads back what a page says of a standard: met or missed, how often, and what is expected.

Each function returns what is wrong, or nothing.
"""

from __future__ import annotations

import re

from reports.claims.claim import Claim
from reports.verification.behind import is_behind
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import assurance_of, chart_of, months_that_reach, reaches
from reports.verification.shown_numbers import NUMBER, read_value, value_pattern

EXPECTATIONS = {
    "consistent_pass": ("i-pass", "Expected to meet the standard every month", "met every month"),
    "consistent_fail": ("i-fail", "Expected to miss the standard every month", "missed every month"),
    "inconsistent": (
        "i-hm",
        "Expected to meet the standard in some months and miss it in others",
        "met in some months and missed in others",
    ),
}
UNSURE = {
    "not_stable": "The limits span more than one level, so we cannot say what to expect",
    "contradicted": "The last 12 months do not match the limits, so we cannot say what to expect",
}


def check_standard(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """A standard: the sentence, the icon of assurance, or the cell of a table."""
    standard = warehouse.standard_of(claim.measure, facts.months[-1])
    if standard is None:
        return "no standard is in force in that month"
    if element.tag == "svg":
        return _check_assurance(facts, standard[0], element)
    if element.attributes.get("class", "").startswith("std "):
        return _check_tile(facts, standard[0], element)
    if element.tag == "td":
        return _check_standard_cell(facts, standard[0], element)
    return _check_standard_sentence(warehouse, facts, standard, element.text)


def _check_tile(facts: SeriesFacts, standard: float, element: ClaimedElement) -> str:
    is_met, unit = reaches(facts, facts.values[-1], standard), facts.measure.unit
    parts = re.fullmatch(rf"(Meets|Misses) the {value_pattern(unit)} standard", element.text)
    is_right = parts and (parts[1] == "Meets") == is_met and abs(read_value(parts[2], unit).value - standard) < 1e-9
    css = f"std {'met' if is_met else 'unmet'}"
    return "" if is_right and element.attributes["class"] == css else f"it {'meets' if is_met else 'misses'} {standard}"


def count_words(facts: SeriesFacts, standard: float) -> str:
    """`met in 9 of the last 12 months`, where it may be counted."""
    if not facts.finding.get("has_summary") or facts.hidden or facts.measure.direction == "neutral":
        return ""
    met, months = months_that_reach(facts, standard)
    return f"met in {met} of the last {months} months{'' if months == 12 else ' with a figure'}" if months > 1 else ""


def _check_assurance(facts: SeriesFacts, standard: float, element: ClaimedElement) -> str:
    assurance, count = assurance_of(facts, standard), count_words(facts, standard)
    icon, words, _ = EXPECTATIONS.get(assurance, ("", "", ""))
    words += f"; {count}" if count else ""
    is_right = f'href="#{icon}"' in element.inner and element.attributes["aria-label"] == words
    return "" if is_right else f"the assurance is {assurance or 'not known'}, {count}"


def _check_standard_cell(facts: SeriesFacts, standard: float, element: ClaimedElement) -> str:
    is_met, count = reaches(facts, facts.values[-1], standard), count_words(facts, standard)
    if element.attributes.get("class") == "n":
        unit = facts.measure.unit
        value = re.fullmatch(rf"{value_pattern(unit)} ?{re.escape(count)}", element.text)
        is_right = value and abs(read_value(value[1], unit).value - standard) < 1e-9
        return "" if is_right else f"the standard is {standard!r}, {count}"
    words = f"Met {count}" if is_met else f"Not met {count}"
    css = 'class="met"' if is_met else 'class="unmet"'
    if facts.measure.direction == "neutral":
        words, css = count, ""
    return "" if element.text == words.strip() and css in element.inner else f"it says {words.strip()}"


def _check_standard_sentence(
    warehouse: SeriesWarehouse, facts: SeriesFacts, standard: tuple[float, str], text: str
) -> str:
    value, title = standard
    if facts.measure.direction == "neutral":
        expected = f"The target is {title}. Neither higher nor lower is better, so we do not judge against it."
        return "" if text == expected else f"the measure has no direction: “{expected}”"
    is_met, count = reaches(facts, facts.values[-1], value), count_words(facts, value)
    parts = re.fullmatch(
        rf"The standard (of that month )?\({re.escape(title)}\) (is|was) (met|missed by ({NUMBER})[a-z0-9, ]*)"
        r"(?:; it was (met in .+?))?\.(?: (.+)\.)?",
        text,
    )
    if parts is None:
        return f"it does not read as a sentence on the standard ({title})"
    past, verb, met, gap, counted, expected = parts.groups()
    if (met == "met") != is_met:
        return f"the standard is {'met' if is_met else 'not met'}: {facts.values[-1]!r} beside {value!r}"
    if gap and not read_value(gap, facts.measure.unit).shows(abs(facts.values[-1] - value)):
        return f"it is missed by {abs(facts.values[-1] - value)!r}"
    if bool(past) != (verb == "was"):
        return "a standard of the past was met, one of today is met"
    if past:
        return "" if is_behind(warehouse, facts) else "the figure is of the newest month"
    return _check_expectation(facts, value, counted or "", count, expected or "")


def _check_expectation(facts: SeriesFacts, standard: float, counted: str, count: str, expected: str) -> str:
    if counted != count:
        return f"it was {count}"
    assurance = assurance_of(facts, standard)
    words = f"If nothing changes, we expect it to be {EXPECTATIONS[assurance][2]}" if assurance else ""
    if not assurance and chart_of(facts) == "xmr":
        words = UNSURE.get(facts.finding.get("assurance_refusal") or "", "")
    return "" if expected == words else f"the limits say: “{words}”"
