"""Referral samples: the layouts of the Monthly Activity Return and of the Monthly Referral Return."""

from __future__ import annotations

import csv

import pytest

from checks.extracts.referrals_activity import BY_PCT_2008, BY_PCT_2009, BY_PCT_2010, BY_SHA
from checks.extracts.referrals_return import BY_COMMISSIONER, BY_PROVIDER
from checks.samples import referrals, referrals_return, world

WORLD = world.make_world(24, 2026)
PCT_MONTHS = [month for month in referrals.ACTIVITY_MONTHS if month < referrals.FIRST_BY_SHA]
SHA_MONTHS = [month for month in referrals.ACTIVITY_MONTHS if month >= referrals.FIRST_BY_SHA]


def _read_table(content: bytes) -> list[list[str]]:
    rows = list(csv.reader(content.decode().split("\r\n")))
    return rows[next(number for number, row in enumerate(rows) if "Year" in row) :]


def _read_counts(row: list[str], first: int) -> list[int]:
    return [0 if cell.strip().startswith("-") else int(cell.strip().replace(",", "")) for cell in row[first:]]


def _add_rows(rows: list[list[int]]) -> list[int]:
    return [sum(cells) for cells in zip(*rows, strict=True)]


@pytest.mark.parametrize("month", PCT_MONTHS)
def test_england_is_the_sum_of_the_authorities_and_of_the_pcts(month: str) -> None:
    _, england, *rest = _read_table(referrals.make_file(WORLD, month))
    rows = [row for row in rest if any(row)]
    above = {row[5]: _read_counts(row, 7) for row in rows if not row[3]}
    below = [row for row in rows if row[3]]
    assert england[6] == "England"
    assert (
        _read_counts(england, 7)
        == _add_rows(list(above.values()))
        == _add_rows([_read_counts(row, 7) for row in below])
    )
    for authority in world.AUTHORITIES:
        own = [row for row in below if row[3] == authority.code]
        assert above[authority.code] == _add_rows([_read_counts(row, 7) for row in own])


@pytest.mark.parametrize("month", SHA_MONTHS)
def test_england_is_the_sum_in_the_layout_by_sha(month: str) -> None:
    _, england, blank, *rows = _read_table(referrals.make_file(WORLD, month))
    assert england[3:5] == ["", "England"]
    assert not any(blank)
    assert _read_counts(england, 5) == _add_rows([_read_counts(row, 5) for row in rows])


@pytest.mark.parametrize(
    ("month", "published_layout"),
    [("2008-04", BY_PCT_2008), ("2010-03", BY_PCT_2009), ("2010-04", BY_PCT_2010), ("2012-04", BY_SHA)],
)
def test_headers_are_the_published_ones(month: str, published_layout: object) -> None:
    header = _read_table(referrals.make_file(WORLD, month))[0]
    assert header[0] == ""
    assert tuple(cell.strip() for cell in header[1:]) == published_layout.headers  # type: ignore[attr-defined]


def test_cells_are_as_a_spreadsheet_saved_them() -> None:
    content = referrals.make_file(WORLD, "2008-04").decode()
    assert '," \t' in content
    assert ", \t- 0," in content
    assert "Attendnces" in content
    assert content.split("\r\n")[2].strip(",") == ""
    assert not content.endswith("\n")


def test_january_to_march_belong_to_the_year_before() -> None:
    assert referrals.fiscal_year("2010-03") == "2009-10"
    assert referrals.fiscal_year("2010-04") == "2010-11"
    assert referrals.fiscal_year("2000-02") == "1999-00"


def test_general_and_acute_referrals_are_within_all() -> None:
    for pct, _ in referrals.PCTS:
        counts = referrals.make_counts(WORLD, pct, "2008-04")
        assert counts[11] <= counts[9]
        assert counts[0] + counts[1] == counts[2]


def test_the_return_by_provider_has_its_england_row() -> None:
    header, england, blank, *rows = _read_table(
        referrals_return.provider_content(WORLD, referrals_return.PROVIDER_MONTH)
    )
    assert tuple(header[1:]) == BY_PROVIDER.headers
    assert england[6] == "England"
    assert not any(blank)
    assert _read_counts(england, 7) == _add_rows([_read_counts(row, 7) for row in rows])


def test_the_annual_return_adds_up_to_the_return_by_provider() -> None:
    month = referrals_return.PROVIDER_MONTH
    content = referrals_return.make_file(WORLD, [month]).decode()
    header, *rows = csv.reader(content.splitlines())
    assert tuple(header) == BY_COMMISSIONER.headers
    assert {row[0] for row in rows} == {"MRR-March-2024"}
    by_provider = _read_table(referrals_return.provider_content(WORLD, month))
    assert _add_rows([_read_counts(row, 9) for row in rows]) == _read_counts(by_provider[1], 7)
    # as those of providers in Wales
    assert len({row[3] for row in rows if row[1:3] == ["", ""]}) == 1
