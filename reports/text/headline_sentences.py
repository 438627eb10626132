"""One sentence for every status that a verdict with levels can have."""

from __future__ import annotations

from collections.abc import Callable

from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, plural
from reports.text.gain_words import either_way, format_gain, format_size, title_in_sentence
from reports.text.headline_words import (
    HeadlineFacts,
    describe_change,
    describe_gap,
    describe_move,
    describe_path,
    describe_subject,
)


def _sustained(facts: HeadlineFacts) -> str:
    return f"{describe_change(facts)}, and the gain has held{_for_months(facts.verdict)}"


def _won_back(facts: HeadlineFacts) -> str:
    return f"{describe_change(facts)}: the gain had slipped and is back, and has held{_for_months(facts.verdict)}"


def _for_months(verdict: GainVerdict) -> str:
    return f" for {plural(verdict.months_held, 'month')}" if verdict.months_held else ""


def _gain(facts: HeadlineFacts) -> str:
    return f"{describe_change(facts)}{GAIN_ENDINGS.get(facts.verdict.reason, _weak_ending)(facts.verdict)}"


def _weak_ending(_: GainVerdict) -> str:
    return ", and the gain seems to hold, on weak evidence"


def _still_to_hold(verdict: GainVerdict) -> str:
    if verdict.current is not None:
        return "; these months still had support, so we cannot yet say if the gain lasts without it"
    if verdict.merged_into:
        return "; it merged before we could say if the gain lasts"
    if verdict.is_pooled or verdict.holding_months is None or verdict.holding_months >= 12:
        return "; it is too soon to say if the gain lasts"
    return f"; we can say if the gain has lasted after {plural(12 - verdict.holding_months, 'more month')}"


def _another_practice(verdict: GainVerdict) -> str:
    when = f" in {month_name(verdict.other_practice_month)}" if verdict.other_practice_month else ""
    other = verdict.other_practice or "another practice"
    return f"; we cannot say if the gain has lasted, because {other} was adopted{when} for the same measure"


def _few_with_both_years(verdict: GainVerdict) -> str:
    some = f"{verdict.adopters_second_year} of {plural(verdict.adopters_first_year, 'adopter')}"
    return f"; only {some} have a second year, so we cannot yet say if the gain lasts"


def _slipping(_: GainVerdict) -> str:
    return "; less of it is left since the first year, an early sign that the gain is being lost"


def _seems_held(_: GainVerdict) -> str:
    return ", and the gain seems to hold"


def _few_to_compare(_: GainVerdict) -> str:
    return "; we cannot say if the gain has lasted, because too few that have not adopted are left to compare with"


def _came_late(_: GainVerdict) -> str:
    return " in the latest year, though the first year showed no clear gain"


GAIN_ENDINGS: dict[str, Callable[[GainVerdict], str]] = {
    "still_to_hold": _still_to_hold,
    "too_few_with_both_years": _few_with_both_years,
    "slipping": _slipping,
    "came_late": _came_late,
    "another_practice_since": _another_practice,
    "too_few_left_to_compare": _few_to_compare,
    "weak_evidence_of_holding": _weak_ending,
    "moved_before": _seems_held,
}
"""What follows a gain that is not known to hold, by reason."""


def _emerging(facts: HeadlineFacts) -> str:
    return f"A gain is emerging: {title_in_sentence(describe_change(facts))}; it counts once a whole year confirms it"


def _fallen(facts: HeadlineFacts) -> str:
    verdict = facts.verdict
    what = "The gain has been lost" if verdict.status == "lost" else "Part of the gain has been lost"
    whose = "the adopters’ own" if verdict.is_pooled else "its own"
    why = {"fell_back": f" because {whose} figures fell back", "others_caught_up": " because others have caught up"}
    then, now = (
        format_gain(effect.value, verdict.scale, short=True) for effect in (verdict.gain or facts.effect, facts.effect)
    )
    # with signs, and not as better or worse: what is left of a lost gain is nothing to praise
    gap = f"and the difference from {facts.peers} moved from {then} to {now}"
    return f"{what}{why.get(verdict.reason, '')}: {describe_path(facts)}, {gap}"


def _inconclusive(facts: HeadlineFacts) -> str:
    likely = f"likely {either_way(facts.effect, facts.verdict.scale)} than expected from {facts.peers}"
    return f"There was a gain, but we cannot yet tell if it has lasted: {describe_path(facts)}, {likely}"


def _no_gain(facts: HeadlineFacts) -> str:
    verdict, gain = facts.verdict, facts.verdict.gain or facts.effect
    move = f"{title_in_sentence(describe_subject(facts))} {describe_move(facts, facts.first)} in the first year"
    if verdict.reason == "depends_on_months_before":
        depends = "Whether there is a gain depends on the months just before adoption, so check its date"
        return f"{depends}: {move}{_readings(facts)}"
    if verdict.reason == "no_worthwhile_gain":
        least = verdict.worthwhile_gain
        size = "" if least is None else f" of {format_size(least, verdict.scale)} or more"
        gap = describe_gap(facts, facts.first, gain)
        return f"No worthwhile gain: {move}, {gap}, and a gain{size} can be ruled out"
    if verdict.reason == "worse_than_expected":
        gap = describe_gap(facts, facts.first, gain)
        return f"Worse than expected after adoption: {move}, {gap}, which is more than chance"
    likely = f"likely {either_way(gain, verdict.scale)} than expected from {facts.peers}"
    return f"We cannot tell a gain from chance: {move}, {likely}"


def _readings(facts: HeadlineFacts) -> str:
    verdict = facts.verdict
    effects = (verdict.gain_with_quarter, verdict.gain_without_quarter, verdict.gain_without_nine_months)
    known = [format_gain(effect, verdict.scale, short=True) for effect in effects if effect is not None]
    if verdict.gain_with_quarter is None or verdict.gain_without_quarter is None:
        return ""
    readings, how_many = f"{known[0]} with those months and {known[1]} without them", "only one is"
    if verdict.gain_without_nine_months is not None:
        readings = f"{known[0]} with those months, {known[1]} without three of them and {known[2]} without nine"
        how_many = "not all are"
    return f", and the difference from {facts.peers} is {readings}, of which {how_many} more than chance"


HEADLINES: dict[str, Callable[[HeadlineFacts], str]] = {
    "gain_emerging": _emerging,
    "no_detectable_gain": _no_gain,
    "gain": _gain,
    "re_gained": _won_back,
    "sustained": _sustained,
    "lost": _fallen,
    "eroding": _fallen,
    "inconclusive": _inconclusive,
}
WITHOUT_LEVELS = frozenset({"not_adopted", "not_assessable", "too_early"})
"""Statuses of which no level after adoption is known: their sentence is that of `practice_narrative`."""
