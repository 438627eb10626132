"""The comparison of two months with numpy says what the same comparison in SQL says."""

from __future__ import annotations

import random
from collections.abc import Sequence

import duckdb
import numpy as np
import pytest

from checks.validation.figure_changes import LARGE_COUNT, is_leap
from checks.validation.monthly_figures import ColumnChange, Figures, compare_columns, list_changes

NUMBERS = [None, 0.0, 1.0, 99.0, 100.0, 150.0, 200.0, 999.0, 1000.0, 2000.0]

CHANGE = f"""
    with pairs as (select new, old from now join before using (organisation)),
    compared as (
        select count(*) filter (new <> 0 and old <> 0) as filled, count(distinct new) as different,
            coalesce(bool_and(coalesce(new, 0) = coalesce(old, 0)), false) as is_same,
            count(*) filter (least(new, old) >= {LARGE_COUNT}) as large,
            count(*) filter (new = old and new >= {LARGE_COUNT}) as large_and_same
        from pairs
    )
    select compared.*, (select coalesce(sum(new), 0) from now) as total,
        (select count(*) filter (old <> 0) from before) as filled_before
    from compared
"""
LEAPS = """
    select organisation, old, new from now join before using (organisation)
    where greatest(new, old) >= 10 * least(new, old)
        and greatest(new, old) >= if(least(new, old) = 0, 1000, 200) and new is not null and old is not null
    order by organisation
"""


def _draw_month(draw: random.Random, size: int) -> dict[str | None, float | None]:
    codes: list[str | None] = draw.sample([None, *(f"R{number:02}" for number in range(12))], size)
    return {code: draw.choice(NUMBERS) for code in codes}


def _to_figures(month: dict[str | None, float | None]) -> Figures:
    numbers = np.array([[np.nan if number is None else number] for number in month.values()]).reshape(len(month), 1)
    return Figures(("seen",), tuple(month), tuple(None for _ in month), numbers)


def _query(sql: str, now: dict[str | None, float | None], before: dict[str | None, float | None]) -> Sequence[object]:
    with duckdb.connect() as con:
        for table, column, month in (("now", "new", now), ("before", "old", before)):
            con.execute(f"create table {table} (organisation varchar, {column} double)")
            if month:
                con.executemany(f"insert into {table} values (?, ?)", [[*item] for item in month.items()])
        return con.execute(sql).fetchall()


@pytest.mark.parametrize("seed", range(25))
def test_two_months_are_compared_as_in_sql(seed: int) -> None:
    draw = random.Random(seed)
    now, before = _draw_month(draw, draw.randint(0, 12)), _draw_month(draw, draw.randint(0, 12))
    if seed % 5 == 0:
        now = dict(before)  # a month that was copied
    [change] = compare_columns(_to_figures(now), _to_figures(before), least_large_count=LARGE_COUNT)
    [expected] = _query(CHANGE, now, before)
    assert change == ColumnChange(*expected)  # type: ignore[misc]
    leaps = list_changes(_to_figures(now), _to_figures(before), is_leap)
    computed = sorted((leap.organisation, leap.before, leap.now) for leap in leaps)
    assert computed == _query(LEAPS, now, before)


def test_columns_are_chosen_in_the_order_that_is_asked_for() -> None:
    figures = Figures(("a", "b", "c"), ("RAA",), (None,), np.array([[1.0, 2.0, 3.0]]))
    assert figures.choose_columns(["c", "a"]).numbers.tolist() == [[3.0, 1.0]]
