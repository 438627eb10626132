"""Organisations whose figures are the sum of those of others in the same measure, as only the figures say.

Where there are more months than organisations, any set of them is found by linear algebra (`sums.py`), otherwise any
set of those without an area (`subset_sums.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from reports.data.disclosure.linear_sums import SPARE_ROWS
from reports.data.disclosure.number_table import Mask, NumberTable, Quantity
from reports.data.disclosure.subset_sums import find_subset_sums
from reports.data.disclosure.sums import find_sums

NUMBERS = f"""
    with number as (
        select measure, organisation, month, numerator as number,
            organisation not in (select part from disclosure.part where total <> 'ENGLAND' and from_month is null)
                as is_loose
        from disclosure.figure where is_now and unit in ('count', 'share', 'rate') and numerator is not null
    ), sized as (
        select measure, count(distinct month) - {SPARE_ROWS} as most, count(distinct organisation) as organisations,
            count(distinct organisation) filter (is_loose) as loose
        from number group by all
    )
    select number.measure, number.organisation, number.month, number.number, is_loose, organisations <= most as are_few,
        loose <= most as are_few_loose
    from number join sized using (measure)
    where organisations <= most or loose >= 2
    order by all
"""
"""Figures of each measure with more months than organisations, or with organisations that are in no area."""


@dataclass(frozen=True)
class OrganisationPair:
    """Of a measure, a part and its whole, or (not `is_part`) any two of a sum that has no single whole."""

    measure: str
    organisation: str
    to_organisation: str
    is_part: bool


def relate_organisations(con: duckdb.DuckDBPyConnection) -> list[OrganisationPair]:
    """Every pair of organisations of which one helps to work out the other."""
    table = con.execute(NUMBERS).to_arrow_table()
    if not len(table):
        return []
    read = {name: table[name].to_numpy() for name in table.column_names}
    pairs = set[OrganisationPair]()
    for measure in np.unique(read["measure"]):
        is_row = read["measure"] == measure
        numbers, is_loose = _make_table({name: values[is_row] for name, values in read.items()})
        are_few, are_few_loose = (bool(read[name][is_row][0]) for name in ("are_few", "are_few_loose"))
        for names in _name_sums(numbers, is_loose, are_few, are_few_loose):
            pairs |= set(_pair_organisations(measure, names))
    return sorted(pairs, key=lambda pair: (pair.measure, pair.organisation, pair.to_organisation))


def _make_table(read: dict[str, np.ndarray]) -> tuple[NumberTable, Mask]:
    """The figures of a measure, months as rows and organisations as columns, and which of those are in no area."""
    organisations, first, column = np.unique(read["organisation"], return_index=True, return_inverse=True)
    months, row = np.unique(read["month"], return_inverse=True)
    numbers = np.full((len(months), len(organisations)), np.nan)
    numbers[row, column] = read["number"]
    names = tuple(Quantity(organisation, what="numerator") for organisation in organisations)
    every = np.ones(len(names), dtype=bool)
    return NumberTable(numbers, names, every, np.arange(len(months))), read["is_loose"][first].astype(bool)


def _name_sums(table: NumberTable, is_loose: Mask, are_few: bool, are_few_loose: bool) -> Iterator[dict[str, float]]:
    """The organisations of each sum with their factors.

    What an organisation leaves out of a month may be zero, so that is tried too.
    """
    tried = table if are_few else _select_columns(table, is_loose)
    if are_few or are_few_loose:
        for numbers in (tried.numbers, np.nan_to_num(tried.numbers)):
            for column_sum in find_sums(replace(tried, numbers=numbers)):
                yield {tried.names[at].measure: factor for at, factor in column_sum.factors.items()}
    # with more months than organisations, these are totals that hold in fewer months than that
    for factors in find_subset_sums(replace(table, is_part=is_loose)):
        yield {table.names[at].measure: factor for at, factor in factors.items()}


def _select_columns(table: NumberTable, is_column: Mask) -> NumberTable:
    is_row = table.is_present[:, is_column].any(axis=1)
    names = tuple(name for name, keep in zip(table.names, is_column, strict=True) if keep)
    return NumberTable(table.numbers[is_row][:, is_column], names, table.is_part[is_column], table.cells[is_row])


def _pair_organisations(measure: str, factors: dict[str, float]) -> Iterator[OrganisationPair]:
    positive = [code for code, factor in factors.items() if factor > 0]
    negative = [code for code, factor in factors.items() if factor < 0]
    parts, wholes = (positive, negative) if len(negative) == 1 else (negative, positive)
    if len(wholes) == 1:
        yield from (OrganisationPair(measure, part, wholes[0], is_part=True) for part in parts)
    else:
        every = [*parts, *wholes]
        yield from (
            OrganisationPair(measure, part, other, is_part=False) for part in every for other in every if part != other
        )
