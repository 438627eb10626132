"""Sentences about a verdict: one for every status, claiming no more than the evidence allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, plural
from reports.text import cautions, share_retained
from reports.text.gain_words import (
    either_way,
    format_percent,
    format_size,
    status_label,
    than_expected,
    title_in_sentence,
)

DEFAULT_WASHOUT = 3  # months: `washout_months` in transforms/gain/parameters.csv


def verdict_headline(verdict: GainVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    """The newest run's verdict in at most two sentences. `measure` is the measure's title."""
    text = SENTENCES[verdict.status](verdict, measure, catalogue)
    if verdict.is_withheld and verdict.status not in UNSURE_ANYWAY:
        text = f"{status_label(verdict.status, verdict.reason)}. {WITHHELD}"
    text += _caution(verdict)
    if verdict.merged_into:
        return f"{merger_sentence(verdict, catalogue)}; until then: {title_in_sentence(text)}"
    if verdict.is_provisional and verdict.status not in UNSURE_ANYWAY:
        text = f"Provisionally: {title_in_sentence(text)}"
    return f"{text} {cautions.caution_sentence(verdict, catalogue)}".rstrip()


CAUTIONS = {
    "trend_before": "Adopters were already moving apart from the others before they adopted.",
    "few_alike": "Hardly any others started as low (or as high), so what would have happened is uncertain.",
}
"""Causes of a lower grade that a reader of the headline alone must know."""


def _caution(verdict: GainVerdict) -> str:
    """Sentences after the verdict: who has stopped, and what makes the comparison weak."""
    sentences = [CAUTIONS[cause] for cause in verdict.grade_causes if cause in CAUTIONS]
    if verdict.is_pooled and verdict.ever_adopted and not verdict.live_adopters:
        sentences.append("All adopters have since stopped.")
    return "".join(f" {sentence}" for sentence in sentences)


WITHHELD = "By how much is not shown: it would give back figures that are hidden because they are small."


def merger_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """'It merged into another trust in April 2024'; empty for an adopter that has not merged."""
    if not verdict.merged_into:
        return ""
    when = f" in {month_name(verdict.merged_month)}" if verdict.merged_month else ""
    return f"It merged into {catalogue.names.get(verdict.merged_into, verdict.merged_into)}{when}"


UNSURE_ANYWAY = frozenset({"not_adopted", "not_assessable", "too_early"})


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
    return f"No verdict can be given: {verdict.reason or 'what it would rest on is missing'}."


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
    washout = practice.washout_months if practice else None
    ordinal = verdict.adopted_month.year * 12 + verdict.adopted_month.month - 1
    ordinal += (DEFAULT_WASHOUT if washout is None else washout) + int(months)
    first = date(ordinal // 12, ordinal % 12 + 1, 1)
    return first if verdict.month is None or first > verdict.month else None


def _emerging_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    text = f"A gain is emerging. {_first_year_sentence(verdict, measure)}".replace("In the first year", "So far")
    return f"{text}; it counts as a gain once a whole year of figures bears it out."


def _no_gain_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    if verdict.reason == "no_worthwhile_gain":
        text = f"No gain worth having is seen. {_first_year_sentence(verdict, measure)}"
        return f"{text}: even the upper limit lies below the smallest gain worth having{_worthwhile_words(verdict)}."
    if verdict.reason == "depends_on_months_before":
        return _disputed_sentence(verdict, measure)
    limits = (
        f" (90% limits {either_way(verdict.gain, verdict.scale)}, which include none at all)" if verdict.gain else ""
    )
    return f"No gain can be told from chance. {_first_year_sentence(verdict, measure)}{limits}."


def _disputed_sentence(verdict: GainVerdict, measure: str) -> str:
    """The two readings of the months just before adoption; without figures where they are not known."""
    text = "Whether there is a gain depends on the months just before adoption: check the date of adoption."
    first, second = verdict.gain_with_quarter, verdict.gain_without_quarter
    if first is None or second is None:
        return text
    ways = f"{than_expected(first, verdict.scale)} if they are taken into account"
    return (
        f"{text} In the first year{_describe_pooling(verdict)}, {title_in_sentence(measure)} came out {ways}, and "
        f"{than_expected(second, verdict.scale)} if they are left out."
    )


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
        return f"There is a gain. {first_year}. Whether it holds is still to be seen{follow_up}."
    if verdict.reason == "came_late":
        both_years = _both_years_sentence(verdict, measure)
        return f"There is a gain in the latest year; in the first, none was certain. {both_years}"
    if verdict.reason in CANNOT_FOLLOW:
        why = CANNOT_FOLLOW[verdict.reason](verdict)
        return f"There is a gain. {_first_year_sentence(verdict, measure)}. Whether it holds cannot be told: {why}."
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


HELD = {
    "sustained": "The gain is holding.",
    "lost": "The gain has been lost.",
    "eroding": "The gain is eroding.",
    "inconclusive": "There was a gain; whether it has held cannot be told.",
}


def _holding_sentence(verdict: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    text = HELD[verdict.status]
    if verdict.reason in WHY_FALLEN:
        text = f"{text[:-1]}: {WHY_FALLEN[verdict.reason](verdict)}."
    return f"{text} {_both_years_sentence(verdict, measure)}"


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


def detail_sentences(verdict: GainVerdict, catalogue: PracticeCatalogue) -> list[str]:
    """The sentences after the headline: what is left, what could have been detected, and how firm the status is."""
    sentences = [
        _remaining_gain_sentence(verdict, catalogue),
        _could_be_seen(verdict),
        provisional_sentence(verdict, catalogue),
    ]
    if verdict.is_pooled and verdict.needed_to_see and verdict.status in ("no_detectable_gain", "inconclusive"):
        sentences.append(
            f"To see a gain of {format_size(verdict.worthwhile_gain or 0, verdict.scale)}, about "
            f"{plural(verdict.needed_to_see, 'adopter')} would be needed."
        )
    return [text for text in sentences if text]


LEFT = {
    "sustained": "at least {hold} must be kept, and the lower limit must be above {lost}",
    "lost": "even the upper limit is below {lost}",
    "eroding": "less than {hold} is kept, and the limits rule out that all of it is",
    "inconclusive": "the limits allow for a gain that holds and for one that does not",
    "still_to_hold": "these months still had support, so we cannot yet say if it lasts without",
    "weak_evidence_of_holding": "the limits do not rule out that less than {lost} is left",
}
"""Why the share retained leads to the status: by its reason where it has one, since one status may have several."""


def _remaining_gain_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    if verdict.share is None:
        weak = verdict.reason == "gain_too_weak_for_a_share"
        return "The gain is too close to none for a share of it to be told." if weak else ""
    limits = share_retained.share_with_limits(verdict.share, "90% limits")
    text = f"{share_retained.share_sentence(verdict.share.value)} ({limits})"
    hold, lost = (format_percent(catalogue.value(name) or 0) for name in ("share_that_holds", "share_that_is_lost"))
    why = LEFT.get(verdict.reason, LEFT.get(verdict.status, "")).format(hold=hold, lost=lost)
    return f"{text}: {why}." if why else f"{text}."


def _could_be_seen(verdict: GainVerdict) -> str:
    least = verdict.minimum_detectable_gain
    if least is None or verdict.status not in ("no_detectable_gain", "inconclusive", "gain_emerging", "too_early"):
        return ""
    text = f"A gain of {format_size(least, verdict.scale)} or more would have been seen here 8 times in 10"
    is_unseen = verdict.status == "no_detectable_gain" and verdict.reason != "no_worthwhile_gain"
    return f"{text}; a smaller one may be there unseen." if is_unseen else f"{text}."


def provisional_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """A sentence for a status that has not yet lasted for enough runs."""
    if not verdict.is_provisional or verdict.merged_into:
        return ""
    runs = int(catalogue.value("runs_to_confirm") or 3)
    since = f" since {month_name(verdict.status_since)}" if verdict.status_since else ""
    text = f"Provisional{since}: a status counts once it has stood in {plural(runs, 'monthly run')}"
    if verdict.confirmed_status and verdict.confirmed_status != verdict.status:
        return f"{text}; until then “{status_label(verdict.confirmed_status)}” stands."
    return f"{text}."


EXPECTED = (
    "Expected is what organisations of the same kind did in the same months that had started at the same level and not "
    "adopted."
)
