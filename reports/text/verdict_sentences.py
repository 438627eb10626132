"""The sentence of every status of a verdict, claiming no more than the evidence allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, plural
from reports.text.gain_words import (
    either_way,
    format_gain,
    format_size,
    than_expected,
    title_in_sentence,
)


def _describe_pooling(verdict: GainVerdict) -> str:
    if not verdict.is_pooled or not verdict.adopters:
        return ""
    if verdict.adopters < verdict.adopters_first_year:
        return f", over the {verdict.adopters} of {plural(verdict.adopters_first_year, 'adopter')} with a second year"
    return f", over {plural(verdict.adopters, 'adopter')} together"


def _first_year_sentence(verdict: GainVerdict, measure: str) -> str:
    """A sentence on the first year; empty where there is no estimate."""
    if verdict.gain is None:
        return ""
    effect_words = than_expected(verdict.gain.value, verdict.scale)
    return f"In the first year{_describe_pooling(verdict)}, {title_in_sentence(measure)} came out {effect_words}"


def _both_years_sentence(verdict: GainVerdict, measure: str) -> str:
    """A sentence on the first year and the latest one."""
    text = _first_year_sentence(verdict, measure)
    if verdict.current is not None:
        text += f"; in the latest year, {than_expected(verdict.current.value, verdict.scale)}"
    return f"{text}."


def _not_adopted(_: GainVerdict, __: str, ___: PracticeCatalogue) -> str:
    return "This practice has not been adopted here."


def _not_assessable(verdict: GainVerdict, _: str, __: PracticeCatalogue) -> str:
    return f"No verdict can be given: {verdict.reason or 'something that it needs is missing'}."


def _too_early(verdict: GainVerdict, _: str, catalogue: PracticeCatalogue) -> str:
    text = "It is too early to tell."
    first = first_answer(verdict, catalogue)
    if verdict.adopted_month:
        adopted = "The first adopted" if verdict.is_pooled else "Adopted"
        text += f" {adopted} in {month_name(verdict.adopted_month)}"
        text += f"; the first answer can come with the figures of {month_name(first)}." if first else "."
    return text


def first_answer(verdict: GainVerdict, catalogue: PracticeCatalogue) -> date | None:
    """The first month in which an emerging gain could be reported, if still in the future."""
    months, practice = catalogue.value("provisional_months"), catalogue.practices.get(verdict.practice)
    if verdict.adopted_month is None or months is None or verdict.is_pooled or verdict.merged_into:
        return None
    ordinal = verdict.adopted_month.year * 12 + verdict.adopted_month.month - 1
    ordinal += catalogue.washout_of(practice) + int(months)
    first = date(ordinal // 12, ordinal % 12 + 1, 1)
    return first if verdict.month is None or first > verdict.month else None


def _emerging_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    text = f"A gain is emerging. {_first_year_sentence(verdict, measure)}".replace("In the first year", "So far")
    return f"{text}; it counts as a gain once a whole year of figures confirms it."


def _no_gain_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    if verdict.reason == "no_worthwhile_gain":
        text = f"We see no worthwhile gain. {_first_year_sentence(verdict, measure)}"
        return f"{text}: even the upper limit is below the smallest gain worth having{_worthwhile_words(verdict)}."
    if verdict.reason == "worse_than_expected":
        text = f"The figures got worse than expected after adoption. {_first_year_sentence(verdict, measure)}"
        return f"{text}: even the upper limit is below none."
    if verdict.reason == "depends_on_months_before":
        return _disputed_sentence(verdict, measure)
    limits = f" (likely {either_way(verdict.gain, verdict.scale)})" if verdict.gain else ""
    return f"We cannot tell a gain from chance. {_first_year_sentence(verdict, measure)}{limits}."


def _disputed_sentence(verdict: GainVerdict, measure: str) -> str:
    """The two readings of the months just before adoption; without figures where they are not known."""
    text = "Whether there is a gain depends on the months just before adoption: check the date of adoption."
    first, second, third = verdict.gain_with_quarter, verdict.gain_without_quarter, verdict.gain_without_nine_months
    if first is None or second is None:
        return text
    start = f"{text} {_difference_in_first_year(verdict, measure, first)} if they are taken into account"
    if third is None:
        return f"{start} and {format_gain(second, verdict.scale)} if they are left out."
    last = format_gain(third, verdict.scale)
    return f"{start}, {format_gain(second, verdict.scale)} if three are left out and {last} if nine are."


def _difference_in_first_year(verdict: GainVerdict, measure: str, effect: float) -> str:
    """The effect with its sign: "better" would be praise of a gain that is lost or in dispute."""
    difference = f"the difference of {title_in_sentence(measure)} from what was expected"
    return f"In the first year{_describe_pooling(verdict)}, {difference} was {format_gain(effect, verdict.scale)}"


def _worthwhile_words(verdict: GainVerdict) -> str:
    return "" if verdict.worthwhile_gain is None else f" ({format_size(verdict.worthwhile_gain, verdict.scale)})"


STILL_SUPPORTED = "These months still had support, so we cannot yet say if it lasts without."


def _gain_sentence(verdict: GainVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    if verdict.reason == "still_to_hold":
        year = int(catalogue.value("window_months") or 12)
        follow_up = "" if verdict.is_pooled else f": {verdict.holding_months or 0} of {year} months after that year"
        if verdict.current is not None:
            return f"There is a gain. {_both_years_sentence(verdict, measure)} {STILL_SUPPORTED}"
        first_year = _first_year_sentence(verdict, measure)
        return f"There is a gain. {first_year}. It is too soon to say if it lasts{follow_up}."
    if verdict.reason == "came_late":
        both_years = _both_years_sentence(verdict, measure)
        return f"There is a gain in the latest year; in the first, none was certain. {both_years}"
    if verdict.reason == "slipping":
        early = "Less of it is left since then: an early sign that it is being lost."
        return f"There is a gain. {_first_year_sentence(verdict, measure)}. {early}"
    if verdict.reason == "moved_before":
        return f"There is a gain, and it seems to hold. {_both_years_sentence(verdict, measure)}"
    if verdict.reason in CANNOT_FOLLOW:
        why = CANNOT_FOLLOW[verdict.reason](verdict)
        return f"There is a gain. {_first_year_sentence(verdict, measure)}. We cannot tell if it holds: {why}."
    return f"There is a gain, and it seems to hold, on weak evidence. {_both_years_sentence(verdict, measure)}"


def _another_practice_words(verdict: GainVerdict) -> str:
    when = f" in {month_name(verdict.other_practice_month)}" if verdict.other_practice_month else ""
    return f"{verdict.other_practice or 'another practice'} was adopted{when}, for the same measure"


CANNOT_FOLLOW: dict[str, Callable[[GainVerdict], str]] = {
    "another_practice_since": _another_practice_words,
    "too_few_with_both_years": lambda verdict: (
        f"only {verdict.adopters_second_year} of {plural(verdict.adopters_first_year, 'adopter')} have a second year"
    ),
    "too_few_left_to_compare": lambda _: "too few organisations have not adopted, to compare the latest year with",
}
"""Reasons for which the latest year cannot be judged although it is over."""


def _won_back(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    return f"The gain has been won back: it had been lost or was eroding. {_both_years_sentence(verdict, measure)}"


LATEST_YEAR_SENTENCES = {
    "sustained": "The gain is holding.",
    "lost": "The gain has been lost.",
    "eroding": "The gain is eroding.",
    "inconclusive": "There was a gain; we cannot yet tell if it has lasted.",
}


def _holding_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    text = LATEST_YEAR_SENTENCES[verdict.status]
    if verdict.reason in WHY_FALLEN:
        text = f"{text[:-1]}: {WHY_FALLEN[verdict.reason](verdict)}."
    if verdict.status not in ("lost", "eroding") or verdict.gain is None or verdict.current is None:
        return f"{text} {_both_years_sentence(verdict, measure)}"
    first = _difference_in_first_year(verdict, measure, verdict.gain.value)
    return f"{text} {first}; in the latest year, {format_gain(verdict.current.value, verdict.scale)}."


def _whose(verdict: GainVerdict) -> str:
    return "the adopters’" if verdict.is_pooled else "its"


WHY_FALLEN: dict[str, Callable[[GainVerdict], str]] = {
    "fell_back": lambda verdict: f"{_whose(verdict)} own figures have fallen back",
    "others_caught_up": lambda verdict: f"others have caught up, more than {_whose(verdict)} own figures have fallen",
}
"""Why a gain is lost or eroding, from the adopters' own level."""


SENTENCES: dict[str, Callable[[GainVerdict, str, PracticeCatalogue], str]] = {
    "not_adopted": _not_adopted,
    "not_assessable": _not_assessable,
    "too_early": _too_early,
    "gain_emerging": _emerging_sentence,
    "no_detectable_gain": _no_gain_sentence,
    "gain": _gain_sentence,
    "re_gained": _won_back,
    "sustained": _holding_sentence,
    "lost": _holding_sentence,
    "eroding": _holding_sentence,
    "inconclusive": _holding_sentence,
}
