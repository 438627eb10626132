"""Atom feeds (RFC 4287): the news of all programmes, of each programme, and of each area or cohort.

A feed reader shows an entry once, by its id. The id of a signal is the same in every edition, so nobody reads the same
news twice. Addresses are relative, because nobody knows where an edition will be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

from reports.data import edition_facts
from reports.data.signal_reader import SignalRecord, read_signals
from reports.links import ALL_NEWS, adopter_page_path, feed_path
from reports.pages.site import EditionSite
from reports.slugs import slug

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 100
"""Of the newest. Readers that look once a month miss none in the largest sample home, which has 20 a month."""
KIND_TITLES = {
    "verdict": "Verdict of an adopter",
    "practice_verdict": "Verdict of a practice",
    "new_adopter": "New adopter",
    "early_warning": "Early warning",
}


@dataclass(frozen=True)
class Feed:
    """A feed: its path in the edition, its title, and the signals that it has."""

    path: str
    title: str
    signals: tuple[SignalRecord, ...]


def write_feeds(site: EditionSite) -> None:
    """Write all feeds of the edition."""
    known_at = edition_facts.read_newest_receipt(site.con)
    for feed in list_feeds(site):
        site.keep(feed.path, write_feed(feed, known_at, lambda signal: _find_page(site, signal)))


def list_feeds(site: EditionSite) -> list[Feed]:
    """The feed of everything, those of programmes, and those of areas and cohorts with organisations."""
    signals, shared = read_signals(site.con), site.shared
    feeds = [_make_feed(ALL_NEWS, "all programmes", signals)]
    for code, programme in site.catalogue.programmes.items():
        own = (signal for signal in signals if signal.programme == code)
        feeds.append(_make_feed(feed_path("programme", programme.place), programme.title, own))
    for area in shared.organisations.values():
        codes = {member.code for member in shared.members.get(area.code, ())} if area.is_area else set()
        if codes:
            own = (signal for signal in signals if signal.organisation in codes)
            feeds.append(_make_feed(feed_path("area", slug(area.code)), area.name, own))
    return feeds


def _make_feed(path: str, title: str, signals: Iterable[SignalRecord]) -> Feed:
    return Feed(path, f"Holdgain: news of {title}", tuple(signals)[:MOST_ENTRIES])


def write_feed(feed: Feed, known_at: datetime, find_page: Callable[[SignalRecord], str]) -> str:
    """The feed as XML; `known_at` is when the newest file was received."""
    root = ElementTree.Element("feed", xmlns=ATOM, attrib={"xml:lang": "en-GB"})
    _add(root, "id", _make_id(feed.path).urn)
    _add(root, "title", feed.title)
    _add(root, "updated", f"{known_at:%Y-%m-%dT%H:%M:%SZ}")
    _add(ElementTree.SubElement(root, "author"), "name", "Holdgain")
    ElementTree.SubElement(root, "link", rel="alternate", href="../index.html")
    for signal in feed.signals:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", _make_id(signal.signal).urn)
        _add(entry, "title", signal.sentence)
        _add(entry, "updated", f"{signal.month:%Y-%m-%d}T00:00:00Z")
        ElementTree.SubElement(entry, "link", rel="alternate", href=f"../{find_page(signal)}")
        label = KIND_TITLES.get(signal.kind, signal.kind)
        ElementTree.SubElement(entry, "category", term=signal.kind, label=label)
        # a signal of hidden figures has no severity
        if signal.severity:
            ElementTree.SubElement(entry, "category", term=signal.severity)
        _add(entry, "summary", f"{label}. A signal is a prompt to look.")
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _make_id(key: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"holdgain/{key}")


def _find_page(site: EditionSite, signal: SignalRecord) -> str:
    practice = site.catalogue.practices[signal.practice]
    verdict = site.catalogue.verdicts.get((signal.practice, signal.organisation or ""))
    if signal.organisation is None or verdict is None or verdict.status == "not_adopted":
        return f"practice/{practice.place}.html"
    return adopter_page_path(practice, signal.organisation)
