"""Atom feeds: well-formed, the same ids in every edition, links that lead to pages, nothing that is withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from reports.data.signal_reader import SignalRecord, read_signals
from reports.pages.feeds import ATOM, MOST_ENTRIES, Feed, write_feed
from tests.reports.site import Published

NAMES = {"atom": ATOM}
KNOWN_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
LOST = SignalRecord(
    "verdict/front/RAA/2026-02", date(2026, 2, 1), "RAA", "front", "flow", "verdict", "Alder & <Ash>: lost.", "act"
)


def read_entries(text: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(text.encode()).findall("atom:entry", NAMES)


def find_text(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"atom:{name}", "", NAMES)


def test_a_signal_is_an_entry_with_its_sentence_and_page() -> None:
    text = write_feed(Feed("feeds/all.xml", "News", (LOST,)), KNOWN_AT, lambda _: "practice/front/raa.html")
    root = ElementTree.fromstring(text.encode())
    assert [root.findtext(f"atom:{name}", "", NAMES) for name in ("title", "updated")] == [
        "News",
        "2026-03-01T09:30:00Z",
    ]
    [entry] = read_entries(text)
    assert find_text(entry, "title") == "Alder & <Ash>: lost."
    assert find_text(entry, "updated") == "2026-02-01T00:00:00Z"
    link = entry.find("atom:link", NAMES)
    assert link is not None
    assert link.get("href") == "../practice/front/raa.html"


def test_an_entry_has_one_id_in_all_feeds_and_editions() -> None:
    feeds = [
        (Feed("feeds/all.xml", "All", (LOST,)), KNOWN_AT),
        (Feed("feeds/area-q1.xml", "Area", (replace(LOST, sentence="In other words."),)), KNOWN_AT.replace(year=2027)),
    ]
    texts = [write_feed(feed, moment, lambda _: "x.html") for feed, moment in feeds]
    assert len({find_text(read_entries(text)[0], "id") for text in texts}) == 1
    ids = [ElementTree.fromstring(text.encode()).findtext("atom:id", "", NAMES) for text in texts]
    assert len(set(ids)) == 2
    other = write_feed(
        Feed("feeds/all.xml", "All", (replace(LOST, signal="verdict/front/RAA/2026-03"),)), KNOWN_AT, lambda _: "x.html"
    )
    assert find_text(read_entries(other)[0], "id") not in ids


@pytest.fixture(scope="module")
def edition(published: Published) -> Path:
    return (published.home.site / "latest").resolve()


def test_each_feed_of_an_edition_leads_to_pages(edition: Path) -> None:
    feeds = sorted((edition / "feeds").iterdir())
    assert {path.name.split("-")[0] for path in feeds} == {"all.xml", "programme", "area"}
    for path in feeds:
        entries = read_entries(path.read_text(encoding="utf-8"))
        assert len(entries) <= MOST_ENTRIES
        for entry in entries:
            link = entry.find("atom:link", NAMES)
            assert link is not None
            assert (path.parent / str(link.get("href"))).resolve().exists(), link.get("href")


def test_all_news_has_every_signal_of_the_warehouse_and_a_programme_its_own(
    edition: Path, published: Published
) -> None:
    with duckdb.connect(str(published.home.warehouse), read_only=True) as con:
        rows = con.execute(
            "select sentence, programme from mart.signal join core.practice using (practice) "
            "where month <= (select max(month) from core.observation)"
        ).fetchall()
    entries = read_entries((edition / "feeds" / "all.xml").read_text(encoding="utf-8"))
    assert rows
    assert (
        sorted(find_text(entry, "title") for entry in entries)
        == sorted(sentence for sentence, _ in rows)[:MOST_ENTRIES]
    )
    by_programme = [read_entries(path.read_text(encoding="utf-8")) for path in (edition / "feeds").glob("programme-*")]
    assert sum(map(len, by_programme)) == len(rows)


def test_what_is_withheld_is_no_news() -> None:
    con = duckdb.connect()
    con.execute(
        "create schema core; create schema mart; create table core.reported as select date '2026-02-01' as month"
    )
    con.execute("create table core.practice as select 'front' as practice, 'flow' as programme")
    con.execute(
        "create table mart.signal as select * from (values "
        "('a', date '2026-02-01', 'RAA', 'front', 'verdict', null, 'act'), "
        "('b', date '2026-02-01', 'RAA', 'front', 'new_adopter', 'It has adopted.', 'good'), "
        "('c', date '2026-03-01', 'RAA', 'front', 'new_adopter', 'It will adopt.', 'good')) "
        "as t(signal, month, organisation, practice, kind, sentence, severity)"
    )
    assert [signal.signal for signal in read_signals(con)] == ["b"]
