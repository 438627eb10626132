"""The pages of the verdict and of spread say what the marts hold, and nothing that is not to be shown."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import replace
from datetime import date

import pytest

from reports.components import (
    adopter_parts,
    coverage_bars,
    evidence_figures,
    forest_table,
    method_tables,
    practice_news,
    spread_figures,
    verdict_history,
)
from reports.components.balancing_table import balancing_rows
from reports.data.catalogue import PracticeCatalogue
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import BalancingEffect, ErrorRates, MonthlyEffect, RetentionYear, SpreadCoverage
from reports.data.practice_records import AdopterRecord, EstimateLimits
from reports.pages import practice_pages
from reports.slugs import slug
from reports.text import practice_narrative
from reports.text.gain_words import status_label
from tests.reports.practices.fill import HOSTILE, MEASURE, MONTHS
from tests.reports.practices.made import STATES, catalogue, pooled, practice, runs, verdict
from tests.reports.series import measure
from tests.reports.site import Page, Published
from tests.reports.text.test_notes import edition


def adopter_page(published: Published, status: str, reason: str = "") -> Page:
    [(code,)] = published.ask(
        "select organisation from mart.gain where practice = 'HELD' and status = ? and reason = ?", status, reason
    )
    return published.pages[f"practice/held/{slug(code)}.html"]


def test_every_programme_practice_and_adopter_has_a_page(published: Published) -> None:
    adopters = published.ask("select practice, organisation from mart.gain where status <> 'not_adopted'")
    wanted = {f"practice/{slug(code)}/{slug(first)}.html" for code, first in adopters}
    wanted |= {f"practice/{slug(code)}.html" for (code,) in published.ask("select practice from core.practice")}
    programmes = published.ask("select programme from core.programme")
    wanted |= {f"programme/{slug(code)}.html" for (code,) in programmes}
    assert {name for name in published.pages if name.split("/")[0] in ("practice", "programme")} == wanted
    listed = published.pages["practices.html"].references
    for (code,) in published.ask("select practice from core.practice"):
        assert ("a", f"practice/{slug(code)}.html") in listed
    assert ("a", "practices.html") in published.pages["index.html"].references


@pytest.mark.parametrize(("status", "reason"), [state for state in STATES if state[0] != "not_adopted"])
def test_an_adopter_reads_its_verdict_first(published: Published, status: str, reason: str) -> None:
    page = adopter_page(published, status, reason)
    actual = verdict(status, reason)
    [(title,)] = published.ask("select title from core.measure where measure = ?", MEASURE)
    assert practice_narrative.verdict_headline(actual, title, catalogue()) in page.text
    assert f"</svg>{status_label(status, reason)}</strong>" in page.source
    assert "Why “" in page.text
    assert not re.search(r"\bNone\b|\bnan\b", page.text)


def test_the_four_numbers_are_those_of_the_mart(published: Published) -> None:
    page = adopter_page(published, "sustained")
    tiles = re.findall(r"<dt>([^<]+)</dt><dd><b>([^<]+)</b><span>([^<]+)</span>", page.source)
    assert tiles == [
        ("Gain, first year", "+16.4 points", "90% limits +9.0 to +23.8 points"),
        ("Latest year", "+20.2 points", "90% limits +9.2 to +31.1 points"),
        ("Gain kept", "All", "And more: 123%; 90% limits 59% to 228%"),
        ("Months held", "37", "Adopted November 2022"),
    ]


def test_windows_end_where_the_figures_end_and_those_beyond_are_left_out() -> None:
    actual = adopter_parts.chart_windows(verdict(), date(2023, 6, 1))
    assert [(item.css, item.last) for item in actual] == [
        ("before", date(2022, 10, 1)),
        ("wash", date(2023, 1, 1)),
        ("first", date(2023, 6, 1)),
    ]


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


def test_the_conventions_are_printed_beside_the_verdict_with_their_values(published: Published) -> None:
    for page in (
        adopter_page(published, "lost"),
        published.pages["practice/held.html"],
        published.pages["methods.html"],
    ):
        for (meaning,) in published.ask("select meaning from core.gain_parameter"):
            assert meaning in page.text
        assert "20 organisations" in page.text


def test_the_practice_page_holds_everything_that_the_marts_know(published: Published) -> None:
    text = published.pages["practice/held.html"].text
    for item in (
        "In year 3, 73% of the first year's gain is kept",
        "no trend of the adopters' own is seen",
        "1 of 10 confirmed gains has been lost",
        "13 of 20 eligible organisations use it: 65%",
        "by it, half adopt within 10 months of the launch (95% limits 8 to 14)",
        "Balancing measures: worse",
        "10 of 13 adoptions were pull, not push",
        "Who had your gap and closed it",
        "About 41 needed to see a gain of 2.0 percentage points",
        "https://example.org/guidance",
        "Practice lead",
        "Innovator",
    ):
        assert item in text, item
    assert HOSTILE in text


def test_a_practice_of_which_little_is_known_says_so(published: Published) -> None:
    gone, nobody = published.pages["practice/gone.html"].text, published.pages["practice/none.html"].text
    assert "Provisionally: the gain has been lost." in gone
    assert "until then “Eroding” stands" in gone
    assert "No verdict yet: nobody has adopted it." in nobody
    assert "use it" not in nobody


def test_the_csv_behind_the_forest_is_the_mart(published: Published) -> None:
    with (published.folder / "data/practice/held-adopters.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["organisation"]: row for row in csv.DictReader(file)}
    actual = published.ask(
        "select organisation, status, gain, share_retained from mart.gain "
        "where practice = 'HELD' and status <> 'not_adopted'"
    )
    assert len(rows) == len(actual)
    for code, status, gain, share in actual:
        row = rows[code]
        assert row["status"] == status
        assert [row["gain"], row["share_retained"]] == ["" if item is None else str(item) for item in (gain, share)]


def test_every_chart_has_a_description_a_key_and_its_data(published: Published) -> None:
    for name, page in published.pages.items():
        if name.startswith("practice/"):
            plots = re.findall(
                r'<div class="plot" role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"', page.source
            )
            for title, described in plots:
                assert title in page.ids
                text = page.source.split(f'id="{described}">')[1].split("<")[0]
                assert len(text) > 20, (name, described)
            assert page.source.count('class="chart') == len(plots)
    assert len(re.findall(r'class="plot" role="img"', published.pages["practice/held.html"].source)) >= 5


def test_organisations_and_areas_tell_of_their_practices(published: Published) -> None:
    current, without = (
        published.ask("select organisation from mart.gain where practice = 'HELD' and status = ?", status)[0][0]
        for status in ("gain_emerging", "not_adopted")
    )
    count = "select count(*) filter (status {} 'not_adopted') from mart.gain where organisation = ?"
    [(adopted,)] = published.ask(count.format("<>"), current)
    [(could,)] = published.ask(count.format("="), without)
    assert f"Practices: {adopted} adopted" in published.pages[f"provider/{slug(current)}.html"].text
    assert f"{could} that could be" in published.pages[f"provider/{slug(without)}.html"].text
    for (area,) in published.ask("select distinct area from mart.spread where area_kind = 'region'"):
        name = f"area/{slug(area)}.html"
        if name in published.pages:
            text = published.pages[name].text
            assert "Practices: how far they have spread" in text
            assert "65%" in text, "England beside it"


def test_the_front_page_tells_what_the_newest_run_has_confirmed_out_of_how_many(published: Published) -> None:
    text = published.pages["index.html"].text
    assert "1 verdict changed in September 2026" in text
    assert "From “Sustained” to “Eroding”." in text
    [(looked,)] = published.ask(
        "select count(*) from (select month from mart.gain_history union all select month from "
        "mart.programme_gain_history) where month = ?",
        MONTHS[-1],
    )
    assert f"Of {looked} verdicts looked at" in text
    assert "1 new adopter in the last 3 months" in text


def test_the_methods_page_has_the_ladder_and_how_often_the_method_errs(published: Published) -> None:
    page = published.pages["methods.html"]
    for status, reason in STATES[:-1]:
        # the reasons of an obstacle are not statuses of their own
        assert status_label(status, "" if status == "not_assessable" else reason) in page.text
    assert "400 draws of 20" in page.text
    assert "<b>6%</b>" in page.source


def test_a_change_is_told_only_of_what_is_confirmed() -> None:
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
    near = forest_table.adopters_near_level(catalogue(verdicts=actual), practice(), 0.54, "share")
    assert [item.organisation for item in near] == ["ZZC", "ZZB"], "not who lost it, not who started elsewhere"


def test_patients_are_told_only_where_an_estimate_is_there() -> None:
    assert practice_pages.shows_patients(pooled(patients_affected=EstimateLimits(30.0, 1.0, 60.0)))
    assert not practice_pages.shows_patients(pooled(patients_affected=None))


def test_a_number_of_patients_that_may_be_none_is_no_tile() -> None:
    words = [
        tile.words
        for limits in (EstimateLimits(322000.0, 225000.0, 419000.0), EstimateLimits(-14600.0, -104000.0, 74300.0))
        for tile in practice_pages.practice_tiles(pooled(patients_affected=limits), measure(), practice(), catalogue())
    ]
    assert words == [
        *("Pooled gain, first year", "Gain kept", "Attendances affected, latest year"),
        *("Pooled gain, first year", "Gain kept", "Latest year"),
    ]


@pytest.mark.parametrize("status", ["no_detectable_gain", "too_early", "gain_emerging"])
def test_patients_are_told_only_where_a_gain_has_been_seen(status: str) -> None:
    actual = pooled(status, patients_affected=EstimateLimits(17000.0, -37000.0, 71000.0))
    assert not practice_pages.shows_patients(actual)


def test_without_figures_or_comparators_a_practice_says_why_it_has_no_verdict() -> None:
    item = AdopterRecord("ZZA", MONTHS[0], None, None, None, None, None, None, None, 0)
    adopted = catalogue(adopters={"HELD": (item,)})
    assert practice_pages.lead_sentence(None, None, practice(), adopted).startswith(
        "No verdict: there are no figures of its measure"
    )
    assert practice_pages.lead_sentence(None, measure(), practice(), adopted) == practice_pages.NO_VERDICT
    assert (
        practice_pages.lead_sentence(None, measure(), practice(), catalogue())
        == "No verdict yet: nobody has adopted it."
    )


def test_signals_are_told_on_the_pages_that_they_are_of(published: Published) -> None:
    sentence = "Two months in a row are below what is expected."
    reported = {name for name, page in published.pages.items() if sentence in page.text}
    [(steady,)] = published.ask("select organisation from mart.signal where practice = 'HELD'")
    assert reported == {"practice/held.html", f"practice/held/{slug(steady)}.html"}


def test_a_signal_of_a_month_without_figures_is_not_told(published: Published) -> None:
    assert published.ask("select * from mart.signal where month = ?", date(2026, 10, 1))
    assert not [name for name, page in published.pages.items() if "An adoption of next month." in page.text]


def test_one_that_merged_is_told_to_have(published: Published) -> None:
    [(code, name)] = published.ask(
        "select gain.organisation, heir.name from mart.gain as gain "
        "join core.organisation as heir on heir.organisation = gain.merged_into where gain.merged_month is not null"
    )
    page = published.pages[f"practice/gone/{slug(code)}.html"]
    assert re.search(rf"It merged into {re.escape(name)} in April 2026; until then: the gain is holding", page.text)
    assert "</svg>Merged</strong>" in page.source
    assert "</svg>Sustained</strong>" not in page.source
    assert "Why “sustained”?" in page.text


def test_who_merged_is_not_to_be_asked() -> None:
    actual = {("HELD", code): verdict(organisation=code) for code in ("ZZA", "ZZB")}
    actual[("HELD", "ZZB")] = verdict(organisation="ZZB", merged_into="ZZA", merged_month=MONTHS[0])
    ours = catalogue(verdicts=actual)
    assert [item.organisation for item in forest_table.adopters_near_level(ours, practice(), 0.44, "share")] == ["ZZA"]
    assert [item.code for item in forest_table.closed_gaps(ours, practice(), str)] == ["ZZA"]


def test_held_coverage_is_said_to_be_of_single_organisations() -> None:
    last = SpreadCoverage(MONTHS[-1], 20, 13, 0, 0.65, 0.7, 0.6, 0.0, 1, None)
    ours = catalogue(coverages={("HELD", "ENGLAND"): (last,)})
    reported = practice_pages.practice_tiles(None, measure(), practice(), ours)[-1].small
    assert reported.endswith("; shown one by one to hold: 0% of volume; single organisations often cannot tell")
    assert coverage_bars.coverage_bars(practice(), ours)[-1].words == "Held, one by one"


@pytest.mark.parametrize(
    ("months", "text"),
    [
        (0, "No washout"),
        (1, "1 month from adoption on is not counted"),
        (None, "3 months from adoption on are not counted"),
    ],
)
def test_the_washout_is_told(months: int | None, text: str) -> None:
    assert practice_pages.washout_sentence(practice(washout_months=months)) == text


def test_the_methods_page_says_what_stays_short(published: Published) -> None:
    text = published.pages["methods.html"].text
    for item in (
        "What stays short",
        "in 3% to 10% of draws",
        "0% to 34% in the spans tried",
        "limits fixed before adoption, 20%, 1% and 35%",
        "segmented regression, 18%, 3% and 7%",
    ):
        assert item in text, item


def test_what_is_put_in_and_claimed_is_told_on_the_scale_of_its_measure() -> None:
    item = ErrorRates("a_measure", "trust", MONTHS[0], MONTHS[-1], 90, 20, 100, math.log(1.25), *[None] * 6)
    reported = replace(item, worst_first_claims=0.34)
    ours = catalogue(calibrations=(reported,))
    shared = replace(edition(1), measures={"a_measure": measure(unit="count", direction="decrease")})
    [row] = method_tables.calibration_rows(ours, shared)
    assert (row["injected"], row["worst_first_claims"]) == ("20.0% lower", "34%")
    shared = replace(shared, measures={"a_measure": measure(unit="count")})
    assert method_tables.calibration_rows(ours, shared)[0]["injected"] == "25.0%"


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
    [(title, rows)] = coverage_bars.few_areas(practice(), spread(7), edition(1))
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
    for figure in (evidence_figures.retention_figure(practice(), ours), evidence_figures.event_study(practice(), ours)):
        assert figure
        assert "50.0% lower" in figure.table.rows[0]
        assert "20.0% to 75.0% lower" in figure.table.rows[0]
        assert "per cent of the level, below none is better" in figure.subtitle
    grove = forest_table.forest_figure(ours, practice())
    assert grove
    assert [line.gain for line in grove.lines] == ["50.0% lower", "50.0% lower"]
    assert "below none is better" in grove.subtitle
    assert "−40" in grove.axis
    assert practice_pages.practice_tiles(ours.pooled["HELD"], measure(), practice(), ours)[0].value == "50.0% lower"


def test_without_a_register_of_those_eligible_coverage_cannot_be_told() -> None:
    unknown = (SpreadCoverage(MONTHS[0], None, 3, 0, None, None, None, None, 0, None),)
    actual = catalogue(coverages={("HELD", "ENGLAND"): unknown})
    [part] = coverage_bars.coverage_bars(practice(), actual)
    assert part.small == "Nobody is registered as eligible, so coverage cannot be told"
    assert part.share == "–"
    assert spread_figures.adoption_figure(practice(), actual) is None
    assert [tile.words for tile in practice_pages.practice_tiles(None, measure(), practice(), actual)] == []


def test_a_curve_that_is_not_fitted_says_why() -> None:
    actual = spread_figures.SpreadCurve(MONTHS[0], "kaplan_meier", 22, None, None, None, None, "3 of 20 so far")
    assert spread_figures.forecast_sentence(actual) == "No curve is fitted: 3 of 20 so far."
    assert spread_figures.reached_sentence(actual).endswith(
        "a tenth within 22 months, half not reached, nine tenths not reached."
    )
    fitted = replace(actual, t50_fitted=EstimateLimits(30, 25, 50), why_no_fit=None, has_imitation=True)
    assert "half adopt within 30 months of the launch (95% limits 25 to 50)" in spread_figures.forecast_sentence(fitted)
    assert spread_figures.forecast_sentence(None) == ""
