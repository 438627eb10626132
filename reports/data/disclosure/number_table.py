"""The numbers among which sums are looked for: every organisation and month is a row, every number of people a column.

A column is *own* if disclosure control may hide it: a numerator or a denominator of an unpublished measure. The other
columns can only be wholes, because readers know them or because they follow from own ones: published numbers, sums of
a published number over some months, and the rise of an own number since the month before.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

SPANS = (3, 6, 12)
"""Months over which published numbers are also added up: local figures are kept by quarter, half-year and year too."""

_ADDED_UP = """
    select organisation, month, measure, '{way} {months} months' as what, sum(numerator) over {way}_{months} as number
    from published
    window {way}_{months} as (
        partition by organisation, measure order by month
        range between interval {before} months preceding and interval {after} months following
    )
    qualify count(numerator) over {way}_{months} = {months}
"""
# a sum of months may be dated by its last month or by its first
_SUMS_OF_MONTHS = " union all ".join(
    _ADDED_UP.format(months=months, way=way, before=before, after=after)
    for months in SPANS
    for way, before, after in (("last", months - 1, 0), ("first", 0, months - 1))
)
PUBLIC_NUMBER = f"""
    create table disclosure.public_number as
    with published as (
        select observation.organisation, observation.month, observation.measure, observation.numerator,
            observation.denominator
        from warehouse.core.observation as observation
        join warehouse.core.measure as measure using (measure)
        join warehouse.core.extract as extract on extract.kind = measure.kind and extract.is_published_statistics
        where measure.unit in ('count', 'share', 'rate')
            and observation.organisation in (
            select organisation from disclosure.figure where is_now
            union
            select total from disclosure.member
        )
    )
    select organisation, month, measure, 'numerator' as what, numerator as number from published
    union all
    select organisation, month, measure, 'denominator', denominator from published
    union all {_SUMS_OF_MONTHS}
"""
"""Published numbers, and sums over some months, of the organisations that have unpublished figures and their areas."""

NUMBERS = """
    with own as (
        select organisation, month, measure, 'numerator' as what, numerator as number
        from disclosure.figure where is_now and unit in ('count', 'share', 'rate')
        union all
        select organisation, month, measure, 'denominator', denominator from disclosure.figure where is_now
    ), rise as (
        select organisation, month, measure, 'rise' as what, number - lag(number) over series as number
        from own where what = 'numerator'
        window series as (partition by organisation, measure order by month)
        qualify lag(month) over series = month - interval 1 month
    ), number as (
        select *, true as is_own from own
        union all
        select *, false from rise
        union all by name
        select *, false as is_own from disclosure.public_number semi join own using (organisation, month)
    )
    select dense_rank() over (order by organisation, month) - 1 as row,
        dense_rank() over (order by is_own desc, measure, what) - 1 as place, is_own, measure, what, number
    from number where number is not null order by row, place
"""

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class NumberTable:
    """The numbers by row and column, NaN where there is none; of each column its measure and whether it is own."""

    numbers: Matrix
    measures: tuple[str, ...]
    is_own: Mask

    @property
    def is_present(self) -> Mask:
        return ~np.isnan(self.numbers)


def read_number_table(con: duckdb.DuckDBPyConnection) -> NumberTable:
    """Read what sums are looked for in: the present figures, and what is published of the same organisations."""
    con.execute(PUBLIC_NUMBER)
    read = con.execute(NUMBERS).fetchnumpy()
    rows, places = read["row"], read["place"]
    if not len(rows):
        return NumberTable(np.empty((0, 0)), (), np.empty(0, dtype=bool))
    numbers = np.full((rows.max() + 1, places.max() + 1), np.nan)
    numbers[rows, places] = read["number"]
    _, first = np.unique(places, return_index=True)
    return NumberTable(numbers, tuple(read["measure"][first]), np.asarray(read["is_own"][first], dtype=bool))
