"""Totals that are without an organisation: what pages say, what they draw, what they write beside it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from reports.charts.control import control_chart
from reports.components.table_rows import data_csv, data_table
from reports.data import absences
from reports.data.absences import IncompleteTotal, MissingOrganisation
from reports.publish import publish
from tests.checks import sheets
from tests.reports.series import month, series
from tests.reports.site import Page
from transforms.build import build_warehouse

BIG = MissingOrganisation("ZZB", "Trust B", month(3), 0.0234, "awaited", None)
SMALL = MissingOrganisation("ZZC", "Clinic C", month(3), 0.0004, "awaited", None)
BACK = MissingOrganisation("ZZD", "Trust D", month(1), 0.01, "returned", month(3))


def test_what_is_said_of_the_last_month() -> None:
    gaps = (IncompleteTotal(month(2), (BACK,)), IncompleteTotal(month(4), (BIG, SMALL)))
    reported = absences.chart_notes(gaps, month(0), month(4))
    assert reported[0] == (
        "The total of May 2020 is without Trust B (ZZB), which had 2.3% of it in April 2020 and Clinic C (ZZC), which "
        "had less than 0.1% of it in April 2020. They are late, or closed or merged without the registers saying so: "
        "compare with care."
    )
    assert reported[1].startswith("Ticks mark 2 months")
    assert len(absences.chart_notes(gaps, month(0), month(3))) == 1
    assert absences.chart_notes(gaps, month(5), month(9)) == []
    assert absences.describe_incomplete_total(gaps[0]).endswith(
        "Figures came back later: compare this month with care."
    )


def test_of_several_totals_the_largest_share_is_reported() -> None:
    gaps = [IncompleteTotal(month(4), (BIG,)), IncompleteTotal(month(4), (replace(BIG, share=0.05), SMALL))]
    reported = absences.describe_incomplete_total(absences.merge_incomplete_totals(gaps), is_largest=True)
    assert reported.startswith("without Trust B (ZZB), which had up to 5.0% of them in April 2020 and Clinic C")
    many = IncompleteTotal(month(4), tuple(replace(BIG, code=f"ZZ{number}") for number in range(7)))
    assert "and 3 smaller ones." in absences.describe_incomplete_total(many)


def test_the_chart_the_table_and_the_csv_mark_the_months() -> None:
    plain = series([0.7] * 11)
    actual = replace(plain, gaps=(IncompleteTotal(month(4), (BIG, SMALL)), IncompleteTotal(month(20), (BACK,))))
    assert 'class="lack" d="M400.0 1000v-35"' in control_chart(actual)
    assert 'class="lack"' not in control_chart(plain)
    assert data_table(actual).count('<td class="wo">ZZB ZZC</td>') == 1
    assert "Without" not in data_table(plain)
    rows = list(csv.DictReader(io.StringIO(data_csv(actual))))
    assert {row["month"]: row["without"] for row in rows if row["without"]} == {"2020-05": "ZZB ZZC"}
    assert "without" not in data_csv(plain)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of A&E: RAC is absent from the second and back in the third, from which RAB is absent."""
    folder = tmp_path_factory.mktemp("absences")
    home = Home(folder / "home")
    for which, gone in (("2025-04", ()), ("2025-05", (2,)), ("2025-06", (1,))):
        rows = [row for at, row in enumerate(sheets.ae_rows(9, which)) if at not in gone]
        [verdict] = admit(home, [sheets.ae(rows, which).write(folder, f"{which}.csv")])
        assert verdict.status == "accepted"
    build_warehouse(home)
    return publish(home)


@pytest.mark.parametrize(
    "path",
    ["index.html", "area/england.html", "area/y58.html", "measure/ae_attendances.html", "measure/ae_within_4h.html"],
)
def test_the_pages_of_the_total_name_who_is_missing_from_the_newest_month(edition: Path, path: str) -> None:
    text = Page((edition / path).read_text(encoding="utf-8")).text
    assert "of June 2025" in text
    assert "without Trust Number 1 (RAB), which had " in text
    assert "in May 2025. It is late, or closed or merged" in text


def test_no_other_page_speaks_of_it_but_that_of_data_quality(edition: Path) -> None:
    for path in ("area/y60.html", "provider/raa.html", "provider/rab.html"):
        text = (edition / path).read_text(encoding="utf-8")
        assert "without Trust" not in text
        assert 'class="lack"' not in text
    quality = Page((edition / "quality-log.html").read_text(encoding="utf-8")).text
    assert "2 absences, newest first" in quality
    assert "Back in June 2025" in quality
    assert "Not back yet" in quality
