"""What is taken over from the edition before, and what never is."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from checks.storage.home import Home
from reports.claims.claim_book import CLAIMS
from reports.data.disclosure import DisclosureRule
from reports.edition_rendering import EditionRequest
from reports.publish import publish
from reports.reuse import page_record
from reports.reuse.earlier_edition import find_earlier_edition
from tests.reports.reuse.editions import find_different_files, publish_and_count, read_files

COUNTED = re.compile(r"([\d,]+) pages? rendered, ([\d,]+) as in the edition before")


@pytest.fixture(scope="module")
def once(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the figures of a few organisations, which has been published once."""
    home = Home(tmp_path_factory.mktemp("once") / "home").prepare()
    shutil.copy(built.warehouse, home.warehouse)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute(
            "delete from core.observation where organisation not in (select organisation from core.observation "
            "group by all having count(distinct measure) > 3 order by organisation limit 6)"
        )
        con.execute("delete from mart.benchmark where measure not in (select measure from core.observation)")
    publish(home)
    return home


@pytest.fixture
def home(once: Home, tmp_path: Path) -> Home:
    # with its links, as a file system gives a copy
    return Home(Path(shutil.copytree(once.root, tmp_path / "home", symlinks=True)))


def change(home: Home, sql: str) -> None:
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute(sql)


def count_pages(home: Home) -> tuple[int, int]:
    """How many pages a publish renders, and how many it takes over."""
    words = publish_and_count(home)[1]
    match = COUNTED.fullmatch(words)
    return (int(match[1].replace(",", "")), int(match[2].replace(",", ""))) if match else (-1, 0)


def test_nothing_new_leaves_nearly_all_pages_as_they_are(home: Home) -> None:
    first = read_files(home.site / "latest")
    rendered, taken_over = count_pages(home)
    # the log of files and the page on data quality say when they were made
    assert rendered <= 2 < taken_over
    assert read_files(home.site / "latest") == first


def test_a_changed_figure_changes_the_pages_that_show_it(home: Home) -> None:
    [(code, month)] = _ask(
        home,
        "select organisation, max(month) from core.observation where measure = 'ae_attendances' group by 1 limit 1",
    )
    change(
        home,
        "update core.observation set value = value + 1, numerator = numerator + 1 "
        f"where measure = 'ae_attendances' and organisation = '{code}' and month = '{month}'",
    )
    rendered, taken_over = count_pages(home)
    assert 2 <= rendered < taken_over
    assert find_different_files(home) == []


def _ask(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_another_moment_of_receipt_changes_the_frame_of_all_pages_and_renders_few(home: Home) -> None:
    change(home, "update core.load set received_at = received_at + interval 3 day")
    rendered, taken_over = count_pages(home)
    assert rendered < 5 < taken_over
    assert find_different_files(home) == []


def test_an_older_month_takes_over_what_it_shares(home: Home) -> None:
    older = read_files(publish(home, "2026-08"))
    assert older == read_files(publish(home, "2026-08", is_full=True))


def test_a_new_edition_leaves_the_files_of_the_one_before(home: Home) -> None:
    earlier = home.site / "2026-09"
    before = read_files(earlier)
    change(home, "update core.observation set month = month + interval 1 month")
    change(home, "update core.load set received_at = received_at + interval 30 day")
    newer = publish(home)
    assert newer.name == "2026-10"
    assert read_files(earlier) == before
    assert find_different_files(home) == []


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _alter(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"2026", b"2025"))


def _link_elsewhere(path: Path) -> None:
    other = path.with_name("elsewhere")
    path.rename(other)
    path.symlink_to(other)


def test_files_that_are_not_as_they_were_written_are_not_taken_over(home: Home) -> None:
    latest = home.site / "latest"
    whole, names = read_files(latest), sorted(path for path in latest.glob("data/*.csv"))
    _cut(next(latest.glob("measure/*.html")))
    _alter(names[0])
    names[1].unlink()
    _link_elsewhere(names[2])
    rendered, taken_over = count_pages(home)
    assert 1 <= rendered < taken_over
    assert read_files(latest) == whole
    assert not [path for path in latest.rglob("*") if path.is_symlink()]


def test_with_other_claims_than_were_written_nothing_is_taken_over(home: Home) -> None:
    settings = EditionRequest(None, "nhs", DisclosureRule()).describe_settings()
    assert find_earlier_edition(home, settings).pages
    _alter(home.site / "latest" / CLAIMS)
    assert not find_earlier_edition(home, settings).pages


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"pages": {"index.html": 1}}', b"\xff\x00"])
def test_notes_that_cannot_be_read_are_as_good_as_none(home: Home, content: bytes) -> None:
    rendering = (home.site / "latest").resolve().name
    assert page_record.read_notes(home, rendering)
    (home.warehouse.parent / page_record.FOLDER_NAME / f"{rendering[1:]}.json").write_bytes(content)
    assert page_record.read_notes(home, rendering) is None


def test_an_edition_of_other_code_or_settings_is_not_taken_over(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = EditionRequest(None, "nhs", DisclosureRule()).describe_settings()
    other = EditionRequest(None, "nhs", DisclosureRule(threshold=6)).describe_settings()
    assert not find_earlier_edition(home, other).pages
    monkeypatch.setattr(page_record, "CODE", "other code")
    assert not find_earlier_edition(home, settings).pages


def test_a_file_of_an_old_edition_that_is_edited_in_place_changes_no_other(home: Home) -> None:
    publish(home, "2026-08")
    publish(home)
    before = read_files(home.site / "latest")
    for path in (home.site / "2026-08").resolve().rglob("*.csv"):
        with path.open("r+b") as handle:
            handle.write(b"edited")
    assert read_files(home.site / "latest") == before


@pytest.mark.parametrize("step", ["write_notes", "replace_durably"])
def test_a_rendering_that_a_full_disk_keeps_from_being_shown_is_removed(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(path.name for path in home.site.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(f"reports.publish.{step}", fail)
        with pytest.raises(OSError, match="No space"):
            publish(home)
    assert sorted(path.name for path in home.site.iterdir()) == before
    # what a killed publish has left is removed before the next one needs its room
    (home.site / ".edition-2026-08-left").mkdir()
    publish(home)
    assert not (home.site / ".edition-2026-08-left").exists()


def test_there_are_notes_on_the_renderings_that_are_there(home: Home) -> None:
    publish(home, "2026-08")
    publish(home)
    notes = {path.stem for path in (home.warehouse.parent / page_record.FOLDER_NAME).iterdir()}
    assert notes == {path.name[1:] for path in home.site.glob(".edition-*")}
