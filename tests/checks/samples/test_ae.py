"""A&E samples: the published layouts with their quirks, and figures that agree with each other."""

from __future__ import annotations

import csv

import pytest

from checks.extracts.ae_layouts import BOOKING, NUMBERED, UNBOOKED
from checks.samples import ae, ae_counts, world
from checks.samples.seasons import add_months, months_until, name_of

WORLD = world.make_world(24, 2026)
MONTHS = (*months_until(world.LAST_MONTH, 36), "2020-02", "2020-05", "2021-08")


def _read_table(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").split("\r\n")[:-1]))


def _count_attendances(code: str, month: str) -> int:
    row = next(row for row in ae.make_sheet(WORLD, month).rows if row[1] == code)
    return sum(map(int, row[4:10]))


@pytest.mark.parametrize("month", MONTHS)
def test_total_row_is_the_sum_and_stands_last(month: str) -> None:
    table = _read_table(ae.make_file(WORLD, month))
    width = len(ae.make_header(month))
    assert [sum(int(row[place]) for row in table[1:-1]) for place in range(4, width)] == [
        int(cell) for cell in table[-1][4:width]
    ]
    assert any(cell.strip().casefold() == "total" for cell in table[-1][:4])
    assert {row[0] for row in table[1:-1]} == {f"MSitAE-{name_of(month).upper()}-{month[:4]}"}


@pytest.mark.parametrize("month", MONTHS)
def test_over_four_hours_never_exceeds_attendances(month: str) -> None:
    for provider in WORLD.reporting(month):
        counts = ae_counts.make_counts(WORLD, provider, month)
        assert min(counts) >= 0
        assert all(over <= seen for seen, over in zip(counts[:6], counts[6:12], strict=True))
        assert counts[12] + counts[13] <= counts[14]


@pytest.mark.parametrize(
    ("month", "published_layout"), [("2020-03", NUMBERED), ("2020-07", UNBOOKED), ("2020-08", BOOKING)]
)
def test_headers_are_the_published_ones(month: str, published_layout: object) -> None:
    assert ae.make_header(month) == published_layout.headers  # type: ignore[attr-defined]


def test_lines_end_as_published() -> None:
    content = ae.make_file(WORLD, "2025-05")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_byte_order_marks_junk_columns_and_spellings() -> None:
    assert ae.make_file(WORLD, "2025-07").startswith(b"\xef\xbb\xbfPeriod,")
    assert ae.make_file(WORLD, "2025-06").startswith(b"Period,")
    junk = ae.make_file(WORLD, ae.JUNK_COLUMNS).split(b"\r\n")
    assert junk[0].endswith(b"Other emergency admissions,,,,,,a")
    assert all(line.endswith(b",,,,,,") for line in junk[1:-1])
    spellings = {tuple(_read_table(ae.make_file(WORLD, month))[-1][:4]) for month in months_until(world.LAST_MONTH, 36)}
    assert len(spellings) >= 8
    assert ("MSitAE-FEBRUARY-2026", "TOTAL", "TOTAL", "TOTAL") in spellings


def test_every_region_but_one_has_its_trailing_space() -> None:
    parents = {row[2] for row in ae.make_sheet(WORLD, "2026-01").rows}
    assert parents == {"NHS ENGLAND SAMPLE NORTH ", "NHS ENGLAND SAMPLE MIDDLE ", "NHS ENGLAND SAMPLE SOUTH"}


def test_rows_change_places_from_month_to_month() -> None:
    orders = {tuple(row[1] for row in ae.make_sheet(WORLD, month).rows) for month in ("2026-06", "2026-07", "2026-08")}
    assert len(orders) == 3


def test_a_trust_merges_into_another_which_steps_up() -> None:
    gone, heir = WORLD.providers[world.PREDECESSOR], WORLD.providers[world.SUCCESSOR]
    before = add_months(world.MERGER_MONTH, -1)
    assert gone.successor == heir.code
    assert gone.region == heir.region
    assert gone.code in {row[1] for row in ae.make_sheet(WORLD, before).rows}
    assert gone.code not in {row[1] for row in ae.make_sheet(WORLD, world.MERGER_MONTH).rows}
    together = _count_attendances(heir.code, before) + _count_attendances(gone.code, before)
    assert _count_attendances(heir.code, world.MERGER_MONTH) == pytest.approx(together, rel=0.1)


def test_winters_are_worse() -> None:
    def late(month: str) -> float:
        total = [int(cell) for cell in ae.make_sheet(WORLD, month).total[4:]]
        return sum(total[6:12]) / sum(total[:6])

    for year in ("2024", "2025", "2026"):
        assert late(f"{year}-01") > late(f"{year}-07") + 0.02


def test_first_publication_lacks_a_provider_and_is_lower_in_a_few_cells() -> None:
    first, now = (
        {row[1]: row for row in ae.make_sheet(WORLD, "2026-03", is_first=is_first).rows} for is_first in (True, False)
    )
    assert len(now.keys() - first.keys()) == 1
    changed = [code for code in first if first[code] != now[code]]
    assert 1 <= len(changed) <= 4
    assert all(int(first[code][6]) < int(now[code][6]) for code in changed)


def test_file_names_drift() -> None:
    names = [ae.file_name(month) for month in MONTHS]
    assert len(set(names)) == len(names)
    assert len({name.split("-")[0] == "Monthly" for name in names}) == 2
