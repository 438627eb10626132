"""The log of a crash is still there after the next start, and no log grows for ever."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from dags.local_airflow import component_logs

LINE = "import sys; print(sys.argv[1], flush=True)"


def _run_with_log(path: Path, text: str) -> None:
    with component_logs.open_log(path) as log:
        subprocess.run([sys.executable, "-c", LINE, text], stdout=log, check=True)


def test_a_start_appends_to_what_the_crash_left(tmp_path: Path) -> None:
    path = component_logs.log_path(tmp_path, "scheduler")
    _run_with_log(path, "Traceback of the crash")
    _run_with_log(path, "second start")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in (lines[0], lines[2])] == ["started", "started"]
    assert lines[1::2] == ["Traceback of the crash", "second start"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_that_has_outgrown_its_size_is_rotated_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "scheduler.log"
    with component_logs.open_log(path) as log:
        for number in range(4):
            log.write(f"{number}".encode() * 100)
            assert component_logs.rotate_log(path, most_bytes=50, copies=2)
            log.write(b"short")
    assert path.read_bytes() == b"short"
    assert path.with_name("scheduler.log.1").read_bytes() == b"short" + b"3" * 100
    assert path.with_name("scheduler.log.2").read_bytes() == b"short" + b"2" * 100
    assert not path.with_name("scheduler.log.3").exists()
    assert {stat.S_IMODE(item.stat().st_mode) for item in tmp_path.iterdir()} == {0o600}


def test_a_log_within_its_size_or_not_there_yet_is_left(tmp_path: Path) -> None:
    path = tmp_path / "scheduler.log"
    assert not component_logs.rotate_log(path, most_bytes=50, copies=2)
    path.write_bytes(b"short")
    assert not component_logs.rotate_log(path, most_bytes=50, copies=2)
    assert path.read_bytes() == b"short"
