"""Local figures that were sent again: what was sent first stands beside what counts now, small numbers hidden."""

from __future__ import annotations

import csv
from pathlib import Path

from checks.admission import admit
from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.reports.site import Page
from tests.transforms.test_local_measures import _definition_row, _figure_row
from tests.transforms.warehouse import rows
from transforms.build import build_warehouse


def test_what_is_sent_again_is_reported_beside_what_was_sent_first(home: Home, tmp_path: Path) -> None:
    sendings = [
        [_figure_row("readmissions", 60, 240), _figure_row("readmissions", 40, 80, "RAB"), _figure_row("falls", 30)],
        [_figure_row("readmissions", 90, 240), _figure_row("readmissions", 40, 80, "RAB"), _figure_row("falls", 4)],
        [_figure_row("readmissions", 120, 240), _figure_row("readmissions", 90, 80, "RAB")],
    ]
    files = [
        sheets.ae().write(tmp_path, "ae.csv"),
        sheets.register(
            "measure_definitions", _definition_row("readmissions", "share"), _definition_row("falls", "count")
        ).write(tmp_path, "definitions.csv"),
        *(sheets.register("measures", *rows).write(tmp_path, f"{at}.csv") for at, rows in enumerate(sendings)),
    ]
    for file in files:
        assert [verdict.status for verdict in admit(home, [file])] == ["accepted"]
    reported = "measure, organisation, first_value, revised_numerator, revised_value, fault"
    assert rows(build_warehouse(home), f"select {reported} from core.local_revision") == [
        ("falls", "RAA", 30.0, 4.0, 4.0, None),
        ("readmissions", "RAA", 0.25, 120.0, 0.5, None),
        ("readmissions", "RAB", 0.5, 90.0, None, "share_above_one"),
    ]
    edition = publish(home)
    page = Page((edition / "revisions.html").read_text(encoding="utf-8"))
    for words in ("Local figures sent again", "25.0%", "50.0%", "share above one"):
        assert words in page.text, words
    with (edition / "data" / "revisions-local.csv").open(encoding="utf-8", newline="") as handle:
        actual = [(row["first"], row["now"]) for row in csv.DictReader(handle)]
    # four falls are too few to be told
    assert actual == [("30", "hidden"), ("25.0%", "50.0%"), ("50.0%", "no figure")]
