"""An edition is switched to whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from checks.storage.home import Home
from reports.pages import all_pages
from reports.publish import PublishError, publish


@pytest.fixture
def copy(built: Home, tmp_path: Path) -> Home:
    """A home of one's own with the same warehouse, cut to a few organisations to be quick."""
    home = Home(tmp_path / "copy").prepare()
    shutil.copy(built.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute(
            "delete from core.observation where organisation not in (select organisation from core.observation "
            "group by all having count(distinct measure) > 3 order by organisation limit 3)"
        )
        # a local measure of others only is gone with them
        con.execute("delete from mart.benchmark where measure not in (select measure from core.observation)")
    return home


def editions(home: Home) -> list[str]:
    return sorted(path.name for path in home.site.iterdir() if path.is_dir() and not path.is_symlink())


def read_site(home: Home) -> dict[str, bytes]:
    latest = home.site / "latest"
    return {str(path.relative_to(latest)): path.read_bytes() for path in sorted(latest.rglob("*")) if path.is_file()}


def test_the_edition_is_named_after_the_newest_month_and_latest_leads_to_it(copy: Home) -> None:
    folder = publish(copy)
    assert folder == copy.site / "2026-09"
    assert (copy.site / "latest").resolve() == folder.resolve()
    facts = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    assert (facts["edition"], facts["is_sample"]) == ("2026-09", True)


def test_a_second_publish_replaces_the_first_and_leaves_one_folder(copy: Home) -> None:
    first = publish(copy).resolve()
    second = publish(copy).resolve()
    assert first != second
    assert not first.exists()
    assert editions(copy) == [second.name]
    assert (copy.site / "latest" / "index.html").exists()


def test_a_crash_in_the_middle_leaves_the_old_edition_whole(copy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(copy)
    before = read_site(copy)

    def crash(_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(all_pages, "methods_page", crash)
        with pytest.raises(OSError, match="disk is full"):
            publish(copy)
    assert read_site(copy) == before
    publish(copy)
    assert len(editions(copy)) == 1, "what the crash left behind is cleared away"


def test_an_older_edition_does_not_take_the_place_of_the_newest(copy: Home) -> None:
    newest = publish(copy)
    older = publish(copy, "2025-03")
    assert older.resolve() != newest.resolve()
    assert (copy.site / "latest").resolve() == newest.resolve()


def test_without_a_warehouse_or_a_measure_the_message_is_plain(home: Home, copy: Home) -> None:
    with pytest.raises(PublishError, match="there is no warehouse"):
        publish(home)
    with pytest.raises(PublishError, match="is not a month: write it as YYYY-MM"):
        publish(copy, "2026-13")
    with duckdb.connect(str(copy.warehouse)) as con:
        con.execute("delete from core.observation")
    with pytest.raises(PublishError, match=r"or all are withdrawn$"):
        publish(copy)


def test_when_all_figures_are_withdrawn_the_latest_address_goes_and_the_editions_stay(copy: Home) -> None:
    edition = publish(copy)
    with duckdb.connect(str(copy.warehouse)) as con:
        con.execute("delete from core.observation")
    with pytest.raises(PublishError, match="site/latest led to figures that no longer count and is removed"):
        publish(copy)
    assert not (copy.site / "latest").is_symlink()
    assert (edition / "index.html").exists()
    with pytest.raises(PublishError, match=r"or all are withdrawn$"):
        publish(copy)


@pytest.mark.parametrize("edition", ["2099-12", "1990-01"])
def test_an_edition_of_a_month_without_figures_is_refused(copy: Home, edition: str) -> None:
    with pytest.raises(PublishError, match="no figures"):
        publish(copy, edition)
