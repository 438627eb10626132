"""Pruning removes what can be made again or has had its time, and never any data."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.review import quarantine_retention
from checks.storage.home import Home
from dags.cli import main
from dags.common.prune import DAY_SECONDS, prune_home
from dags.common.retention import Retention

LOADS = ("20260101T000000.000000Z-aaaaaaaaaaaa", "20260102T000000.000000Z-bbbbbbbbbbbb")
UNKNOWN_LOAD = "20260103T000000.000000Z-cccccccccccc"
OLD, NEW = "0" * 12, "f" * 12


def _write_old_file(path: Path, days_old: float = 100) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("content", encoding="utf-8")
    moment = time.time() - days_old * DAY_SECONDS
    os.utime(path, (moment, moment))
    return path


def _add_edition(home: Home, name: str) -> Path:
    rendering = home.site / f".edition-{name}-20260101T000000.000000Z"
    _write_old_file(rendering / "index.html")
    (home.site / name).symlink_to(rendering.name)
    return rendering


def _write_cached_observations(home: Home, load_id: str, digest: str, days_old: float) -> Path:
    return _write_old_file(home.warehouse.parent / "observations" / "ae" / f"{load_id}-{digest}.parquet", days_old)


@pytest.fixture
def old_home(home: Home) -> Home:
    """Everything in it is a hundred days old, so that only what is protected stays."""
    for load_id in LOADS:
        _write_old_file(home.ledger / f"{load_id}.json")
        _write_old_file(home.archive / "ae" / "2026-01" / f"{load_id}-january.csv")
        _write_old_file(home.lake / "ae" / "month=2026-01" / f"{load_id}.parquet")
    _write_old_file(home.ledger / "decisions" / "1.json")
    _write_old_file(home.quarantine / f"{LOADS[0]}-bad.csv")
    _write_old_file(home.inbox / "waiting.csv")
    _write_old_file(home.warehouse)
    _write_old_file(home.root / "airflow" / "airflow.db")
    _write_old_file(home.root / "airflow" / "logs" / "scheduler.log")
    for month in ("2026-01", "2026-02", "2026-03"):
        _add_edition(home, month)
    _add_edition(home, "2026-01-as-known-at-20260201T000000Z")
    (home.site / "latest").symlink_to("2026-03")
    return home


def _list_files(home: Home) -> set[Path]:
    return {path for path in home.root.rglob("*") if not path.is_dir() and path.parent != home.work}


def test_editions_beyond_the_newest_go_with_their_renderings_and_those_as_known_earlier(old_home: Home) -> None:
    pruned = prune_home(old_home, Retention(editions=2))
    assert sorted(path.name for path in old_home.site.iterdir() if path.is_symlink()) == [
        "2026-02",
        "2026-03",
        "latest",
    ]
    assert list(old_home.site.glob(".edition-2026-01*")) == []
    assert (old_home.site / "latest" / "index.html").exists()
    assert {item.path.name for item in pruned.removed} == {"2026-01", "2026-01-as-known-at-20260201T000000Z"}


@pytest.mark.parametrize("editions", [0, 1])
def test_what_latest_points_to_is_never_removed(old_home: Home, editions: int) -> None:
    (old_home.site / "latest").unlink()
    (old_home.site / "latest").symlink_to("2026-01")
    prune_home(old_home, Retention(editions=editions))
    assert (old_home.site / "latest" / "index.html").exists()
    assert (old_home.site / "2026-03" / "index.html").exists()
    assert not (old_home.site / "2026-02").exists()


def test_only_the_newest_observations_of_a_load_stay(old_home: Home) -> None:
    old, new = (
        _write_cached_observations(old_home, LOADS[0], OLD, 90),
        _write_cached_observations(old_home, LOADS[0], NEW, 80),
    )
    single = _write_cached_observations(old_home, LOADS[1], OLD, 90)
    young_old, young = (
        _write_cached_observations(old_home, LOADS[1], NEW, 2),
        _write_cached_observations(old_home, LOADS[1], "e" * 12, 1),
    )
    unknown = _write_cached_observations(old_home, UNKNOWN_LOAD, OLD, 90)
    prune_home(old_home, Retention())
    assert [path.exists() for path in (old, new, single, young_old, young, unknown)] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]


def test_cached_verdicts_stay_while_a_model_makes_their_table(old_home: Home) -> None:
    folder = old_home.warehouse.parent / "verdicts"
    current, gone = (_write_old_file(folder / "mart" / f"{name}.parquet") for name in ("calibration", "no_such_table"))
    young = _write_old_file(folder / "core" / "another.parquet", days_old=1)
    prune_home(old_home, Retention())
    assert [path.exists() for path in (current, gone, young)] == [True, False, True]


def test_logs_of_tasks_go_and_logs_of_components_stay(old_home: Home) -> None:
    logs = old_home.root / "airflow" / "logs"
    gone = _write_old_file(logs / "dag_id=land" / "run_id=1" / "task_id=claim" / "attempt=1.log")
    stays = _write_old_file(logs / "dag_id=land" / "run_id=2" / "task_id=claim" / "attempt=1.log", days_old=3)
    component, rotated = logs / "scheduler.log", _write_old_file(logs / "scheduler.log.1")
    prune_home(old_home, Retention())
    assert not gone.exists()
    assert not (logs / "dag_id=land" / "run_id=1").exists()
    assert stays.exists()
    assert component.exists()
    assert rotated.exists()


def test_data_is_never_touched_however_little_is_to_be_kept(old_home: Home) -> None:
    before = _list_files(old_home)
    prune_home(old_home, Retention(editions=1, cache_days=1, log_days=1), now=time.time() + 10_000 * DAY_SECONDS)
    gone = before - _list_files(old_home)
    assert gone
    assert {path.relative_to(old_home.root).parts[0] for path in gone} == {"site"}


def test_a_dry_run_reports_the_same_and_removes_nothing(old_home: Home) -> None:
    _write_cached_observations(old_home, LOADS[0], OLD, 90)
    _write_cached_observations(old_home, LOADS[0], NEW, 80)
    before = _list_files(old_home)
    dry = prune_home(old_home, Retention(editions=1), dry_run=True)
    assert _list_files(old_home) == before
    wet = prune_home(old_home, Retention(editions=1))
    assert wet.removed == dry.removed
    assert wet.removed
    assert prune_home(old_home, Retention(editions=1)).removed == ()


def test_a_link_out_of_the_home_is_not_followed(old_home: Home, tmp_path: Path) -> None:
    outside = _write_old_file(tmp_path / "outside" / "index.html")
    (old_home.site / "2025-01").symlink_to(outside.parent)
    (old_home.root / "airflow" / "logs" / "elsewhere").symlink_to(outside.parent)
    prune_home(old_home, Retention(editions=1))
    assert outside.exists()


def test_an_empty_home_is_pruned_too(tmp_path: Path) -> None:
    assert prune_home(Home(tmp_path / "new"), Retention()).sentences() == ["there is nothing to remove"]


def test_the_command_reads_the_settings_and_answers_for_machines(
    old_home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOLDGAIN_KEEP_EDITIONS", "1")
    arguments = ["prune", "--home", str(old_home.root), "--json"]
    assert main.main([*arguments, "--dry-run"]) == 0
    dry = json.loads(capsys.readouterr().out)
    assert dry["is_dry_run"]
    assert main.main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["removed"] == dry["removed"]
    assert [Path(item["path"]).name for item in answer["removed"]] == [
        "2026-01",
        "2026-01-as-known-at-20260201T000000Z",
        "2026-02",
    ]


def test_a_setting_that_is_no_number_is_one_line(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOLDGAIN_KEEP_EDITIONS", "many")
    assert main.main(["prune", "--home", str(home.root)]) == 2
    assert capsys.readouterr().err.startswith("holdgain: HOLDGAIN_KEEP_EDITIONS must be a whole number above zero")


def test_the_command_also_reduces_files_whose_days_are_over(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.inbox / "notes.csv").write_text("note,who\nfell by the door,staff\n", encoding="utf-8")
    assert main.main(["--home", str(home.root), "admit"]) == 3
    monkeypatch.setattr(quarantine_retention, "_quarantined_at", lambda *_: datetime.now(UTC) - timedelta(days=15))
    assert main.main(["--home", str(home.root), "prune", "--dry-run"]) == 0
    assert len(list(home.quarantine.rglob("*notes*"))) == 2
    assert main.main(["--home", str(home.root), "prune"]) == 0
    assert "its file was removed after 14 days" in capsys.readouterr().err
    assert not list(home.quarantine.rglob("*notes*.csv"))
