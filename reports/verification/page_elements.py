"""Reads a page: the elements that make a claim, with their text, and the texts outside of them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import NamedTuple

TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>"]|"[^"]*")*?)(/?)>')
CLAIM = re.compile(r'(?:^ value|data-claim)="(\d+)"')
ATTRIBUTE = re.compile(r'([a-z][a-z-]*)="([^"]*)"')
VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})
BREAKS = frozenset({"small", "br", "p", "span", "li", "dd", "td", "div", "i"})
"""Elements before which a reader sees a space or a new line, although the markup may have none."""


class ClaimedElement(NamedTuple):
    """An element with the number of its claim."""

    number: int
    tag: str
    attributes: dict[str, str]
    outer: str
    """The attributes of the element around it, as they are written."""
    inner: str
    """The markup inside."""
    text: str


class LooseText(NamedTuple):
    """A text that no claim covers, and the element that it is in."""

    text: str
    tag: str
    attributes: str


@dataclass
class PageElements:
    """What a page says: with claims, and without."""

    claimed: list[ClaimedElement] = field(default_factory=list)
    loose: list[LooseText] = field(default_factory=list)


class _Open(NamedTuple):
    tag: str
    attributes: str
    claim: int | None
    first_piece: int
    start: int


@dataclass
class _Reader:
    page: str
    elements: PageElements = field(default_factory=PageElements)
    pieces: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open("", "", None, 0, 0)])
    claims_open: int = 0

    def read(self) -> PageElements:
        end = self.page.find("<body>")
        for tag in TAG.finditer(self.page, max(end, 0)):
            self._add_text(self.page[end : tag.start()])
            end = tag.end()
            if tag[1]:
                self._close(tag)
            else:
                self._open(tag)
        return self.elements

    def _add_text(self, text: str) -> None:
        if not text or (text.isspace() and not self.claims_open):
            return
        text = html.unescape(text)
        self.pieces.append(text)
        if not self.claims_open:
            self.elements.loose.append(LooseText(text, self.stack[-1].tag, self.stack[-1].attributes))

    def _open(self, tag: re.Match[str]) -> None:
        name, attributes = tag[2], tag[3]
        if name in BREAKS:
            self.pieces.append(" ")
        claim = CLAIM.search(attributes) if "data-claim" in attributes or name == "data" else None
        if not claim and not self.claims_open and 'aria-label="' in attributes:
            label = dict(ATTRIBUTE.findall(attributes))["aria-label"]
            self.elements.loose.append(LooseText(html.unescape(label), name, attributes))
        if tag[4] or name in VOID:
            return
        self.stack.append(_Open(name, attributes, int(claim[1]) if claim else None, len(self.pieces), tag.end()))
        self.claims_open += claim is not None

    def _close(self, tag: re.Match[str]) -> None:
        opened = self.stack.pop()
        if opened.claim is None:
            return
        self.claims_open -= 1
        attributes = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(opened.attributes)}
        text = " ".join("".join(self.pieces[opened.first_piece :]).split())
        inner = self.page[opened.start : tag.start()]
        outer = self.stack[-1].attributes
        self.elements.claimed.append(ClaimedElement(opened.claim, opened.tag, attributes, outer, inner, text))


def read_page(page: str) -> PageElements:
    return _Reader(page).read()
