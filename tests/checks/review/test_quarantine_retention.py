"""A file that no contract has read is kept some days, and then only why it was not taken."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.admission import admit
from checks.review import decisions, quarantine_retention, readmission
from checks.review.decisions import DecisionError
from checks.review.quarantine_retention import reduce_expired
from checks.storage import ledger
from checks.storage.home import Home
from tests.checks import sheets

DAYS = 14
PATIENT = b"Quillfeather"
LATER = datetime.now(UTC) + timedelta(days=DAYS + 1)
UNREAD = {
    "Quillfeather fell on ward 4.csv": "note,who\nQuillfeather was found by the door,staff\n",
    "Quillfeather.txt": "<html>Quillfeather</html>",
    "Quillfeather.csv.gz": "no gzip, but Quillfeather",
    "Quillfeather quote.csv": 'note,who\n"Quillfeather was found\n',
    "Quillfeather NUL.csv": "Quillfeather\0,\0\n",
    "drift.csv": "measure,organisation,month,Quillfeather,denominator\na,RAA,2025-01,1,2\n",
}


def _quarantine_file(home: Home, name: str, content: str) -> ledger.Load:
    (home.inbox / name).write_text(content, encoding="utf-8")
    [verdict] = admit(home)
    assert verdict.status == "quarantined"
    return ledger.read_load(home, str(verdict.load_id))


def _read_everything(home: Home) -> bytes:
    files = [path for path in home.root.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


@pytest.mark.parametrize("name", UNREAD)
def test_after_its_days_nothing_of_the_file_is_left_but_why(home: Home, name: str) -> None:
    load = _quarantine_file(home, name, UNREAD[name])
    assert PATIENT in _read_everything(home)
    assert reduce_expired(home, DAYS) == []
    [reduced] = reduce_expired(home, DAYS, LATER)
    assert PATIENT not in _read_everything(home)
    [left] = home.quarantine.iterdir()
    reported = json.loads(left.read_text(encoding="utf-8"))
    assert (reported["sha256"], reported["size"]) == (load.sha256, load.size)
    assert "removed after 14 days" in reported["note"]
    assert [reason["rule"] for reason in reported["reasons"]] == [reason["rule"] for reason in load.reasons]
    assert ledger.read_load(home, load.load_id) == reduced
    assert reduce_expired(home, DAYS, LATER) == []


def test_a_link_is_removed_and_what_it_points_to_stays(home: Home, tmp_path: Path) -> None:
    target = tmp_path / "target.csv"
    target.write_text("x", encoding="utf-8")
    (home.inbox / "link.csv").symlink_to(target)
    admit(home)
    assert len(reduce_expired(home, DAYS, LATER)) == 1
    assert target.exists()
    assert [path.suffix for path in home.quarantine.iterdir()] == [".json"]


def test_a_file_that_a_contract_has_read_stays(home: Home, tmp_path: Path) -> None:
    rows = sheets.ae_rows(3)
    admit(home, [sheets.ae([{**rows[0], "attendances_type1": -1}, *rows[1:]]).write(tmp_path)])
    [load] = ledger.read_loads(home)
    assert load.checks
    assert reduce_expired(home, DAYS, LATER) == []
    with pytest.raises(DecisionError, match="has a known layout"):
        decisions.keep(home, load.load_id, "looked into", "data manager")


def test_what_somebody_asked_to_keep_is_kept(home: Home) -> None:
    name = next(iter(UNREAD))
    load = _quarantine_file(home, name, UNREAD[name])
    decision = decisions.keep(home, name, "the publisher looks into it", "data manager")
    assert (decision.decision, decision.load_id) == ("keep", load.load_id)
    assert reduce_expired(home, DAYS, LATER) == []
    assert PATIENT in _read_everything(home)
    with pytest.raises(DecisionError, match="already kept"):
        decisions.keep(home, name, "again", "data manager")


def test_what_is_gone_can_neither_be_kept_nor_released(home: Home) -> None:
    load = _quarantine_file(home, "a.csv", "x,y\n1,2\n")
    reduce_expired(home, DAYS, LATER)
    with pytest.raises(DecisionError, match="its file is gone"):
        decisions.keep(home, load.load_id, "too late", "data manager")
    with pytest.raises(DecisionError, match="its file is gone"):
        readmission.release_load(home, load.load_id, "too late", "data manager")


def test_the_same_bytes_again_are_quarantined_for_days_of_their_own(home: Home) -> None:
    name = next(iter(UNREAD))
    first = _quarantine_file(home, name, UNREAD[name])
    reduce_expired(home, DAYS, LATER)
    again = _quarantine_file(home, name, UNREAD[name])
    assert again.load_id != first.load_id
    assert [reason["rule"] for reason in again.reasons] == [reason["rule"] for reason in first.reasons]
    assert reduce_expired(home, DAYS) == []
    assert len(reduce_expired(home, DAYS, LATER)) == 1
    assert PATIENT not in _read_everything(home)


def test_days_begin_anew_when_a_removed_file_is_sent_again_under_its_old_entry(home: Home) -> None:
    load = _quarantine_file(home, "a.csv", "x,y\n1,2\n")
    long_ago = datetime.now(UTC) - timedelta(days=60)
    ledger.record_load(home, quarantine_retention.replace(load, received_at=long_ago.isoformat()))
    assert reduce_expired(home, DAYS) == []
    [reasons] = home.quarantine.glob("*.reasons.json")
    os.utime(reasons, (long_ago.timestamp(), long_ago.timestamp()))
    assert len(reduce_expired(home, DAYS)) == 1


@pytest.mark.parametrize("step", ["write_file_durably", "record_load", "_remove_files"])
def test_a_machine_that_stops_in_between_leaves_the_rest_to_the_next_run(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    name = next(iter(UNREAD))
    _quarantine_file(home, name, UNREAD[name])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(quarantine_retention.ledger if step == "record_load" else quarantine_retention, step, stop)
        with pytest.raises(KeyboardInterrupt):
            reduce_expired(home, DAYS, LATER)
    reduce_expired(home, DAYS, LATER)
    assert PATIENT not in _read_everything(home)
    assert len(list(home.quarantine.iterdir())) == 1
    [load] = ledger.read_loads(home)
    assert load.reduced_at
