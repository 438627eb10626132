"""Figures, tables and tiles of practices: what each shows, and what it leaves out."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from reports.components import (
    adopter_parts,
    closed_gaps,
    coverage_bars,
    evidence_figures,
    forest_table,
    method_tables,
    practice_news,
    practice_sentences,
    practice_tiles,
    retention_figure,
    spread_figures,
    verdict_history,
)
from reports.components.balancing_table import balancing_rows
from reports.data.catalogue import PracticeCatalogue
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import BalancingEffect, ErrorRates, MonthlyEffect, RetentionYear, SpreadCoverage
from reports.data.practice_records import AdopterRecord, EstimateLimits
from reports.pages import practice_pages
from tests.reports.practice_marts import MONTHS
from tests.reports.practice_verdicts import catalogue, pooled, practice, runs, verdict
from tests.reports.series import measure
from tests.reports.text.test_notes import edition


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        ("not_assessable", "", "Not assessable"),
        ("too_early", "", "Not known yet"),
        ("gain", "still_to_hold", "Not known yet"),
        ("no_detectable_gain", "inconclusive_gain", "No ratio is given of a gain near none"),
    ],
)
def test_a_share_that_is_not_given_says_why(status: str, reason: str, text: str) -> None:
    tile = adopter_parts.adopter_tiles(verdict(status, reason))[2]
    assert (tile.words, tile.value, tile.small) == ("Gain kept", "–", text)


def test_a_change_is_reported_only_of_what_is_confirmed() -> None:
    steady = [("sustained", False, "sustained")] * 3
    assert verdict_history.latest_change("HELD", None, runs(*steady)) is None
    assert verdict_history.latest_change("HELD", None, runs(*steady, ("lost", True, "sustained"))) is None
    actual = verdict_history.latest_change("HELD", "ZZA", runs(*steady, ("lost", False, "lost")))
    assert actual
    assert (actual.before, actual.now) == ("sustained", "lost")
    assert verdict_history.latest_change("HELD", None, runs(("lost", False, "lost"))) is None


def test_news_are_of_the_newest_run_and_of_answers() -> None:
    before = ("sustained", False, "sustained")
    reported = {
        ("HELD", "ZZA"): runs(before, ("lost", False, "lost")),
        ("HELD", "ZZB"): runs(before, ("not_assessable", False, "not_assessable")),
        ("HELD", "ZZC"): runs(("lost", False, "lost")),
    }
    actual = practice_news.collect_news(catalogue(runs=reported))
    assert actual
    assert (actual.looked, [change.place for change in actual.changes]) == (2, ["practice/held/zza.html"])
    assert practice_news.collect_news(catalogue()) is None


def test_stretches_are_runs_in_a_row_with_one_status_and_standing() -> None:
    reported = runs(
        *[("too_early", False, None)] * 3, ("gain", True, None), ("gain", False, "gain"), ("lost", True, "gain")
    )
    actual = [
        (stretch.words, stretch.months, stretch.is_provisional)
        for stretch in verdict_history.status_stretches(reported)
    ]
    assert actual == [("Too early", 3, False), ("Gain", 1, True), ("Gain", 1, False), ("Lost", 1, True)]


def test_those_who_started_near_and_gained_are_found_nearest_first() -> None:
    levels = {"ZZA": 0.60, "ZZB": 0.52, "ZZC": 0.55, "ZZD": 0.54}
    actual = {("HELD", code): verdict(organisation=code, baseline=level) for code, level in levels.items()}
    actual[("HELD", "ZZD")] = verdict("lost", organisation="ZZD", baseline=0.54)
    near = closed_gaps.adopters_near_level(catalogue(verdicts=actual), practice(), 0.54, "share")
    assert [item.organisation for item in near] == ["ZZC", "ZZB"], "not who lost it, not who started elsewhere"


def test_patients_are_reported_only_where_an_estimate_is_there() -> None:
    assert practice_tiles.shows_patients(pooled(patients_affected=EstimateLimits(30.0, 1.0, 60.0)))
    assert not practice_tiles.shows_patients(pooled(patients_affected=None))


def test_a_number_of_patients_that_may_be_none_is_no_tile() -> None:
    words = [
        tile.words
        for limits in (EstimateLimits(322000.0, 225000.0, 419000.0), EstimateLimits(-14600.0, -104000.0, 74300.0))
        for tile in practice_tiles.practice_tiles(pooled(patients_affected=limits), measure(), practice(), catalogue())
    ]
    assert words == [
        *("Pooled gain, first year", "Gain kept", "Attendances affected, latest year"),
        *("Pooled gain, first year", "Gain kept", "Latest year"),
    ]


@pytest.mark.parametrize("status", ["no_detectable_gain", "too_early", "gain_emerging"])
def test_patients_are_reported_only_where_a_gain_has_been_seen(status: str) -> None:
    actual = pooled(status, patients_affected=EstimateLimits(17000.0, -37000.0, 71000.0))
    assert not practice_tiles.shows_patients(actual)


def test_without_figures_or_comparators_a_practice_says_why_it_has_no_verdict() -> None:
    item = AdopterRecord("ZZA", MONTHS[0], None, None, None, None, None, None, None, 0)
    adopted = catalogue(adopters={"HELD": (item,)})
    assert practice_sentences.lead_sentence(None, None, practice(), adopted).startswith(
        "No verdict: there are no figures of its measure"
    )
    assert practice_sentences.lead_sentence(None, measure(), practice(), adopted) == practice_sentences.NO_VERDICT
    assert (
        practice_sentences.lead_sentence(None, measure(), practice(), catalogue())
        == "No verdict yet: nobody has adopted it."
    )


def test_who_merged_is_not_to_be_asked() -> None:
    actual = {("HELD", code): verdict(organisation=code) for code in ("ZZA", "ZZB")}
    actual[("HELD", "ZZB")] = verdict(organisation="ZZB", merged_into="ZZA", merged_month=MONTHS[0])
    ours = catalogue(verdicts=actual)
    assert [item.organisation for item in closed_gaps.adopters_near_level(ours, practice(), 0.44, "share")] == ["ZZA"]
    assert [item.code for item in closed_gaps.closed_gaps(ours, practice(), str)] == ["ZZA"]


def test_held_coverage_is_said_to_be_of_single_organisations() -> None:
    last = SpreadCoverage(MONTHS[-1], 20, 13, 0, 0.65, 0.7, 0.6, 0.0, 1, None)
    ours = catalogue(coverages={("HELD", "ENGLAND"): (last,)})
    reported = practice_tiles.practice_tiles(None, measure(), practice(), ours)[-1].small
    assert reported.endswith("; not yet confirmed at any; many are too small to say by themselves")
    assert coverage_bars.coverage_bars(practice(), ours)[-1].words == "Confirmed"


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (0, "No washout"),
        (1, "1 month from adoption on is not counted"),
        (None, "3 months from adoption on are not counted"),
    ],
)
def test_the_washout_is_reported(months: int | None, text: str) -> None:
    assert practice_pages.washout_sentence(practice(washout_months=months), catalogue()) == text


def test_what_is_put_in_and_claimed_is_reported_on_the_scale_of_its_measure() -> None:
    item = ErrorRates("a_measure", "trust", MONTHS[0], MONTHS[-1], 90, 20, 100, math.log(1.25), *[None] * 6)
    reported = replace(item, worst_first_claims=0.34)
    ours = catalogue(calibrations=(reported,))
    shared = replace(edition(1), measures={"a_measure": measure(unit="count", direction="decrease")})
    [row] = method_tables.calibration_rows(ours, shared)
    assert (row["injected"], row["worst_first_claims"]) == ("20.0% lower", "34%")
    shared = replace(shared, measures={"a_measure": measure(unit="count")})
    assert method_tables.calibration_rows(ours, shared)[0]["injected"] == "25.0%"


def test_ranges_of_error_rates_are_over_measures_and_of_what_was_measured() -> None:
    item = ErrorRates("a_measure", "trust", MONTHS[0], MONTHS[-1], 90, 20, 100, 0.05, *[None] * 6)
    first = replace(item, worst_first_claims=0.034, whole_regions_claims=0.05)
    other = replace(item, measure="other", worst_first_claims=0.118, whole_regions_claims=0.05)
    ranges = method_tables.list_claim_ranges(catalogue(calibrations=(first, other, item)))
    assert {name: text for name, text in ranges.items() if text} == {
        "worst_first_claims": "3% to 12%",
        "whole_regions_claims": "5%",
    }
    assert set(method_tables.list_claim_ranges(catalogue(calibrations=())).values()) == {""}


@pytest.mark.parametrize(
    ("direction", "effect", "margin"), [("decrease", "100.0% higher", "25.0%"), ("increase", "−50.0%", "20.0%")]
)
def test_a_balancing_measure_has_its_own_direction(direction: str, effect: str, margin: str) -> None:
    item = BalancingEffect("other", 16, EstimateLimits(-math.log(2), -math.log(4), 0.0), math.log(1.25), "worse")
    measures = {"other": measure(unit="count", direction=direction)}
    [row] = balancing_rows(practice(balancing_measures=("other",)), (item,), measures)
    assert (row.effect, row.margin) == (effect, margin)


def test_many_areas_are_columns_and_few_are_named() -> None:
    def spread(count: int) -> PracticeCatalogue:
        coverages = {
            ("HELD", f"Z{at:02d}"): (
                SpreadCoverage(MONTHS[-1], 10, at % 10, 0, at % 10 / 10, None, None, None, 0, None),
            )
            for at in range(count)
        }
        return catalogue(coverages=coverages, area_kinds={f"Z{at:02d}": "ICB" for at in range(count)})

    [figure] = spread_figures.by_area(practice(), spread(42), edition(1))
    assert figure.title == "From 0% to 90% across 42 integrated care boards"
    assert figure.chart.count('class="ch"') == 1
    assert len(figure.table.rows) == len(figure.table.raw) == 42
    assert coverage_bars.few_areas(practice(), spread(42), edition(1)) == []
    assert spread_figures.by_area(practice(), spread(7), edition(1)) == []
    [(title, rows, _)] = coverage_bars.few_areas(practice(), spread(7), edition(1))
    assert title == "From 0% to 60% across 7 integrated care boards"
    assert [row.share for row in rows] == ["60%", "50%", "40%", "30%", "20%", "10%", "0%"]


def test_figures_of_a_measure_of_which_less_is_better_are_those_of_the_measure() -> None:
    halved = EstimateLimits(math.log(2), math.log(1.25), math.log(4))
    ours = catalogue(
        verdicts={("HELD", "ZZA"): verdict(scale=FALLING, gain=halved)},
        pooled={"HELD": pooled(scale=FALLING, gain=halved)},
        years={"HELD": (RetentionYear(0, 16, halved, None),)},
        effects={"HELD": tuple(MonthlyEffect(at, halved, 16) for at in (0, 1))},
    )
    for figure in (retention_figure.retention_figure(practice(), ours), evidence_figures.event_study(practice(), ours)):
        assert figure
        assert "50.0% lower" in figure.table.rows[0]
        assert "20.0% to 75.0% lower" in figure.table.rows[0]
        assert "per cent of the level, below none is better" in figure.subtitle
    grove = forest_table.forest_figure(ours, practice())
    assert grove
    assert [line.gain for line in grove.lines] == ["50.0% lower", "50.0% lower"]
    assert "below none is better" in grove.subtitle
    assert "−40" in grove.axis
    assert practice_tiles.practice_tiles(ours.pooled["HELD"], measure(), practice(), ours)[0].value == "50.0% lower"


def test_without_a_register_of_those_eligible_coverage_cannot_be_reported() -> None:
    unknown = (SpreadCoverage(MONTHS[0], None, 3, 0, None, None, None, None, 0, None),)
    actual = catalogue(coverages={("HELD", "ENGLAND"): unknown})
    [part] = coverage_bars.coverage_bars(practice(), actual)
    assert part.small == "Nobody is registered as eligible, so there is no share to show"
    assert part.share == "–"
    assert spread_figures.adoption_figure(practice(), actual) is None
    assert [tile.words for tile in practice_tiles.practice_tiles(None, measure(), practice(), actual)] == []


def test_a_curve_that_is_not_fitted_says_why() -> None:
    actual = spread_figures.SpreadCurve(MONTHS[0], "kaplan_meier", 22, None, None, None, None, "3 of 20 so far")
    assert spread_figures.forecast_sentence(actual) == "No curve is fitted: 3 of 20 so far."
    assert spread_figures.reached_sentence(actual).endswith(
        "a tenth within 22 months, half not reached, nine tenths not reached."
    )
    fitted = replace(actual, t50_fitted=EstimateLimits(30, 25, 50), why_no_fit=None, has_imitation=True)
    assert "half adopt within 30 months of the launch (95% limits 25 to 50)" in spread_figures.forecast_sentence(fitted)
    assert spread_figures.forecast_sentence(None) == ""
