"""The home is its owner's alone, whatever the umask; what is shared is shared on purpose."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage import file_modes
from checks.storage.home import Home
from tests.checks import sheets


def _file_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _loose_umask() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def test_everything_that_an_admission_writes_is_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    sheets.ae().write(home.inbox, "good.csv").chmod(0o666)
    (home.inbox / "unknown.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (home.inbox / "unknown.csv").chmod(0o644)
    assert sorted(verdict.status for verdict in admit(home)) == ["accepted", "quarantined"]
    for path in home.root.rglob("*"):
        assert _file_mode(path) == (0o700 if path.is_dir() else 0o600), path
    assert _file_mode(home.root) == 0o700


def test_a_home_of_an_earlier_release_is_mended(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    old = home.quarantine / "old.csv"
    old.write_text("x", encoding="utf-8")
    for path in (home.root, home.quarantine, home.inbox, home.site):
        path.chmod(0o755)
    old.chmod(0o644)
    home.prepare()
    assert [_file_mode(path) for path in (home.root, home.quarantine, home.inbox, home.site)] == [0o700] * 4
    assert _file_mode(old) == 0o600


def test_the_target_of_a_link_in_quarantine_keeps_its_mode(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    target = tmp_path / "target"
    target.write_text("x", encoding="utf-8")
    target.chmod(0o644)
    (home.quarantine / "link").symlink_to(target)
    home.prepare()
    assert _file_mode(target) == 0o644


def test_a_shared_site_is_reached_and_nothing_else_is(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    file_modes.note_shared(home.root, {"site": True})
    home.prepare()
    page = home.site / "2026-01" / "index.html"
    page.parent.mkdir()
    page.write_text("x", encoding="utf-8")
    file_modes.open_site(home.root, home.site)
    assert (_file_mode(home.root), _file_mode(home.site), _file_mode(page.parent), _file_mode(page)) == (
        0o711,
        0o755,
        0o755,
        0o644,
    )
    assert {_file_mode(path) for path in (home.quarantine, home.archive, home.inbox, home.ledger)} == {0o700}
    home.prepare()
    assert (_file_mode(home.root), _file_mode(home.site)) == (0o711, 0o755), (
        "without the setting too: the home remembers"
    )
    file_modes.note_shared(home.root, {"site": False})
    home.prepare()
    file_modes.open_site(home.root, home.site)
    assert (_file_mode(home.root), _file_mode(home.site), _file_mode(page)) == (0o700, 0o700, 0o600)


def test_a_shared_inbox_takes_files_from_its_group(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    file_modes.note_shared(home.root, {"inbox": True})
    home.prepare()
    assert (_file_mode(home.root), _file_mode(home.inbox), _file_mode(home.quarantine)) == (0o711, 0o2770, 0o700)
