"""The pages of the verdict and of spread contain what the marts contain, and nothing that is not to be shown."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from reports.slugs import slug
from reports.text import practice_narrative
from reports.text.gain_words import status_label
from tests.reports.practice_marts import HOSTILE, MEASURE, MONTHS
from tests.reports.practice_verdicts import STATES, catalogue, verdict
from tests.reports.site import Page, Published

WITH_LEVELS = ("sustained", "gain_emerging")
"""Statuses of adopters for which the marts have levels."""


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
    if status not in WITH_LEVELS:
        assert practice_narrative.verdict_headline(actual, title, catalogue()) in page.text
    doubt = "<i>may not be the practice</i>" if reason == "moved_before" else ""
    assert f"</svg>{status_label(status, reason)}{doubt}</strong>" in page.source
    assert "Why “" in page.text
    assert not re.search(r"\bNone\b|\bnan\b", page.text)


def test_a_headline_says_from_what_to_what_for_how_long_and_how_sure(published: Published) -> None:
    [(title,)] = published.ask("select title from core.measure where measure = ?", MEASURE)
    wanted = (
        "rose from 43.7% to 66.0%, 20.2 points more than at similar organisations, and the gain has held for 37 months"
    )
    page = adopter_page(published, "sustained")
    assert f"{title} {wanted}. Confidence: medium." in page.text
    assert "Where nothing was gained, this method claims a gain in 5 of 100 trials." in page.text
    practice_page = published.pages["practice/held.html"]
    pooled_words = wanted.replace("organisations,", "organisations (about 3,210 attendances over the year),")
    assert f"{title} across 16 adopters {pooled_words}. Confidence: medium." in practice_page.text
    assert "Caution: All adopters have since stopped." in practice_page.text


def test_the_chart_of_a_verdict_has_its_levels_and_their_file(published: Published) -> None:
    page = adopter_page(published, "gain_emerging")
    for css in ("seg before", "seg first", "xlev", "xband", "xline", "gap first", "adopt"):
        assert f'<path class="{css}"' in page.source, css
    assert "“Expected” is what similar trusts that did not adopt achieved" in page.text
    [file] = re.findall(r'href="\.\./\.\./(data/practice/[^"]+-verdict\.csv)"', page.source)
    with (published.folder / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["period"] for row in rows[:2]] == ["before", "first"]
    assert float(rows[1]["figure"]) - float(rows[1]["expected"]) == pytest.approx(0.164)
    assert len(rows) == 2 + len(MONTHS)
    assert 'class="seg now"' in published.pages["practice/held.html"].source


def test_the_four_numbers_are_those_of_the_mart(published: Published) -> None:
    page = adopter_page(published, "sustained")
    tiles = re.findall(r"<dt>([^<]+)</dt><dd><b>([^<]+)</b><span>([^<]+)</span>", page.source)
    assert tiles == [
        ("Gain, first year", "+16.4 points", "90% limits +9.0 to +23.8 points"),
        ("Latest year", "+20.2 points", "90% limits +9.2 to +31.1 points"),
        ("Gain kept", "All", "And more: 123%; 90% limits 59% to 228%"),
        ("Months held", "37", "Adopted November 2022"),
    ]


def test_the_conventions_are_printed_beside_the_verdict_with_their_values(published: Published) -> None:
    for page in (
        adopter_page(published, "lost", "fell_back"),
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
        "Something else got worse: ",
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
    assert "Provisionally: the gain has been lost: the adopters’ own figures have fallen back." in gone
    assert "until then the status is “Eroding”" in gone
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
                text = re.split(rf'id="{described}"[^>]*>', page.source)[1].split("<")[0]
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


def test_signals_are_reported_on_the_pages_that_they_are_of(published: Published) -> None:
    sentence = "Two months in a row are below what is expected."
    reported = {name for name, page in published.pages.items() if sentence in page.text}
    [(steady,)] = published.ask("select organisation from mart.signal where practice = 'HELD'")
    assert reported == {"practice/held.html", f"practice/held/{slug(steady)}.html"}


def test_a_signal_of_a_month_without_figures_is_not_reported(published: Published) -> None:
    assert published.ask("select * from mart.signal where month = ?", date(2026, 10, 1))
    assert not [name for name, page in published.pages.items() if "An adoption of next month." in page.text]


def test_one_that_merged_is_reported_to_have(published: Published) -> None:
    [(code, name)] = published.ask(
        "select gain.organisation, heir.name from mart.gain as gain "
        "join core.organisation as heir on heir.organisation = gain.merged_into where gain.merged_month is not null"
    )
    page = published.pages[f"practice/gone/{slug(code)}.html"]
    assert re.search(rf"It merged into {re.escape(name)} in April 2026; until then: the gain is holding", page.text)
    assert "</svg>Merged</strong>" in page.source
    assert "</svg>Sustained</strong>" not in page.source
    assert "Why “sustained”?" in page.text


def test_the_methods_page_says_what_stays_short(published: Published) -> None:
    text = published.pages["methods.html"].text
    for item in (
        "What stays short",
        "Whole regions that adopt: regions differ among themselves and are few.",
        "limits fixed before adoption, 20%, 1% and 35%",
        "segmented regression, 18%, 3% and 7%",
    ):
        assert item in text, item


def test_error_rates_on_the_methods_page_are_those_of_the_edition(published: Published) -> None:
    text = published.pages["methods.html"].text
    [(regions, worst)] = published.ask("select whole_regions_claims, worst_first_claims from mart.calibration")
    assert f"in {regions * 100:.0f}% of draws. It should be 5%." in text
    assert f"a gain was claimed where there was none in {worst * 100:.0f}% of draws." in text


def test_the_methods_page_says_how_often_a_gain_is_claimed_in_any_month(published: Published) -> None:
    columns = "months_read, any_month_confirmed, any_month_claims"
    [(months, confirmed, claimed)] = published.ask(f"select {columns} from mart.calibration")
    text = published.pages["methods.html"].text
    assert re.search(rf"{months}\s*{confirmed * 100:.0f}%\s*{claimed * 100:.0f}%", text)
    assert "after 3 readings in a row" in text
    later = "later_months, later_coverage_held, later_coverage_half, later_coverage_lost"
    [(months, *shares)] = published.ask(f"select {later} from mart.calibration")
    assert re.search(r"\s*".join([str(months), *(f"{share * 100:.0f}%" for share in shares)]), text)
