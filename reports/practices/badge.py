"""The badge of a status and the tile of a number, as the templates show them."""

from __future__ import annotations

from dataclasses import dataclass

from reports.practices.records import Verdict
from reports.practices.words import LOOKS, SHAPES, label


@dataclass(frozen=True)
class Badge:
    """A status: its words, its looks, its sign; an open badge is provisional."""

    words: str
    css: str
    shape: str
    is_provisional: bool


@dataclass(frozen=True)
class Tile:
    """A number with what it is and what stands beside it."""

    words: str
    value: str
    small: str
    css: str


def badge(found: Verdict | None) -> Badge:
    """The badge of a verdict, or of there being none."""
    if found is None:
        return Badge("No verdict", "plain", SHAPES["not_assessable"], False)
    if found.merged_into:
        # what the organisation had gained is no finding on those who now run it
        return Badge("Merged", "plain", SHAPES["not_assessable"], False)
    return of_status(found.status, found.reason, is_provisional=found.is_provisional)


def of_status(status: str, reason: str = "", *, is_provisional: bool = False) -> Badge:
    return Badge(label(status, reason), LOOKS.get(status, "plain"), SHAPES.get(status, "s-nil"), is_provisional)
