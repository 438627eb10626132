"""Reserves the names of published measures: a local measure of that name would replace a published figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.contracts.contract import Extract
from checks.contracts.rules import is_blank

NAME_IS_TAKEN = is_blank(
    "name_is_taken",
    "a local measure does not have the name of a published one",
    "give the local measure another name: with this one it would replace a published figure",
)


def reserve_published_names(extracts: Iterable[Extract]) -> tuple[Extract, ...]:
    """Return the contracts; those of local measures also have the rule that refuses the names of published ones.

    No contract can write this rule for itself: it depends on the measures of all the others.
    """
    listed = tuple(extracts)
    names = [measure.name for extract in listed for measure in extract.measures]
    return tuple(_refuse_names(extract, names) if extract.local_measure_column else extract for extract in listed)


def _refuse_names(extract: Extract, names: list[str]) -> Extract:
    column = extract.local_measure_column
    taken_sql = f"case when {column} in ({', '.join(repr(name) for name in names)}) then {column} end"
    return replace(
        extract,
        rules=(*extract.rules, NAME_IS_TAKEN),
        derived={**extract.derived, NAME_IS_TAKEN.name: taken_sql},
    )
