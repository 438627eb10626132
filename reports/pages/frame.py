"""The frame of the pages: what the edition says of itself on each of them, and the holes that this fills.

Its name, its moment and what is late change with every edition. They are filled into holes, so that a page that is
otherwise the same can be taken over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports.claims.claim_book import MARK
from reports.reuse.earlier_edition import Pieces
from reports.reuse.page_record import Hole

PIECES = ("name", "stamp", "late", "foot")
"""The macros of `frame.html`."""
OPENING, CLOSING = "\x04", "\x05"
"""Control characters that no text of a page has, as in `reports/claims/claim.py`."""
HOLE = re.compile(f"{OPENING}([a-z]+){CLOSING}")


def hole_mark(name: str) -> Markup:
    """The place of a piece in a template."""
    return Markup(f"{OPENING}{name}{CLOSING}")  # noqa: S704 - a mark, which a piece replaces


class PageFrame:
    """The pieces of an edition. The only claim in them is that of the edition, which has the number 0 on each page."""

    def __init__(self, templates: Environment, facts: Mapping[str, Any]) -> None:
        self._templates, self._facts = templates, facts
        self.make_pieces = cache(self._make_pieces)

    def _make_pieces(self, root: str) -> Pieces:
        macros = self._templates.get_template("frame.html").make_module({**self._facts, "root": root})
        return {name: MARK.sub("0", str(getattr(macros, name)())) for name in PIECES}


def place_pieces(text: str, pieces: Pieces) -> tuple[bytes, tuple[Hole, ...]]:
    """The page with its pieces, and where they are."""
    parts = HOLE.split(text)
    content, holes = [parts[0].encode()], []
    size = len(content[0])
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        piece, rest = pieces[name].encode(), after.encode()
        holes.append((name, size, size + len(piece)))
        content += [piece, rest]
        size += len(piece) + len(rest)
    return b"".join(content), tuple(holes)
