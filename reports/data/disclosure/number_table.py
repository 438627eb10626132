"""The numbers among which relations are looked for: every number of people by organisation and month.

A number is *own* if disclosure control may hide it: a numerator, a denominator or the rest of a share of an unpublished
measure. Published numbers can only be wholes, because readers know them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from reports.data.disclosure.number_queries import LEVELS, NUMBERS, OWN, OWN_OF_AREAS
from reports.data.disclosure.windows import Window

EQUAL = 1e-6
"""Numbers are rounded to six decimals."""

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Quantity:
    """A number of people that a measure has each month: numerator, denominator or rest."""

    measure: str
    what: str
    is_own: bool = True


@dataclass(frozen=True)
class NumberCube:
    """Numbers by quantity, organisation and month, NaN where there is none."""

    numbers: Matrix
    quantities: tuple[Quantity, ...]
    months: Places
    organisations: tuple[str, ...]
    is_of_areas: bool = False
    """Whether some of the numbers are sums of members, which no edition shows."""

    def select(self, *whats: str, is_own: bool = True) -> NumberCube:
        """The quantities of these names, own or published."""
        at = [at for at, item in enumerate(self.quantities) if item.what in whats and item.is_own == is_own]
        return replace(self, numbers=self.numbers[at], quantities=tuple(self.quantities[place] for place in at))

    def join(self, other: NumberCube) -> NumberCube:
        """The quantities of both."""
        numbers = np.concatenate([self.numbers, other.numbers])
        return replace(self, numbers=numbers, quantities=(*self.quantities, *other.quantities))

    def apply(self, window: Window) -> NumberCube:
        return replace(self, numbers=window.apply(self.numbers, self.months))

    def fill_zeros(self) -> NumberCube:
        """The organisations that leave something out of a month: zero, if they report it in any other month."""
        is_own = np.array([quantity.is_own for quantity in self.quantities])[:, None, None]
        is_present = ~np.isnan(self.numbers) & is_own
        is_left_out = is_present.any(axis=2, keepdims=True) & is_present.any(axis=0, keepdims=True) & ~is_present
        numbers = np.where(is_left_out, 0.0, self.numbers)
        return replace(self, numbers=numbers)._keep_organisations(is_left_out.any(axis=(0, 2)))

    def keep_different(self, other: NumberCube) -> NumberCube:
        """The organisations with another number in a cube of the same quantities."""
        is_equal = np.isclose(self.numbers, other.numbers, rtol=0, atol=EQUAL, equal_nan=True)
        return self._keep_organisations(np.asarray(~is_equal.all(axis=(0, 2))))

    def _keep_organisations(self, is_kept: Mask) -> NumberCube:
        codes = tuple(code for code, keep in zip(self.organisations, is_kept, strict=True) if keep)
        return replace(self, numbers=self.numbers[:, is_kept], organisations=codes)


@dataclass(frozen=True)
class NumberTable:
    """Numbers by row and column, NaN where there is none; of each column its name and whether it may be a part.

    `cells` says at which place each row would be if there were one for each organisation and month.
    """

    numbers: Matrix
    names: tuple[Quantity, ...]
    is_part: Mask
    cells: Places

    @property
    def is_present(self) -> Mask:
        return ~np.isnan(self.numbers)


def read_numbers(con: duckdb.DuckDBPyConnection) -> tuple[NumberCube, ...]:
    """Read the numbers as they are now; as they were first sent, where they differ; with zeros for what is left out.

    The last are those of areas, with sums of their members in place of what they do not send.
    """
    own = _read_cubes(con, OWN)
    if not own:
        return ()
    now, first = own
    of_areas = [cube for level in LEVELS for cube in _read_cubes(con, OWN_OF_AREAS.format(level=level))[:1]]
    return now, first.keep_different(now), now.fill_zeros(), *(replace(cube, is_of_areas=True) for cube in of_areas)


def _read_cubes(con: duckdb.DuckDBPyConnection, own: str) -> tuple[NumberCube, ...]:
    """The present numbers and the first ones; nothing where there are none."""
    read = con.execute(NUMBERS.format(own=own)).to_arrow_table()
    if not len(read):
        return ()
    columns, organisations, months = (read[name].to_numpy() for name in ("column", "organisation", "month"))
    start, quantities, codes = months.min(), _list_quantities(read), _list_codes(read)
    shape = (len(quantities), len(codes), months.max() - start + 1)
    axis = np.arange(start, months.max() + 1)
    now, first = (NumberCube(np.full(shape, np.nan), quantities, axis, codes) for _ in range(2))
    for cube, name in ((now, "number"), (first, "first_number")):
        cube.numbers[columns, organisations, months - start] = read[name].to_numpy()
    return now, first


def _list_quantities(read: pa.Table) -> tuple[Quantity, ...]:
    _, first = np.unique(read["column"].to_numpy(), return_index=True)
    return tuple(Quantity(**row) for row in read.select(["measure", "what", "is_own"]).take(first).to_pylist())


def _list_codes(read: pa.Table) -> tuple[str, ...]:
    _, first = np.unique(read["organisation"].to_numpy(), return_index=True)
    return tuple(read["code"].take(first).to_pylist())


def make_table(parts: NumberCube, *wholes: NumberCube) -> NumberTable:
    """A table with organisations and months as rows: those with any part."""
    cubes = (parts, *wholes)
    numbers = np.vstack([cube.numbers.reshape(len(cube.quantities), parts.numbers[0].size) for cube in cubes]).T
    names = tuple(quantity for cube in cubes for quantity in cube.quantities)
    is_part = np.arange(len(names)) < len(parts.quantities)
    is_row = ~np.isnan(numbers[:, is_part]).all(axis=1)
    return NumberTable(numbers[is_row], names, is_part, np.flatnonzero(is_row))
