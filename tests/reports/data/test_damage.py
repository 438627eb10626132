"""Pages say how many records of loads are damaged, and nothing that was in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.review.damaged_records import DamagedEntry, describe_damage
from checks.storage.home import Home
from reports.publish import publish
from tests.checks import sheets
from tests.reports.site import Page
from tests.transforms.warehouse import first_of, rows
from transforms.build import build_warehouse

LOAD, DECISION = DamagedEntry("load"), DamagedEntry("decision")


@pytest.mark.parametrize(
    ("damaged", "sentence"),
    [
        ([], ""),
        ([LOAD], "1 record of a load is damaged; figures may be wrong without it."),
        ([LOAD, LOAD], "2 records of a load are damaged; figures may be wrong without them."),
        ([DECISION], "1 record of a decision is damaged; figures may be wrong without it."),
        (
            [LOAD, DECISION],
            "1 record of a load and 1 record of a decision are damaged; figures may be wrong without them.",
        ),
    ],
)
def test_damage_is_one_plain_sentence(damaged: list[DamagedEntry], sentence: str) -> None:
    assert describe_damage(damaged) == sentence


def test_the_build_and_the_pages_say_what_is_damaged(home: Home, tmp_path: Path) -> None:
    outcomes = admit(
        home, [sheets.ae().write(tmp_path, "ae.csv"), sheets.ae(month="2025-05").write(tmp_path, "may.csv")]
    )
    [other] = [outcome for outcome in outcomes if outcome.month == "2025-05"]
    # one whose file is in the archive, one of which nothing is known, and a decision
    (home.ledger / f"{other.load_id}.json").write_text("torn by Edna Okafor")
    (home.ledger / "Edna-Okafor.json").write_bytes(b"")
    home.make_folder(home.ledger / "decisions")
    (home.ledger / "decisions" / "one.json").write_text("[]")
    progress: list[str] = []
    warehouse = build_warehouse(home, progress=progress.append)
    sentence = "2 records of a load and 1 record of a decision are damaged; figures may be wrong without them."
    assert [line for line in progress if line.startswith("warning:")] == [
        f"warning: {sentence} `holdgain status` lists what is damaged"
    ]
    assert rows(warehouse, "from core.damaged_record") == [
        ("decision", None, None, 1),
        ("load", "ae", first_of("2025-05"), 1),
        ("load", None, None, 1),
    ]
    edition = publish(home)
    for name in ("index.html", "quality.html"):
        text = (edition / name).read_text(encoding="utf-8")
        assert sentence in Page(text).text
        assert "Edna" not in text
    assert "By the archive: " in (edition / "quality.html").read_text(encoding="utf-8")


def test_a_home_without_damage_says_nothing_of_it(home: Home, tmp_path: Path) -> None:
    admit(home, [sheets.ae().write(tmp_path, "ae.csv")])
    progress: list[str] = []
    build_warehouse(home, progress=progress.append)
    assert not [line for line in progress if line.startswith("warning:")]
    assert "damaged" not in (publish(home) / "index.html").read_text(encoding="utf-8")
