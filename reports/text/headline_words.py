"""Parts of the headline of a verdict: levels, their move, the gap to similar organisations, the patients."""

from __future__ import annotations

from dataclasses import dataclass

from reports.data.comparison import ComparedWindow
from reports.data.practice_records import EstimateLimits, GainVerdict
from reports.data.records import MeasureRecord
from reports.formatting import format_number, plural
from reports.text.gain_words import format_size, is_log, round_people, title_in_sentence


@dataclass(frozen=True)
class HeadlineFacts:
    """What a headline is written from: `now` is the latest year, or the first while there is no other."""

    verdict: GainVerdict
    before: ComparedWindow
    first: ComparedWindow
    now: ComparedWindow
    measure: MeasureRecord
    peers: str

    @property
    def effect(self) -> EstimateLimits:
        """The effect in the window that the headline is about."""
        effect = self.verdict.current or self.verdict.gain
        if effect is None:
            raise ValueError("a headline needs an effect")
        return effect


def describe_move(facts: HeadlineFacts, window: ComparedWindow) -> str:
    """'rose from 65.6% to 75.6%'."""
    before, now = _format_level(facts, facts.before), _format_level(facts, window)
    if before == now:
        return f"stayed at {now}"
    return f"{'rose' if window.actual > facts.before.actual else 'fell'} from {before} to {now}"


def describe_gap(facts: HeadlineFacts, window: ComparedWindow, effect: EstimateLimits) -> str:
    """'7.6 points more than at similar trusts': more or less of the move; of a ratio, higher or lower than expected."""
    size = format_size(effect.value, facts.verdict.scale).replace("percentage points", "points")
    if not any(digit in size for digit in "123456789"):
        return f"as at {facts.peers}"
    move = describe_move(facts, window)
    is_above = window.expected is not None and window.actual > window.expected
    if is_log(facts.verdict.scale) or move.startswith("stayed"):
        return f"{size} {'higher' if is_above else 'lower'} than expected from {facts.peers}"
    return f"{size} {'more' if is_above == move.startswith('rose') else 'less'} than at {facts.peers}"


def describe_change(facts: HeadlineFacts) -> str:
    """'Four-hour performance rose from 65.6% to 75.6%, 7.6 points more than at similar trusts'."""
    move = f"{describe_subject(facts)} {describe_move(facts, facts.now)}"
    return f"{move}, {describe_gap(facts, facts.now, facts.effect)}{_describe_patients(facts)}"


def describe_path(facts: HeadlineFacts) -> str:
    """'four-hour performance went from 65.6% to 75.6% in the first year and 67.0% in the latest'."""
    before, first, now = (_format_level(facts, window) for window in (facts.before, facts.first, facts.now))
    path = f"went from {before} to {first} in the first year and {now} in the latest"
    return f"{title_in_sentence(describe_subject(facts))} {path}"


def describe_subject(facts: HeadlineFacts) -> str:
    """'Four-hour performance', of all together 'Four-hour performance across 8 adopters'."""
    verdict, title = facts.verdict, facts.measure.title
    return f"{title} across {plural(verdict.adopters, 'adopter')}" if verdict.is_pooled and verdict.adopters else title


def _format_level(facts: HeadlineFacts, window: ComparedWindow) -> str:
    return format_number(window.actual, facts.measure.unit)


def _describe_patients(facts: HeadlineFacts) -> str:
    """'(about 4,100 attendances over the year)', where the limits rule out none."""
    about = facts.verdict.patients_affected if facts.verdict.is_pooled else facts.now.patients
    if about is None or about.lower <= 0 or round_people(about.value) == "0":
        return ""
    when = "so far" if facts.verdict.status == "gain_emerging" else "over the year"
    return f" (about {round_people(about.value)} {facts.measure.noun} {when})"
