"""What an edition says is true, and a page that says something else is caught."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from markupsafe import Markup, escape

from checks.storage.home import Home
from dags.cli import main
from reports import formatting
from reports.charts import control
from reports.charts.scale import AxisScale
from reports.claims.claim_book import CLAIMS, read_claims
from reports.components import closed_gaps, practice_claims, table_rows
from reports.data.records import SeriesRecord
from reports.pages import (
    proposals_page,
)
from reports.text import cautions, gain_words, headline_sentences, narrative, standards, verdict_sentences
from reports.text.headline_words import describe_gap, describe_move
from reports.text.joint_words import joint_sentence
from reports.text.share_retained import share_cell
from reports.verification.falsehood import VerificationReport
from reports.verification.loose_texts import LooseTextCheck
from reports.verification.page_elements import read_page
from reports.verification.verify import verify_edition
from tests.reports.site import Published
from tests.reports.verification.rendered_pages import Pages

READ_MONTH = SeriesRecord.at
WRITE_ROWS = proposals_page.write_register_rows
CLOSED_GAPS, DESCRIBE_CONTACT = closed_gaps.closed_gaps, closed_gaps._describe_contact


@pytest.fixture(scope="module")
def report(published: Published) -> VerificationReport:
    return verify_edition(published.home)


def test_an_edition_says_nothing_false(report: VerificationReport) -> None:
    assert [falsehood.sentence() for falsehood in report.falsehoods] == []
    assert sum(report.claims.values()) > 2_000
    assert all(report.elements[kind] >= count for kind, count in report.claims.items())


def test_a_page_of_its_own_says_nothing_false(pages: Pages, tmp_path: Path) -> None:
    assert pages.check_providers(tmp_path).falsehoods == []


def _swapped(words: dict[str, str], *pairs: tuple[str, str]) -> dict[str, str]:
    """A table of words in which two keys have each other's words."""
    swapped = dict(words)
    for first, second in pairs:
        swapped[first], swapped[second] = words[second], words[first]
    return swapped


SERIES_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a figure is rounded up": (
        "reports.text.precision.format_number",
        lambda value, unit, digits=None: formatting.format_number(value + (0.001 if unit == "share" else 1), unit),
        "latest",
    ),
    "the month before is named": (
        "reports.text.narrative.month_name",
        lambda month: formatting.month_name(month.replace(year=month.year - 1)),
        "latest",
    ),
    "the year is compared with eleven months": (
        "reports.data.records.SeriesRecord.at",
        lambda series, months: READ_MONTH(series, 11 if months == 12 else months),
        "latest",
    ),
    "up is down": (
        "reports.text.precision.format_move",
        lambda delta, unit, digits=None: formatting.format_move(-delta, unit, digits),
        "latest",
    ),
    "a title has the words of another finding": (
        "reports.text.narrative.FINDING_WORDS",
        dict.fromkeys(narrative.FINDING_WORDS, "a signal of improvement"),
        "finding",
    ),
    "an icon is that of another finding": (
        "reports.components.table_rows.ICONS",
        _swapped(table_rows.ICONS, ("common_cause", "improvement_high"), ("improvement_low", "concern_high")),
        "finding",
    ),
    "a dot has another colour": ("reports.charts.control.CLASS_OF", {}, "dots"),
    "a month that is not judged looks judged": (
        "reports.charts.control.CLASS_OF",
        {**control.CLASS_OF, "not_judged": "cc"},
        "dots",
    ),
    "a grey chart has a finding": ("reports.data.series_reader.NO_FINDING", (), "finding"),
    "what is grey is not said to be": ("reports.text.reading.GREY_WORDS", {}, "finding"),
    "a small line has another colour": (
        "reports.charts.sparkline.CLASS_OF",
        {"common_cause": "im", "special_cause_concern": "im"},
        "dots",
    ),
    "higher is drawn lower": (
        "reports.charts.scale.AxisScale.place",
        lambda scale, value: round(1000 * (value - scale.low) / (scale.high - scale.low), 1),
        "dots",
    ),
    "the axis has too few digits": (
        "reports.charts.labels.short_number",
        lambda value, unit, step=1: formatting.short_number(value, unit, 1),
        "dots",
    ),
    "a missed standard is met": ("reports.text.standards.meets_standard", lambda *_: True, "standard"),
    "one month more has met the standard": (
        "reports.text.standards.met_count",
        lambda series: f"met in {(series.recent_reached or 0) + 1} of the last 12 months",
        "standard",
    ),
    "the gap to a standard is in another unit": (
        "reports.text.standards.format_gap",
        lambda delta, unit: formatting.format_gap(delta * 10, unit),
        "standard",
    ),
    "another thing is expected": (
        "reports.text.standards.EXPECTED_WORDS",
        dict.fromkeys(standards.EXPECTED_WORDS, "If nothing changes, we expect it to be missed every month"),
        "standard",
    ),
    "a rank is one too high": (
        "reports.text.narrative.ordinal_number",
        lambda place: formatting.ordinal_number(max(place - 1, 1)),
        "rank",
    ),
    "what is left is better": (
        "reports.components.card_aside.format_gap",
        lambda delta, unit: formatting.format_gap(delta / 2, unit),
        "gap",
    ),
    "the table has rounded figures": (
        "reports.components.table_rows.format_number",
        lambda value, unit, digits=None: formatting.format_number(round(value, 1) + 0.001, unit),
        "months",
    ),
    "the range forgets the lowest month": (
        "reports.text.narrative.min",
        lambda values: sorted(values)[1],
        "range",
    ),
    "the last report is another": (
        "reports.text.notes.month_name",
        lambda month: formatting.month_name(month.replace(year=month.year - 1)),
        "newest note",
    ),
    "missing months are not counted": (
        "reports.data.records.SeriesRecord.missing_months",
        property(lambda _: 3),
        "span",
    ),
}


