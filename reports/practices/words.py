"""Gains, limits and statuses as people write them."""

from __future__ import annotations

import math

from reports.practices.records import Limits, Verdict

LABELS = {
    "not_adopted": "Not adopted",
    "not_assessable": "Not assessable",
    "too_early": "Too early",
    "gain_emerging": "Gain emerging",
    "no_detectable_gain": "No detectable gain",
    "gain": "Gain",
    "re_gained": "Won back",
    "sustained": "Sustained",
    "lost": "Lost",
    "eroding": "Eroding",
    "inconclusive": "Inconclusive",
}
FINER = {
    "no_worthwhile_gain": "No gain worth having",
    "inconclusive_gain": "No gain detectable",
    "still_to_hold": "Gain, still to hold",
    "weak_evidence_of_holding": "Gain, weak evidence",
}
LOOKS = {
    "sustained": "good",
    "re_gained": "good",
    "gain": "fair",
    "gain_emerging": "fair",
    "eroding": "poor",
    "lost": "bad",
}
"""How a badge looks; every other status is plain: it says neither well nor ill."""
SHAPES = {
    "sustained": "s-held",
    "re_gained": "s-back",
    "gain": "s-up",
    "gain_emerging": "s-up",
    "eroding": "s-down",
    "lost": "s-lost",
    "inconclusive": "s-ask",
    "no_detectable_gain": "s-flat",
    "too_early": "s-wait",
    "not_assessable": "s-nil",
    "not_adopted": "s-nil",
}
GAINED = frozenset({"gain", "sustained", "re_gained"})
FINDINGS = {
    "not_worse": "Not worse",
    "worse": "Worse",
    "better": "Better",
    "cannot_tell": "Cannot be told",
}
SOURCES = {
    "mandated": "Mandated",
    "programme": "Recruited by the programme",
    "self": "Own initiative",
    "peer": "Referred by a peer",
}
APPROACHES = {"directive": "Directive", "supportive": "Supportive", "people_focused": "People-focused"}
CATEGORIES = {
    "innovator": "Innovator",
    "early_adopter": "Early adopter",
    "early_majority": "Early majority",
    "late_majority": "Late majority",
    "laggard": "Last to adopt",
}
GRADES = {
    "A": "Two years before adoption are published, and more organisations to compare with than adopters",
    "B": "One step below A: less than two years before adoption, or more adopters than are left to compare with",
    "C": "Two steps below A: less than two years before adoption, and more adopters than are left to compare with",
    "D": "From the control chart alone, without comparators",
}


def label(status: str, reason: str = "") -> str:
    return FINER.get(reason, LABELS.get(status, status.replace("_", " ").capitalize()))


def shown(value: float, scale: str | None) -> float:
    """A gain as it is printed: percentage points, or per cent of the level."""
    return (math.exp(value) - 1) * 100 if scale == "log" else value * 100


def unit(scale: str | None, *, short: bool = False) -> str:
    return "%" if scale == "log" else " points" if short else " percentage points"


def signed(number: float, digits: int = 1) -> str:
    """With its sign, and without one where it rounds to nothing."""
    text = f"{abs(number):,.{digits}f}"
    is_nothing = not any(letter in "123456789" for letter in text)
    return text if is_nothing else f"{'+' if number > 0 else '−'}{text}"


def gain(value: float, scale: str | None, *, short: bool = False) -> str:
    """A gain with its sign and unit: '+7.6 percentage points', '+5.3%'."""
    return f"{signed(shown(value, scale))}{unit(scale, short=short)}"


def between(found: Limits, scale: str | None, *, short: bool = True) -> str:
    """The limits of a gain: '+4.8 to +9.1 points'."""
    ends = [signed(shown(value, scale)) for value in (found.lower, found.upper)]
    return f"{ends[0]} to {ends[1]}{unit(scale, short=short)}"


def percent(value: float) -> str:
    """A share of a gain, which may be below none and above all of it: '104%'."""
    return signed(value * 100, 0).lstrip("+") + "%"


def share_between(found: Limits) -> str:
    return f"{percent(found.lower)} to {percent(found.upper)}"


def than_expected(value: float, scale: str | None) -> str:
    """'7.6 percentage points better than expected'."""
    text = gain(value, scale)
    if text[0] not in "+−":
        return "as expected"
    return f"{text[1:]} {'better' if text[0] == '+' else 'worse'} than expected"


def size(value: float, scale: str | None) -> str:
    """A gain's size without its sign."""
    return gain(abs(value), scale).lstrip("+")


def rounded(count: float) -> str:
    """A number of people to three figures: 321,982 is '322,000'."""
    if abs(count) < 1000:
        return f"{count:,.0f}".replace("-", "−")
    step = 10 ** (math.floor(math.log10(abs(count))) - 2)
    return f"{round(count / step) * step:,.0f}".replace("-", "−")


def kept(found: Verdict) -> str:
    """The share retained with its limits, or a dash where there is none."""
    return "–" if found.share is None else f"{percent(found.share.value)} ({share_between(found.share)})"


def inside(title: str) -> str:
    """A title within a sentence: 'Type 1 attendances' begins small there, 'A&E attendances' does not."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
