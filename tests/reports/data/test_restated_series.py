"""What an edition said can be rendered again, to the byte, after the figures have been revised."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from dags.cli.status import collect_status
from dags.cli.status_text import status_sentences
from dags.common import freshness, steps
from reports.publish import publish
from tests.checks import sheets
from transforms.build import build_warehouse

MONTHS = [f"{2024 + number // 12}-{number % 12 + 1:02d}" for number in range(16)]


def _revised_rows(month: str) -> list[sheets.Row]:
    rows = sheets.ae_rows(5, month)
    return [{**row, "attendances_other": int(str(row["attendances_other"])) + 40} for row in rows]


def _read_folder(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _publish_edition(home: Home, known_at: datetime | None = None) -> dict[str, bytes]:
    build_warehouse(home, as_known_at=known_at)
    return _read_folder(publish(home))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("restated")
    home = Home(folder / "home")
    files = [sheets.ae(sheets.ae_rows(4, month), month).write(folder, f"{month}.csv") for month in MONTHS]
    files.append(sheets.successions(("RAD", "RAA", "2025-04")).write(folder, "successions.csv"))
    assert {verdict.status for verdict in admit(home, files)} == {"accepted"}
    return home


def test_an_edition_of_before_the_revision_is_the_same_to_the_byte(home: Home, tmp_path: Path) -> None:
    earlier = _publish_edition(home)
    moment = datetime.fromisoformat(max(load.received_at for load in ledger.read_loads(home)))
    admit(
        home,
        [
            sheets.ae(_revised_rows("2025-02"), "2025-02").write(tmp_path, "2025-02-revised.csv"),
            sheets.ods({"organisation": "RAB", "name": "ANOTHER NAME"}).write(tmp_path, "etr.csv"),
        ],
    )
    later = _publish_edition(home)
    assert later != earlier
    assert _publish_edition(home, moment) == earlier
    beside = f"2025-04-as-known-at-{moment:%Y%m%dT%H%M%SZ}"
    assert sorted(path.name for path in home.site.iterdir() if path.is_symlink()) == ["2025-04", beside, "latest"]
    for present in ("2025-04", "latest"):
        assert _read_folder(home.site / present) == later
    reported = (home.site / beside / "index.html").read_text(encoding="utf-8")
    assert f"as known {moment:%d %B %Y}".replace("known 0", "known ") in reported
    # an edition of the present leaves the one beside it
    assert _publish_edition(home) == later
    assert _read_folder(home.site / beside) == earlier
    assert len(list(home.site.glob(".edition-*"))) == 2


def test_an_edition_beside_is_not_the_newest_one(home: Home) -> None:
    steps.build_warehouse(home, print)
    steps.publish_edition(home, print)
    assert collect_status(home).is_current
    moment = datetime.fromisoformat(ledger.read_loads(home)[5].received_at)
    steps.build_warehouse(home, print, moment)
    assert steps.publish_edition(home, print).name.startswith("2024-06-as-known-at-")
    actual = collect_status(home)
    assert (actual.edition, actual.is_current, actual.as_known_at) == ("2025-04", True, moment.isoformat())
    assert any("the warehouse shows what was known at" in line for line in status_sentences(actual))
    assert not freshness.is_built(home)
