"""Gains, limits and statuses as people write them."""

from __future__ import annotations

import math

from reports.practices.records import Limits

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


def label(status: str, reason: str = "") -> str:
    return FINER.get(reason, LABELS.get(status, status.replace("_", " ").capitalize()))


FALLING = "log, falling"
"""The scale of logarithms of a measure of which less is better: a gain above none is a fall of the figure."""


def scale_of(scale: str | None, direction: str | None) -> str | None:
    """The scale as the pages know it: gains have the sign of the direction, per cents are those of the figure."""
    return FALLING if scale == "log" and direction == "decrease" else scale


def is_log(scale: str | None) -> bool:
    return scale in ("log", FALLING)


def shown(value: float, scale: str | None) -> float:
    """A gain as it is printed: percentage points, or by how many per cent the figure is higher."""
    if not is_log(scale):
        return value * 100
    return math.expm1(-value if scale == FALLING else value) * 100


def shown_ends(found: Limits, scale: str | None) -> tuple[float, float, float]:
    """An estimate and its limits as they are printed, the lower limit first."""
    low, high = sorted((shown(found.lower, scale), shown(found.upper, scale)))
    return shown(found.value, scale), low, high


def unit(scale: str | None, *, short: bool = False) -> str:
    return "%" if is_log(scale) else " points" if short else " percentage points"


def signed(number: float, digits: int = 1) -> str:
    """With its sign, and without one where it rounds to nothing."""
    text = f"{abs(number):,.{digits}f}"
    is_nothing = not any(letter in "123456789" for letter in text)
    return text if is_nothing else f"{'+' if number > 0 else '−'}{text}"


def gain(value: float, scale: str | None, *, short: bool = False) -> str:
    """A gain with its sign and unit: '+7.6 percentage points', '+5.3%'; where less is better, '50.0% lower'."""
    if scale == FALLING:
        return _higher(shown(value, scale))
    return f"{signed(shown(value, scale))}{unit(scale, short=short)}"


def _higher(change: float) -> str:
    """A change of a figure of which less is better: a sign would leave open whether it is the gain's."""
    text = signed(change)
    if text[0] not in "+−":
        return f"{text}%"
    return f"{text[1:]}% {'higher' if text[0] == '+' else 'lower'}"


def between(found: Limits, scale: str | None, *, short: bool = True) -> str:
    """The limits of a gain: '+4.8 to +9.1 points', '40.0% to 60.0% lower'."""
    _, *limits = shown_ends(found, scale)
    if scale == FALLING:
        first, last = (_higher(end) for end in sorted(limits, key=abs if limits[1] <= 0 else float))
        is_same_way = first.split("%")[1] == last.split("%")[1]
        return f"{first.split('%')[0]}% to {last}" if is_same_way else f"{first} to {last}"
    ends = [signed(end) for end in limits]
    return f"{ends[0]} to {ends[1]}{unit(scale, short=short)}"


def either_way(found: Limits, scale: str | None) -> str:
    """Limits in words, beside a number without a sign: '4.8 points worse to 9.1 points better'."""
    if scale == FALLING:
        return between(found, scale)
    ends = [gain(value, scale, short=True) for value in (found.lower, found.upper)]
    ways = {"+": " better", "−": " worse"}
    return " to ".join(f"{end.lstrip('+−')}{ways.get(end[0], '')}" for end in ends)


def percent(value: float) -> str:
    """A share of a gain, which may be below none and above all of it: '104%'."""
    return signed(value * 100, 0).lstrip("+") + "%"


def share_between(found: Limits) -> str:
    return f"{percent(found.lower)} to {percent(found.upper)}"


def than_expected(value: float, scale: str | None) -> str:
    """'7.6 percentage points better than expected', '50.0% lower (better) than expected'."""
    if scale == FALLING:
        text = gain(value, scale)
        way = {"lower": "lower (better)", "higher": "higher (worse)"}.get(text.split(" ")[-1])
        return f"{text.split(' ')[0]} {way} than expected" if way else "as expected"
    text = gain(value, scale)
    if text[0] not in "+−":
        return "as expected"
    return f"{text[1:]} {'better' if text[0] == '+' else 'worse'} than expected"


def size(value: float, scale: str | None) -> str:
    """The size of a gain without its sign."""
    return _bare(gain(abs(value), scale))


def harm(value: float, scale: str | None) -> str:
    """The size of a change for the worse without its sign."""
    return _bare(gain(-abs(value), scale, short=True))


def _bare(text: str) -> str:
    return text.lstrip("+−").removesuffix(" lower").removesuffix(" higher")


def rounded(count: float) -> str:
    """A number of people to three figures: 321,982 is '322,000'."""
    if abs(count) < 1000:
        return f"{count:,.0f}".replace("-", "−")
    step = 10 ** (math.floor(math.log10(abs(count))) - 2)
    return f"{round(count / step) * step:,.0f}".replace("-", "−")


def inside(title: str) -> str:
    """A title within a sentence: 'Type 1 attendances' begins small there, 'A&E attendances' does not."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
