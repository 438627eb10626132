"""What a page says of a verdict: the headline, with its cautions, and the details below it."""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.formatting import month_name, plural
from reports.text import cautions, share_retained
from reports.text.gain_words import (
    format_percent,
    format_size,
    status_label,
    title_in_sentence,
)
from reports.text.verdict_sentences import SENTENCES


def verdict_headline(verdict: GainVerdict, measure: str, catalogue: PracticeCatalogue) -> str:
    """The newest run's verdict in at most two sentences. `measure` is the measure's title."""
    text = SENTENCES[verdict.status](verdict, measure, catalogue)
    if verdict.is_withheld and verdict.status not in UNSURE_ANYWAY:
        text = f"{status_label(verdict.status, verdict.reason)}. {WITHHELD}"
    text = end_first_sentence(text, cautions.moving_words(verdict, catalogue)) + _caution(verdict)
    if verdict.merged_into:
        return f"{merger_sentence(verdict, catalogue)}; until then: {title_in_sentence(text)}"
    if verdict.is_provisional and verdict.status not in UNSURE_ANYWAY:
        text = f"Provisionally: {title_in_sentence(text)}"
    return f"{text} {cautions.caution_sentence(verdict, catalogue)}".rstrip()


def end_first_sentence(text: str, words: str) -> str:
    """The text with these words at the end of its first sentence, in which no number has a point."""
    first, stop, rest = text.partition(".")
    return f"{first}{words}{stop}{rest}"


CAUTIONS = {
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


def detail_sentences(verdict: GainVerdict, catalogue: PracticeCatalogue) -> list[str]:
    """The sentences after the headline: what is left, what could have been detected, and how firm the status is."""
    sentences = [
        _remaining_gain_sentence(verdict, catalogue),
        _could_be_seen(verdict),
        provisional_sentence(verdict, catalogue),
    ]
    if verdict.is_pooled and verdict.needed_to_see and verdict.status in ("no_detectable_gain", "inconclusive"):
        sentences.append(
            f"It would take about {plural(verdict.needed_to_see, 'adopter')} to spot a gain of "
            f"{format_size(verdict.worthwhile_gain or 0, verdict.scale)}."
        )
    return [text for text in sentences if text]


LEFT = {
    "sustained": "at least {hold} must be kept, and the lower limit must be above {lost}",
    "lost": "even the upper limit is below {lost}",
    "eroding": "less than {hold} is kept, and the limits rule out that all of it is",
    "inconclusive": "the limits allow for a gain that holds and for one that does not",
    "still_to_hold": "these months still had support, so we cannot yet say if it lasts without",
    "moved_before": "figures that were moving before adoption may have gone on",
    "weak_evidence_of_holding": "the limits do not rule out that less than {lost} is left",
}
"""Why the share retained leads to the status: by its reason where it has one, since one status may have several."""


def _remaining_gain_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    if verdict.share is None:
        weak = verdict.reason == "gain_too_weak_for_a_share"
        return "The gain is too small to say how much of it is left." if weak else ""
    limits = share_retained.share_with_limits(verdict.share, "90% limits")
    kept = title_in_sentence(share_retained.share_sentence(verdict.share.value))
    text = f"In the mean of the latest year, {kept} ({limits})"
    hold, lost = (format_percent(catalogue.value(name) or 0) for name in ("share_that_holds", "share_that_is_lost"))
    why = LEFT.get(verdict.reason, LEFT.get(verdict.status, "")).format(hold=hold, lost=lost)
    return f"{text}: {why}." if why else f"{text}."


def _could_be_seen(verdict: GainVerdict) -> str:
    least = verdict.minimum_detectable_gain
    if least is None or verdict.status not in ("no_detectable_gain", "inconclusive", "gain_emerging", "too_early"):
        return ""
    where = "With these adopters" if verdict.is_pooled else "Here"
    text = f"{where} we could spot only gains of about {format_size(least, verdict.scale)} or more"
    is_ruled_out = verdict.reason in ("no_worthwhile_gain", "worse_than_expected")
    is_unseen = verdict.status == "no_detectable_gain" and not is_ruled_out
    return f"{text}, so there may be a smaller one." if is_unseen else f"{text}."


def provisional_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """A sentence for a status that has not yet lasted for enough runs."""
    if not verdict.is_provisional or verdict.merged_into:
        return ""
    runs = int(catalogue.value("runs_to_confirm") or 3)
    since = f" since {month_name(verdict.status_since)}" if verdict.status_since else ""
    text = f"Provisional{since}: a status counts once {plural(runs, 'monthly run')} in a row agree"
    if verdict.confirmed_status and verdict.confirmed_status != verdict.status:
        return f"{text}; until then the status is “{status_label(verdict.confirmed_status)}”."
    return f"{text}."
