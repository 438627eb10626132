"""A file that is still being written stays where it is: nothing of it is taken, and nothing of it is lost."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from checks import landing
from checks.admission import ArchivedFile, admit, admit_landed, land_files
from checks.contracts.problems import Refused
from checks.storage import home as folders
from checks.storage import inbox_files
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.reading.read import read_as_plain_text

WHOLE = sheets.ae(sheets.ae_rows(30)).text().encode()


def _is_kept(home: Home) -> bool:
    paths = (path for path in home.root.rglob("*") if path.is_file())
    return any(hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(WHOLE).digest() for path in paths)


def test_a_file_that_somebody_has_open_waits(home: Home) -> None:
    reported: list[str] = []
    with (home.inbox / "ae.csv").open("wb") as writer:
        writer.write(WHOLE[:2000])
        writer.flush()
        assert admit(home, progress=reported.append) == []
        assert admit(home, [home.inbox / "ae.csv"], progress=reported.append) == []
        assert reported == ["ae.csv: still being written; it stays in the inbox"]
        assert [path.name for path in home.arriving()] == ["ae.csv"]
        writer.write(WHOLE[2000:])
    assert [verdict.status for verdict in admit(home)] == ["accepted"]
    assert _is_kept(home)


def test_where_the_file_system_cannot_tell_a_growing_file_waits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.inbox / "ae.csv").write_bytes(WHOLE[:2000])
    slept: list[float] = []

    def grow(seconds: float) -> None:
        slept.append(seconds)
        (home.inbox / "ae.csv").write_bytes(WHOLE)

    monkeypatch.setattr(folders, "is_being_written", lambda _: None)
    monkeypatch.setattr(landing, "has_writer", lambda _: None)
    monkeypatch.setattr("time.sleep", grow)
    assert admit(home) == []
    assert 0 < slept[0] <= inbox_files.QUIET_SECONDS
    hour_ago = (home.inbox / "ae.csv").stat().st_mtime - 3600
    os.utime(home.inbox / "ae.csv", (hour_ago, hour_ago))
    monkeypatch.setattr("time.sleep", slept.append)
    assert [verdict.status for verdict in admit(home)] == ["accepted"]
    assert slept[1] == 0


def test_what_was_written_after_landing_is_kept_and_reported(home: Home) -> None:
    (home.inbox / "ae.csv").write_bytes(WHOLE[: WHOLE.rfind(b"RAZ")])
    [landed] = land_files(home)
    assert isinstance(landed, ArchivedFile)
    with landed.path.open("ab") as writer:
        writer.write(WHOLE[WHOLE.rfind(b"RAZ") : -9])
        writer.flush()
        verdict = admit_landed(home, landed)
        assert (verdict.status, [reason.rule for reason in verdict.reasons]) == ("quarantined", ["written_on"])
        writer.write(WHOLE[-9:])
    assert _is_kept(home)
    assert not landed.path.exists()


@pytest.mark.parametrize("name", ["a.part", "a.csv.filepart", ".a.csv.swp", "~$a.xlsx", "Thumbs.db", "desktop.ini"])
def test_what_programs_keep_for_themselves_is_left(home: Home, name: str) -> None:
    (home.inbox / name).write_bytes(b"x")
    assert admit(home) == []
    assert (home.inbox / name).exists()


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("last", ["", "END", "END,,,END", "ENDEND,,END"])
def test_a_cut_file_is_known_whatever_ends_its_lines(tmp_path: Path, ends: str, last: str) -> None:
    path = tmp_path / "cut.csv"
    text = "a,b\n" + "1,2\n" * 65_534 + "1,2" + last.replace("END", "\n")
    path.write_bytes(text.replace("\n", ends).encode())
    with pytest.raises(Refused, match="cut_by_spreadsheet"):
        read_as_plain_text(path, tmp_path)
    path.write_bytes(text.replace("1,2\n", "", 1).replace("\n", ends).encode())
    assert read_as_plain_text(path, tmp_path).lines == 65_535
