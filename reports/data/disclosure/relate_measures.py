"""Relations between the measures of an organisation, each in a window: which months of them are linked.

Every relation is a sum of parts that makes up a number, or the sum or difference of two. The window is applied to the
parts (a rolling year is that of admissions of children and of adults) or to what they make up (what a stock gained).
The same is looked for once more with zeros for what was left out, as in a file that has no row where nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.data.disclosure.month_links import (
    MonthLink,
    link_each_other,
    link_parts_by_months,
    link_wholes_by_months,
)
from reports.data.disclosure.number_table import NumberCube, NumberTable, Quantity, make_table
from reports.data.disclosure.spans import relate_spans
from reports.data.disclosure.sums import find_sums
from reports.data.disclosure.windows import OTHER_MONTH, RISES, SAME_MONTH, USUAL_SUMS


def relate_measures(cubes: Iterable[NumberCube]) -> set[MonthLink]:
    """Every link between the months of two measures at one organisation."""
    links: set[MonthLink] = set()
    for cube in cubes:
        own, public = (cube.select("numerator", "denominator", is_own=is_own) for is_own in (True, False))
        if own.numbers.size:
            links |= {*relate_spans(cube.select("numerator", "denominator", "rest")), *_relate_sums(own, public)}
    return links


def _relate_sums(own: NumberCube, public: NumberCube) -> Iterator[MonthLink]:
    for parts, _ in _split_sums(make_table(own)):
        yield from link_each_other(_own_measures(parts))
    for window in (SAME_MONTH, *RISES, *USUAL_SUMS):
        wholes = (public,) if window == SAME_MONTH else (public.apply(window), own.apply(window))
        for parts, whole in _split_sums(make_table(own, *wholes)):
            yield from link_wholes_by_months(_own_measures(parts), _own_measures(whole), window)
    for window in (*OTHER_MONTH, RISES[0], *USUAL_SUMS):
        for parts, whole in _split_sums(make_table(own.apply(window), public, own)):
            yield from link_parts_by_months(_own_measures(parts), _own_measures(whole), window)


def _split_sums(table: NumberTable) -> Iterator[tuple[set[Quantity], set[Quantity]]]:
    """The parts and wholes of each sum, except those in which a number is both."""
    for factors in find_sums(table):
        parts = {table.names[at] for at in factors if table.is_part[at]}
        wholes = {table.names[at] for at in factors if not table.is_part[at]}
        if parts and not parts & wholes:
            yield parts, wholes


def _own_measures(quantities: set[Quantity]) -> set[str]:
    return {quantity.measure for quantity in quantities if quantity.is_own}
