"""The P' chart beside XmR: which series have one, whose limits it has, what it says."""

from __future__ import annotations

import duckdb
import pytest

from tests.transforms.spc.charts import Row, month, warehouse

USUAL = [(700 + 5 * (place * 7 % 5), 1000) for place in range(24)]
DIFFERENCE = (
    "these limits follow the number of attendances of each month, wider where there are fewer; those of the XmR chart "
    "are the same in every month."
)


def charted(counts: list[tuple[int, int]], direction: str = "increase") -> duckdb.DuckDBPyConnection:
    rows: list[Row] = [("m", "R0", month(place), r, n, r / n) for place, (r, n) in enumerate(counts)]
    return warehouse([("m", "share", direction, "xmr")], rows, beside=["m"])


@pytest.mark.parametrize(
    ("counts", "direction", "words", "variation"),
    [
        (USUAL, "increase", "December 2016 lies within the limits and no earlier month lies outside", "common_cause"),
        (
            [*USUAL, (500, 1000)],
            "increase",
            "January 2017 lies below the lower limit (deterioration) and no earlier month lies outside",
            "special_cause_concern",
        ),
        (
            [*USUAL[:12], (900, 1000), *USUAL[12:], (500, 1000)],
            "decrease",
            "February 2017 lies below the lower limit (improvement) and 1 earlier month lies outside",
            "special_cause_improvement",
        ),
        (
            [(900, 1000), *USUAL[:12], (900, 1000), *USUAL[12:]],
            "neutral",
            "February 2017 lies within the limits and 2 earlier months lie outside",
            "common_cause",
        ),
        (
            [*USUAL, (900, 1000)],
            "neutral",
            "January 2017 lies above the upper limit and no earlier month lies outside",
            "special_cause_neutral_high",
        ),
        (
            USUAL[:8],
            "increase",
            (
                "With trial limits, from 8 of 13 months, "
                "August 2015 lies within the limits and no earlier month lies outside"
            ),
            None,
        ),
    ],
)
def test_it_says_what_it_shows_and_how_its_limits_differ(
    counts: list[tuple[int, int]], direction: str, words: str, variation: str | None
) -> None:
    actual = charted(counts, direction).execute("select sentence, variation from mart.secondary_chart").fetchall()
    assert actual == [(f"{words}; {DIFFERENCE}", variation)]


def test_its_limits_are_those_of_the_p_chart_in_the_newest_month() -> None:
    con = charted([(700 + 5 * (place % 4), 900 + 10 * place) for place in range(30)])
    theirs = con.execute(
        "select value, centre, lower_laney, upper_laney from mart.p_chart order by month desc limit 1"
    ).fetchall()
    assert (
        con.execute("select last_value, centre, lower_limit, upper_limit from mart.secondary_chart").fetchall()
        == theirs
    )


def test_months_that_do_not_vary_have_none_and_say_so() -> None:
    rows: list[Row] = [("m", "R0", month(0), 7, 10, 0.7)]
    con = warehouse([("m", "share", "increase", "xmr")], rows, beside=["m"])
    assert con.execute("select chart, variation, sentence from mart.secondary_chart").fetchall() == [
        (None, None, "A P′ chart has no limits here: the months do not vary, or there is only one.")
    ]


def test_only_series_of_such_measures_that_are_drawn_as_xmr_have_one() -> None:
    rows: list[Row] = [
        row
        for name in ("with", "without")
        for place in range(24)
        for row in (
            (name, "USUAL", month(place), 700 + place % 5, 1000, 0.7 + place % 5 / 1000),
            (name, "RARE", month(place), 50 - (place % 5 == 0), 50, 1 - (place % 5 == 0) / 50),
        )
    ]
    measures = [(name, "share", "increase", "xmr") for name in ("with", "without")]
    con = warehouse(measures, rows, beside=["with"])
    assert con.execute("select measure, organisation from mart.secondary_chart").fetchall() == [("with", "USUAL")]
