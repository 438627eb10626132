"""Claiming and finding again: what a task that died in between leaves behind is never out of sight."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checks import samples
from checks.storage.home import Home
from dags.common import judging, steps


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return samples.write_samples(tmp_path_factory.mktemp("samples"), months=2, providers=8)


def _drop_file(home: Home, path: Path) -> None:
    (home.inbox / path.name).write_bytes(path.read_bytes())


def test_a_claimed_file_becomes_a_partition_and_a_broken_one_is_reported(home: Home, extracts: list[Path]) -> None:
    reported: list[str] = []
    _drop_file(home, next(path for path in extracts if path.name.startswith("September-2026")))
    _drop_file(home, next(path for path in extracts if "html" in path.name))
    assert steps.claim_inbox(home, reported.append) == ["ae|2026-09"]
    assert home.waiting() == []
    assert reported[0].endswith(": quarantined")
    assert reported[1].startswith("  critical: ")
    assert steps.claim_inbox(home, reported.append) == []


def test_what_was_claimed_and_never_reported_is_found_again(
    home: Home, extracts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _drop_file(home, next(path for path in extracts if path.name.startswith("September-2026")))
    steps.claim_inbox(home, print)  # and here the machine stops
    assert steps.list_unjudged_partitions(home) == ["ae|2026-09"]
    assert steps.list_unjudged_partitions(home, older_than=steps.STRANDED_SECONDS) == [], "a task may be at work on it"
    later = time.time() + steps.STRANDED_SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert steps.list_unjudged_partitions(home, older_than=steps.STRANDED_SECONDS) == ["ae|2026-09"]


def test_a_partition_is_judged_once(home: Home, extracts: list[Path]) -> None:
    _drop_file(home, next(path for path in extracts if path.name.startswith("September-2026")))
    assert steps.claim_inbox(home, print) == ["ae|2026-09"]
    reported: list[str] = []
    assert [verdict.status for verdict in judging.judge_kind(home, "ae", reported.append) or ()] == ["accepted"]
    assert "accepted, ae 2026-09: " in reported[0]
    assert judging.judge_kind(home, "ae", reported.append) == []
    assert steps.list_unjudged_partitions(home) == []


def test_the_log_keeps_no_name_of_a_file_about_patients(home: Home) -> None:
    (home.inbox / "Zzyzx 9990000018.csv").write_text("NHS Number,Surname\n9990000018,Zzyzx\n", encoding="utf-8")
    reported: list[str] = []
    assert steps.claim_inbox(home, reported.append) == []
    assert reported[0] == "a file that looks patient-level: refused"
    assert "Zzyzx" not in "".join(reported)
