"""The inbox: names of every sort, links, and what is still arriving."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from checks.admission import admit, list_pending_files
from checks.extracts import EXTRACTS
from checks.reading import recognition
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import entries, only

HTML = "<!DOCTYPE html><html><body>The page you asked for has moved</body></html>"


def _drop_file(home: Home, name: str = "extract.csv", text: str | None = None) -> Path:
    path = home.inbox / name
    path.write_text(text if text is not None else sheets.successions().text(), newline="")
    return path


NAMES = [
    "A&E (revised).csv",
    "it's ½ £5 – “quoted”.csv",
    "Łódź 東京 📈.csv",
    "-rf.csv",
    "a;rm -rf $HOME`id`.csv",
    "50% {x} [y] *?.csv",
    "new\nline\ttab.csv",
    "no ending",
    "x" * 250 + ".csv",
    "ends in a space .csv ",
    "C:\\Users\\me\\ae.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_hold_any_character(home: Home, name: str) -> None:
    _drop_file(home, name, sheets.successions().text())
    _drop_file(home, f"b{name}"[:255], HTML)
    verdicts = admit(home)
    assert sorted(verdict.status for verdict in verdicts) == ["accepted", "quarantined"]
    assert home.waiting() == []
    assert len(list(home.archive.rglob("*.*"))) >= 1
    assert len(entries(home)) == 2
    assert list_pending_files(home) == []


def test_a_name_that_is_not_utf8_is_no_obstacle(home: Home) -> None:
    _drop_file(home, os.fsdecode(b"caf\xe9.csv"))
    [verdict] = admit(home)
    assert verdict.status == "accepted"
    assert entries(home)[0]["file_name"] == "caf_.csv"


@pytest.mark.parametrize("name", ["a.csv.part", "a.csv.PART", "a.tmp", ".a.csv", ".~lock.a.csv#", "a.csv.crdownload"])
def test_what_is_still_arriving_is_left(home: Home, name: str) -> None:
    path = _drop_file(home, name)
    assert admit(home) == []
    assert path.exists()


def test_a_folder_in_the_inbox_is_left(home: Home) -> None:
    (home.inbox / "folder.csv").mkdir()
    assert admit(home) == []


def test_the_oldest_is_first(home: Home) -> None:
    for at, name in enumerate(("c.csv", "a.csv", "b.csv")):
        os.utime(_drop_file(home, name), ns=(at, at))
    assert [path.name for path in home.waiting()] == ["c.csv", "a.csv", "b.csv"]


def test_a_link_is_turned_away_and_its_target_left(home: Home, tmp_path: Path) -> None:
    target = sheets.successions().write(tmp_path)
    (home.inbox / "link.csv").symlink_to(target)
    [verdict] = admit(home)
    assert (verdict.status, only(verdict).rule) == ("quarantined", "regular_file")
    assert target.exists()
    assert home.waiting() == []


def test_a_link_to_nowhere_is_turned_away(home: Home, tmp_path: Path) -> None:
    (home.inbox / "link.csv").symlink_to(tmp_path / "gone.csv")
    [verdict] = admit(home)
    assert (verdict.status, only(verdict).rule) == ("quarantined", "regular_file")
    assert home.waiting() == []


def test_a_link_given_by_name_is_turned_away_without_its_target(home: Home, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(sheets.successions().write(tmp_path, "secret.csv"))
    [verdict] = admit(home, [link])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "regular_file")
    assert not [path for path in home.quarantine.iterdir() if path.is_file() and b"RAA" in path.read_bytes()]


def test_what_is_gone_when_its_turn_comes_is_passed_over(home: Home, tmp_path: Path) -> None:
    paths = [tmp_path / "gone.csv", sheets.successions().write(tmp_path)]
    assert [verdict.status for verdict in admit(home, paths)] == ["accepted"]


NO_EXTRACTS: dict[str, tuple[bytes, frozenset[str]]] = {
    "an empty file": (b"", frozenset({"not_empty"})),
    "a web page": (HTML.encode(), frozenset({"file_type"})),
    "NUL bytes": (b"a,b\0c\n", frozenset({"text"})),
    "columns of no known kind": (b"Org Code,Beds\nRAA,5\n", frozenset({"known_kind"})),
    "tabs between cells": (b"Org Code\tBeds\nRAA\t5\n", frozenset({"known_kind"})),
    "semicolons between cells": (b"Org Code;Beds\nRAA;5\n", frozenset({"known_kind"})),
    "a line over 1 MiB": (sheets.ae().text().encode()[:600] + b"x" * (2 << 20), frozenset({"line_length"})),
    "bytes that are no archive after its mark": (b"PK\x03\x04" + b"\1" * 40, frozenset({"packing"})),
    "bytes that are no gzip after its mark": (b"\x1f\x8b" + b"\1" * 40, frozenset({"packing"})),
}
"""Inputs that are no extract, in words (docs/intake.md), and the rule that refuses each."""


@pytest.mark.parametrize("words", NO_EXTRACTS)
def test_what_is_no_extract_is_quarantined_with_its_reason(home: Home, words: str) -> None:
    content, rules = NO_EXTRACTS[words]
    [rule] = rules
    (home.inbox / "extract.csv").write_bytes(content)
    [verdict] = admit(home)
    assert (verdict.status, verdict.rows) == ("quarantined", 0)
    assert [reason.rule for reason in verdict.reasons] == [rule]
    [entry] = entries(home)
    assert entry["status"] == "quarantined"
    assert entry["reasons"][0]["rule"] == rule
    [remaining] = home.quarantine.glob("*extract.csv")
    assert remaining.read_bytes() == content


@pytest.mark.parametrize(
    ("today", "month", "rules"),
    [
        ("2026-05-31", "2026-06", {"future_month"}),
        ("2026-05-30", "2026-05", {"future_month"}),
        ("2026-05-31", "2026-05", set()),
        ("2026-06-01", "2026-05", set()),
        ("2026-12-31", "2026-12", set()),
        ("2026-12-30", "2027-01", {"future_month"}),
        ("2026-12-30", "1948-06", {"month_possible"}),
    ],
)
def test_a_month_that_has_not_ended_cannot_have_been_published(
    monkeypatch: pytest.MonkeyPatch, today: str, month: str, rules: set[str]
) -> None:
    layout = SimpleNamespace(extract=EXTRACTS["ae"], month=month)
    monkeypatch.setattr(recognition, "read_clock", lambda: datetime.fromisoformat(f"{today}T12:00:00+00:00"))
    assert {reason.rule for reason in recognition.find_month_faults(layout)} == rules  # type: ignore[arg-type]
