"""The gain year by year: each year beside the first year of the same adopters, and no claim on too few of them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.effects import EffectBar, yearly_effect_chart
from reports.claims.claim import Claim
from reports.components.figures import ChartFigure, FigureTable, make_table, mark_safe, places_between
from reports.components.practice_claims import claim_evidence
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_evidence import RetentionYear
from reports.data.practice_records import EstimateLimits, PracticeRecord
from reports.formatting import plural
from reports.text import share_retained
from reports.text.gain_words import (
    format_gain,
    format_limits,
    format_percent,
    scaled_gain,
    share_between,
    shown_ends,
    unit_words,
)

MIN_ADOPTERS_TO_CLAIM = 5
"""Chosen: of fewer, one adopter more or less can turn the share that is kept into another claim."""


def retention_figure(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """Chart the effect of each whole year after the washout, with the retained share of the first year's."""
    retention_years = catalogue.years.get(practice.practice, ())
    pooled = catalogue.pooled.get(practice.practice)
    scale = pooled.scale if pooled else None
    if not retention_years:
        return None
    return ChartFigure(
        "retention",
        _title(retention_years, scale),
        f"Pooled gain in each whole year after the washout, in {unit_words(scale)}; below it, the share of the first "
        "year’s gain that is kept and the number of adopters",
        ("A year counts only adopters followed through it. The dotted line is the first year of the same adopters.",),
        (("cb", "Gain"), ("av", "First year of the same adopters"), ("wh", "90% limits")),
        mark_safe(yearly_effect_chart([_bar(year, scale) for year in retention_years])),
        f"Column chart of {plural(len(retention_years), 'year')}. {_description(retention_years, scale)}.",
        "",
        _years_table(retention_years, scale),
        f"data/practice/{practice.place}-retention.csv",
        _claim(practice, retention_years),
        "years",
    )


def _claim(practice: PracticeRecord, years: Sequence[RetentionYear]) -> Claim:
    ends = (years[0].effect.value, years[-1].effect.value)
    return claim_evidence("yearly gains", practice.practice, len(years), *ends)


def can_be_claimed(year: RetentionYear) -> bool:
    """Whether a share can head the chart: of enough adopters, and with limits that rule out none or all."""
    share = year.share
    if share is None or year.adopters < MIN_ADOPTERS_TO_CLAIM:
        return False
    return share.lower > 0 or share.upper < 1


def _title(years: Sequence[RetentionYear], scale: str | None) -> str:
    claimed = next((year for year in reversed(years[1:]) if can_be_claimed(year)), None)
    if claimed is None or claimed.share is None:
        return f"{format_gain(years[0].effect.value, scale, short=True)} in the first year"
    sentence = share_retained.share_sentence(claimed.share.value).replace("of the gain", "of the first year's gain")
    who = f" (at {claimed.adopters} of {plural(years[0].adopters, 'adopter')})"
    return f"In year {claimed.year + 1}, {sentence[:1].lower()}{sentence[1:]}{who}"


def same_adopters_first_year(year: RetentionYear) -> float | None:
    """The first year's gain of those that were followed to this year, which the share is a share of."""
    if year.year == 0 or year.share is None or year.share.value == 0:
        return None
    return year.effect.value / year.share.value


def _share_words(year: RetentionYear) -> str:
    return share_retained.share_in_brief(year.share.value) if year.share and year.year else ""


def _bar(year: RetentionYear, scale: str | None) -> EffectBar:
    first = same_adopters_first_year(year)
    share = _share_words(year)
    words = f"{share}, n = {year.adopters}" if share else f"n = {year.adopters}"
    narrow = f"{share} ({year.adopters})" if share else ""
    compared = None if first is None else scaled_gain(first, scale)
    return EffectBar(year.year, *shown_ends(year.effect, scale), words, narrow, compared)


def _description(years: Sequence[RetentionYear], scale: str | None) -> str:
    return "; ".join(
        f"year {year.year + 1}, {plural(year.adopters, 'adopter')}: {format_gain(year.effect.value, scale, short=True)}"
        + (f", {_share_words(year)} kept" if _share_words(year) else "")
        for year in years
    )


def _years_table(years: Sequence[RetentionYear], scale: str | None) -> FigureTable:
    rows, raw = [], []
    for year in years:
        first = same_adopters_first_year(year)
        shares = (format_percent(year.share.value), share_between(year.share)) if year.share else ("–", "–")
        effect = format_gain(year.effect.value, scale, short=True), format_limits(year.effect, scale)
        compared = "–" if first is None else format_gain(first, scale, short=True)
        rows.append((f"Year {year.year + 1}", str(year.adopters), *effect, compared, *shares))
        share_ends = _ends(year.share) if year.share else ("", "", "")
        raw.append((year.year, year.adopters, *_ends(year.effect), *share_ends))
    heads = ("Year after the washout", "Adopters", "Gain", "90% limits", "First year, same adopters", "Kept", "Limits")
    names = ("effect", "effect_lower", "effect_upper", "share_retained", "share_lower", "share_upper")
    middles = places_between([at + 0.5 for at in range(len(years))], 0, len(years))
    return make_table(heads, rows, ("year", "adopters", *names), raw, middles)


def _ends(estimate: EstimateLimits) -> tuple[float, float, float]:
    return estimate.value, estimate.lower, estimate.upper
