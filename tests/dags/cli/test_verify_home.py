"""`holdgain verify-home`: each kind of damage is named, what can be restored is, and a whole home stays as it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from dags.cli import main
from dags.common import freshness
from tests.checks import sheets, state
from tests.transforms.warehouse import building_only
from transforms.result_cache import FOLDER_NAME


def _run_command(home: Home, *arguments: str) -> int:
    return main.main([arguments[0], "--home", str(home.root), *arguments[1:]])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of two months and a quarantined file, built and published."""
    folder = tmp_path_factory.mktemp("published")
    home = Home(folder / "home").prepare()
    for month in ("2025-05", "2025-06"):
        sheets.ae(month=month).write(home.inbox, f"{month}.csv")
    (home.inbox / "page.csv").write_text("<!DOCTYPE html><html></html>")
    assert _run_command(home, "run") == 3
    return home


@pytest.fixture
def home(published: Home, tmp_path: Path) -> Home:
    """A copy of one's own."""
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    return Home(tmp_path / "copy")


def _first_path(folder: Path, pattern: str) -> Path:
    return sorted(folder.rglob(pattern))[0]


def _cut_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _alter_file(path: Path) -> None:
    """Another content of the same size."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def _write_torn_verdicts(home: Home) -> None:
    path = home.warehouse.parent / FOLDER_NAME / "mart" / "calibration.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PAR1 and no more")


DAMAGE: dict[str, tuple[str, Callable[[Home], Any], bool]] = {
    # what is damaged: the area that is named, how, and whether --repair mends it
    "an entry": ("ledger", lambda home: _first_path(home.ledger, "*.json").write_bytes(b""), True),
    "an altered suite": ("ledger", lambda home: _alter_file(_first_path(home.suites, "ae-*.json")), False),
    "a suite that is gone": ("ledger", lambda home: _first_path(home.suites, "ae_totals-*.json").unlink(), False),
    "an archived file of another size": ("archive", lambda home: _cut_file(_first_path(home.archive, "*.csv")), False),
    "an archived file of another content": (
        "archive",
        lambda home: _alter_file(_first_path(home.archive, "*.csv")),
        False,
    ),
    "an archived file that is gone": ("archive", lambda home: _first_path(home.archive, "*.csv").unlink(), False),
    "empty rows": ("lake", lambda home: _first_path(home.lake, "*.parquet").write_bytes(b""), True),
    "torn rows": ("lake", lambda home: _cut_file(_first_path(home.lake, "*.parquet")), True),
    "altered rows": ("lake", lambda home: _alter_file(_first_path(home.lake, "*.parquet")), True),
    "rows that are gone": ("lake", lambda home: _first_path(home.lake, "*.parquet").unlink(), True),
    "a quarantined file": ("quarantine", lambda home: _alter_file(_first_path(home.quarantine, "*.csv")), False),
    "reasons": ("quarantine", lambda home: _first_path(home.quarantine, "*.reasons.json").write_bytes(b""), True),
    "an empty warehouse": ("warehouse", lambda home: home.warehouse.write_bytes(b""), True),
    "a torn warehouse": ("warehouse", lambda home: _cut_file(home.warehouse), True),
    "a torn cached file": ("warehouse", lambda home: _cut_file(_first_path(home.warehouse.parent, "*.parquet")), True),
    "a torn file of cached verdicts": ("warehouse", lambda home: _write_torn_verdicts(home), True),
    "an edition that leads nowhere": ("site", lambda home: shutil.rmtree((home.site / "latest").resolve()), True),
    "an altered page": ("site", lambda home: _alter_file(home.site / "latest/methods.html"), True),
    "a page that is gone": ("site", lambda home: (home.site / "latest/methods.html").unlink(), False),
}


def test_a_whole_home_is_whole_and_stays_as_it_is(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = state.exact(home)
    assert _run_command(home, "verify-home", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"problems": []}
    assert state.exact(home) == before


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_named_with_what_to_do(name: str, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    area, damage, _ = DAMAGE[name]
    damage(home)
    assert _run_command(home, "verify-home", "--json") == 4
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["area"] for problem in problems} == {area}
    assert all(problem["path"] and problem["what"] and problem["advice"] for problem in problems)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, (_, _, is_mended) in DAMAGE.items() if is_mended])
def test_repair_restores_what_can_be_restored(name: str, home: Home) -> None:
    DAMAGE[name][1](home)
    assert _run_command(home, "verify-home", "--repair") == 0


@pytest.mark.parametrize("name", ["an entry", "an archived file of another size", "an archived file that is gone"])
def test_status_names_it_too(name: str, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    DAMAGE[name][1](home)
    assert _run_command(home, "status") == 4
    assert len([line for line in capsys.readouterr().out.splitlines() if line.startswith("DAMAGED: ")]) == 1
    assert _run_command(home, "status", "--json") == 4
    [problem] = json.loads(capsys.readouterr().out)["damaged"]
    assert problem["advice"]


@pytest.mark.parametrize("name", ["an archived file of another content", "an archived file that is gone"])
def test_the_same_file_dropped_again_is_put_back(name: str, home: Home, tmp_path: Path) -> None:
    archived = _first_path(home.archive, "*.csv")
    content, loads = archived.read_bytes(), ledger.read_loads(home)
    DAMAGE[name][1](home)
    (home.inbox / "again.csv").write_bytes(content)
    [verdict] = admit(home)
    assert (verdict.status, verdict.reasons[0].rule) == ("duplicate", "archive_put_back")
    assert archived.read_bytes() == content
    assert ledger.read_loads(home) == loads
    assert _run_command(home, "verify-home") == 0


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b""), _cut_file, Path.unlink])
def test_damaged_rows_are_restored_by_the_next_build(damage: Callable[[Path], Any], home: Home) -> None:
    path = _first_path(home.lake, "*.parquet")
    before = path.read_bytes()
    damage(path)
    with building_only(["core.load"]):
        assert _run_command(home, "build") == 0
        assert path.read_bytes() == before
        assert _run_command(home, "verify-home") == 0


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b""), _cut_file])
def test_a_torn_cached_file_is_computed_again(damage: Callable[[Path], Any], home: Home) -> None:
    path = _first_path(home.warehouse.parent, "*.parquet")
    damage(path)
    with building_only(["core.load"]):
        assert _run_command(home, "build") == 0
    with duckdb.connect() as con:
        assert con.execute(f"select count(*) > 0 from read_parquet('{path}')").fetchall() == [(True,)]


@pytest.mark.parametrize("content", [b"", b"\0" * 300_000])
def test_a_broken_warehouse_is_not_current(content: bytes, home: Home) -> None:
    assert freshness.is_built(home)
    home.warehouse.write_bytes(content)
    assert not freshness.is_built(home)
    assert _run_command(home, "publish") == 1


def test_a_note_of_an_older_release_builds_once_more(home: Home) -> None:
    (home.warehouse.parent / "reflects").write_text(freshness.ledger_state(home))
    assert not freshness.is_built(home)


def test_an_edition_without_its_front_page_is_not_current(home: Home) -> None:
    assert freshness.is_published(home)
    (home.site / "latest/index.html").write_bytes(b"")
    assert not freshness.is_published(home)
