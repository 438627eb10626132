"""The charts of what a practice has done: year by year, month by month, and how long its gains last."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.curves import SurvivalStep, survival_curve
from reports.charts.effects import EffectBar, monthly_effect_chart, yearly_effect_chart
from reports.components.figures import ChartFigure, FigureTable, make_table, mark_safe
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_evidence import PreTrend, RetentionYear
from reports.data.practice_records import EstimateLimits, PracticeRecord
from reports.formatting import plural
from reports.text import share_retained
from reports.text.gain_words import (
    FALLING,
    format_gain,
    format_limits,
    format_percent,
    is_log,
    share_between,
    shown_ends,
)
from reports.text.practice_narrative import DEFAULT_WASHOUT

CONFIDENCE_LEVEL = 0.05


def _effect_bar(at: int, found: EstimateLimits, scale: str | None, words: str = "") -> EffectBar:
    return EffectBar(at, *shown_ends(found, scale), words)


def _practice_scale(practice: PracticeRecord, catalogue: PracticeCatalogue) -> str | None:
    pooled = catalogue.pooled.get(practice.practice)
    return pooled.scale if pooled else None


def _unit_words(scale: str | None) -> str:
    if scale == FALLING:
        return "per cent of the level, below none is better"
    return "per cent of the level" if is_log(scale) else "percentage points"


def retention_figure(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """The effect of each whole year after the washout, with the share of the first year's that is retained."""
    found, scale = catalogue.years.get(practice.practice, ()), _practice_scale(practice, catalogue)
    if not found:
        return None
    last = found[-1]
    if last.share is None or len(found) == 1:
        title = f"{format_gain(found[0].effect.value, scale, short=True)} in the first year"
    else:
        told = share_retained.share_sentence(last.share.value).replace("of the gain", "of the first year's gain")
        title = f"In year {last.year + 1}, {told[:1].lower()}{told[1:]}"
    words = [share_retained.share_in_brief(one.share.value) if one.share else "" for one in found]
    said = "; ".join(
        f"year {one.year + 1}: {format_gain(one.effect.value, scale, short=True)}"
        + (f", {word} retained" if word else "")
        for one, word in zip(found, words, strict=True)
    )
    return ChartFigure(
        "retention",
        title,
        f"Pooled gain in each whole year after the washout, in {_unit_words(scale)}; below it, the share retained",
        ("Only adopters that have been followed through a year count in it.",),
        (("cb", "Gain"), ("wh", "90% limits")),
        mark_safe(
            yearly_effect_chart(
                [_effect_bar(one.year, one.effect, scale, word) for one, word in zip(found, words, strict=True)]
            )
        ),
        f"Column chart of {plural(len(found), 'year')}. {said}.",
        "",
        _years_table(found, scale),
        f"data/practice/{practice.place}-retention.csv",
        "years",
    )


def _years_table(found: Sequence[RetentionYear], scale: str | None) -> FigureTable:
    rows, raw = [], []
    for one in found:
        told = (format_percent(one.share.value), share_between(one.share)) if one.share else ("–", "–")
        known = (format_gain(one.effect.value, scale, short=True), format_limits(one.effect, scale))
        rows.append((f"Year {one.year + 1}", str(one.adopters), *known, *told))
        raw.append(
            (one.year, one.adopters, *_bar_ends(one.effect), *(_bar_ends(one.share) if one.share else ("", "", "")))
        )
    heads = ("Year after the washout", "Adopters", "Gain", "90% limits", "Retained", "Limits")
    names = ("effect", "effect_lower", "effect_upper", "share_retained", "share_lower", "share_upper")
    return make_table(heads, rows, ("year", "adopters", *names), raw)


def _bar_ends(found: EstimateLimits) -> tuple[float, float, float]:
    return found.value, found.lower, found.upper


