"""The page of revisions, and the marks on the charts of organisations that merged."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from checks.admission import admit
from checks.storage.home import Home
from reports.charts.control import control_chart
from reports.data.mergers import Merger, merger_marks, merger_notes
from reports.publish import publish
from tests.checks import sheets
from tests.reports.series import month, series
from tests.reports.site import Page
from transforms.build import build_warehouse


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of A&E, one of them revised; RAD merges into RAA between them."""
    folder = tmp_path_factory.mktemp("revisions")
    home = Home(folder / "home")
    revised = [dict(row) for row in sheets.ae_rows(5, "2025-05")]
    revised[1]["attendances_other"] = 8281
    files = [
        sheets.ae(sheets.ae_rows(4, "2025-05"), "2025-05").write(folder, "may.csv"),
        sheets.ae(revised, "2025-05").write(folder, "may-revised.csv"),
        sheets.ae(sheets.ae_rows(3, "2025-06"), "2025-06").write(folder, "june.csv"),
        sheets.successions(("RAD", "RAA", "2025-06")).write(folder, "successions.csv"),
    ]
    for file in files:
        [verdict] = admit(home, [file])
        assert verdict.status == "accepted"
    build_warehouse(home)
    return publish(home)


def test_the_page_tells_every_change(edition: Path) -> None:
    page = Page((edition / "revisions.html").read_text(encoding="utf-8"))
    for words in ("May 2025", "revised", "A&E attendances Other A&E Department", "301", "8,281", "RAE"):
        assert words in page.text, words
    assert "1 of A&E attendances and emergency admissions" in page.text
    assert "Not in the first vintage" in page.text
    with (edition / "data" / "revisions.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    [cell] = [row for row in rows if row["organisation"] == "RAB" and row["is_measure"] == "False"]
    assert (cell["month"], cell["item"], float(cell["revised_value"])) == ("2025-05", "attendances_other", 8281)
    assert 'href="revisions.html"' in (edition / "quality.html").read_text(encoding="utf-8")


def test_with_three_vintages_the_page_tells_what_the_last_one_changed(home: Home, tmp_path: Path) -> None:
    for name, value in (("a", 300), ("b", 8281), ("c", 8282)):
        rows = [dict(row) for row in sheets.ae_rows(3)]
        rows[0]["attendances_other"] = value
        rows[1]["attendances_other"] = min(value, 8281)
        admit(home, [sheets.ae(rows).write(tmp_path, f"{name}.csv")])
    build_warehouse(home)
    page = Page((publish(home) / "revisions.html").read_text(encoding="utf-8"))
    assert "3 vintages. Since the previous one, received" in page.text
    assert "1 figure of 1 organisation changed." in page.text
    assert "Previous" in page.text


def test_cells_of_rows_can_be_downloaded(home: Home, tmp_path: Path) -> None:
    for name, count in (("a", 10), ("b", 12)):
        file = sheets.rtt(sheets.rtt_group("RAA", "15F", "Part_2", {"C_100": {1: 30, 20: count}}))
        [verdict] = admit(home, [file.write(tmp_path, f"{name}.csv")])
        assert verdict.status == "accepted"
    build_warehouse(home)
    edition = publish(home)
    assert 'href="data/revisions-rows.csv"' in (edition / "revisions.html").read_text(encoding="utf-8")
    with (edition / "data" / "revisions-rows.csv").open(encoding="utf-8", newline="") as handle:
        actual = [(row["published_row"], row["title"], row["difference"]) for row in csv.DictReader(handle)]
    assert ("15F, Part_2, C_100", "Gt 20 To 21 Weeks SUM 1", "2.0") in actual
    assert len(actual) == 4


def test_a_successors_page_marks_the_merger(edition: Path) -> None:
    text = (edition / "provider" / "raa.html").read_text(encoding="utf-8")
    assert 'class="joint"' in text
    assert "The dotted line: merged with Trust Number 3 in June 2025." in text
    assert 'class="joint"' not in (edition / "provider" / "rab.html").read_text(encoding="utf-8")


MERGERS = (
    Merger("ZZB", "Trust B", month(4), "whole", is_joined=True),
    Merger("ZZC", "Trust C", month(4), "part", is_joined=False),
    Merger("ZZD", "Trust D", month(30), "whole", is_joined=True),
)


def test_a_mark_stands_between_the_months(edition: Path) -> None:
    picture = control_chart(replace(series([0.7] * 11), mergers=MERGERS))
    # ten months wide: the line stands before the fifth month
    assert 'd="M350.0 0V1000"' in picture
    ElementTree.fromstring(f"<div>{picture}</div>")
    assert 'class="joint"' not in control_chart(series([0.7] * 11))


def test_only_what_the_chart_spans_is_reported() -> None:
    assert merger_marks(MERGERS, month(0), month(10)) == [
        (month(4), "merged with Trust B and took over a part of Trust C in May 2020")
    ]
    assert merger_marks(MERGERS, month(4), month(10)) == []
    [note] = merger_notes(MERGERS, month(0), month(10))
    assert "cannot be joined" in note
