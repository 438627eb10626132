"""Gains, limits and statuses in words."""

from __future__ import annotations

import math

from reports.data.gain_scale import FALLING
from reports.data.practice_records import EstimateLimits

STATUS_LABELS = {
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
    "no_worthwhile_gain": "No worthwhile gain",
    "worse_than_expected": "Worse than expected",
    "inconclusive_gain": "No gain detectable",
    "depends_on_months_before": "Gain depends on the date",
    "still_to_hold": "Gain: too soon to say if it lasts",
    "too_few_with_both_years": "Gain: too soon to say if it lasts",
    "slipping": "Gain, may be slipping",
    "came_late": "Gain in the latest year",
    "another_practice_since": "Gain, another practice since",
    "too_few_left_to_compare": "Gain, few left to compare",
    "weak_evidence_of_holding": "Gain, weak evidence",
    "moved_before": "Gain, moving before adoption",
}
STATUS_STYLES = {
    "sustained": "good",
    "re_gained": "good",
    "gain": "fair",
    "gain_emerging": "fair",
    "eroding": "poor",
    "lost": "bad",
}
"""CSS class of a status badge; other statuses are plain, since they are neither good nor bad."""
STATUS_SHAPES = {
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
CLAIMED = frozenset({*GAINED, "gain_emerging", "lost", "eroding"})
"""Statuses that claim that there is or was a gain."""


def status_label(status: str, reason: str = "") -> str:
    return FINER.get(reason, STATUS_LABELS.get(status, status.replace("_", " ").capitalize()))


def is_log(scale: str | None) -> bool:
    return scale in ("log", FALLING)


def scaled_gain(value: float, scale: str | None) -> float:
    """A gain as printed: percentage points, or the percentage by which the figure is higher."""
    if not is_log(scale):
        return value * 100
    return math.expm1(-value if scale == FALLING else value) * 100


def shown_ends(estimate: EstimateLimits, scale: str | None) -> tuple[float, float, float]:
    """An estimate and its limits as printed, lower limit first."""
    low, high = sorted((scaled_gain(estimate.lower, scale), scaled_gain(estimate.upper, scale)))
    return scaled_gain(estimate.value, scale), low, high


def gain_unit(scale: str | None, *, short: bool = False) -> str:
    return "%" if is_log(scale) else " points" if short else " percentage points"


def unit_words(scale: str | None) -> str:
    """The unit of a chart of gains, in words."""
    if scale == FALLING:
        return "per cent of the level, below none is better"
    return "per cent of the level" if is_log(scale) else "percentage points"


def format_signed(number: float, digits: int = 1) -> str:
    """A number with its sign, or without one where it rounds to zero."""
    text = f"{abs(number):,.{digits}f}"
    is_nothing = not any(letter in "123456789" for letter in text)
    return text if is_nothing else f"{'+' if number > 0 else '−'}{text}"


def format_gain(value: float, scale: str | None, *, short: bool = False) -> str:
    """A gain with its sign and unit: '+7.6 percentage points', '+5.3%'; where less is better, '50.0% lower'."""
    if scale == FALLING:
        return _format_change(scaled_gain(value, scale))
    return f"{format_signed(scaled_gain(value, scale))}{gain_unit(scale, short=short)}"


def _format_change(change: float) -> str:
    """A change in a figure for which less is better, in words, since a sign would be ambiguous."""
    text = format_signed(change)
    if text[0] not in "+−":
        return f"{text}%"
    return f"{text[1:]}% {'higher' if text[0] == '+' else 'lower'}"


def format_limits(estimate: EstimateLimits, scale: str | None, *, short: bool = True) -> str:
    """The limits of a gain: '+4.8 to +9.1 points', '40.0% to 60.0% lower'."""
    _, *limits = shown_ends(estimate, scale)
    if scale == FALLING:
        first, last = (_format_change(end) for end in sorted(limits, key=abs if limits[1] <= 0 else float))
        is_same_way = first.split("%")[1] == last.split("%")[1]
        return f"{first.split('%')[0]}% to {last}" if is_same_way else f"{first} to {last}"
    ends = [format_signed(end) for end in limits]
    return f"{ends[0]} to {ends[1]}{gain_unit(scale, short=short)}"


def either_way(estimate: EstimateLimits, scale: str | None) -> str:
    """Limits in words, without signs: '4.8 points worse to 9.1 points better', '3.8 to 12.6 points better'."""
    if scale == FALLING:
        return format_limits(estimate, scale)
    first, last = (format_gain(value, scale, short=True) for value in (estimate.lower, estimate.upper))
    if first[0] == last[0] and first[0] in WAYS:
        # on the worse side too the smaller size comes first
        first, last = (first, last) if first[0] == "+" else (last, first)
        return f"{first[1:].removesuffix(gain_unit(scale, short=True))} to {last[1:]}{WAYS[last[0]]}"
    return " to ".join(f"{end.lstrip('+−')}{WAYS.get(end[0], '')}" for end in (first, last))


WAYS = {"+": " better", "−": " worse"}


def format_percent(value: float) -> str:
    """A share of a gain, which may be below 0% or above 100%: '104%'."""
    return format_signed(value * 100, 0).lstrip("+") + "%"


def share_between(estimate: EstimateLimits) -> str:
    return f"{format_percent(estimate.lower)} to {format_percent(estimate.upper)}"


def than_expected(value: float, scale: str | None) -> str:
    """'7.6 percentage points better than expected', '50.0% lower (better) than expected'."""
    if scale == FALLING:
        text = format_gain(value, scale)
        way = {"lower": "lower (better)", "higher": "higher (worse)"}.get(text.split(" ")[-1])
        return f"{text.split(' ')[0]} {way} than expected" if way else "as expected"
    text = format_gain(value, scale)
    if text[0] not in "+−":
        return "as expected"
    return f"{text[1:]} {'better' if text[0] == '+' else 'worse'} than expected"


def format_size(value: float, scale: str | None) -> str:
    """The size of a gain, without its sign."""
    return _strip_sign(format_gain(abs(value), scale))


def format_harm(value: float, scale: str | None) -> str:
    """The size of a change for the worse, without its sign."""
    return _strip_sign(format_gain(-abs(value), scale, short=True))


def _strip_sign(text: str) -> str:
    return text.lstrip("+−").removesuffix(" lower").removesuffix(" higher")


def round_people(count: float) -> str:
    """A number of people to three significant figures: 321,982 is '322,000'."""
    if abs(count) < 1000:
        return f"{count:,.0f}".replace("-", "−")
    step = 10 ** (math.floor(math.log10(abs(count))) - 2)
    return f"{round(count / step) * step:,.0f}".replace("-", "−")


def title_in_sentence(title: str) -> str:
    """A title within a sentence: 'Type 1 attendances' starts with a lower-case letter, 'A&E attendances' does not."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
