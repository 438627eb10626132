"""A page of data quality, or of methods, that says something else than the warehouse is caught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.components import method_tables, quality_claims
from reports.data import absences, methods_reader, quality_reader
from reports.data.disclosure import DisclosureRule
from reports.formatting import month_name, plural, short_month
from reports.pages import held_months
from tests.reports.verification.rendered_pages import Pages

MONTH_STATES, BY_YEAR = held_months._month_states, held_months._states_by_year
FORMAT_RATE = method_tables._format_rate
RULES, WARNINGS = quality_reader.read_rule_tallies, quality_reader.read_warnings
ABSENCES, PROBLEMS = absences.list_incomplete_totals, quality_reader.read_register_problems
REASONS, PARAMETER_TEXT = quality_reader.read_quarantine_reasons, method_tables.parameter_text
CHARTS, RULE_SETS = methods_reader.read_chart_counts, methods_reader.read_rule_sets


def _first_is(change: dict[str, Any], read: Any) -> Any:
    """What is read, with something changed in the first row."""

    def read_changed(con: Any) -> list[Any]:
        first, *others = read(con)
        return [replace(first, **{name: value(getattr(first, name)) for name, value in change.items()}), *others]

    return read_changed


def _with_another_state(loads: list[dict[str, Any]]) -> dict[Any, str]:
    states = MONTH_STATES(loads)
    return {**states, **dict.fromkeys(list(states)[:1], "quarantined")}


QUALITY_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "there is a file more": (
        "reports.pages.held_months.plural",
        lambda count, *words: plural(count + 1, *words),
        "held files",
    ),
    "the files are of other months": (
        "reports.pages.held_months.month_name",
        lambda month: month_name(month.replace(year=month.year - 1)),
        "held files",
    ),
    "a month that is held is in quarantine": (
        "reports.pages.held_months._month_states",
        _with_another_state,
        "held months",
    ),
    "a month has the words of another": (
        "reports.pages.quality_log.STATES",
        {**held_months.STATES, "accepted": "Missing"},
        "held months",
    ),
    "a month is in another year": (
        "reports.pages.held_months._states_by_year",
        lambda states: tuple(("1999", row) for _, row in BY_YEAR(states)),
        "held months",
    ),
    "a publication is held since another year": (
        "reports.pages.quality_page.short_month",
        lambda month: short_month(month.replace(year=month.year - 1)),
        "held kind",
    ),
    "no month is missing": (
        "reports.components.quality_claims.LETTERS",
        {**quality_claims.LETTERS, "missing": "a", "quarantined": "a"},
        "held kind",
    ),
    "a publication came on another day": (
        "reports.pages.quality_page.short_day",
        lambda day: "1 January 2001",
        "held kind",
    ),
    "nothing was refused": (
        "reports.pages.quality_page._audit_sentence",
        lambda tested, rules, bad: f"{tested:,} row checks under {plural(rules, 'rule')}; every file passed.",
        "quality sign",
    ),
    "more rows were tested": (
        "reports.data.quality_reader.read_rule_tallies",
        _first_is({"examined": lambda rows: rows + 1}, RULES),
        "quality row",
    ),
    "no rule was broken": (
        "reports.data.quality_reader.read_rule_tallies",
        lambda con: [replace(rule, broken=0) for rule in RULES(con)],
        "rules",
    ),
    "a rule is left out": ("reports.data.quality_reader.read_rule_tallies", lambda con: RULES(con)[1:], "rules"),
    "a warning came less often": (
        "reports.data.quality_reader.read_warnings",
        _first_is({"times": lambda times: times + 1}, WARNINGS),
        "quality row",
    ),
    "a warning is left out": (
        "reports.data.quality_reader.read_warnings",
        lambda con: WARNINGS(con)[1:],
        "quality list",
    ),
    "a fault is in another row": (
        "reports.data.quality_reader.read_quarantine_reasons",
        _first_is({"row": lambda row: (row or 0) + 1}, REASONS),
        "quality row",
    ),
    "an organisation was absent for longer": (
        "reports.data.absences.list_incomplete_totals",
        _first_is({"months": lambda months: months + 1}, ABSENCES),
        "quality row",
    ),
    "a fault of a register is another": (
        "reports.data.quality_reader.read_register_problems",
        _first_is({"message": lambda _: "All is well"}, PROBLEMS),
        "quality row",
    ),
}


@pytest.mark.parametrize("mutant", QUALITY_MUTANTS)
def test_a_broken_page_of_data_quality_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = QUALITY_MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_quality(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith(kind)]


METHOD_MUTANTS: dict[str, tuple[str, Any, str]] = {
    "the method errs less often": (
        "reports.components.method_tables._format_rate",
        lambda rate: FORMAT_RATE(None if rate is None else rate / 2 + 0.01),
        "error rates",
    ),
    "a rate that was not measured is none": (
        "reports.components.method_tables._format_rate",
        lambda rate: FORMAT_RATE(rate or 0.0),
        "error rates",
    ),
    "the gain that was put in is another": (
        "reports.components.method_tables.format_gain",
        lambda value, scale, short=False: "+99.0 points",
        "error rates",
    ),
    "it was measured in fewer draws": (
        "reports.components.method_tables._error_rate_row",
        lambda rates, shared, row=method_tables._error_rate_row: row(replace(rates, draws=rates.draws + 1), shared),
        "error rates",
    ),
    "the worst rate is the best": (
        "reports.components.method_tables.list_claim_ranges",
        lambda catalogue: dict.fromkeys(method_tables.RATES_SHOWN, "1% to 99%"),
        "range of rates",
    ),
    "a convention has another value": (
        "reports.components.method_tables.parameter_text",
        lambda parameter: PARAMETER_TEXT(replace(parameter, value=parameter.value * 2)),
        "parameter",
    ),
    "more runs confirm a status": (
        "reports.pages.methods_page.int",
        lambda value: int(value) + 1,
        "parameter",
    ),
    "less is held to be held": (
        "reports.components.method_tables.LADDER_WORDS",
        tuple((*keys, words.replace("{hold}", "{lost}")) for *keys, words in method_tables.LADDER_WORDS),
        "status meaning",
    ),
    "a status has the words of another": (
        "reports.components.badge.status_label",
        lambda status, reason="": "Sustained",
        "status meaning",
    ),
    "a series more is drawn": (
        "reports.data.methods_reader.read_chart_counts",
        _first_is({"series": lambda series: series + 1}, CHARTS),
        "charts",
    ),
    "a rule set has a longer run": (
        "reports.data.methods_reader.read_rule_sets",
        _first_is({"shift_points": lambda points: points + 1}, RULE_SETS),
        "rule set",
    ),
}


@pytest.mark.parametrize("mutant", METHOD_MUTANTS)
def test_a_broken_page_of_methods_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, broken, kind = METHOD_MUTANTS[mutant]
    monkeypatch.setattr(target, broken, raising=False)
    falsehoods = pages.check_methods(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_other_thresholds_of_small_numbers_are_caught(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.site, "rule", DisclosureRule(threshold=5))
    falsehoods = pages.check_methods(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("small numbers")]


def test_pages_of_data_quality_and_methods_say_nothing_false(pages: Pages, tmp_path: Path) -> None:
    assert pages.check_quality(tmp_path / "quality").falsehoods == []
    assert pages.check_methods(tmp_path / "methods").falsehoods == []
