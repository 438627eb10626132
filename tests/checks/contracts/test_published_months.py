"""Every way in which the publishers write a month, and none in which they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.contracts.published_months import MONTHS, from_fiscal_year, from_period


@pytest.mark.parametrize(
    ("text", "prefix", "month"),
    [
        ("MSitAE-APRIL-2020", "MSitAE", "2020-04"),
        ("MSitAE-FEBRUARY-2026", "MSitAE", "2026-02"),
        ("RTT-January-2026", "RTT", "2026-01"),
        ("RTT-APRIL-2022", "RTT", "2022-04"),
        ("MRR-September-2022", "MRR", "2022-09"),
        ("  RTT-January-2026\t", "RTT", "2026-01"),
        ("RTT-JAN-2026", "RTT", "2026-01"),
        ("MSitAE-APRIL-2020", "RTT", None),
        ("APRIL-2020", "MSitAE", None),
        ("MSitAE-APRIL-20", "MSitAE", None),
        ("MSitAE-SMARCH-2020", "MSitAE", None),
        ("TOTAL", "MSitAE", None),
        ("", "MSitAE", None),
    ],
)
def test_period_names(text: str, prefix: str, month: str | None) -> None:
    assert from_period(text, prefix) == month


@pytest.mark.parametrize(
    ("year", "period", "month"),
    [
        ("2008-09", "APRIL", "2008-04"),
        ("2008-09", "DECEMBER", "2008-12"),
        # January to March belong to the later year
        ("2008-09", "JANUARY", "2009-01"),
        ("2012-13", "MARCH", "2013-03"),
        ("2020-21", "May", "2020-05"),
        ("1999-00", "February", "2000-02"),
        ("2008-2009", "MARCH", "2009-03"),
        (" 2008-09 ", " MARCH ", "2009-03"),
        ("2008-10", "APRIL", None),
        ("2008", "APRIL", None),
        ("2008-09", "QUARTER 1", None),
        ("", "", None),
    ],
)
def test_fiscal_years(year: str, period: str, month: str | None) -> None:
    assert from_fiscal_year(year, period) == month


@given(st.integers(1990, 2098), st.integers(1, 12))
def test_every_month_of_a_fiscal_year_is_read(year: int, number: int) -> None:
    start = year if number >= 4 else year - 1
    fiscal = f"{start}-{(start + 1) % 100:02d}"
    assert from_fiscal_year(fiscal, MONTHS[number - 1].upper()) == f"{year}-{number:02d}"
    assert from_period(f"MSitAE-{MONTHS[number - 1].upper()}-{year}", "MSitAE") == f"{year}-{number:02d}"
