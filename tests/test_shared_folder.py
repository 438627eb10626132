"""What is made once for all processes of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.storage.home import Home
from tests import shared_folder


def _write_mark(folder: Path) -> None:
    (folder / "mark").write_text("made")


def test_it_is_made_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    calls: list[Path] = []

    def make(folder: Path) -> None:
        calls.append(folder)
        _write_mark(folder)

    folders = {shared_folder.make_once(tmp_path_factory, "once", make) for _ in range(2)}
    [folder] = folders
    assert calls == [folder]
    assert (folder / "mark").read_text() == "made"


def test_what_failed_is_made_again_from_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no edition")

    with pytest.raises(ValueError, match="no edition"):
        shared_folder.make_once(tmp_path_factory, "failing", fail)
    folder = shared_folder.make_once(tmp_path_factory, "failing", _write_mark)
    assert [path.name for path in folder.iterdir()] == ["mark"]


@pytest.mark.parametrize("worker", ["gw0", ""])
def test_workers_of_a_run_share_a_folder_and_other_runs_have_their_own(
    worker: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert shared_folder._find_folder_of_run(tmp_path_factory) == (base.parent if worker else base) / "shared"


def test_a_copy_of_a_home_has_its_links(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    (home.site / "2026-09").mkdir()
    (home.site / "latest").symlink_to("2026-09", target_is_directory=True)
    copied = shared_folder.copy_home(home, tmp_path / "copy")
    assert (copied.site / "latest").resolve() == copied.site / "2026-09"