@pytest.mark.parametrize("mutant", SERIES_MUTANTS)
def test_a_renderer_that_is_broken_on_purpose_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = SERIES_MUTANTS[mutant]
    monkeypatch.setattr(target, broken, raising=False)
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


VERDICT_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a badge has another colour": (
        "reports.components.badge.STATUS_STYLES",
        dict.fromkeys(gain_words.STATUS_STYLES, "good"),
        "status",
    ),
    "a badge has another sign": (
        "reports.components.badge.STATUS_SHAPES",
        dict.fromkeys(gain_words.STATUS_SHAPES, "s-held"),
        "status",
    ),
    "a status has other words": (
        "reports.components.badge.status_label",
        lambda status, reason="": gain_words.status_label("sustained" if status == "lost" else status, reason),
        "status",
    ),
    "a gain has another sign": (
        "reports.components.adopter_parts.format_gain",
        lambda value, scale, short=False: gain_words.format_gain(-value, scale, short=short),
        "gain",
    ),
    "limits are half as wide": (
        "reports.components.adopter_parts.format_limits",
        lambda estimate, scale: gain_words.format_limits(replace(estimate, lower=estimate.value), scale),
        "gain",
    ),
    "a headline says another status": (
        "reports.text.verdict_sentences.LATEST_YEAR_SENTENCES",
        dict.fromkeys(verdict_sentences.LATEST_YEAR_SENTENCES, "The gain is holding."),
        "verdict",
    ),
    "two practices together have another status": (
        "reports.text.joint_words.SENTENCES",
        dict.fromkeys(verdict_sentences.SENTENCES, verdict_sentences.SENTENCES["too_early"]),
        "joint verdict",
    ),
    "two practices together are worse": (
        "reports.text.joint_words.joint_sentence",
        lambda *facts: joint_sentence(*facts).replace("+", "−"),
        "joint verdict",
    ),
    "two practices together are said to have no verdict": (
        "reports.text.joint_words.title_in_sentence",
        lambda title: "no verdict, or " + gain_words.title_in_sentence(title),
        "joint verdict",
    ),
    "worse is better": (
        "reports.text.verdict_sentences.than_expected",
        lambda value, scale: gain_words.than_expected(abs(value) + 0.01, scale),
        "verdict",
    ),
    "a level is that of another year": (
        "reports.text.headline_words._format_level",
        lambda facts, window: formatting.format_number(window.actual + 0.01, facts.measure.unit),
        "verdict",
    ),
    "a rise is a fall": (
        "reports.text.headline_words.describe_move",
        lambda facts, window: describe_move(facts, window).replace("rose", "fell"),
        "verdict",
    ),
    "the gap is that of the first year": (
        "reports.text.headline_words.format_size",
        lambda value, scale: gain_words.format_size(value * 1.1, scale),
        "verdict",
    ),
    "more is less": (
        "reports.text.headline_words.describe_gap",
        lambda *facts: describe_gap(*facts).replace("more", "less"),
        "verdict",
    ),
    "a gain has held for longer": (
        "reports.text.headline_sentences.plural",
        lambda count, *words: formatting.plural(count + 1, *words),
        "verdict",
    ),
    "the patients are twice as many": (
        "reports.text.headline_words.round_people",
        lambda count: gain_words.round_people(2 * count),
        "verdict",
    ),
    "we are surer than we are": ("reports.text.headline.CONFIDENCE", dict.fromkeys("ABC", "high"), "verdict"),
    "how sure we are is not said": ("reports.text.headline.CLAIMED", frozenset(), "verdict"),
    "a gain that holds emerges": (
        "reports.text.headline.HEADLINES",
        dict.fromkeys(headline_sentences.HEADLINES, headline_sentences.HEADLINES["gain_emerging"]),
        "verdict",
    ),
    "a caution is left out": ("reports.text.cautions.HEADLINE_CAUSES", {}, "cautions"),
    "a caution is added": (
        "reports.text.cautions.find_cautions",
        lambda verdict, catalogue: {"few_adopters": cautions.HEADLINE_CAUSES["few_adopters"]},
        "cautions",
    ),
    "a caution has the words of another": (
        "reports.text.cautions.HEADLINE_CAUSES",
        dict.fromkeys(cautions.HEADLINE_CAUSES, cautions.HEADLINE_CAUSES["few_adopters"]),
        "cautions",
    ),
    "a caution is shown and not claimed": (
        "reports.components.practice_claims.claim_cautions",
        lambda verdict, names, rate: practice_claims.claim_verdict(verdict, "cautions", "", rate),
        "cautions",
    ),
    "the method errs less often": (
        "reports.text.cautions.find_error_rate",
        lambda verdict, catalogue: 0.0,
        "cautions",
    ),
    "the method never errs": ("reports.text.cautions.error_rate_words", lambda *_: "", "cautions"),
    "what is provisional is not said to be": (
        "reports.text.practice_narrative.UNSURE_ANYWAY",
        frozenset(gain_words.STATUS_LABELS),
        "verdict",
    ),
    "a caution is not true": (
        "reports.text.cautions.caution_sentence",
        lambda *_: "Caution: the adopters were already gaining before they adopted.",
        "verdict",
    ),
    "chance is more than chance": (
        "reports.text.verdict_reasons.MISSED",
        "ok",
        "reason",
    ),
    "the months held are those of another": (
        "reports.components.adopter_parts.month_name",
        lambda month: formatting.month_name(month.replace(year=month.year + 1)),
        "months held",
    ),
    "half of a share is kept": (
        "reports.text.share_retained.format_percent",
        lambda value: gain_words.format_percent(value / 2),
        "share",
    ),
    "at least is at most": (
        "reports.components.forest_table.share_cell",
        lambda verdict: share_cell(verdict).replace("at least", "at most"),
        "row",
    ),
    "coverage counts more than there are": (
        "reports.components.spread_figures.format_share",
        lambda value: "99%",
        "coverage",
    ),
}


