"""What the picture of a verdict shows, in the unit of the measure; months are places on a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MonthValue:
    """A figure in a month, by its place."""

    at: float
    value: float


@dataclass(frozen=True)
class ComparedSpan:
    """Months from `first` to `last` with their mean, and what was expected with its limits, if anything was."""

    css: str
    first: float
    last: float
    actual: float
    expected: float | None = None
    ends: tuple[float, float] | None = None
    readings: tuple[float, ...] = ()
    words: str = ""
    """The label: the level before adoption, the gap of a window."""


@dataclass(frozen=True)
class Mark:
    """A line across the picture with its label above it, in the row of that number."""

    at: float
    css: str
    words: str
    wide: str = ""
    row: int = 0


@dataclass(frozen=True)
class AxisPart:
    """Months with one label below them; `is_alternate` leaves it out on narrow screens."""

    first: float
    last: float
    words: str
    narrow: str = ""
    is_alternate: bool = False


@dataclass(frozen=True)
class RightLabel:
    """A figure beside the last month; the `wide` part is hidden on narrow screens."""

    value: float
    css: str
    wide: str
    words: str
    narrow: str = ""


@dataclass(frozen=True)
class VerdictPicture:
    """Everything in the picture, in the unit of the measure."""

    values: tuple[MonthValue, ...]
    expected: tuple[MonthValue, ...]
    spans: tuple[ComparedSpan, ...]
    marks: tuple[Mark, ...]
    axis: tuple[AxisPart, ...]
    right: tuple[RightLabel, ...]
    foot: str
    """What is counted below the axis."""
    ceiling: float | None = None
