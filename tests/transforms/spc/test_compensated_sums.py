"""The averages of the limits are DuckDB's own, to the last bit, whatever the order and the lengths."""

from __future__ import annotations

import random

import duckdb
import numpy as np
import pytest

from transforms.spc.compensated_sums import FEW_ROWS, average_ascending


@pytest.mark.parametrize(("stretches", "longest"), [(FEW_ROWS, 200), (120, 80), (400, 3)])
def test_averages_are_those_of_duckdb(stretches: int, longest: int) -> None:
    chance = random.Random(stretches)
    lengths = [chance.randint(1, longest) for _ in range(stretches)]
    offsets = np.append(0, np.cumsum(lengths))
    values = np.array([chance.uniform(-1, 1) * 10 ** chance.randint(-8, 8) for _ in range(offsets[-1])])
    values[[chance.randrange(len(values)) for _ in range(len(values) // 9)]] = np.nan
    columns = {"stretch": np.repeat(np.arange(stretches), lengths), "value": values}
    query = "select favg(value order by value) from columns group by stretch order by stretch"
    expected = [average for (average,) in duckdb.connect().execute(query).fetchall()]
    assert columns["value"] is values
    actual = average_ascending(values, offsets).tolist()
    assert [None if average != average else average for average in actual] == expected


def test_a_stretch_without_values_has_no_average() -> None:
    assert np.isnan(average_ascending(np.array([np.nan, np.nan]), np.array([0, 2]))).all()