@pytest.mark.parametrize("mutant", VERDICT_MUTANTS)
def test_a_broken_page_of_a_verdict_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = VERDICT_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


FRONT_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a tile misses what it meets": (
        "reports.text.changes.meets_standard",
        lambda series, standard, value=None: not standards.meets_standard(series, standard, value),
        "standard",
    ),
    "one trust more meets the standard": (
        "reports.pages.front_page.plural",
        lambda count, *words: formatting.plural(count + 1, *words),
        "trusts met",
    ),
    "the worse are called better": (
        "reports.text.changes.is_better",
        lambda series, delta: not narrative.is_better(series, delta),
        "latest",
    ),
    "what was received is of another month": (
        "reports.pages.front_page.short_month",
        lambda month: formatting.short_month(month.replace(year=month.year - 1)),
        "received",
    ),
    "a change is from another status": (
        "reports.components.practice_news.status_label",
        lambda *_: "Inconclusive",
        "status change",
    ),
    "a signal is an old one": ("reports.text.changes.new_signal", lambda series: None, "new signals"),
}


@pytest.mark.parametrize("mutant", FRONT_MUTANTS)
def test_a_broken_front_page_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = FRONT_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_front_page(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_pages_of_practices_and_the_front_page_say_nothing_false(pages: Pages, tmp_path: Path) -> None:
    assert pages.check_practices(tmp_path / "practices").falsehoods == []
    assert pages.check_front_page(tmp_path / "front").falsehoods == []


def test_a_page_for_patients_with_another_number_is_caught(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.pages.waits_pages.round", lambda value: round(value) - 1, raising=False)
    falsehoods = pages.check_measures(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("in 100")]


GAP_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "an adopter has lost its gain": (
        "reports.pages.gaps_page.closed_gaps",
        lambda *_: CLOSED_GAPS(*_)[1:],
        "gaps closed",
    ),
    "whom to ask is somebody else": (
        "reports.components.closed_gaps._describe_contact",
        lambda practice, adopter: ("Chief nurse", DESCRIBE_CONTACT(practice, adopter)[1]),
        "register entry",
    ),
    "a start is that of another": (
        "reports.pages.gaps_page.format_number",
        lambda value, unit: formatting.format_number(value + 0.03, unit),
        "row",
    ),
}


@pytest.mark.parametrize("mutant", GAP_MUTANTS)
def test_a_broken_page_of_closed_gaps_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = GAP_MUTANTS[mutant]
    assert pages.check_gaps(tmp_path / "true").falsehoods == []
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_gaps(tmp_path / "broken").falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


AREA_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a sum is twice as large": (
        "reports.pages.member_sums.format_number",
        lambda value, unit: formatting.format_number(2 * value, unit),
        "member sum",
    ),
    "a sum of the list is twice as large": (
        "reports.components.area_cells.format_number",
        lambda value, unit: formatting.format_number(2 * value, unit),
        "member sum",
    ),
    "a sum is of another month": (
        "reports.components.area_cells.short_month",
        lambda month: formatting.short_month(month.replace(year=month.year - 1)),
        "member sum",
    ),
    "everybody is in a sum": ("reports.pages.member_sums.describe_coverage", lambda _: "All 9", "member sum"),
    "a sum has changed on the year": (
        "reports.pages.member_sums.format_change",
        lambda delta, unit: formatting.format_change(-2 * delta - 1, unit),
        "member sum",
    ),
    "a line is that of another measure": (
        "reports.charts.sparkline.scale_around",
        lambda values, **limits: AxisScale(max(values) + 1, min(values) - 1, 1.0),
        "member sum",
    ),
    "one verdict less changed": ("reports.pages.changed_pages.collect_news", lambda _: None, "area news"),
    "nobody is warned of": ("reports.pages.changed_pages.newest_warnings", lambda _: {}, "area news"),
    "a warning is a month longer": (
        "reports.components.losing_gain.plural",
        lambda count, *words: formatting.plural(count + 1, *words),
        "early warning",
    ),
    "one that loses its gain is left out": (
        "reports.components.losing_gain._rank",
        lambda *_, **__: None,
        "losing",
    ),
    "nobody is late": ("reports.text.changes.is_awaited", lambda *_: False, "area news"),
    "one that is late is later": (
        "reports.pages.changed_pages.month_name",
        lambda month: formatting.month_name(month.replace(year=month.year - 1)),
        "behind",
    ),
}


