"""The charts of a practice's effect by month, and of how long its gains last."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.curves import SurvivalStep, survival_curve
from reports.charts.effects import EffectBar, monthly_effect_chart
from reports.components.figures import ChartFigure, FigureTable, make_table, mark_safe, places_between
from reports.components.practice_claims import claim_evidence
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_evidence import GainSurvival, MonthlyEffect, PreTrend
from reports.data.practice_records import EstimateLimits, PracticeRecord
from reports.formatting import plural
from reports.text.cautions import SIGNIFICANT
from reports.text.gain_words import (
    format_gain,
    format_limits,
    format_percent,
    share_between,
    shown_ends,
    unit_words,
)


def _effect_bar(at: int, estimate: EstimateLimits, scale: str | None, words: str = "") -> EffectBar:
    return EffectBar(at, *shown_ends(estimate, scale), words)


def _practice_scale(practice: PracticeRecord, catalogue: PracticeCatalogue) -> str | None:
    pooled = catalogue.pooled.get(practice.practice)
    return pooled.scale if pooled else None


def _bar_ends(estimate: EstimateLimits) -> tuple[float, float, float]:
    return estimate.value, estimate.lower, estimate.upper


def pre_trend_words(trend: PreTrend | None, scale: str | None) -> tuple[str, str]:
    """The title and sentence about the months before adoption."""
    if trend is None:
        return "Month by month around adoption", ""
    slope = f"{format_gain(trend.slope_per_year.value, scale, short=True)} a year"
    limits = format_limits(trend.slope_per_year, scale)
    if trend.p_value >= SIGNIFICANT:
        return (
            "Before adoption, no trend of the adopters' own is seen",
            f"Pre-trend test: against the others they moved by {slope} (limits {limits}, p = {trend.p_value:.2f}).",
        )
    way = "gaining" if trend.slope_per_year.value > 0 else "falling behind"
    chance = "< 0.01" if trend.p_value < 0.01 else f"= {trend.p_value:.2f}"
    test_sentence = f"Pre-trend test: {slope} (limits {limits}, p {chance}). "
    test_sentence += "Part of what came after may be this trend and not the practice."
    return f"Caution: the adopters were already {way} before they adopted", test_sentence


def event_study(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """Chart the effect in each month before and after adoption."""
    effects, scale = catalogue.effects.get(practice.practice, ()), _practice_scale(practice, catalogue)
    if len(effects) < 2:
        return None
    title, sentence = pre_trend_words(catalogue.trends.get(practice.practice), scale)
    washout = catalogue.washout_of(practice)
    return ChartFigure(
        "event-study",
        title,
        f"Pooled difference from what was expected, by month since adoption, in {unit_words(scale)}",
        (sentence,) if sentence else (),
        (
            ("cc", "Before adoption"),
            ("im", "Since adoption"),
            ("lm", "90% limits"),
            *((("ws", "Washout, not counted"),) if washout else ()),
        ),
        mark_safe(
            monthly_effect_chart([_effect_bar(effect.months, effect.effect, scale) for effect in effects], washout)
        ),
        f"Line chart from month {effects[0].months} to month {effects[-1].months} since adoption. {title}. "
        "In the last month "
        f"{format_gain(effects[-1].effect.value, scale)} over {plural(effects[-1].adopters, 'adopter')}.",
        "Months since adoption",
        _effects_table(effects, scale),
        f"data/practice/{practice.place}-event-study.csv",
        claim_evidence("event study", practice.practice, len(effects), effects[0].months, effects[-1].effect.value),
        "tall",
    )


def _effects_table(effects: Sequence[MonthlyEffect], scale: str | None) -> FigureTable:
    rows = [
        (
            f"{effect.months:+d}".replace("-", "−"),
            str(effect.adopters),
            format_gain(effect.effect.value, scale, short=True),
            format_limits(effect.effect, scale),
        )
        for effect in effects
    ]
    return make_table(
        ("Months since adoption", "Adopters", "Effect", "90% limits"),
        rows,
        ("months_since_adoption", "adopters", "effect", "lower", "upper"),
        [(effect.months, effect.adopters, *_bar_ends(effect.effect)) for effect in effects],
        places_between([effect.months for effect in effects], effects[0].months, effects[-1].months),
    )


def survival_figure(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """Chart how long confirmed gains last: the Kaplan-Meier curve with the numbers at risk."""
    survival_steps, duration = (
        catalogue.survivals.get(practice.practice, ()),
        catalogue.durations.get(practice.practice),
    )
    if len(survival_steps) < 2 or duration is None:
        return None
    have = "has" if duration.lost == 1 else "have"
    title = f"{duration.lost} of {plural(duration.gains, 'confirmed gain')} {have} been lost"
    if not duration.lost:
        title = f"None of {plural(duration.gains, 'confirmed gain')} has been lost so far"
    median = (
        f"Half of the gains were lost within {plural(duration.median_months, 'month')}."
        if duration.median_months is not None
        else "Fewer than half have been lost in the time seen, so that no median can be given."
    )
    few = "" if duration.lost >= 10 else " With fewer than ten losses the curve is not to be compared with another."
    steps = [SurvivalStep(step.months, *_bar_ends(step.survival), at_risk=step.at_risk) for step in survival_steps]
    return ChartFigure(
        "lasting",
        title,
        "Share of confirmed gains not lost, by months since confirmation; below, how many were followed so long",
        (f"{median}{few}",),
        (("cv", "Not lost"), ("lm", "95% limits")),
        mark_safe(survival_curve(steps)),
        f"Step curve. {format_percent(survival_steps[-1].survival.value)} left "
        f"after {plural(survival_steps[-1].months, 'month')}. {title}.",
        "Months since confirmation, and gains followed so long",
        _survival_table(survival_steps),
        f"data/practice/{practice.place}-time-to-loss.csv",
        claim_evidence(
            "lasting gains", practice.practice, len(survival_steps), duration.lost, survival_steps[-1].survival.value
        ),
        "years",
    )


def _survival_table(steps: Sequence[GainSurvival]) -> FigureTable:
    rows = [
        (
            str(step.months),
            str(step.at_risk),
            str(step.lost),
            format_percent(step.survival.value),
            share_between(step.survival),
        )
        for step in steps
    ]
    return make_table(
        ("Months", "At risk", "Lost", "Not lost", "95% limits"),
        rows,
        ("months", "at_risk", "lost", "survival", "lower", "upper"),
        [(step.months, step.at_risk, step.lost, *_bar_ends(step.survival)) for step in steps],
        places_between([step.months for step in steps], 0, steps[-1].months),
    )
