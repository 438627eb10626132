"""Merged histories in plain Python: whose figures belong to whom, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Month = int
Cell = tuple[str, Month]
"""Organisation and month."""


@dataclass(frozen=True)
class Succession:
    predecessor: str
    successor: str
    month: Month


def joined(successions: list[Succession], last_named: Mapping[str, Month], newest: Month) -> list[Succession]:
    """The successions that hand a whole organisation over to one other."""
    kinds = {item: _succession_kind(item, successions, last_named, newest) for item in successions}
    whole = [item for item in successions if kinds[item] == "whole"]
    beside = {(item.successor, item.month) for item in successions if kinds[item] in ("part", "split")}
    return [
        item
        for item in whole
        if (item.successor, item.month) not in beside and item.predecessor not in _list_heirs(item.predecessor, whole)
    ]


def _succession_kind(
    succession: Succession, successions: list[Succession], last_named: Mapping[str, Month], newest: Month
) -> str:
    own = [item for item in successions if item.predecessor == succession.predecessor]
    if succession.month > newest:
        return "to_come"
    if last_named.get(succession.predecessor, succession.month) > succession.month or succession.month < max(
        item.month for item in own
    ):
        return "part"
    return "split" if sum(item.month == succession.month for item in own) > 1 else "whole"


def _list_heirs(origin: str, whole: list[Succession]) -> set[str]:
    """All that come after an organisation, step by step."""
    actual: set[str] = set()
    ahead = {origin}
    while ahead:
        ahead = {item.successor for item in whole if item.predecessor in ahead} - actual
        actual |= ahead
    return actual


def continuous(
    figures: Mapping[Cell, tuple[int, int]],
    silent: set[Cell],
    successions: list[Succession],
) -> dict[Cell, tuple[int, int, tuple[str, ...]]]:
    """Numerator, denominator and members of each standing organisation and month with a share that can be computed.

    `figures` has what is reported; `silent` are named by the extract without having anything to count.
    """
    named = set(figures) | silent
    gone = {succession.predecessor for succession in successions}
    tookover = {succession.successor for succession in successions}
    actual = {}
    for organisation in {first for first, _ in figures} | tookover:
        if organisation in gone:
            continue
        ends = _merger_months(organisation, successions)
        for month in sorted({month for _, month in named}):
            result = _merge_month(figures, named, organisation, month, ends, tookover)
            if result:
                actual[organisation, month] = result
    return actual


def _merge_month(
    figures: Mapping[Cell, tuple[int, int]],
    named: set[Cell],
    organisation: str,
    month: Month,
    ends: Mapping[str, Month],
    tookover: set[str],
) -> tuple[int, int, tuple[str, ...]] | None:
    top = bottom = 0
    members = []
    for member, end in {**ends, organisation: None}.items():
        months = [when for first, when in named if first == member]
        if not months:
            continue
        is_due = (end is None or month < end) and not (member in tookover and month < min(months))
        if (member, month) in figures:
            top, bottom = top + figures[member, month][0], bottom + figures[member, month][1]
            members.append(member)
        elif (
            is_due
            and (member, month) not in named
            and ends
            and any(_still_reports(first, month, ends, named) for first in ends)
        ):
            return None
        elif is_due and (member, month) in named:
            members.append(member)
    return (top, bottom, tuple(sorted(members))) if bottom else None


def _still_reports(member: str, month: Month, ends: Mapping[str, Month], named: set[Cell]) -> bool:
    """Whether a predecessor has a say in the month: it has not merged yet, or goes on reporting."""
    return any(first == member for first, _ in named) and (month < ends[member] or (member, month) in named)


def _merger_months(organisation: str, successions: list[Succession]) -> dict[str, Month]:
    """Each that merged into the organisation, at once or by way of another, with the month in which it did."""
    actual: dict[str, Month] = {}
    ahead = [organisation]
    while ahead:
        heir = ahead.pop()
        for succession in successions:
            if succession.successor == heir and succession.predecessor not in actual:
                actual[succession.predecessor] = succession.month
                ahead.append(succession.predecessor)
    return actual
