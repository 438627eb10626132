"""What speaks against a claimed gain: a trend before adoption, and how often the method claims one without a gain."""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.text.gain_words import CLAIMED, format_gain, format_limits
from reports.text.verdict_reason import OPEN, VerdictReason

SIGNIFICANT = 0.05
"""Two-sided; the level of the pre-trend test beside the event study."""


def moving_words(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """The end of the first sentence of a claim where figures had moved before adoption; empty otherwise."""
    is_own = "trend_before" in verdict.grade_causes
    if verdict.status not in CLAIMED or not (is_own or has_pre_trend(verdict, catalogue)):
        return ""
    whose = "its" if is_own and not verdict.is_pooled else "the adopters’"
    return f", though {whose} figures were already moving before adoption"


def _claims_gain(verdict: GainVerdict) -> bool:
    return verdict.gain is not None and verdict.gain.lower > 0


def has_pre_trend(verdict: GainVerdict, catalogue: PracticeCatalogue) -> bool:
    """Whether the adopters of a claimed gain were already gaining on the others before they adopted."""
    trend = catalogue.trends.get(verdict.practice)
    if trend is None or not _claims_gain(verdict):
        return False
    return trend.p_value < SIGNIFICANT and trend.slope_per_year.value > 0


def caution_sentence(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """The caution that belongs to the headline; empty where there is none."""
    if not has_pre_trend(verdict, catalogue):
        return ""
    return "Caution: the adopters were already gaining before they adopted, so part of this may not be the practice."


HEADLINE_CAUSES = {
    "one_reading": "Too few months before adoption are published to tell a gain from the end of a dip.",
    "few_alike": "Hardly any others started as low (or as high), so what would have happened is uncertain.",
    "few_comparators": "More organisations have adopted than are left to compare with.",
    "readings_differ": "The gain depends on the months just before adoption: check the date of adoption.",
    "few_adopters": "There are only a few adopters, which is weak evidence that others would gain as much.",
    "whole_regions": "The adopters fill whole regions: what changed there for other reasons looks the same.",
}
"""Causes of a lower grade that a reader of the headline alone must know; a trend before adoption has its own words."""
ALREADY_GAINING = "The adopters were already gaining before they adopted, so part of this may not be the practice."
MOVING_APART = "The figures were already moving apart from those of the others before adoption."
ONE_OF_MANY = "Of so many adopters some gain this much by chance, and this one does not stand out."


def find_cautions(verdict: GainVerdict, catalogue: PracticeCatalogue) -> dict[str, str]:
    """What to know before a claimed gain is quoted, by name: shown with the headline, not on another page."""
    if not _claims_gain(verdict):
        return {}
    cautions = {"pre_trend": ALREADY_GAINING} if has_pre_trend(verdict, catalogue) else {}
    if not cautions and "trend_before" in verdict.grade_causes:
        cautions["trend_before"] = MOVING_APART
    cautions |= {cause: words for cause, words in HEADLINE_CAUSES.items() if cause in verdict.grade_causes}
    if verdict.stands_out is False:
        cautions["one_of_many"] = ONE_OF_MANY
    if verdict.other_practice and verdict.reason != "another_practice_since":
        cautions["other_practice"] = f"{verdict.other_practice} was adopted too, for the same measure."
    if verdict.is_pooled and verdict.ever_adopted and not verdict.live_adopters:
        cautions["all_stopped"] = "All adopters have since stopped."
    return cautions


def error_rate_words(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """How often the method is wrong, in the words beside the badge; empty where it was not measured."""
    rate = find_error_rate(verdict, catalogue)
    if rate is None:
        return ""
    return f"Where nothing was gained, this method claims a gain in {rate * 100:.0f} of 100 trials."


def find_error_rate(verdict: GainVerdict, catalogue: PracticeCatalogue) -> float | None:
    """The share of trials without a gain in which one is claimed; of several kinds of peers, the least favourable."""
    if not _claims_gain(verdict):
        return None
    rates = [rates for rates in catalogue.calibrations if rates.measure == verdict.measure]
    claims = [rate.pooled_claims if verdict.is_pooled else rate.single_claims for rate in rates]
    return max((claim for claim in claims if claim is not None), default=None)


def caution_reasons(verdict: GainVerdict, catalogue: PracticeCatalogue) -> list[VerdictReason]:
    """The cautions as reasons of a verdict that claims a gain."""
    return [
        reason for reason in (_pre_trend_reason(verdict, catalogue), _error_rate_reason(verdict, catalogue)) if reason
    ]


def _pre_trend_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    if not has_pre_trend(verdict, catalogue):
        return None
    trend = catalogue.trends[verdict.practice]
    chance = "< 0.01" if trend.p_value < 0.01 else f"= {trend.p_value:.2f}"
    slope = format_gain(trend.slope_per_year.value, verdict.scale, short=True)
    limits = format_limits(trend.slope_per_year, verdict.scale)
    return VerdictReason(
        OPEN,
        "Already gaining before adoption",
        f"{slope} a year against the others (limits {limits}, p {chance}): part of the gain may be this trend",
    )


def _error_rate_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    """How often a gain is claimed where there is none, measured on organisations that have not adopted."""
    claimed = find_error_rate(verdict, catalogue)
    if claimed is None:
        return None
    finding = f"A gain is claimed where there is none in {claimed * 100:.0f}% of trials"
    rates = [rates for rates in catalogue.calibrations if rates.measure == verdict.measure]
    worst = [rate.worst_first_claims for rate in rates if rate.worst_first_claims is not None]
    rest = f"; {max(worst) * 100:.0f}% if the lowest adopt first" if worst and verdict.is_pooled else ""
    return VerdictReason(OPEN, finding, f"Measured on organisations that have not adopted{rest}")
