"""Organisations through time: one series for those that merged, and nothing summed that is not one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Row, Sheet
from tests.transforms.oracle_merged import Succession, continuous, joined
from tests.transforms.warehouse import build_tables, rows
from transforms.model_graph import MODELS_FOLDER

CODES = ["A", "B", "C", "D", "E"]
MONTHS = 6
TABLES = """
    create schema staging; create schema core;
    create table staging.successions (predecessor varchar, successor varchar, kind varchar, load_id varchar);
    create table staging.member (source_kind varchar, organisation varchar, area varchar, month date);
    create table staging.measure (measure varchar, percentile double, minimum_denominator integer);
    create table staging.band (
        measure varchar, organisation varchar, month date, band integer, pathways double, is_open boolean);
    create table core.organisation (organisation varchar, opened date, closed date, last_month date);
    create table core.succession (predecessor varchar, successor varchar, month date);
    create table core.observation (
        measure varchar, organisation varchar, month date, numerator double, denominator double, value double);
    create table core.measure (measure varchar, kind varchar, unit varchar);
    create table core.exclusion (measure varchar, organisation varchar, from_month date, to_month date);
    insert into core.measure values ('share', 'ae', 'share');
    insert into staging.measure values ('share', null, 1);
"""


def _first_day(month: int) -> datetime.date:
    return datetime.date(2024 + month // 12, month % 12 + 1, 1)


@pytest.fixture(scope="module")
def small() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(TABLES)
        yield con


@st.composite
def _draw_worlds(
    draw: st.DrawFn,
) -> tuple[dict[tuple[str, int], tuple[int, int]], set[tuple[str, int]], list[Succession]]:
    """Figures of some organisations in some months, months in which one has nothing to count, and successions."""
    cells = [(code, month) for code in CODES for month in range(MONTHS)]
    reported = draw(st.lists(st.sampled_from(cells), unique=True, min_size=1))
    figures = {}
    for cell in reported:
        bottom = draw(st.integers(1, 50))
        figures[cell] = (draw(st.integers(0, bottom)), bottom)
    silent = set(draw(st.lists(st.sampled_from(cells), unique=True, max_size=6))) - set(figures)
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda pair: pair[0] != pair[1]),
            unique=True,
            max_size=5,
        )
    )
    return figures, silent, [Succession(*pair, draw(st.integers(0, MONTHS))) for pair in pairs]


def _fill_tables(
    con: duckdb.DuckDBPyConnection,
    figures: dict[tuple[str, int], tuple[int, int]],
    silent: set[tuple[str, int]],
    successions: list[Succession],
) -> None:
    for table in ("staging.successions", "staging.member", "core.organisation", "core.succession", "core.observation"):
        con.execute(f"delete from {table}")
    for code, month in sorted(set(figures) | silent):
        con.execute(f"insert into staging.member values ('ae', '{code}', null, date '{_first_day(month)}')")
    # England has a figure whenever anybody has one
    shown = dict(figures)
    for month in {month for _, month in figures}:
        actual = [cell for (_, when), cell in figures.items() if when == month]
        shown["ENGLAND", month] = (sum(top for top, _ in actual), sum(bottom for _, bottom in actual))
    for (code, month), (top, bottom) in shown.items():
        con.execute(
            f"insert into core.observation values ('share', '{code}', date '{_first_day(month)}', {top}, {bottom}, "
            f"{top} / {bottom})"
        )
    con.execute(
        "insert into core.organisation select organisation, null, null, max(month) from staging.member group by 1"
    )
    for succession in successions:
        pair = f"'{succession.predecessor}', '{succession.successor}'"
        con.execute(f"insert into staging.successions values ({pair}, null, '1')")
        con.execute(f"insert into core.succession values ({pair}, date '{_first_day(succession.month)}')")
    for name in ("merger", "merged_member", "continuous_series"):
        con.execute(f"create or replace table core.{name} as {(MODELS_FOLDER / 'core' / f'{name}.sql').read_text()}")


@settings(max_examples=20)
@given(world=_draw_worlds())
def test_any_mergers(
    small: duckdb.DuckDBPyConnection,
    world: tuple[dict[tuple[str, int], tuple[int, int]], set[tuple[str, int]], list[Succession]],
) -> None:
    figures, silent, successions = world
    _fill_tables(small, figures, silent, successions)
    named = set(figures) | silent
    last = {code: max(month for first, month in named if first == code) for code in {code for code, _ in named}}
    whole = joined(successions, last, max(month for _, month in named))
    pairs = small.execute("select predecessor, successor from core.merger where is_joined order by all").fetchall()
    assert pairs == sorted((item.predecessor, item.successor) for item in whole)
    actual = small.execute(
        "select organisation, month, numerator, denominator, members, value from core.continuous_series "
        "where organisation <> 'ENGLAND'"
    ).fetchall()
    assert {(code, month): (top, bottom, tuple(members)) for code, month, top, bottom, members, _ in actual} == {
        (code, _first_day(month)): reported for (code, month), reported in continuous(figures, silent, whole).items()
    }
    assert all(value == top / bottom for *_, top, bottom, _, value in actual)
    # England is the same with and without the successions
    england = "select month, numerator, denominator, value from {} where organisation = 'ENGLAND' order by all"
    assert (
        small.execute(england.format("core.continuous_series")).fetchall()
        == small.execute(england.format("core.observation")).fetchall()
    )


def _build_folder(folder: Path, *files: Sheet) -> Path:
    home = Home(folder / "home")
    for at, sheet in enumerate(files):
        [verdict] = admit(home, [sheet.write(folder, f"{at}.csv")])
        assert verdict.status == "accepted", verdict.reasons
    return build_tables(home, ("core.continuous_series", "core.merger"))


def _ae_sheet(month: str, *codes: str) -> Sheet:
    of = {row["organisation_code"]: row for row in sheets.ae_rows(6, month)}
    return sheets.ae([of[code] for code in codes], month)


def _read_series(path: Path, organisation: str, measure: str = "ae_attendances") -> list[tuple[Any, ...]]:
    return rows(
        path,
        "select strftime(month, '%Y-%m'), value, is_linked, members from core.continuous_series "
        f"where organisation = '{organisation}' and measure = '{measure}' order by month",
    )


def _expected_attendances(code: str) -> float:
    return 2100.0 + 6 * (ord(code[-1]) - ord("A"))


def test_a_chain_of_mergers_is_one_series(tmp_path: Path) -> None:
    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAA", "RAB", "RAC"),
        _ae_sheet("2025-02", "RAB", "RAC"),
        _ae_sheet("2025-03", "RAC"),
        sheets.successions(("RAA", "RAB", "2025-02"), ("RAB", "RAC", "2025-03")),
    )
    a, b, c = (_expected_attendances(code) for code in ("RAA", "RAB", "RAC"))
    assert _read_series(path, "RAC") == [
        ("2025-01", a + b + c, True, ["RAA", "RAB", "RAC"]),
        ("2025-02", b + c, True, ["RAB", "RAC"]),
        ("2025-03", c, False, ["RAC"]),
    ]
    assert _read_series(path, "RAB") == _read_series(path, "RAA") == []
    # the predecessor's own series stays as it was
    own = "select count(*) from core.observation where organisation = 'RAB' and measure = 'ae_attendances'"
    assert rows(path, own) == [(2,)]


def test_a_share_is_that_of_the_sums(tmp_path: Path) -> None:
    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAA", "RAF"),
        _ae_sheet("2025-02", "RAF"),
        sheets.successions(("RAA", "RAF", "2025-02")),
    )
    [(share,)] = rows(
        path,
        "select sum(numerator) / sum(denominator) from core.observation "
        "where measure = 'ae_within_4h' and organisation in ('RAA', 'RAF') and month = date '2025-01-01'",
    )
    assert _read_series(path, "RAF", "ae_within_4h")[0] == ("2025-01", share, True, ["RAA", "RAF"])


def test_a_part_and_a_split_are_reported_and_not_summed(tmp_path: Path) -> None:
    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAA", "RAB", "RAC", "RAD"),
        _ae_sheet("2025-02", "RAA", "RAC", "RAD"),
        _ae_sheet("2025-03", "RAA", "RAC", "RAD"),
        # RAA goes on after it gave a part away; RAB is divided
        sheets.successions(("RAA", "RAC", "2025-02"), ("RAB", "RAC", "2025-02"), ("RAB", "RAD", "2025-02")),
    )
    assert rows(path, "select predecessor, successor, kind, is_joined from core.merger") == [
        ("RAA", "RAC", "part", False),
        ("RAB", "RAC", "split", False),
        ("RAB", "RAD", "split", False),
    ]
    assert rows(path, "select count(*) from core.continuous_series where is_linked") == [(0,)]
    assert rows(path, "select count(*) from core.continuous_series") == rows(
        path, "select count(*) from core.observation"
    )


def test_a_month_without_a_predecessors_figure_is_not_computable(tmp_path: Path) -> None:
    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAA", "RAB"),
        _ae_sheet("2025-02", "RAB"),
        _ae_sheet("2025-03", "RAA", "RAB"),
        _ae_sheet("2025-04", "RAB"),
        sheets.successions(("RAA", "RAB", "2025-04")),
    )
    assert [row[0] for row in _read_series(path, "RAB")] == ["2025-01", "2025-03", "2025-04"]


def test_before_it_opened_a_predecessor_has_nothing_to_tell(tmp_path: Path) -> None:
    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAB"),
        _ae_sheet("2025-02", "RAA", "RAB"),
        _ae_sheet("2025-03", "RAB"),
        sheets.ods({"organisation": "RAA", "name": "A", "opened_text": "20250201", "closed_text": "20250228"}),
        sheets.successions(("RAA", "RAB", "2025-03")),
    )
    assert [row[:3] for row in _read_series(path, "RAB")] == [
        ("2025-01", _expected_attendances("RAB"), False),
        ("2025-02", _expected_attendances("RAA") + _expected_attendances("RAB"), True),
        ("2025-03", _expected_attendances("RAB"), False),
    ]


def test_a_merger_that_is_to_come_joins_nothing_yet(tmp_path: Path) -> None:
    path = _build_folder(tmp_path, _ae_sheet("2025-01", "RAA", "RAB"), sheets.successions(("RAA", "RAB", "2025-04")))
    assert rows(path, "select kind, is_joined from core.merger") == [("to_come", False)]
    assert _read_series(path, "RAA") == [("2025-01", _expected_attendances("RAA"), False, ["RAA"])]


def _rtt_rows(code: str, waits: dict[int, int]) -> list[Row]:
    return sheets.rtt_group(code, "15F", "Part_2", {"C_100": waits})


def test_a_median_is_read_off_the_summed_bands(tmp_path: Path) -> None:
    both = [*_rtt_rows("ZZA", {1: 30, 20: 11, 90: 2}), *_rtt_rows("ZZB", {3: 7, 20: 5, 60: 6})]
    path = _build_folder(
        tmp_path,
        sheets.rtt(both, "2026-01"),
        sheets.rtt(_rtt_rows("ZZB", {2: 25}), "2026-02"),
        sheets.successions(("ZZA", "ZZB", "2026-02")),
    )
    columns = "measure, month, denominator, value"
    merged = rows(path, f"select {columns} from core.continuous_series where organisation = 'ZZB' order by all")
    # the two are all there is in England
    assert merged == rows(path, f"select {columns} from core.observation where organisation = 'ENGLAND' order by all")
    assert {row[0] for row in merged} >= {"rtt_median_weeks", "rtt_p92_weeks", "rtt_within_18w"}


def test_local_figures_of_those_that_merged(tmp_path: Path) -> None:
    def sent(measure: str, organisation: str, month: str, top: str, bottom: str | None = None) -> Row:
        reported = {"measure": measure, "organisation": organisation, "month_text": month, "numerator_text": top}
        return reported | ({"denominator_text": bottom} if bottom else {})

    path = _build_folder(
        tmp_path,
        _ae_sheet("2025-01", "RAA", "RAB"),
        _ae_sheet("2025-02", "RAB"),
        sheets.successions(("RAA", "RAB", "2025-02")),
        sheets.register(
            "measure_definitions",
            {"measure": "falls", "title": "Falls", "unit": "rate", "direction": "decrease"},
            {"measure": "stay", "title": "Stay", "unit": "days", "direction": "decrease"},
        ),
        sheets.register(
            "measures",
            sent("falls", "RAA", "2025-01", "3", "1000"),
            sent("falls", "RAB", "2025-01", "1", "3000"),
            sent("falls", "RAB", "2025-02", "2", "4000"),
            sent("stay", "RAA", "2025-01", "4.5"),
            sent("stay", "RAB", "2025-01", "6.5"),
            sent("stay", "RAB", "2025-02", "5"),
        ),
    )
    assert [row[:2] for row in _read_series(path, "RAB", "falls")] == [("2025-01", 1.0), ("2025-02", 0.5)]
    # a mean time without its cases cannot be joined with another
    assert [row[:2] for row in _read_series(path, "RAB", "stay")] == [("2025-02", 5.0)]