@pytest.mark.parametrize("mutant", AREA_MUTANTS)
def test_a_broken_page_of_an_area_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = AREA_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_areas(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_pages_of_areas_say_nothing_false(pages: Pages, tmp_path: Path) -> None:
    assert pages.check_areas(tmp_path).falsehoods == []


def test_an_area_that_only_a_register_knows_has_a_page_with_the_sums_of_its_members(
    pages: Pages, tmp_path: Path
) -> None:
    assert pages.check_areas(tmp_path).falsehoods == []
    text = (tmp_path / "area" / "zzf.html").read_text(encoding="utf-8")
    assert "Sums of the organisations in NHS Sample Fens" in text
    assert "Fallowmere Urgent Treatment Centre" in text
    assert "NHS Sample Fens" in (tmp_path / "areas.html").read_text(encoding="utf-8")


PROPOSAL_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "one proposal more is open": (
        "reports.pages.proposals_page.sum",
        lambda counts: sum(counts) + 1,
        "proposals",
    ),
    "a proposal is of another month": (
        "reports.pages.proposals_page.month_name",
        lambda month: formatting.month_name(month.replace(year=month.year - 1)),
        "proposal ",
    ),
    "the evidence is of another": (
        "reports.pages.proposals_page._describe_evidence",
        lambda rebase: re.sub(r"\d", "7", rebase.evidence or "None."),
        "proposal ",
    ),
    "a row would approve another month": (
        "reports.pages.proposals_page.write_register_rows",
        lambda rebase: WRITE_ROWS(replace(rebase, month=rebase.month.replace(year=2001))),
        "proposal ",
    ),
}


