"""A published edition as the tests read it: its pages, their anchors and what they refer to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb

from checks.storage.home import Home


class _PageReader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.ids: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href", "action", "data", "poster", "srcset"):
                self.references.append((tag, value or ""))
            if name in ("aria-labelledby", "aria-describedby", "for"):
                self.references += [(tag, f"#{item}") for item in (value or "").split()]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass(frozen=True)
class Page:
    """What a page says and where it leads: read when it is first asked for, as most tests look at a few pages."""

    source: str

    @cached_property
    def _content(self) -> _PageReader:
        return _PageReader(self.source)

    @property
    def text(self) -> str:
        return self._content.text

    @property
    def ids(self) -> list[str]:
        return self._content.ids

    @property
    def references(self) -> list[tuple[str, str]]:
        return self._content.references

    @property
    def headings(self) -> list[int]:
        return self._content.headings


SHOWN = """(
    select observation.* from core.observation as observation join core.measure as measure using (measure)
    where measure.kind <> 'measures' or case measure.unit
        when 'count' then value = 0 or value >= 8
        when 'days' then coalesce(denominator, 20) >= 20
        else coalesce(denominator, 20) >= 20 and (numerator = 0 or numerator >= 8)
            and coalesce(denominator - numerator not between 1 and 7, true) end
)"""
"""The observations that pages show: small numbers of local measures stay in the house."""


@dataclass(frozen=True)
class Published:
    """The home and the folder of its edition."""

    home: Home
    folder: Path
    read: dict[str, Page] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {
            path.relative_to(self.folder).as_posix(): Page(path.read_text(encoding="utf-8"))
            for path in sorted(self.folder.rglob("*.html"))
        }

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home.warehouse), read_only=True) as con:
            return con.execute(sql, list(values)).fetchall()
