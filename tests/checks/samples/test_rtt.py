"""RTT samples: both layouts, and every identity that the published extract keeps."""

from __future__ import annotations

from collections import defaultdict

import pytest

from checks.extracts.rtt_layouts import BANDS_53, BANDS_105
from checks.samples import rtt, rtt_pathways, world

WORLD = world.make_world(24, 2026)
MONTHS = ("2021-02", "2026-09")


def _whole_numbers(cells: tuple[str, ...]) -> list[int]:
    return [int(cell or 0) for cell in cells]


@pytest.fixture(params=MONTHS, scope="module")
def rows(request: pytest.FixtureRequest) -> list[tuple[str, ...]]:
    return list(rtt.make_rows(WORLD, request.param))


@pytest.mark.parametrize(("month", "published_layout"), [("2021-03", BANDS_53), ("2021-04", BANDS_105)])
def test_headers_are_the_published_ones(month: str, published_layout: object) -> None:
    assert rtt.make_header(month) == published_layout.headers  # type: ignore[attr-defined]


def test_rows_are_as_wide_as_the_header_and_unique(rows: list[tuple[str, ...]]) -> None:
    assert {len(row) for row in rows} <= {69, 121}
    keys = [(row[3], row[7], row[9], row[11]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row[9] for row in rows} == set(rtt_pathways.PARTS)


def test_bands_totals_and_unknown_starts_agree(rows: list[tuple[str, ...]]) -> None:
    for row in rows:
        bands, (known, unknown, every) = _whole_numbers(row[13:-3]), _whole_numbers(row[-3:])
        if row[9] == "Part_3":
            assert set(row[13:-1]) == {""}
        elif row[9] in ("Part_1A", "Part_1B"):
            assert sum(bands) == known == every - unknown
        else:
            assert row[-3:-1] == ("", "")
            assert sum(bands) == every
        assert every > 0


def test_the_total_of_specialties_stands_beside_them(rows: list[tuple[str, ...]]) -> None:
    parts: dict[tuple[str, ...], list[list[int]]] = defaultdict(list)
    totals = {}
    for row in rows:
        key = (row[3], row[7], row[9])
        if row[11] == "C_999":
            totals[key] = _whole_numbers(row[13:])
        else:
            parts[key].append(_whole_numbers(row[13:]))
    assert parts.keys() == totals.keys()
    for key, total in totals.items():
        assert [sum(cells) for cells in zip(*parts[key], strict=True)] == total


def test_decisions_to_admit_are_within_the_list(rows: list[tuple[str, ...]]) -> None:
    waiting = {(row[3], row[7], row[11]): int(row[-1]) for row in rows if row[9] == "Part_2"}
    assert all(int(row[-1]) <= waiting[row[3], row[7], row[11]] for row in rows if row[9] == "Part_2A")


def test_the_traps_are_there(rows: list[tuple[str, ...]]) -> None:
    assert {row[8] for row in rows if row[7] == "NONC"} == {"#N/A"}
    assert {row[7] for row in rows if not row[5]} == {"NONC", world.HUB.code}
    assert any("" in row[13:-3] and row[9] == "Part_2" for row in rows)
    assert any({"", "0"} <= set(row[13:-3]) for row in rows)
    assert all("" not in row[13:-3] for row in rows if row[11] == "C_999" and row[9] != "Part_3")
    assert any(int(row[-2] or 0) for row in rows if row[9] == "Part_1B")


def test_level_is_plausible(rows: list[tuple[str, ...]]) -> None:
    england = [row for row in rows if row[9] == "Part_2" and row[11] == "C_999" and row[7] != "NONC"]
    within = sum(sum(_whole_numbers(row[13:31])) for row in england) / sum(int(row[-1]) for row in england)
    assert 0.5 < within < 0.75


def test_period_and_name_of_the_file() -> None:
    assert rtt.file_name("2026-09") == "20260930-RTT-September-2026-full-extract.csv"
    assert rtt.make_file(WORLD, "2021-02").split(b"\r\n")[1].startswith(b"RTT-FEBRUARY-2021,")
