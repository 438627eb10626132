"""Dates of a series: the one reading that fits the whole column, or a refusal that names the line and the form."""

from __future__ import annotations

from datetime import datetime

import pytest

from transforms.spc.date_column import DAY_FIRST, ISO, MONTH_FIRST, NAMED, read_date_column, read_iso_date
from transforms.spc.spc_error import SpcError


def number_lines(texts: list[str]) -> dict[str, int]:
    return {text: line for line, text in enumerate(texts, start=2)}


@pytest.mark.parametrize(
    ("texts", "reading", "last"),
    [
        (["2022-01", "2022-02-03"], ISO, datetime(2022, 2, 3)),
        (["2022/1/9", "2022-01-10 13:30"], ISO, datetime(2022, 1, 10, 13, 30)),
        (["2024-01-01T00:00:00Z"], ISO, datetime(2024, 1, 1)),
        (["01/02/2022", "13/02/2022"], DAY_FIRST, datetime(2022, 2, 13)),
        (["02/01/2022", "02/13/2022"], MONTH_FIRST, datetime(2022, 2, 13)),
        (["01.02.2022 08:00", "28.02.2022 09:00"], DAY_FIRST, datetime(2022, 2, 28, 9)),
        (["02/02/2022", "03/03/2022"], DAY_FIRST, datetime(2022, 3, 3)),
        (["Jan-22", "Feb 2022", "march 2022"], NAMED, datetime(2022, 3, 1)),
        (["Sept-98"], NAMED, datetime(1998, 9, 1)),
        (["31-Jan-2022", "1 Feb 22"], NAMED, datetime(2022, 2, 1)),
        (["2022 JAN"], NAMED, datetime(2022, 1, 1)),
    ],
)
def test_a_column_is_read_in_the_way_that_fits_all_of_it(texts: list[str], reading: str, last: datetime) -> None:
    column = read_date_column(number_lines(texts))
    assert (column.reading, column.moments[texts[-1]]) == (reading, last)
    assert bool(column.describe()) == (reading != ISO)


def test_the_user_decides_where_both_orders_fit() -> None:
    lines = number_lines(["01/01/2022", "01/02/2022", "01/12/2022"])
    with pytest.raises(SpcError, match=r"line 3: '01/02/2022' can be 1 February 2022 or 2 January 2022, .*day-first"):
        read_date_column(lines)
    assert read_date_column(lines, "day-first").moments["01/12/2022"] == datetime(2022, 12, 1)
    assert read_date_column(lines, "month-first").moments["01/12/2022"] == datetime(2022, 1, 12)


@pytest.mark.parametrize(("form", "reading"), [("01/{:02}/{}", DAY_FIRST), ("{:02}/01/{}", MONTH_FIRST)])
def test_the_first_of_each_month_over_years_can_be_read_in_one_way(form: str, reading: str) -> None:
    texts = [form.format(month, year) for year in (2022, 2023) for month in range(1, 13)]
    column = read_date_column(number_lines(texts))
    assert (column.reading, column.moments[texts[-1]]) == (reading, datetime(2023, 12, 1))


def test_the_first_of_january_of_every_year_is_the_same_either_way() -> None:
    column = read_date_column(number_lines(["01/01/2021", "01/01/2022"]))
    assert set(column.moments.values()) == {datetime(2021, 1, 1), datetime(2022, 1, 1)}


def test_two_years_that_are_no_months_are_still_for_the_user_to_decide() -> None:
    with pytest.raises(SpcError, match="day-first"):
        read_date_column(number_lines(["01/02/2022", "02/03/2023"]))


def test_the_user_does_not_overrule_what_the_dates_say() -> None:
    assert read_date_column(number_lines(["01/02/2022", "31/03/2022"]), "month-first").reading == DAY_FIRST


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["01/01/22"], "line 2: '01/01/22' is not a date that can be read; write dates YYYY-MM-DD or YYYY-MM"),
        (["2022-01-01", "22-02-01"], "line 3: .* is not a date"),
        (["epoch"], "'epoch'"),
        (["infinity"], "'infinity'"),
        (["2022-01-01 (BC)"], "BC"),
        (["0022-01-01"], "line 2: .* is not a date"),
        (["9999-12-31"], "line 2: .* is not a date"),
        (["2022-02-30"], "line 2: .* is not a date"),
        (["30/02/2022"], "line 2: .* is not a date"),
        (["44562"], "line 2: .* is not a date"),
        (["20220101"], "line 2: .* is not a date"),
        (["2022-01-01 25:00"], "line 2: .* is not a date"),
        (["Jnu-22"], "line 2: .* is not a date"),
        (["2022-01-01", "01/02/2023"], "line 3 writes .* day/month/year or month/day/year .*line 2 as year-month-day"),
        (["13/01/2022", "01/13/2022"], "line 3 .* month/day/year .'01/13/2022'., and line 2 as day/month/year"),
        (["Jan-22", "2022-02"], "line 3 writes its date as year-month-day .* and line 2 as the month by its name"),
    ],
)
def test_other_columns_are_refused_with_the_line_and_the_form(texts: list[str], words: str) -> None:
    with pytest.raises(SpcError, match=words):
        read_date_column(number_lines(texts))


def test_an_option_has_iso_dates_alone() -> None:
    assert read_iso_date("2022-05") == datetime(2022, 5, 1)
    assert [read_iso_date(text) for text in ("20220501", "2022-W01-1", "01/05/2022", "")] == [None] * 4
