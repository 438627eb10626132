"""Notes on who is left out, missing, merged or late are true, and none that is due is left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports import formatting
from reports.data import absences, mergers
from reports.text import notes
from reports.verification.late_words import check_late
from tests.reports.verification.rendered_pages import Pages

OF_SERIES, OF_ORGANISATION, MERGER_NOTES = notes.of_series, notes.of_organisation, mergers.merger_notes
DESCRIBE, INCOMPLETE = absences.describe_incomplete_total, notes.incomplete_notes
NOTE_MUTANTS: dict[str, tuple[str, Any]] = {
    "an exclusion has another reason": (
        "reports.text.notes._exclusion_reason",
        lambda _: "Reason: none. Source: none.",
    ),
    "an exclusion has other months": (
        "reports.text.notes._exclusion_span",
        lambda exclusion: f"from {formatting.month_name(exclusion.to_month)} on",
    ),
    "a note is left out": ("reports.text.notes.of_series", lambda *facts: OF_SERIES(*facts)[1:]),
    "a note is made up": ("reports.text.notes.of_series", lambda *facts: [*OF_SERIES(*facts), "Compare with care."]),
    "a merger is whole": (
        "reports.data.mergers.merger_notes",
        lambda *facts: [text.replace("took over a part of", "merged with") for text in MERGER_NOTES(*facts)],
    ),
    "a phase has another cause": ("reports.text.reading._cause_words", lambda phase: "a merger"),
}


@pytest.mark.parametrize("mutant", NOTE_MUTANTS)
def test_a_false_note_beside_a_chart_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*NOTE_MUTANTS[mutant])
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert {falsehood.claim.split(" (")[0] for falsehood in falsehoods} & {"notes"}


PAGE_MUTANTS: dict[str, tuple[str, Any]] = {
    "a missing organisation has another share": (
        "reports.data.absences._format_percent",
        lambda share: f"{share * 50:.1f}%",
    ),
    "a missing organisation is back": ("reports.data.absences._describe_fate", lambda _: "Figures came back later."),
    "nobody is missing from the newest totals": ("reports.text.notes.incomplete_notes", lambda *_: []),
    "a notice is repeated": ("reports.text.notes.incomplete_notes", lambda *facts: INCOMPLETE(*facts) * 2),
}


@pytest.mark.parametrize("mutant", PAGE_MUTANTS)
def test_a_false_notice_at_the_head_of_a_page_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*PAGE_MUTANTS[mutant])
    falsehoods = pages.check_front_page(tmp_path).falsehoods
    assert {falsehood.claim.split(" (")[0] for falsehood in falsehoods} & {"notices"}


def test_the_sample_has_every_kind_of_note(pages: Pages, tmp_path: Path) -> None:
    pages.check_providers(tmp_path)
    text = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("provider/*.html"))
    for words in (
        "is left out. Reason: it tested &lt;another&gt;",
        "took over a part of",
        "begin anew",
        "no figure, bec",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("named", "is_false"),
    [
        ("A&E attendances (Apr 2026)", False),
        ("A&E attendances (Apr 2026 and May 2026)", False),
        ("A&E attendances (4 months, the first April 2026)", False),
        ("A&E attendances (Mar 2026)", True),
        ("A&E attendances (Dec 2025)", True),
        ("A&E attendances (3 months, the first February 2026)", True),
        ("A&E attendances ()", True),
        ("Cancer waits (Apr 2026)", True),
    ],
)
def test_a_month_that_has_arrived_is_not_late(named: str, is_false: bool) -> None:
    loads = [("ae", date(2026, month, 1), None, "accepted") for month in (1, 2, 3)]
    warehouse: Any = SimpleNamespace(loads=loads, titles={"ae": "A&E attendances"})
    assert bool(check_late(warehouse, f"Published figures have not arrived for {named}. Data quality")) == is_false
