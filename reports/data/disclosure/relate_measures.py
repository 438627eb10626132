"""Relations between the measures of an organisation, each in a window: which months of them are linked.

Every relation is a sum of parts that makes up a number, or the sum or difference of two. The window is applied to the
parts (a rolling year is that of admissions of children and of adults) or to what they make up (what a stock gained).
The same is looked for once more with zeros for what was left out, as in a file that has no row where nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from reports.data.disclosure.chance import SPARE_BITS, list_organisations
from reports.data.disclosure.local_sums import relate_local_sums
from reports.data.disclosure.month_links import (
    EVERYWHERE,
    MonthLink,
    link_each_other,
    link_parts_by_months,
    link_wholes_by_months,
    place_links,
)
from reports.data.disclosure.number_table import NumberCube, NumberTable, Quantity, make_table
from reports.data.disclosure.public_sums import PublicSum
from reports.data.disclosure.spans import relate_spans
from reports.data.disclosure.sums import EQUAL, ColumnSum, find_sums, score_sum
from reports.data.disclosure.windows import OTHER_MONTH, RISES, SAME_MONTH, USUAL_SUMS, Window


@dataclass(frozen=True)
class RelatedMeasures:
    """Own measures that make up others, or published numbers, and at which organisations."""

    parts: set[str]
    wholes: set[str]
    published: set[str]
    organisations: tuple[str, ...]

    def place(self, links: Iterable[MonthLink]) -> Iterator[MonthLink]:
        return place_links(links, self.organisations)

    def list_public_sums(self, window: Window) -> Iterator[PublicSum]:
        """The published numbers that the parts alone make up, in this window of the parts."""
        for whole in () if self.wholes else self.published:
            for code in self.organisations:
                yield PublicSum(tuple(sorted(self.parts)), whole, window.first, window.last, code)


Relation = MonthLink | PublicSum


def relate_measures(cubes: Iterable[NumberCube]) -> set[Relation]:
    """Every link between the months of two measures at one organisation, and published sums of measures."""
    relations: set[Relation] = set()
    for cube in cubes:
        own, public = (cube.select("numerator", "denominator", is_own=is_own) for is_own in (True, False))
        if own.numbers.size:
            numbers = cube.select("numerator", "denominator", "rest")
            related = {*relate_spans(numbers), *relate_local_sums(numbers.join(public)), *_relate_sums(own, public)}
            # what holds of sums of members holds at their areas: the members need not send any total
            relations |= _place_at_areas(related, cube.organisations) if cube.is_of_areas else related
    return relations


def _place_at_areas(relations: set[Relation], areas: tuple[str, ...]) -> set[Relation]:
    everywhere = {relation for relation in relations if not relation.organisation}
    return relations - everywhere | {replace(relation, organisation=area) for relation in everywhere for area in areas}


def _relate_sums(own: NumberCube, public: NumberCube) -> Iterator[Relation]:
    for relation in _split_sums(own, make_table(own)):
        yield from relation.place(link_each_other(relation.parts))
    for window in (SAME_MONTH, *RISES, *USUAL_SUMS):
        wholes = (public,) if window == SAME_MONTH else (public.apply(window), own.apply(window))
        for relation in _split_sums(own, make_table(own, *wholes)):
            yield from relation.place(link_wholes_by_months(relation.parts, relation.wholes, window))
            yield from relation.list_public_sums(SAME_MONTH)
    for window in (*OTHER_MONTH, RISES[0], *USUAL_SUMS):
        for relation in _split_sums(own, make_table(own.apply(window), public, own)):
            yield from relation.place(link_parts_by_months(relation.parts, relation.wholes, window))
            yield from relation.list_public_sums(window)


def _split_sums(own: NumberCube, table: NumberTable) -> Iterator[RelatedMeasures]:
    """The parts and wholes of each sum, except those in which a number is both."""
    for column_sum in find_sums(table):
        parts = {table.names[at] for at in column_sum.factors if table.is_part[at]}
        wholes = {table.names[at] for at in column_sum.factors if not table.is_part[at]}
        if parts and not parts & wholes:
            organisations = EVERYWHERE if column_sum.is_everywhere else _list_organisations(own, table, column_sum)
            published = {quantity.measure for quantity in wholes if not quantity.is_own}
            yield RelatedMeasures(_own_measures(parts), _own_measures(wholes), published, organisations)


def _list_organisations(own: NumberCube, table: NumberTable, column_sum: ColumnSum) -> tuple[str, ...]:
    """The organisations at which a sum that does not hold everywhere does hold."""
    numbers = table.numbers[:, list(column_sum.factors)]
    is_row = ~np.isnan(numbers).any(axis=1)
    left = numbers[is_row] @ np.array(list(column_sum.factors.values()))
    shape = own.numbers.shape[1:]
    scores, is_equal = np.zeros(shape), np.zeros(shape, dtype=bool)
    scores.flat[table.cells[is_row]] = score_sum(numbers[is_row], left)
    is_equal.flat[table.cells[is_row]] = np.abs(left) <= EQUAL
    # it was found in a run of rows, so it is known to hold somewhere
    organisations = list_organisations(scores, is_equal, np.log2(scores.size) + SPARE_BITS)
    return tuple(own.organisations[at] for at in organisations) or EVERYWHERE


def _own_measures(quantities: set[Quantity]) -> set[str]:
    return {quantity.measure for quantity in quantities if quantity.is_own}