@pytest.mark.parametrize("mutant", PROPOSAL_MUTANTS)
def test_a_broken_page_of_proposals_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = PROPOSAL_MUTANTS[mutant]
    assert pages.check_proposals(tmp_path / "true").falsehoods == []
    monkeypatch.setattr(target, broken, raising=False)
    falsehoods = pages.check_proposals(tmp_path / "broken").falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_a_funnel_plot_names_each_dot_truly(pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.pages.measure_pages.ENOUGH_FOR_A_FUNNEL", 2)
    report = pages.check_measures(tmp_path / "true")
    assert report.falsehoods == []
    assert report.claims["funnel dot"] > 2
    monkeypatch.setattr("reports.components.table_rows.FUNNEL_WORDS", {"above_998": "Below", "below_998": "Above"})
    falsehoods = pages.check_measures(tmp_path / "broken").falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("funnel dot")]


def test_a_measure_page_that_counts_wrongly_is_caught(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.text.standards.meets_standard", lambda *_: True)
    falsehoods = pages.check_measures(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith("group")]


def test_a_figure_without_a_claim_is_reported(pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.claims.claim.ClaimedText.__html__", lambda text: Markup(escape(str.__str__(text))))
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim == "no claim"]


def test_a_badge_without_a_claim_is_reported() -> None:
    page = read_page('<body><p><strong class="badge good">Sustained</strong></p></body>')
    with duckdb.connect() as con:
        for table, columns in WITH_NAMES.items():
            con.execute(f"create schema if not exists {table.split('.')[0]}")
            con.execute(f"create table {table} ({', '.join(map(_define_column, columns))})")
        assert list(LooseTextCheck(con).find_unclaimed("index.html", page)) == ["Sustained"]


def _define_column(column: str) -> str:
    return f"{column} varchar{'[]' if column == 'balancing_measures' else ''}"


WITH_NAMES = {
    "core.measure": ("title", "measure", "description", "for_patients", "noun"),
    "core.organisation": ("name", "organisation"),
    "core.practice": ("title", "practice", "measure", "balancing_measures"),
    "core.programme": ("title",),
    "core.standard": ("title",),
    "core.adoption": ("organisation",),
    "core.extract": ("title", "source"),
    "core.gain_parameter": ("meaning", "source"),
    "mart.data_dictionary": ("description", "column_name"),
}


def test_claims_are_only_of_what_disclosure_control_gives(
    published: Published, publishable: duckdb.DuckDBPyConnection
) -> None:
    """Values of claims are those of the exit: none is of a hidden month."""
    hidden = set(
        publishable.execute("select measure, organisation, strftime(month, '%Y-%m') from core.hidden").fetchall()
    )
    claimed = {(row["measure"], row["organisation"], row["month"]) for row in read_claims(published.folder)}
    assert hidden
    assert not hidden & claimed


FIGURES_OF = {
    "local revision": slice(0, 2),
    "latest": slice(0, 1),
    "range": slice(2, 4),
    "standard": slice(0, 0),
    "dots": slice(0, 0),
}
"""Which values of a claim are figures of single months."""
WITHOUT_FIGURES = {"span", "months", "cell", "finding", "rebase note", "newest note", "notes"}


def test_claims_of_a_series_with_hidden_months_give_none_of_it_back(
    published: Published, publishable: duckdb.DuckDBPyConnection
) -> None:
    """No claim has a hidden figure, or what was computed from one: limits, colours, ranks, distances, findings."""
    hidden = set(publishable.execute("select measure, organisation, month from core.hidden").fetchall())
    shown = set(publishable.execute("select measure, organisation, month from core.observation").fetchall())
    rows = published.ask("select measure, organisation, month, value from core.observation")
    figures = {(*row[:2], repr(float(row[3]))) for row in rows if row[:3] in hidden}
    keys = {row[:2] for row in figures}
    assert figures
    assert not hidden & shown
    claims = [row for row in read_claims(published.folder) if (row["measure"], row["organisation"]) in keys]
    assert {row["kind"] for row in claims} >= {"latest", "range", "dots", "finding"}
    # the chart of the months between rare events follows from the zeros, which are shown (docs/dashboards.md)
    by_zeros = {row["organisation"] for row in claims if row["kind"] == "finding" and row["values"][2] == "g"}
    for row in claims:
        assert row["kind"] in FIGURES_OF.keys() | WITHOUT_FIGURES, row
        named = row["values"][FIGURES_OF.get(str(row["kind"]), slice(0, 0))]
        assert not figures & {(row["measure"], row["organisation"], value) for value in named}, row
        if row["kind"] == "dots":
            assert set(row["values"][1]) <= {".", "u"}, row
        if row["kind"] in ("finding", "cell") and row["organisation"] not in by_zeros:
            assert row["values"][0] == "", row


def test_no_mark_is_left_on_a_page(published: Published) -> None:
    for path in published.folder.rglob("*"):
        if path.suffix in (".html", ".csv", ".js"):
            assert not MARKS.search(path.read_text(encoding="utf-8")), path


MARKS = re.compile("[\x02\x03\x1e\x1f]")


def _run_verify(home: Home, *arguments: str) -> int:
    return main.main(["verify", "--home", str(home.root), *arguments])


def test_the_command_has_its_exit_codes(
    published: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run_verify(published.home, "2001-01") == 1
    assert "there is no edition 2001-01" in capsys.readouterr().err
    copied = Home(tmp_path / "home")
    shutil.copytree(published.home.warehouse.parent, copied.warehouse.parent)
    shutil.copytree(published.folder.resolve(), copied.site / "2026-09")
    page = copied.site / "2026-09" / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(re.sub(r"(\d)(\.\d%)", lambda match: f"{9 - int(match[1])}{match[2]}", text, count=1))
    assert _run_verify(copied, "2026-09", "--json") == 4
    answer = json.loads(capsys.readouterr().out)
    assert {falsehood["page"] for falsehood in answer["falsehoods"]} == {"index.html"}
    assert answer["claims"]["latest"] > 100
    for name in (CLAIMS, "edition.json"):
        whole = (copied.site / "2026-09" / name).read_bytes()
        (copied.site / "2026-09" / name).write_bytes(whole[:-9] + b"\n")
        assert _run_verify(copied, "2026-09") == 1
        assert f"{name} is damaged" in capsys.readouterr().err
        (copied.site / "2026-09" / name).write_bytes(whole)
    (copied.site / "2026-09" / CLAIMS).unlink()
    assert _run_verify(copied, "2026-09") == 1
    assert "run `holdgain publish`" in capsys.readouterr().err


def test_an_element_whose_claim_is_not_in_the_file_is_reported(pages: Pages, tmp_path: Path) -> None:
    pages.check_front_page(tmp_path)
    page = tmp_path / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('data-claim="1"', 'data-claim="99999"', 1))
    falsehoods = pages.edition_check.check(tmp_path).falsehoods
    assert any("claim 99999 is not in" in falsehood.true for falsehood in falsehoods)
