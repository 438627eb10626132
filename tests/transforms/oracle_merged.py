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


def joined(told: list[Succession], last_named: Mapping[str, Month], newest: Month) -> list[Succession]:
    """The successions that hand a whole organisation over to one other."""
    kinds = {each: _kind(each, told, last_named, newest) for each in told}
    whole = [each for each in told if kinds[each] == "whole"]
    beside = {(each.successor, each.month) for each in told if kinds[each] in ("part", "split")}
    return [
        each
        for each in whole
        if (each.successor, each.month) not in beside and each.predecessor not in _heirs(each.predecessor, whole)
    ]


def _kind(one: Succession, told: list[Succession], last_named: Mapping[str, Month], newest: Month) -> str:
    own = [each for each in told if each.predecessor == one.predecessor]
    if one.month > newest:
        return "to_come"
    if last_named.get(one.predecessor, one.month) > one.month or one.month < max(each.month for each in own):
        return "part"
    return "split" if sum(each.month == one.month for each in own) > 1 else "whole"


def _heirs(origin: str, whole: list[Succession]) -> set[str]:
    """All that come after an organisation, step by step."""
    found: set[str] = set()
    ahead = {origin}
    while ahead:
        ahead = {each.successor for each in whole if each.predecessor in ahead} - found
        found |= ahead
    return found


def continuous(
    figures: Mapping[Cell, tuple[int, int]],
    silent: set[Cell],
    successions: list[Succession],
) -> dict[Cell, tuple[int, int, tuple[str, ...]]]:
    """Numerator, denominator and members of each standing organisation and month with a share that can be computed.

    `figures` hold what is told; `silent` are named by the extract without having anything to count.
    """
    named = set(figures) | silent
    gone = {each.predecessor for each in successions}
    tookover = {each.successor for each in successions}
    found = {}
    for organisation in {one for one, _ in figures} | tookover:
        if organisation in gone:
            continue
        ends = _ends(organisation, successions)
        for month in sorted({month for _, month in named}):
            result = _one(figures, named, organisation, month, ends, tookover)
            if result:
                found[organisation, month] = result
    return found


def _one(
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
        months = [when for one, when in named if one == member]
        if not months:
            continue
        is_due = (end is None or month < end) and not (member in tookover and month < min(months))
        if (member, month) in figures:
            top, bottom = top + figures[member, month][0], bottom + figures[member, month][1]
            members.append(member)
        elif is_due and (member, month) not in named and ends and any(_open(one, month, ends, named) for one in ends):
            return None
        elif is_due and (member, month) in named:
            members.append(member)
    return (top, bottom, tuple(sorted(members))) if bottom else None


def _open(member: str, month: Month, ends: Mapping[str, Month], named: set[Cell]) -> bool:
    """Whether a predecessor has a say in the month: it has not merged yet, or goes on reporting."""
    return any(one == member for one, _ in named) and (month < ends[member] or (member, month) in named)


def _ends(organisation: str, successions: list[Succession]) -> dict[str, Month]:
    """Each that merged into the organisation, at once or by way of another, with the month in which it did."""
    found: dict[str, Month] = {}
    ahead = [organisation]
    while ahead:
        heir = ahead.pop()
        for each in successions:
            if each.successor == heir and each.predecessor not in found:
                found[each.predecessor] = each.month
                ahead.append(each.predecessor)
    return found
