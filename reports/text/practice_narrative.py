"""From a verdict to the sentences that a person would write: one for every status, none that says too much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, plural
from reports.text import share_retained
from reports.text.gain_words import (
    either_way,
    format_percent,
    format_size,
    status_label,
    than_expected,
    title_in_sentence,
)

DEFAULT_WASHOUT = 3


def verdict_headline(found: GainVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    """What the newest run says, in two sentences at most. `measure` is its title."""
    text = SENTENCES[found.status](found, measure, catalogue)
    if found.is_withheld and found.status not in UNSURE_ANYWAY:
        text = f"{status_label(found.status, found.reason)}. {WITHHELD}"
    if found.merged_into:
        return f"{merger_sentence(found, catalogue)}; until then: {title_in_sentence(text)}"
    return (
        f"Provisionally: {title_in_sentence(text)}"
        if found.is_provisional and found.status not in UNSURE_ANYWAY
        else text
    )


WITHHELD = "By how much is not shown: it would give back figures that are hidden because they are small."


def merger_sentence(found: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """'It merged into another trust in April 2024'; empty of an adopter that has not."""
    if not found.merged_into:
        return ""
    when = f" in {month_name(found.merged_month)}" if found.merged_month else ""
    return f"It merged into {catalogue.names.get(found.merged_into, found.merged_into)}{when}"


UNSURE_ANYWAY = frozenset({"not_adopted", "not_assessable", "too_early"})


def _subject(found: GainVerdict) -> str:
    return f", over {plural(found.adopters, 'adopter')} together" if found.is_pooled and found.adopters else ""


def _first_year_sentence(found: GainVerdict, measure: str) -> str:
    """What happened in the first year; empty where there is no estimate."""
    if found.gain is None:
        return ""
    told = than_expected(found.gain.value, found.scale)
    return f"In the first year{_subject(found)}, {title_in_sentence(measure)} came out {told}"


def _both_years_sentence(found: GainVerdict, measure: str) -> str:
    """The first year and the latest one."""
    text = _first_year_sentence(found, measure)
    if found.current is not None:
        text += f"; in the latest year, {than_expected(found.current.value, found.scale)}"
    return f"{text}."


def _not_adopted(_: GainVerdict, __: str, ___: PracticeCatalogue) -> str:
    return "This practice has not been adopted here."


def _not_assessable(found: GainVerdict, _: str, __: PracticeCatalogue) -> str:
    return f"No verdict can be given: {found.reason or 'what it would rest on is missing'}."


def _too_early(found: GainVerdict, _: str, catalogue: PracticeCatalogue) -> str:
    text = "It is too early to tell."
    first = first_answer(found, catalogue)
    if found.adopted_month:
        adopted = "The first adopted" if found.is_pooled else "Adopted"
        text += f" {adopted} in {month_name(found.adopted_month)}"
        text += f"; the first answer can come with the figures of {month_name(first)}." if first else "."
    return text


def first_answer(found: GainVerdict, catalogue: PracticeCatalogue) -> date | None:
    """The first month from which an emerging gain could be told, while it lies ahead."""
    months, practice = catalogue.value("provisional_months"), catalogue.practices.get(found.practice)
    if found.adopted_month is None or months is None or found.is_pooled or found.merged_into:
        return None
    washout = practice.washout_months if practice else None
    ordinal = found.adopted_month.year * 12 + found.adopted_month.month - 1
    ordinal += (DEFAULT_WASHOUT if washout is None else washout) + int(months)
    first = date(ordinal // 12, ordinal % 12 + 1, 1)
    return first if found.month is None or first > found.month else None


def _emerging_sentence(found: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    text = f"A gain is emerging. {_first_year_sentence(found, measure)}".replace("In the first year", "So far")
    return f"{text}; it counts as a gain once a whole year of figures bears it out."


def _no_gain_sentence(found: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    if found.reason == "no_worthwhile_gain":
        text = f"No gain worth having is seen. {_first_year_sentence(found, measure)}"
        return f"{text}: even the upper limit lies below the smallest gain worth having{_worthwhile_words(found)}."
    limits = f" (90% limits {either_way(found.gain, found.scale)}, which include none at all)" if found.gain else ""
    return f"No gain can be told from chance. {_first_year_sentence(found, measure)}{limits}."


def _worthwhile_words(found: GainVerdict) -> str:
    return "" if found.worthwhile_gain is None else f" ({format_size(found.worthwhile_gain, found.scale)})"


def _gain_sentence(found: GainVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    if found.reason == "still_to_hold":
        year = int(catalogue.value("window_months") or 12)
        held = "" if found.is_pooled else f": {found.holding_months or 0} of {year} months after that year"
        return f"There is a gain. {_first_year_sentence(found, measure)}. Whether it holds is still to be seen{held}."
    return f"There is a gain, and it seems to hold, on weak evidence. {_both_years_sentence(found, measure)}"


def _won_back(found: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    return f"The gain has been won back: it had been lost or was eroding. {_both_years_sentence(found, measure)}"


HELD = {
    "sustained": "The gain is holding.",
    "lost": "The gain has been lost.",
    "eroding": "The gain is eroding.",
    "inconclusive": "There was a gain; whether it has held cannot be told.",
}


def _held_sentence(found: GainVerdict, measure: str, _: PracticeCatalogue) -> str:
    return f"{HELD[found.status]} {_both_years_sentence(found, measure)}"


SENTENCES: dict[str, Callable[[GainVerdict, str, PracticeCatalogue], str]] = {
    "not_adopted": _not_adopted,
    "not_assessable": _not_assessable,
    "too_early": _too_early,
    "gain_emerging": _emerging_sentence,
    "no_detectable_gain": _no_gain_sentence,
    "gain": _gain_sentence,
    "re_gained": _won_back,
    "sustained": _held_sentence,
    "lost": _held_sentence,
    "eroding": _held_sentence,
    "inconclusive": _held_sentence,
}


def detail_sentences(found: GainVerdict, catalogue: PracticeCatalogue) -> list[str]:
    """What follows the headline: what is left, what could have been seen, and how firm the status is."""
    told = [_remaining_gain_sentence(found, catalogue), _could_be_seen(found), provisional_sentence(found, catalogue)]
    if found.is_pooled and found.needed_to_see and found.status in ("no_detectable_gain", "inconclusive"):
        told.append(
            f"To see a gain of {format_size(found.worthwhile_gain or 0, found.scale)}, about "
            f"{plural(found.needed_to_see, 'adopter')} would be needed."
        )
    return [text for text in told if text]


LEFT = {
    "sustained": "at least {hold} must be kept, and the lower limit lie above {lost}",
    "lost": "even the upper limit lies below {lost}",
    "eroding": "less than {hold} is kept, and the limits rule out that all of it is",
    "gain": "the limits do not rule out that less than {lost} is left",
    "inconclusive": "the limits allow for a gain that holds and for one that does not",
}


def _remaining_gain_sentence(found: GainVerdict, catalogue: PracticeCatalogue) -> str:
    if found.share is None:
        weak = found.reason == "gain_too_weak_for_a_share"
        return "The gain is too close to none for a share of it to be told." if weak else ""
    text = f"{share_retained.share_sentence(found.share.value)} ({share_retained.share_with_limits(found.share, '90% limits')})"
    hold, lost = (format_percent(catalogue.value(name) or 0) for name in ("share_that_holds", "share_that_is_lost"))
    why = LEFT.get(found.status, "").format(hold=hold, lost=lost)
    return f"{text}: {why}." if why else f"{text}."


def _could_be_seen(found: GainVerdict) -> str:
    least = found.minimum_detectable_gain
    if least is None or found.status not in ("no_detectable_gain", "inconclusive", "gain_emerging", "too_early"):
        return ""
    text = f"A gain of {format_size(least, found.scale)} or more would have been seen here 8 times in 10"
    is_unseen = found.status == "no_detectable_gain" and found.reason != "no_worthwhile_gain"
    return f"{text}; a smaller one may be there unseen." if is_unseen else f"{text}."


def provisional_sentence(found: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """Said whenever the status has not yet stood in enough runs."""
    if not found.is_provisional or found.merged_into:
        return ""
    runs = int(catalogue.value("runs_to_confirm") or 3)
    since = f" since {month_name(found.status_since)}" if found.status_since else ""
    text = f"Provisional{since}: a status counts once it has stood in {plural(runs, 'monthly run')}"
    if found.confirmed_status and found.confirmed_status != found.status:
        return f"{text}; until then “{status_label(found.confirmed_status)}” stands."
    return f"{text}."


EXPECTED = (
    "Expected is what organisations of the same kind did in the same months that had started at the same level and not "
    "adopted."
)
