"""A page that repeats a register wrongly, or miscounts what was revised, is caught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports import formatting
from reports.claims.claim import Claim
from reports.components import balancing_table, register_claims
from reports.data import revisions_reader
from reports.pages import practice_pages
from reports.text import balancing_words, notes
from tests.reports.verification.rendered_pages import Pages

FACTS, ITEMS = practice_pages.programme_facts, revisions_reader.read_revised_items
MONTHS = revisions_reader.read_revised_months


def _next_year(month: Any) -> str:
    return formatting.month_name(month.replace(year=month.year + 1))


REGISTER_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a programme has another sponsor": (
        "reports.pages.programme_pages.programme_facts",
        lambda programme: FACTS(replace(programme, sponsor="Somebody else")),
        "programme facts",
    ),
    "support ends later": (
        "reports.pages.practice_pages.day_name",
        lambda day: formatting.day_name(day.replace(year=day.year + 1)),
        "programme facts",
    ),
    "a programme has a practice more": (
        "reports.pages.programme_pages.plural",
        lambda count, *words: formatting.plural(count + 1, *words),
        "programme summary",
    ),
    "the list has a practice less": (
        "reports.components.register_claims.claim_practice_count",
        lambda count: Claim("practices", values=(count - 1,)),
        "practices",
    ),
    "more months are not counted": (
        "reports.pages.practice_pages.plural",
        lambda count, *words: formatting.plural(count + 2, *words),
        "practice facts",
    ),
    "an adopter came later": ("reports.components.adopter_table.month_name", _next_year, "register entry"),
    "a source is another": (
        "reports.components.adopter_table.SOURCE_WORDS",
        dict.fromkeys(("mandated", "programme", "self", "peer"), "Mandated"),
        "register entry",
    ),
    "whom to ask is another": (
        "reports.components.register_claims.claim_adopter",
        lambda practice, adopter, claim=register_claims.claim_adopter: claim(
            practice, replace(adopter, contact="somebody.else@trust.example")
        ),
        "register entry",
    ),
    "something got worse": (
        "reports.components.balancing_table.balancing_title",
        lambda findings: balancing_words.balancing_title([(title, "worse") for title, _ in findings]),
        "balances",
    ),
    "nothing got worse": (
        "reports.components.balancing_table.balancing_title",
        lambda findings: balancing_words.balancing_title([(title, "better") for title, _ in findings]),
        "balances",
    ),
    "a balancing measure is left out": (
        "reports.pages.practice_pages.balancing_rows",
        lambda *facts, rows=balancing_table.balancing_rows: rows(*facts)[1:],
        "balances",
    ),
}


@pytest.mark.parametrize("mutant", REGISTER_MUTANTS)
def test_a_page_that_repeats_a_register_wrongly_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = REGISTER_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def _first_is(read: Any, **changed: Any) -> Any:
    def read_changed(con: Any) -> list[Any]:
        first, *others = read(con)
        return [replace(first, **{name: change(getattr(first, name)) for name, change in changed.items()}), *others]

    return read_changed


MONTH_FILTER = "the filter `month` of templates"
REVISION_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "a month more was revised": (
        "reports.pages.revisions_page.join_words",
        lambda phrases: formatting.join_words([phrases[0].replace("1", "2"), *phrases[1:]]),
        "revisions",
    ),
    "a month is another": (MONTH_FILTER, _next_year, "revised month"),
    "fewer organisations changed": (
        "reports.data.revisions_reader.read_revised_months",
        _first_is(MONTHS, organisations_changed=lambda count: count - 1),
        "revised month",
    ),
    "nobody joined late": (
        "reports.data.revisions_reader.read_revised_months",
        _first_is(MONTHS, organisations_joined=lambda _: []),
        "revised month",
    ),
    "a change is left out": (
        "reports.data.revisions_reader.read_revised_items",
        lambda con: [item for item in ITEMS(con) if item.is_measure] + [i for i in ITEMS(con) if not i.is_measure][1:],
        "figures changed",
    ),
    "a figure was higher": (
        "reports.pages.revisions_page.format_number",
        lambda value, unit: formatting.format_number(value + (0.01 if unit == "share" else 1), unit),
        "revised figure",
    ),
    "England was higher": (
        "reports.pages.revisions_page.format_number",
        lambda value, unit: formatting.format_number(value + (0.01 if unit == "share" else 1), unit),
        "revised england",
    ),
    "a difference has the other sign": (
        "reports.pages.revisions_page.format_change",
        lambda delta, unit: formatting.format_change(-delta, unit),
        "revised",
    ),
}


@pytest.mark.parametrize("mutant", REVISION_MUTANTS)
def test_a_broken_page_of_revisions_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = REVISION_MUTANTS[mutant]
    if target == MONTH_FILTER:
        monkeypatch.setitem(pages.site.printer.templates.filters, "month", broken)
    else:
        monkeypatch.setattr(target, broken)
    falsehoods = pages.check_revisions(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_pages_of_registers_and_revisions_say_nothing_false(pages: Pages, tmp_path: Path) -> None:
    report = pages.check_revisions(tmp_path / "revisions")
    assert report.falsehoods == []
    assert report.claims.keys() >= {
        "revisions",
        "revised month",
        "figures changed",
        "revised figure",
        "revised england",
    }


def test_a_note_on_a_decision_about_limits_is_checked(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_notes = notes.rebase_notes
    report = pages.check_providers(tmp_path / "true")
    assert report.falsehoods == []
    assert report.claims["rebase note"]
    monkeypatch.setattr(
        "reports.text.notes.rebase_notes",
        lambda series: [text.replace("need approval", "are approved") for text in true_notes(series)],
    )
    falsehoods = pages.check_providers(tmp_path / "broken").falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("rebase note")]
