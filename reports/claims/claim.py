"""A claim: what an element of a page says, of which rows of the warehouse, by which rule, and with which values.

A claim travels inside the markup, so that no function needs to know who gathers it: `mark()` is put into an attribute,
and `reports.claims.claim_book` replaces it by a short number when the page is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

OPENING, FIELD, ITEM, CLOSING = "\x02", "\x1f", "\x1e", "\x03"
"""Control characters that no text of a page has: what is read from files and registers has lost them on the way in."""
ClaimValue = str | int | float | date | None


class Claim(NamedTuple):
    """One claim. The kind names its rule (docs/dashboards.md); keys that do not apply are empty."""

    kind: str
    measure: str = ""
    organisation: str = ""
    practice: str = ""
    month: str = ""
    values: tuple[ClaimValue, ...] = ()

    def mark(self) -> str:
        """The claim as the value of an attribute."""
        values = ITEM.join(map(write_value, self.values))
        return f"{OPENING}{FIELD.join((*self[:5], values))}{CLOSING}"


def write_value(value: ClaimValue) -> str:
    """A value at full precision; nothing for None, yes and no for a truth value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(float(value))
    return str(value)


def claim_attribute(claim: Claim) -> str:
    """The attribute by which an element names its claim, with the space before it."""
    return f' data-claim="{claim.mark()}"'


class ClaimedText(str):
    """A text that a template can only print together with its claim; `text` is for places without markup."""

    claim: Claim
    __slots__ = ("claim",)

    def __new__(cls, text: str, claim: Claim) -> ClaimedText:
        claimed = super().__new__(cls, text)
        claimed.claim = claim
        return claimed

    @property
    def text(self) -> str:
        return str.__str__(self)

    def __html__(self) -> Markup:
        # an element for content with its machine-readable form; it has no role and no style of its own
        text = escape(str.__str__(self))
        return Markup(f'<data value="{self.claim.mark()}">{text}</data>' if self else "")  # noqa: S704 - escaped above


def join_html(texts: Iterable[str]) -> str:
    """Texts with their claims as markup, separated by spaces; empty ones are left out."""
    return " ".join(str(escape(text)) for text in texts if text)
