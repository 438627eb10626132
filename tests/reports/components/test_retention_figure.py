"""The gain by year says of whom it is, and claims nothing on a few adopters or on limits from none to all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.components.early_warning import warning_figure
from reports.components.retention_figure import can_be_claimed, retention_figure, same_adopters_first_year
from reports.data.catalogue import PracticeCatalogue
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import EarlyWarning, ErrorRates, PreTrend, RetentionYear
from reports.data.practice_records import EstimateLimits
from reports.text import cautions, practice_narrative, verdict_reasons
from tests.reports.practice_verdicts import catalogue, pooled, practice, verdict
from tests.reports.series import month

FIRST = RetentionYear(0, 20, EstimateLimits(0.1, 0.06, 0.14), EstimateLimits(1, 1, 1))


def later(year: int, adopters: int, share: EstimateLimits | None, effect: float = 0.07) -> RetentionYear:
    return RetentionYear(year, adopters, EstimateLimits(effect, effect - 0.04, effect + 0.04), share)


WIDE, FIRM = EstimateLimits(0.71, -0.11, 1.64), EstimateLimits(0.71, 0.4, 1.1)


def with_years(*years: RetentionYear) -> PracticeCatalogue:
    return replace(catalogue(), years={"HELD": years}, pooled={"HELD": pooled()})


@pytest.mark.parametrize(
    ("years", "title"),
    [
        # three of twenty adopters, with limits from less than none to more than all
        ((FIRST, later(2, 3, WIDE)), "+10.0 points in the first year"),
        ((FIRST, later(1, 20, WIDE)), "+10.0 points in the first year"),
        ((FIRST, later(1, 4, FIRM)), "+10.0 points in the first year"),
        (
            (FIRST, later(1, 12, FIRM), later(2, 3, WIDE)),
            "In year 2, 71% of the first year's gain is kept (at 12 of 20 adopters)",
        ),
        (
            (FIRST, later(1, 12, EstimateLimits(-0.1, -0.5, 0.2))),
            "In year 2, no part of the first year's gain is left (at 12 of 20 adopters)",
        ),
        ((FIRST, later(1, 12, None)), "+10.0 points in the first year"),
        ((FIRST,), "+10.0 points in the first year"),
    ],
)
def test_no_year_heads_the_chart_on_a_few_adopters(years: tuple[RetentionYear, ...], title: str) -> None:
    figure = retention_figure(practice(), with_years(*years))
    assert figure
    assert figure.title == title
    for year in years:
        assert f"n = {year.adopters}" in figure.chart


def test_each_bar_is_beside_the_first_year_of_its_own_adopters() -> None:
    year = later(1, 12, FIRM, effect=0.071)
    assert same_adopters_first_year(year) == pytest.approx(0.1)
    figure = retention_figure(practice(), with_years(FIRST, year))
    assert figure
    assert figure.chart.count('class="avg"') == 1
    assert figure.table.rows[1][4] == "+10.0 points"
    assert figure.table.rows[0][4] == "–"
    assert not can_be_claimed(replace(year, adopters=4))


RATES = ErrorRates(
    "a_measure", "trust", month(0), month(40), 89, 20, 400, 0.05, 0.09, 0.04, None, None, None, None, 0.56
)
GAINING = PreTrend(20, EstimateLimits(0.03, 0.01, 0.05), 0.02)


def reasons(of: PracticeCatalogue, is_pooled: bool = True) -> dict[str, str]:
    ours = pooled() if is_pooled else verdict()
    return {reason.what: reason.held_to for reason in verdict_reasons.verdict_reasons(ours, of)}


@pytest.mark.parametrize(
    ("trend", "is_cautioned"),
    [
        (GAINING, True),
        (replace(GAINING, p_value=0.2), False),
        (replace(GAINING, slope_per_year=EstimateLimits(-0.03, -0.05, -0.01)), False),
        (replace(GAINING, p_value=0.049), True),
        (None, False),
    ],
)
def test_a_trend_before_adoption_is_in_headline_and_reasons(trend: PreTrend | None, is_cautioned: bool) -> None:
    ours = replace(catalogue(), trends={"HELD": trend} if trend else {})
    for record in (pooled(), verdict()):
        assert (
            "Caution: the adopters were already gaining" in practice_narrative.verdict_headline(record, "M", ours)
        ) is (is_cautioned)
    assert ("Already gaining before adoption" in reasons(ours)) is is_cautioned


def test_without_a_claimed_gain_there_is_nothing_to_caution() -> None:
    ours = replace(catalogue(), trends={"HELD": GAINING}, calibrations=(RATES,))
    assert cautions.caution_reasons(verdict("no_detectable_gain", "inconclusive_gain"), ours) == []
    assert cautions.caution_sentence(verdict("too_early"), ours) == ""


def test_how_often_the_method_is_wrong_is_among_the_reasons() -> None:
    ours = replace(catalogue(), calibrations=(RATES, replace(RATES, measure="other", pooled_claims=0.5)))
    actual = reasons(ours)
    assert "56% if the lowest adopt first" in actual["A gain is claimed where there is none in 9% of trials"]
    assert "A gain is claimed where there is none in 4% of trials" in reasons(ours, is_pooled=False)
    assert not any("of trials" in what for what in reasons(catalogue()))


def test_the_early_warning_says_what_it_is_the_change_of() -> None:
    levels = [EarlyWarning(month(at), -0.006, -0.05, False, 0, None, None) for at in range(3)]
    for scale, unit in (("points", "percentage points"), ("log", "per cent of the level"), (FALLING, "below none")):
        figure = warning_figure(levels, scale, "one.csv", ("HELD", "ZZR00"))
        assert figure
        assert figure.axis.startswith("Change since the first year, ")
        assert unit in figure.axis
        assert unit in figure.subtitle
        assert "Gain" not in "".join(figure.table.heads) + figure.subtitle
