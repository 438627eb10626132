"""A chart of a practice that is drawn or described falsely is caught: by month, by year, by area, by run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reports import formatting
from reports.charts import columns, curves, effects, forest, runs, warning
from reports.components import coverage_bars, forest_table, spread_figures, verdict_history
from reports.text import gain_words, register_words
from reports.verification.drawn_paths import Drawing, Label, check_drawing, compare_drawing, read_corners
from tests.reports.verification.rendered_pages import Pages

SHARE_BAR, FOREST_ROW, LIST_ADOPTERS = columns.share_bar, forest.forest_row, forest_table.of_practice
COVERAGE_BARS, ORDERED_AREAS = coverage_bars.coverage_bars, spread_figures.ordered_areas
LIMITS, STRETCHES = gain_words.format_limits, verdict_history.status_stretches


def _moved(draw: Callable[..., str], **more: Any) -> Callable[..., str]:
    """A chart of which each bar or month has another figure."""
    return lambda bars, *others: draw([replace(bar, **{k: f(bar) for k, f in more.items()}) for bar in bars], *others)


def _swapped(limits: Callable[..., str]) -> Callable[..., str]:
    return lambda estimate, scale, **more: limits(replace(estimate, lower=estimate.lower - 0.01), scale, **more)


CHART_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a month's effect is drawn higher": (
        "reports.components.evidence_figures.monthly_effect_chart",
        _moved(effects.monthly_effect_chart, value=lambda bar: bar.value + 1),
        "event study",
    ),
    "the washout is a month longer": (
        "reports.components.evidence_figures.monthly_effect_chart",
        lambda bars, washout: effects.monthly_effect_chart(bars, washout + 1),
        "event study",
    ),
    "limits by month are wider": ("reports.components.evidence_figures.format_limits", _swapped(LIMITS), "event study"),
    "a trend is not one": ("reports.components.evidence_figures.SIGNIFICANT", 0.9, "event study"),
    "a year's gain is drawn lower": (
        "reports.components.retention_figure.yearly_effect_chart",
        _moved(effects.yearly_effect_chart, value=lambda bar: bar.value - 1),
        "yearly gains",
    ),
    "a year has another caption": (
        "reports.components.retention_figure.yearly_effect_chart",
        _moved(effects.yearly_effect_chart, words=lambda bar: "n = 99"),
        "yearly gains",
    ),
    "a year of few heads the chart": (
        "reports.components.retention_figure.can_be_claimed",
        lambda year: False,
        "yearly gains",
    ),
    "gains last longer": (
        "reports.components.evidence_figures.survival_curve",
        _moved(curves.survival_curve, value=lambda step: min(step.value + 0.05, 1.0)),
        "lasting gains",
    ),
    "half of the gains were lost": (
        "reports.components.evidence_figures.format_percent",
        lambda value: gain_words.format_percent(value / 2),
        "lasting gains",
    ),
    "adoption began a month later": (
        "reports.components.spread_figures.adoption_curve",
        lambda seen, *others: curves.adoption_curve(seen[1:], *others),
        "adoption curve",
    ),
    "half adopt sooner": (
        "reports.components.spread_figures.month_name",
        lambda month: formatting.month_name(date(month.year - 1, month.month, 1)),
        "adoption curve",
    ),
    "an area is drawn higher": (
        "reports.components.spread_figures.column_chart",
        lambda values, *others: columns.column_chart([*values[:-1], values[0]], *others),
        "area coverage",
    ),
    "England is drawn elsewhere": (
        "reports.components.spread_figures.column_chart",
        lambda values, mine, whole, *others: columns.column_chart(values, mine, (whole or 0) / 2, *others),
        "area coverage",
    ),
    "areas are in another order": (
        "reports.components.coverage_bars.ordered_areas",
        lambda areas: ORDERED_AREAS(areas)[::-1],
        "area bars",
    ),
    "a run has another status": (
        "reports.components.verdict_history.status_label",
        lambda *_: "Sustained",
        "verdict history",
    ),
    "a strip begins later": (
        "reports.components.verdict_history.status_strip",
        lambda stretches: runs.status_strip([replace(stretches[0], first=stretches[0].last), *stretches[1:]]),
        "verdict history",
    ),
    "what is provisional is confirmed": (
        "reports.components.verdict_history.status_stretches",
        lambda some: [replace(stretch, is_provisional=False) for stretch in STRETCHES(some)],
        "verdict history",
    ),
    "a warning is none": (
        "reports.components.early_warning.warning_chart",
        _moved(warning.warning_chart, is_warning=lambda level: False),
        "early warnings",
    ),
    "the rule is wrong less often": (
        "reports.components.early_warning.warning_rates_sentence",
        lambda last: "Where nothing has changed, this rule warns in 0.1% of months.",
        "early warnings",
    ),
    "one way of counting is left out": (
        "reports.components.coverage_bars.coverage_bars",
        lambda *facts: COVERAGE_BARS(*facts)[:-1],
        "coverage ways",
    ),
    "a bar is longer than its share": (
        "reports.components.coverage_bars.share_bar",
        lambda share, css="": SHARE_BAR(share + 0.1, css),
        "coverage ways",
    ),
    "a source is push": (
        "reports.components.coverage_bars.SOURCE_WORDS",
        dict.fromkeys(register_words.SOURCE_WORDS, "Mandated"),
        "adoption sources",
    ),
    "an estimate is drawn at its limit": (
        "reports.components.forest_table.forest_row",
        lambda scale, ends, css: FOREST_ROW(scale, (ends[2], *ends[1:]), css),
        "forest",
    ),
    "an adopter is left out": (
        "reports.components.forest_table.of_practice",
        lambda *facts: LIST_ADOPTERS(*facts)[1:],
        "forest",
    ),
    "everybody stands out": ("reports.components.forest_table.plural", lambda *_: "99 adopters", "forest"),
}


@pytest.mark.parametrize("mutant", CHART_MUTANTS)
def test_a_false_chart_of_a_practice_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = CHART_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    # the sample has so few areas that none has a chart
    monkeypatch.setattr("reports.components.spread_figures.MAX_AREAS_ON_ONE_CHART", 1)
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_every_kind_of_chart_is_on_the_pages_and_true(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.components.spread_figures.MAX_AREAS_ON_ONE_CHART", 1)
    report = pages.check_practices(tmp_path)
    assert report.falsehoods == []
    assert report.claims.keys() >= pages.edition_check.check_by_kind["event study"].kinds


def test_corners_of_a_path_are_read() -> None:
    assert read_corners("M1 2L3 4H5V6z") == [(1, 2), (3, 4), (5, 4), (5, 6)]
    assert read_corners("M1 2h0M3 4h.4") == [(1, 2), (3, 4)]
    assert read_corners("") == []


AXIS = '<text class="yl" x="-8" y="0.00%">+10</text><text class="yl" x="-8" y="100.00%">−10</text>'


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        ('<path class="line" d="M0 500"/>', ""),
        ('<path class="line" d="M0 501"/>', "drawn elsewhere"),
        ('<path class="line" d="M0 500L1 500"/>', "drawn elsewhere"),
        ('<path class="other" d="M0 500"/>', "the marks are"),
        ('<path class="line" d="M0 500"/><text class="rl" x="1%" y="1%">9</text>', "should not be there"),
    ],
)
def test_a_mark_belongs_where_its_figure_is(picture: str, fault: str) -> None:
    found = check_drawing(AXIS + picture, lambda height: Drawing({"line": [(0.0, height(0))]}))
    assert (fault in found) if fault else found == ""


def test_an_axis_must_be_even_and_have_its_labels() -> None:
    uneven = AXIS + '<text class="yl" x="-8" y="50.00%">+5</text>'
    assert check_drawing(uneven, lambda height: Drawing()) == "the axis is not even"
    assert "no two labels" in check_drawing("", lambda height: Drawing())
    assert "is missing" in compare_drawing("", Drawing(labels=[Label("xl", "2026")]))