def pre_trend_words(trend: PreTrend | None, scale: str | None) -> tuple[str, str]:
    """The title and the sentence on the time before adoption."""
    if trend is None:
        return "Month by month around adoption", ""
    slope = f"{format_gain(trend.slope_per_year.value, scale, short=True)} a year"
    limits = format_limits(trend.slope_per_year, scale)
    if trend.p_value >= CONFIDENCE_LEVEL:
        return (
            "Before adoption, no trend of the adopters' own is seen",
            f"Pre-trend test: against the others they moved by {slope} (limits {limits}, p = {trend.p_value:.2f}).",
        )
    way = "gaining" if trend.slope_per_year.value > 0 else "falling behind"
    chance = "< 0.01" if trend.p_value < 0.01 else f"= {trend.p_value:.2f}"
    said = f"Pre-trend test: {slope} (limits {limits}, p {chance}). "
    said += "Part of what came after may be this trend and not the practice."
    return f"Caution: the adopters were already {way} before they adopted", said


def event_study(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """The effect in each month before and after adoption."""
    found, scale = catalogue.effects.get(practice.practice, ()), _practice_scale(practice, catalogue)
    if len(found) < 2:
        return None
    title, said = pre_trend_words(catalogue.trends.get(practice.practice), scale)
    washout = DEFAULT_WASHOUT if practice.washout_months is None else practice.washout_months
    rows = [
        (
            f"{one.months:+d}".replace("-", "−"),
            str(one.adopters),
            format_gain(one.effect.value, scale, short=True),
            format_limits(one.effect, scale),
        )
        for one in found
    ]
    return ChartFigure(
        "event-study",
        title,
        f"Pooled difference from what was expected, by month since adoption, in {_unit_words(scale)}",
        (said,) if said else (),
        (
            ("cc", "Before adoption"),
            ("im", "Since adoption"),
            ("lm", "90% limits"),
            *((("ws", "Washout, not counted"),) if washout else ()),
        ),
        mark_safe(monthly_effect_chart([_effect_bar(one.months, one.effect, scale) for one in found], washout)),
        f"Line chart from month {found[0].months} to month {found[-1].months} since adoption. {title}. "
        f"In the last month {format_gain(found[-1].effect.value, scale)} over {plural(found[-1].adopters, 'adopter')}.",
        "Months since adoption",
        make_table(
            ("Months since adoption", "Adopters", "Effect", "90% limits"),
            rows,
            ("months_since_adoption", "adopters", "effect", "lower", "upper"),
            [(one.months, one.adopters, *_bar_ends(one.effect)) for one in found],
        ),
        f"data/practice/{practice.place}-event-study.csv",
        "tall",
    )


def survival_figure(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """How long confirmed gains last: the curve of Kaplan and Meier with the numbers at risk."""
    found, told = catalogue.survivals.get(practice.practice, ()), catalogue.durations.get(practice.practice)
    if len(found) < 2 or told is None:
        return None
    title = f"{told.lost} of {plural(told.gains, 'confirmed gain')} {'has' if told.lost == 1 else 'have'} been lost"
    if not told.lost:
        title = f"None of {plural(told.gains, 'confirmed gain')} has been lost so far"
    median = (
        f"Half of the gains were lost within {plural(told.median_months, 'month')}."
        if told.median_months is not None
        else "Fewer than half have been lost in the time seen, so that no median can be given."
    )
    few = "" if told.lost >= 10 else " With fewer than ten losses the curve is not to be compared with another."
    rows = [
        (
            str(one.months),
            str(one.at_risk),
            str(one.lost),
            format_percent(one.survival.value),
            share_between(one.survival),
        )
        for one in found
    ]
    steps = [SurvivalStep(one.months, *_bar_ends(one.survival), at_risk=one.at_risk) for one in found]
    return ChartFigure(
        "lasting",
        title,
        "Share of confirmed gains not lost, by months since confirmation; below, how many were followed so long",
        (f"{median}{few}",),
        (("cv", "Not lost"), ("lm", "95% limits")),
        mark_safe(survival_curve(steps)),
        f"Step curve. {format_percent(found[-1].survival.value)} left after {plural(found[-1].months, 'month')}. {title}.",
        "Months since confirmation, and gains followed so long",
        make_table(
            ("Months", "At risk", "Lost", "Not lost", "95% limits"),
            rows,
            ("months", "at_risk", "lost", "survival", "lower", "upper"),
            [(one.months, one.at_risk, one.lost, *_bar_ends(one.survival)) for one in found],
        ),
        f"data/practice/{practice.place}-time-to-loss.csv",
        "years",
    )
